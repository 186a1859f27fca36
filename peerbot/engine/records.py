"""What the engine keeps in `storage`, and as whose."""

from datetime import datetime, timedelta
from functools import cache, reduce
from operator import or_

from msgspec import Raw, Struct, ValidationError, field, msgpack

from peerbot.features import registry
from peerbot.kernel.consents import Grant
from peerbot.kernel.context import Passing
from peerbot.kernel.ids import Address, Person, RoomID, bot
from peerbot.kernel.pages import NOTHING, Shown
from peerbot.kernel.records import Listing, OnRecord, Record, Retired
from peerbot.kernel.table import ConversationState, State, Table
from storage import Entry, Kind

QUIET = timedelta(days=7)
"""How long transport records stay after the last word; the welcome says "a week"."""


class Chat(Struct, frozen=True):
    """The one chat in which a person last wrote.

    `since`: what was to be said before that is not said any more, since it was meant for the
    identity that the person's account had then.
    """

    room_id: RoomID
    since: datetime | None = None


class StoredRecord(Struct, frozen=True):
    """A record as it is kept: in its own encoding, since every feature adds its own."""

    record: Raw = field(name="note")
    grants: tuple[Grant, ...] = field(name="agreed")
    listed: tuple[str, str] | None = None
    """Where others read of it (collection and label), also once this version does not know it."""


class Where(Struct, frozen=True):
    """Where an actor is, as kept: the state in its own encoding."""

    state: bytes
    offered: tuple[tuple[int, str], ...]
    shown: Shown = NOTHING
    aside: tuple[tuple[int, str], ...] = ()


class Timer(Struct, frozen=True):
    """The entry that brings a message at a time, for whoever may cancel it.

    `until`: a person's chat is kept until then, since something is to be said there.
    """

    entry: str = field(name="row")
    until: datetime = field(name="chat_until")


class Unread(Struct, frozen=True):
    """For whoever may read it: an entry with somebody's words, until when it waits, and the key of
    the actor that it is bound to. `wanted`: since when it is on its way, at a word of theirs."""

    entry: str = field(name="row")
    until: datetime
    key: str = field(name="mark")
    wanted: datetime | None = None


class Living(Struct, frozen=True):
    """There may be actors of a kind: a version that does not know it would lose them."""


CHAT = Kind("chat", Chat)
TIMER = Kind("word", Timer)
UNREAD = Kind("unread", Unread)
PASSING = Kind("passing", Passing)
KEPT = Kind("kept", StoredRecord)
PERSON_STATE = Kind("position", Where)
LIVING = Kind("living", Living)

KINDS_ALIVE = bot("kinds of actors")


@cache
def state_kind(address: type[Address]) -> Kind[Where]:
    """As what the state of a kind of actor is kept."""
    if issubclass(address, Person):
        return PERSON_STATE
    kind = registry().actors[address]
    return Kind(kind.label, Where, kind.grain)


@cache
def _states(address: type[Address]) -> msgpack.Decoder[State]:
    table: Table = registry().tables[address]
    return msgpack.Decoder(reduce(or_, table.states))


@cache
def _records() -> msgpack.Decoder[Record]:
    return msgpack.Decoder(reduce(or_, registry().records))


def pack(at: ConversationState) -> Where:
    """Where an actor is, as kept."""
    return Where(msgpack.encode(at.state), at.offered, at.shown, at.aside)


def unpack(address: type[Address], where: Where) -> ConversationState | None:
    """Where it is; None when its state is one that this version no longer has."""
    try:
        state = _states(address).decode(where.state)
    except ValidationError:
        return None
    return ConversationState(state, where.offered, where.shown, aside=where.aside)


def pack_record(kept: OnRecord, listing: Listing | None = None) -> StoredRecord:
    """A record as it is kept, with what others read of it."""
    listed = (listing.collection, listing.label) if listing else None
    return StoredRecord(Raw(msgpack.encode(kept.record)), kept.grants, listed)


def unpack_record(entry: Entry[StoredRecord]) -> OnRecord:
    """A record as it is read; `Retired` when this version no longer has its kind."""
    try:
        record = _records().decode(entry.value.record)
    except ValidationError:
        record = Retired(entry.name, entry.until)
    return OnRecord(record, entry.value.grants)
