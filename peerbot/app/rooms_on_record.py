"""Which rooms the keeper holds, and its news of them, as messages to each."""

from collections.abc import Iterator
from datetime import datetime

from peerbot.engine.core import Engine
from peerbot.features.rooms.api import Came, Close, Due, Ending, Held, Mark, Room, Stuck, Went
from peerbot.kernel.ids import RoomID, UserID


def held_rooms(engine: Engine) -> dict[RoomID, Mark]:
    """Every room that exists. People are removed from no other."""
    return dict(_rooms(engine, Held))


def stuck_rooms(engine: Engine) -> dict[RoomID, Mark]:
    """Rooms that are over and could not be left."""
    return dict(_rooms(engine, Stuck))


def _rooms(engine: Engine, kind: type[Held] | type[Stuck]) -> Iterator[tuple[RoomID, Mark]]:
    now: datetime = engine.clock()
    for published in engine.world.listings.read(kind, now):
        yield published.listing.room_id, Mark(published.key)


def unstuck(engine: Engine, mark: Mark) -> None:
    """The keeper has left one of them."""
    engine.world.listings.withdraw(mark, Stuck)


def room_lost(engine: Engine, room_id: RoomID) -> None:
    """The keeper is no longer in a room: tell everyone who had a place in it."""
    if mark := held_rooms(engine).get(room_id):
        close(engine, mark, "lost")


def close(engine: Engine, mark: Mark, why: Ending) -> None:
    """Close a room before its time."""
    engine.take(Room(mark), Close(why))


def arm(engine: Engine, mark: Mark) -> None:
    """See that the homeserver still silences a room by itself at its time."""
    engine.take(Room(mark), Due("arm"))


def membership_changed(engine: Engine, room_id: RoomID, user: UserID, *, came: bool) -> None:
    """Somebody joined a room or left it."""
    if mark := held_rooms(engine).get(room_id):
        engine.take(Room(mark), Came(user) if came else Went(user))
