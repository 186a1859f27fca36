"""Loads the world as one step sees it, and the state of a machine."""

import secrets
from collections.abc import Callable
from datetime import datetime

from cachetools import FIFOCache

from peerbot.engine.listings import Listings
from peerbot.engine.records import (
    CHAT,
    HELD,
    HELD_ROOMS,
    KEPT,
    PASSING,
    PERSON_POSITION,
    PERSONS,
    QUIET,
    ROOM_POSITION,
    ROOMS,
    UNREAD,
    Kept,
    Positions,
)
from peerbot.features.rooms.actor.states import Closing, Opened
from peerbot.flow import Position, Table
from peerbot.kernel.ids import Machine, Mark, Person, Room, RoomID, UserID, owner_of
from peerbot.kernel.messages import Message
from peerbot.vocabulary.notes import (
    About,
    Card,
    Fresh,
    Named,
    Note,
    Offer,
    OwnNote,
    Place,
    Role,
    RoleEntry,
    Settings,
    View,
)
from storage import Store

REMEMBERED_POSITIONS = 10_000
"""Conversations without a yes live in memory only; the longest quiet one goes first. At about
300 bytes each this is 3 MB of a 1 GB machine."""


class World:
    """Reads what steps need. Holds in memory the positions that may not be stored.

    `chance` (0 to 1) is what a step may leave to it.
    """

    def __init__(self, store: Store, settings: Settings, chance: Callable[[], float]) -> None:
        self._store = store
        self.listings = Listings(store)
        self.settings = settings
        self._chance = chance
        self._persons = Positions(PERSONS)
        self._rooms = Positions(ROOMS)
        # Writing an entry makes it the last to be evicted; reading does not.
        self._in_memory = FIFOCache[UserID, tuple[Position, datetime]](REMEMBERED_POSITIONS)

    def is_open(self, mark: Mark, now: datetime) -> bool:
        """Whether a room's card is published."""
        return any(card.mark == mark for card in self.cards(now))

    def view(self, machine: Machine, now: datetime, event: Message) -> View:
        """Everything a step of this machine may read for this input."""
        rooms = self.cards(now)
        fresh = Fresh(Mark(secrets.token_urlsafe(16)), (self._chance(), self._chance()))
        if isinstance(machine, Room):
            who = self._store.mark_of(owner_of(machine), getattr(event, "user", ""))
            return View(now, self.settings, fresh, mark=machine.mark, who=who, rooms=rooms)
        about = self.about(machine.user, now)
        chat = self._store.get(owner_of(machine), CHAT, now=now)
        return View(
            now,
            self.settings,
            fresh,
            facilitators=self._facilitators(now) if about.facilitator else (),
            me=machine.user,
            chat=chat.room_id if chat else RoomID(""),
            about=about,
            rooms=rooms,
            names=self.names(now) if about.facilitator else (),
            held=self._held(machine.user, rooms, now),
        )

    def cards(self, now: datetime) -> tuple[Card, ...]:
        """The open rooms that still have time, by number."""
        listed = (entry.value for entry in self.listings.read(Card, now))
        return tuple(sorted((c for c in listed if c.closes > now), key=lambda c: c.number))

    def _held(
        self, user: UserID, rooms: tuple[Card, ...], now: datetime
    ) -> tuple[tuple[RoomID, Mark], ...]:
        own = (card.mark for card in rooms if card.facilitator == user)
        held = ((self._store.get(HELD_ROOMS, HELD, name=mark, now=now), mark) for mark in own)
        return tuple((room.room_id, mark) for room, mark in held if room)

    def _facilitators(self, now: datetime) -> tuple[UserID, ...]:
        listed = (entry.value for entry in self.listings.read(RoleEntry, now))
        return tuple(sorted(entry.user for entry in listed if entry.accepted))

    def names(self, now: datetime) -> tuple[str, ...]:
        """The name of each room on record, those that are being made or closed among them."""
        names = {entry.name: entry.value.name for entry in self.listings.read(Named, now)}
        for entry in self._store.list(HELD_ROOMS, HELD, now=now):
            if entry.name not in names:  # opened by a version that did not list names
                state = self.position(Room(Mark(entry.name)), now).state
                names[entry.name] = state.card.name if isinstance(state, Opened | Closing) else ""
        return tuple(names.values())

    def kept(self, user: UserID, now: datetime) -> tuple[Kept, ...]:
        """A person's notes, each with the yeses it hangs on, in the order of their names."""
        entries = self._store.list(owner_of(Person(user)), KEPT, now=now)
        return tuple(entry.value for entry in sorted(entries, key=lambda entry: entry.name))

    def kept_until(self, user: UserID, now: datetime) -> datetime:
        """When the last note of a person goes; `now` when there is none."""
        entries = self._store.list(owner_of(Person(user)), KEPT, now=now)
        return max((entry.until for entry in entries), default=now)

    def about(self, user: UserID, now: datetime) -> About:
        """A person's notes as a conversation reads them."""
        kept, owner = self.kept(user, now), owner_of(Person(user))
        unread = [entry.value.until for entry in self._store.list(owner, UNREAD, now=now)]
        passing = [entry.value.until for entry in self._store.list(owner, PASSING, now=now)]
        notes: list[Note] = [k.note for k in kept]
        places = [n for n in notes if isinstance(n, Place)]
        return About(
            places=tuple(sorted(places, key=lambda place: (place.closes, place.mark))),
            role=next((n for n in notes if isinstance(n, Role)), None),
            offer=next((n for n in notes if isinstance(n, Offer)), None),
            note=next((n for n in notes if isinstance(n, OwnNote)), None),
            agreed=tuple((k.note.kept_as, agreed) for k in kept for agreed in k.agreed),
            unread=tuple(sorted(u for u in unread if u > now)),
            passing=tuple(sorted(u for u in passing if u > now)),
        )

    def table(self, machine: Machine) -> Table:
        """The table of a machine."""
        return PERSONS if isinstance(machine, Person) else ROOMS

    def position(self, machine: Machine, now: datetime) -> Position:
        """The state of a machine; its table's initial state when nothing is stored."""
        start = Position(self.table(machine).start)
        if isinstance(machine, Room):
            where = self._store.get(owner_of(machine), ROOM_POSITION, now=now)
            return (self._rooms.unpack(where) if where else None) or start
        if machine.user in self._in_memory:
            position, since = self._in_memory[machine.user]
            return position if now - since < QUIET else start
        where = self._store.get(owner_of(machine), PERSON_POSITION, now=now)
        return (self._persons.unpack(where) if where else None) or start

    def keep_room(self, machine: Room, position: Position, until: datetime) -> None:
        """Store the state of a room; part of the caller's transaction."""
        kept = self._rooms.pack(position)
        self._store.put(owner_of(machine), ROOM_POSITION, kept, until=until)

    def keep_person(self, machine: Person, position: Position, now: datetime) -> None:
        """Store the state of a conversation, only if there is a consent; in the transaction."""
        owner = owner_of(machine)
        agreed = any(kept.agreed for kept in self.kept(machine.user, now))
        if agreed and position.state.storable:
            kept = self._persons.pack(position)
            self._store.put(owner, PERSON_POSITION, kept, until=now + QUIET)
        else:
            self._store.delete(owner, PERSON_POSITION)

    def recall(self, machine: Person, position: Position, now: datetime) -> None:
        """Hold a conversation in memory once its step is committed, while something is asked."""
        if position == Position(PERSONS.start):
            self._in_memory.pop(machine.user, None)
        else:
            self._in_memory[machine.user] = (position, now)
