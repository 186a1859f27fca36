"""What goes out: effects are data, decided in a step and performed after its commit.

There are these few, and no feature adds to them: it says, sends, sets timers, puts records,
publishes listings, wants an `Action` done, and ends. Those under "the chat itself" are the core's.
"""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from peerbot.kernel.actions import Action
from peerbot.kernel.consents import Consent
from peerbot.kernel.files import File
from peerbot.kernel.ids import UserID
from peerbot.kernel.messages import Message, Send
from peerbot.kernel.records import Listing, Record


class Quoted(str):
    """Words that one person wrote and another reads: a sentence shows them in quotation marks."""

    __slots__ = ()


class At(Struct, frozen=True):
    """A time that is read in a zone (an IANA name) of somebody's own, which is named with it."""

    when: datetime
    zone: str


Value = str | int | datetime | At
"""What a sentence may be filled with; texts show a datetime in the collective's zone."""

Args = Mapping[str, Value]
"""Values by the names that the sentence gives them."""


class Line(Struct, frozen=True):
    """One choice of a question: the number that picks it, and its sentence."""

    number: int
    text: str
    args: Args = {}


class Relay(Struct, frozen=True):
    """Words that are said in one chat for somebody else (`of`), bound to an actor (its `key`).

    Until they are said they are theirs: they go when `of` is erased, when the actor is over (see
    `Listing.ends`), and at `until`. `done` or `failed` tells what became of them, where somebody
    waits for it. `what` they are, for whoever takes them back.
    """

    of: UserID
    key: str
    until: datetime
    done: Send | None = None
    failed: Send | None = None
    what: str = ""


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
    before: tuple[Line, ...] = ()
    """Sentences above it: what somebody has to know first."""
    starts: bool = False
    relay: Relay | None = None
    """Somebody else's words, who hears whether they were said."""
    behind: "Say | None" = None
    """Those words, which are said once the person wants to read them: a lock screen shows whatever
    comes by itself."""
    file: File | None = None
    """It goes along, in the same message."""
    page: int | None = None
    """How many lines of its list one message shows, where that is not `pages.PAGE`."""
    unsent: "Say | None" = None
    """What is said in place of both where the homeserver takes no file."""


def below(lines: tuple[Line, ...], effects: tuple["Effect", ...]) -> tuple["Effect", ...]:
    """With these lines, but those that it says itself, below what is said first: that is the answer
    to what somebody wrote, and the lines are not."""
    said = next((effect for effect in effects if isinstance(effect, Say)), None)
    if said is None:
        return effects
    there = {said.text, *(line.text for line in said.also)}
    others = (line for line in lines if line.text not in there)
    footed = replace(said, also=(*said.also, *others))
    return tuple(footed if effect is said else effect for effect in effects)


def above(lines: tuple[Line, ...], effects: tuple["Effect", ...]) -> tuple["Effect", ...]:
    """With these lines, but those that it says itself, above what is said first."""
    said = next((effect for effect in effects if isinstance(effect, Say)), None)
    if said is None:
        return effects
    others = (line for line in lines if line.text != said.text)
    headed = replace(said, before=(*others, *said.before))
    return tuple(headed if effect is said else effect for effect in effects)


class SetTimer(Struct, frozen=True):
    """Bring `message` to this very actor at a time. `name`: it takes the place of an earlier timer
    of that name, and can be cancelled by it. Those of a person have one.

    `until`: how late it may come, where that is more than a week: the program may be off, and what
    is kept for longer would wait in vain.
    """

    when: datetime
    message: Message
    name: str | None = None
    until: datetime | None = None


class CancelTimer(Struct, frozen=True):
    """No timer of this name brings anything any more."""

    name: str


class Put(Struct, frozen=True):
    """Keep a record until `until`; the engine refuses it unless `consent` is on record, or a
    steward grants it.

    `drops`: the name of another yes about it that is taken back.
    """

    record: Record
    until: datetime
    consent: Consent | None = None
    drops: str = ""


class Drop(Struct, frozen=True):
    """Destroy a record, and the consent it hung on when nothing else does."""

    record: Record


class Publish(Struct, frozen=True):
    """Let others read this. `key`: of the actor that it is of, where that is another."""

    listing: Listing
    until: datetime
    key: str = ""


class Withdraw(Struct, frozen=True):
    """Let nobody read it any more."""

    listing: type[Listing]


class End(Struct, frozen=True):
    """The actor is over: destroy its key and rows. To a person, the engine comes back with
    `Scrubbed` once the file is clean, too."""


# --- the chat itself


class Farewell(Struct, frozen=True):
    """Say a last thing, then leave and forget the chat."""

    text: str
    args: Args = {}


class ForgetChat(Struct, frozen=True):
    """Drop what is held of a chat that is over; without a record, nothing of the person stays."""


class ClearChat(Struct, frozen=True):
    """Redact our own messages in the person's chat, then leave and forget it."""


class Read(Struct, frozen=True):
    """Say everything that waits for the person to read it; `gone` where nothing is left of it."""

    gone: Say


class ReadNoMore(Struct, frozen=True):
    """What waits to be read and is bound to this actor is not said any more; its writer hears."""

    key: str


class TakeBackWords(Struct, frozen=True):
    """Nobody reads what this person wrote, bound to this actor, and nobody has read so far."""

    key: str


class BeginAnew(Struct, frozen=True):
    """Say nothing any more that was not said yet: it was meant for another identity."""


OVER = (End, ClearChat, Farewell, ForgetChat, BeginAnew)
"""After these nothing of the chat is left on the screen of whoever it was with."""

Effect = (
    Say
    | Send
    | SetTimer
    | CancelTimer
    | Put
    | Drop
    | Publish
    | Withdraw
    | Action
    | End
    | Farewell
    | ForgetChat
    | ClearChat
    | Read
    | ReadNoMore
    | TakeBackWords
    | BeginAnew
)
