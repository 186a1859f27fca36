"""Words of one person that wait until another wants to read them.

They are an entry of the outbox that is their writer's, so they go with the writer. Whoever may read
them has the entry's id on record, which names nobody; the writer, that something of theirs waits.
"""

from datetime import datetime
from typing import Protocol

from msgspec.structs import replace

from peerbot.engine.entries import Bound, Knock, SayInChat
from peerbot.engine.records import PASSING, UNREAD, Unread
from peerbot.engine.world import World
from peerbot.kernel.actions import LASTS, Action
from peerbot.kernel.context import Passing
from peerbot.kernel.ids import Address, Person, UserID
from storage import Store


class Enqueue(Protocol):
    """Adds an entry to the outbox; its id."""

    def __call__(
        self, actor: Address, action: Action, now: datetime, *, not_before: datetime | None = None
    ) -> str: ...


class UnreadWords:
    """What waits to be read. All of it is part of the caller's transaction."""

    def __init__(self, store: Store, world: World, enqueue: Enqueue) -> None:
        self._store = store
        self._world = world
        self._enqueue = enqueue

    def keep(self, person: Person, knock: Knock, body: str, now: datetime) -> None:
        """Let the words wait behind a knock, until they are wanted or their time is over."""
        relay = knock.relay
        words = SayInChat(knock.chat, body, notify=False, relay=relay)
        over = max(relay.until, now)
        entry = self._enqueue(person, words, now, not_before=over)
        until, unread = over + LASTS, Unread(entry, relay.until, relay.key)
        self._store.put(person.owner, UNREAD, unread, name=entry, until=until)
        told = self._enqueue(person, replace(knock, words=entry), now)
        self._passes(entry, told, relay, until)

    def say(self, person: Person, words: SayInChat, relay: Bound, now: datetime) -> None:
        """What names nobody is said at once; until it is, whoever is behind it may take it back."""
        entry = self._enqueue(person, words, now)
        self._passes(entry, "", relay, max(relay.until, now) + LASTS)

    def _passes(self, entry: str, told: str, relay: Bound, until: datetime) -> None:
        passing = Passing(relay.until, relay.key, relay.what, told)
        self._store.put(Person(relay.of).owner, PASSING, passing, name=entry, until=until)

    def is_due(self, person: Person, now: datetime, key: str | None = None) -> bool:
        """Everything (that is bound to one actor) is done now: said, or not any more. Whether
        anything is left that can be said."""
        left = False
        for unread in self.waiting(person, now):
            if key in (None, unread.key):
                there = self._store.postpone(unread.entry, now)
                stands = not unread.key or self._world.listings.is_there(unread.key, now)
                left = left or (there and stands and now < unread.until)
                if there:
                    wanted, until = replace(unread, wanted=now), now + LASTS
                    self._store.put(person.owner, UNREAD, wanted, name=unread.entry, until=until)
                else:
                    self._store.delete(person.owner, UNREAD, name=unread.entry)
        return left

    def waiting(self, person: Person, now: datetime) -> list[Unread]:
        """What they have not wanted to read so far."""
        entries = self._store.list(person.owner, UNREAD, now=now)
        return [entry.value for entry in entries if entry.value.wanted is None]

    def wanted(self, person: Person, entry_id: str, now: datetime) -> datetime | None:
        """Since when this entry may have been said: before that it was for nobody's eyes."""
        unread = self._store.get(person.owner, UNREAD, name=entry_id, now=now)
        return unread.wanted if unread else None

    def take_back(self, person: Person, key: str, now: datetime) -> None:
        """What this person wrote, bound to this actor, and nobody has read, is read by nobody."""
        for passing in self._store.list(person.owner, PASSING, now=now):
            if passing.value.key == key:
                self._store.finish(passing.name)
                if passing.value.knock:
                    self._store.finish(passing.value.knock)
                self._store.delete(person.owner, PASSING, name=passing.name)

    def settled(self, entry_id: str, actor: Address, action: Action) -> None:
        """An outbox entry is finished; words whose knock nobody heard are not found any more."""
        if isinstance(action, Knock):
            self._store.finish(action.words)
            self._passed(action.relay.of, action.words)
        elif isinstance(action, SayInChat) and action.relay:
            self._passed(action.relay.of, entry_id)
            self._store.delete(actor.owner, UNREAD, name=entry_id)

    def _passed(self, of: UserID, entry_id: str) -> None:
        self._store.delete(Person(of).owner, PASSING, name=entry_id)
