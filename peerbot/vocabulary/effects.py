"""What goes out: effects are data, decided in a step and performed after its commit."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from peerbot.kernel.actions import Handing, Urgency
from peerbot.kernel.consents import Consent
from peerbot.kernel.ids import Mark, Owner, RoomID, UserID
from peerbot.kernel.records import Listing
from peerbot.vocabulary import keeping
from peerbot.vocabulary.notes import Note
from peerbot.vocabulary.room_inputs import (
    Input,
)

TOLD_WITHIN = timedelta(hours=1)
"""How long words that came too late stay until the next try finds it out, and their writer hears:
the sender never waits longer by itself."""


class Quoted(str):
    """Words that one person wrote and another reads: a sentence shows them in quotation marks."""

    __slots__ = ()


Value = str | int | datetime
"""What a sentence may be filled with; texts show a datetime in the collective's zone."""

Args = Mapping[str, Value]
"""Values by the names that the sentence gives them."""


class Line(Struct, frozen=True):
    """One choice of a question: the number that picks it, and its sentence."""

    number: int
    text: str
    args: Args = {}


class Tell(Handing, frozen=True):
    """Hand an input to another machine, in a step of its own."""

    urgency = Urgency.NEWS

    input: Input

    @property
    def whose(self) -> UserID | None:
        """Words on their way to somebody else are their writer's."""
        return self.input.written[0] if self.input.written else None

    def queue(self, owner: Owner, /) -> str:
        """As the message says."""
        return self.input.queue(owner)

    def tried_until(self, at: datetime, now: datetime, /) -> datetime:
        """Words are good until their time, and told of until then."""
        if written := self.input.written:
            return max(written[1], now) + TOLD_WITHIN
        return super().tried_until(at, now)


class Relay(Struct, frozen=True):
    """Words that are said in one chat for somebody else (`of`), in one room (`mark`, if it is set).

    Until they are said they are theirs: they go when `of` is erased, with the room, and at `until`.
    `done` or `failed` tells what became of them, where somebody waits for it.
    """

    of: UserID
    mark: Mark
    until: datetime
    done: Tell | None = None
    failed: Tell | None = None

    @property
    def unsaid(self) -> tuple[Tell, ...]:
        """Who hears that the words were not passed on."""
        return (self.failed,) if self.failed else ()

    def kept_until(self, now: datetime) -> datetime:
        """Until when they wait for a try that finds out that they came too late."""
        return max(self.until, now) + TOLD_WITHIN


class Say(Struct, frozen=True):
    """Say something in the person's chat; with `ask`, the new state's choices follow.

    `lines` are choices that only the handler knows (rooms, say), shown before the table's.
    `starts`: nobody spoke to us just now, so it should make the person's client notify.
    """

    text: str
    args: Args = {}
    lines: tuple[Line, ...] = ()
    ask: bool = False
    also: tuple[Line, ...] = ()
    """Further sentences below the first, not choices; their `number` is ignored."""
    starts: bool = False
    relay: Relay | None = None
    """Somebody else's words, who hears whether they were said."""
    behind: "Say | None" = None
    """Those words, which are said once the person wants to read them: a lock screen shows whatever
    comes by itself."""


class Farewell(Struct, frozen=True):
    """Say a last thing, then leave and forget the chat."""

    text: str
    args: Args = {}


class ForgetChat(Struct, frozen=True):
    """Drop what is held of a chat that is over; without a note, nothing of the person stays."""


class ClearChat(Struct, frozen=True):
    """Redact our own messages in the person's chat, then leave and forget it."""


class WordBefore(Struct, frozen=True):
    """Come back to the person as `NoteExpires` at a time that they asked for."""

    when: datetime


class Remember(Struct, frozen=True):
    """Keep a note until `until`; the engine refuses it unless `consent` is on record, or a steward
    grants it.

    `drops`: the name of another yes about it that is taken back.
    """

    note: Note
    until: datetime
    consent: Consent | None = None
    drops: str = ""


class Forget(Struct, frozen=True):
    """Destroy a note, and the consent it hung on when nothing else does."""

    note: Note


class Read(Struct, frozen=True):
    """Say everything that waits for the person to read it; `gone` where nothing is left of it."""

    gone: Say


class ReadNoMore(Struct, frozen=True):
    """What waits to be read of a room that is over is not said any more; its writer hears so."""

    mark: Mark


class BeginAnew(Struct, frozen=True):
    """Say nothing any more that was not said yet: it was meant for another identity."""


class Erase(Struct, frozen=True):
    """Destroy the person's key and rows, clean the file, then come back as `Scrubbed`."""


class WakeAt(Struct, frozen=True):
    """Come back as `Due(what)` at a time."""

    when: datetime
    what: str


class Publish(Struct, frozen=True):
    """Let others read this. `key`: of the actor that it is of, where that is another."""

    listing: Listing
    until: datetime
    key: str = ""


class Withdraw(Struct, frozen=True):
    """Let nobody read it any more."""

    listing: type[Listing]


class Done(Struct, frozen=True):
    """The machine is over: destroy its key and rows. `stuck`: the room that could not be left."""

    stuck: RoomID | None = None


Effect = (
    Say
    | BeginAnew
    | Farewell
    | ForgetChat
    | ClearChat
    | Remember
    | Forget
    | Erase
    | Read
    | ReadNoMore
    | Tell
    | WakeAt
    | Publish
    | Withdraw
    | keeping.CreateRoom
    | keeping.Invite
    | keeping.Remove
    | keeping.SetTopic
    | keeping.Silence
    | keeping.Empty
    | keeping.Leave
    | Done
    | WordBefore
    | keeping.Look
    | keeping.SilenceAt
    | keeping.Redact
)
