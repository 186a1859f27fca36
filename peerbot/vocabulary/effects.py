"""What goes out: effects are data, decided in a step and performed after its commit."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from peerbot.vocabulary.ids import EventID, Machine, Mark, RoomID, UserID
from peerbot.vocabulary.inputs import Looking
from peerbot.vocabulary.notes import (
    Answer,
    Card,
    Consent,
    Note,
    Offer,
    OwnNote,
    Place,
    Role,
)
from peerbot.vocabulary.room_inputs import Input


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


class Tell(Struct, frozen=True, tag=True):
    """Hand an input to another machine, in a step of its own."""

    machine: Machine
    input: Input


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


class ClearChat(Struct, frozen=True, tag=True):
    """Redact our own messages in the person's chat, then leave and forget it."""


class Hand(Struct, frozen=True):
    """Hand a person's note to who holds a room, in the step in which they say yes to `consent`."""

    to: UserID
    mark: Mark
    title: str
    until: datetime
    answers: tuple[Answer, ...]
    consent: Consent


class WordBefore(Struct, frozen=True):
    """Come back to the person as `NoteExpires` at a time that they asked for."""

    when: datetime


class Remember(Struct, frozen=True):
    """Keep a note until `until`; the engine refuses it unless `consent` is on record.

    `drops`: the name of another yes about it that is taken back.
    """

    note: Place | Role | OwnNote
    until: datetime
    consent: Consent
    drops: str = ""


class KeepOffer(Struct, frozen=True):
    """Keep a steward's offer. Only a steward makes one; it needs no consent of the person."""

    offer: Offer


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
    """Put the card where members see it, until the room closes."""

    card: Card


class Withdraw(Struct, frozen=True):
    """Take the card away."""


class CreateRoom(Struct, frozen=True, tag=True):
    """Keeper: make the room, encrypted and locked down, with nobody invited."""

    card: Card
    federate: bool


class Invite(Struct, frozen=True, tag=True):
    """Keeper: invite one person. From `until` on nobody is invited any more.

    With `holders`, not before one of them is in, nor as one more than `size` beside them.
    """

    room_id: RoomID
    user: UserID
    size: int
    until: datetime
    holders: tuple[UserID, ...] = ()


class Remove(Struct, frozen=True, tag=True):
    """Keeper: remove one person or withdraw their invitation, with the neutral reason.

    `by`: who asked them to step out; comes back in `Removed`.
    """

    room_id: RoomID
    user: UserID
    by: UserID = UserID("")


class SetTopic(Struct, frozen=True, tag=True):
    """Keeper: say in the room's topic when it closes. `minutes`: and in how many; 0: not."""

    room_id: RoomID
    closes: datetime
    minutes: int


class Look(Struct, frozen=True, tag=True):
    """Keeper: ask the homeserver who is in the room. `why`, `user` come back in `Seen`."""

    room_id: RoomID
    why: Looking
    user: UserID = UserID("")


class Empower(Struct, frozen=True, tag=True):
    """Keeper: see that nobody but it has any power in a room.

    No step wants it any more: it waits in state files of before, where it gave `user` the power of
    a facilitator, or took it back (not `holds`).
    """

    room_id: RoomID
    user: UserID
    holds: bool = True


class Redact(Struct, frozen=True, tag=True):
    """Keeper: take one message in a room back. `by`: who asked; comes back in `TakenBack`."""

    room_id: RoomID
    event_id: EventID
    by: UserID


class SilenceAt(Struct, frozen=True, tag=True):
    """Keeper: ask the homeserver anew to silence the room by itself, at another time."""

    room_id: RoomID
    closes: datetime


class Silence(Struct, frozen=True, tag=True):
    """Keeper: let nobody write any more."""

    room_id: RoomID


class Empty(Struct, frozen=True, tag=True):
    """Keeper: withdraw every invitation and remove everyone, one reason for all."""

    room_id: RoomID


class Leave(Struct, frozen=True, tag=True):
    """Keeper: leave and forget a room that is empty."""

    room_id: RoomID


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
    | KeepOffer
    | Forget
    | Erase
    | Read
    | ReadNoMore
    | Tell
    | WakeAt
    | Publish
    | Withdraw
    | CreateRoom
    | Invite
    | Remove
    | SetTopic
    | Silence
    | Empty
    | Leave
    | Done
    | Hand
    | WordBefore
    | Look
    | SilenceAt
    | Redact
)
