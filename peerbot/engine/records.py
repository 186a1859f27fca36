"""What the engine keeps in `storage`, and as whose."""

from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from msgspec import Struct, ValidationError, msgpack

from peerbot.flow import Position, State, Table
from peerbot.flows import person_table, room_table
from peerbot.pages import NOTHING, Shown
from peerbot.vocabulary.effects import (
    CreateRoom,
    Empower,
    Empty,
    Invite,
    Leave,
    Look,
    Redact,
    Relay,
    Remove,
    SetTopic,
    Silence,
    SilenceAt,
    Tell,
)
from peerbot.vocabulary.ids import Machine, Mark, RoomID, UserID, bot
from peerbot.vocabulary.notes import Agreed, Card, Note
from storage import HOUR, Kind

QUIET = timedelta(days=7)
"""How long transport records stay after the last word; the welcome says "a week"."""

STUCK_FOR = timedelta(days=30)
"""How long it is tried to leave a room that could not be emptied."""

TOO_OLD = timedelta(hours=20)
"""An answer older than this is not sent blindly: Synapse forgets transaction ids after 24 h."""

PERSONS: Table = person_table()
ROOMS: Table = room_table()


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


class Named(Struct, frozen=True):
    """The name of a room, from the yes that opens it until nothing of it is left."""

    name: str


class RoleEntry(Struct, frozen=True):
    """For `roles`: who holds a role or an offer of one."""

    user: UserID
    role: str
    accepted: bool
    until: datetime


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


class Send(Struct, frozen=True, tag=True):
    """Say a rendered message in a chat; with `relay`, somebody else's."""

    chat: RoomID
    body: str
    notify: bool
    relay: Relay | None = None


class Knock(Struct, frozen=True, tag=True):
    """Say in a chat that somebody's words are there to be read; `words` is the row that waits."""

    chat: RoomID
    body: str
    relay: Relay
    words: str = ""


class Goodbye(Struct, frozen=True, tag=True):
    """Say a rendered last message (none when empty), leave, forget."""

    chat: RoomID
    body: str


class JoinChat(Struct, frozen=True, tag=True):
    """Accept an invitation to a chat."""

    chat: RoomID


class ClearChat(Struct, frozen=True, tag=True):
    """Redact what the voice said in a chat, leave, forget."""

    chat: RoomID


class Scrub(Struct, frozen=True, tag=True):
    """Clean the file's free space after an erasing."""


class Wake(Struct, frozen=True, tag=True):
    """A due time."""

    what: str


Action = (
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


class Row(Struct, frozen=True):
    """One thing to do outside, as committed with the step that decided it."""

    machine: Machine
    action: Action
    created: datetime


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
CARD = Kind("card", Card, HOUR)
HELD = Kind("held", Held, HOUR)
NAME = Kind("name", Named, HOUR)
ROLE_ENTRY = Kind("role", RoleEntry)
ROW = Kind("row", Row)

CARDS = bot("cards")
HELD_ROOMS = bot("rooms")
STUCK_ROOMS = bot("stuck rooms")
NAMES = bot("names")
ROLES = bot("roles")
