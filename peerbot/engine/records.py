"""What the engine keeps in `storage`, and as whose."""

from datetime import datetime, timedelta
from functools import reduce
from math import inf
from operator import or_

from msgspec import Struct, ValidationError, msgpack

from peerbot.features import registry
from peerbot.flow import Position, State, Table
from peerbot.kernel.actions import WAITED_FOR, Action, Urgency, WhyNot
from peerbot.kernel.consents import Agreed
from peerbot.kernel.ids import Machine, Mark, Owner, Room, RoomID, UserID, bot
from peerbot.pages import NOTHING, Shown
from peerbot.vocabulary.effects import Relay, Tell
from peerbot.vocabulary.inputs import ChatGone
from peerbot.vocabulary.keeping import (
    CreateRoom,
    Empower,
    Empty,
    Invite,
    Leave,
    Look,
    Redact,
    Remove,
    SetTopic,
    Silence,
    SilenceAt,
)
from peerbot.vocabulary.notes import Note
from storage import HOUR, Kind

QUIET = timedelta(days=7)
"""How long transport records stay after the last word; the welcome says "a week"."""

STUCK_FOR = timedelta(days=30)
"""How long it is tried to leave a room that could not be emptied."""

TOO_OLD = timedelta(hours=20)
"""An answer older than this is not sent blindly: Synapse forgets transaction ids after 24 h."""

PERSONS: Table = registry().person_table()
ROOMS: Table = registry().table(Room)


class Chat(Struct, frozen=True):
    """The one chat in which a person last wrote.

    `since`: what was to be said before that is not said any more, since it was meant for the
    identity that the person's account had then.
    """

    room_id: RoomID
    since: datetime | None = None


class Kept(Struct, frozen=True):
    """A note together with the yeses it hangs on: neither exists without the other."""

    note: Note
    agreed: tuple[Agreed, ...]


class Held(Struct, frozen=True):
    """A room of the keeper's: it is on record for as long as it exists. People are removed from no
    other."""

    room_id: RoomID


class Where(Struct, frozen=True):
    """A position as kept: the state in its own encoding, since every flow adds its own."""

    state: bytes
    offered: tuple[tuple[int, str], ...]
    shown: Shown = NOTHING


class Positions:
    """Turns the positions of one table into records and back."""

    def __init__(self, table: Table) -> None:
        self._states: msgpack.Decoder[State] = msgpack.Decoder(reduce(or_, table.states))

    def pack(self, position: Position) -> Where:
        """A position as kept."""
        return Where(msgpack.encode(position.state), position.offered, position.shown)

    def unpack(self, where: Where) -> Position | None:
        """A kept position; None when its state is one that this version no longer has."""
        try:
            return Position(self._states.decode(where.state), where.offered, where.shown)
        except ValidationError:
            return None


# --- outbox rows --------------------------------------------------------------------------


class InChat(Action, frozen=True):
    """Something that the voice does in a person's chat."""

    chat: RoomID

    def queue(self, _owner: Owner, /) -> str:
        """A chat's are in order."""
        return f"chat {self.chat}"


class EndsChat(InChat, frozen=True):
    """Something after which the voice is in the chat no more."""

    urgency = Urgency.ENDING

    def undone(self, _why: WhyNot, /) -> ChatGone:
        """It may be there still, and nobody is served by that."""
        return ChatGone(self.chat)


class Send(InChat, frozen=True):
    """Say a rendered message in a chat; with `relay`, somebody else's."""

    urgency = Urgency.ANSWER
    odd_tries = inf  # until it is too old

    body: str
    notify: bool
    relay: Relay | None = None

    @property
    def priority(self) -> Urgency:
        """What nobody waits for comes last."""
        return Urgency.ANNOUNCEMENT if self.notify else self.urgency

    @property
    def whose(self) -> UserID | None:
        """Words of somebody else are theirs."""
        return self.relay.of if self.relay else None

    def queue(self, owner: Owner, /) -> str:
        """Words of others each wait by themselves until they are read, whatever else is there to be
        read."""
        if relay := self.relay:
            return f"words {owner} {relay.of} {relay.mark} {relay.until.isoformat()}"
        return super().queue(owner)

    def tried_until(self, at: datetime, now: datetime, /) -> datetime:
        """See `Relay`."""
        return self.relay.kept_until(now) if self.relay else super().tried_until(at, now)

    def undone(self, _why: WhyNot, /) -> tuple[Tell, ...] | None:
        """Their writer hears of it."""
        return self.relay.unsaid if self.relay else None


class Knock(InChat, frozen=True):
    """Say in a chat that somebody's words are there to be read; `words` is the row that waits."""

    urgency = Urgency.ANNOUNCEMENT
    odd_tries = inf  # until it is too old

    body: str
    relay: Relay
    words: str = ""

    @property
    def whose(self) -> UserID:
        """As the words behind it."""
        return self.relay.of

    def tried_until(self, _at: datetime, now: datetime, /) -> datetime:
        """See `Relay`."""
        return self.relay.kept_until(now)

    def undone(self, _why: WhyNot, /) -> tuple[Tell, ...]:
        """Their writer hears of it."""
        return self.relay.unsaid


class Goodbye(EndsChat, frozen=True):
    """Say a rendered last message (none when empty), leave, forget."""

    body: str


class JoinChat(InChat, frozen=True):
    """Accept an invitation to a chat."""

    urgency = Urgency.COMING_IN
    odd_tries = WAITED_FOR


class ClearChat(EndsChat, frozen=True):
    """Redact what the voice said in a chat, leave, forget."""


class Scrub(Action, frozen=True):
    """Clean the file's free space after an erasing."""

    urgency = Urgency.ENDING


class Wake(Action, frozen=True):
    """A due time."""

    urgency = Urgency.ENDING

    what: str

    def queue(self, owner: Owner, /) -> str:
        """Each waits for its time by itself."""
        return f"wake {self.what} {owner}"


class Row(Struct, frozen=True):
    """One thing to do outside, as committed with the step that decided it."""

    machine: Machine
    action: Action
    created: datetime


class _Row(Row, frozen=True):
    """As it is read: each kind of action that there may be."""

    action: (
        JoinChat
        | Send
        | Knock
        | Goodbye
        | ClearChat
        | Scrub
        | Wake
        | Tell
        | CreateRoom
        | Invite
        | Remove
        | SetTopic
        | Silence
        | Empty
        | Leave
        | Look
        | Empower
        | SilenceAt
        | Redact
    )


class Word(Struct, frozen=True):
    """The row that brings the word which a person asked for before their note goes.

    `chat_until`: the chat it is said in is kept until then.
    """

    row: str
    chat_until: datetime


class Unread(Struct, frozen=True):
    """For whoever may read it: a row with somebody's words, until when it waits, and the room."""

    row: str
    until: datetime
    mark: Mark


class Passing(Struct, frozen=True):
    """For the one who wrote them: that their words wait to be read, and until when."""

    until: datetime


CHAT = Kind("chat", Chat)
WORD = Kind("word", Word)
UNREAD = Kind("unread", Unread)
PASSING = Kind("passing", Passing)
KEPT = Kind("kept", Kept)
PERSON_POSITION = Kind("position", Where)
ROOM_POSITION = Kind("room", Where, HOUR)
HELD = Kind("held", Held, HOUR)
ROW = Kind[Row]("row", _Row)

HELD_ROOMS = bot("rooms")
STUCK_ROOMS = bot("stuck rooms")
