"""Words of one person that wait until another wants to read them.

They are a row of the outbox that is their writer's, so they go with the writer. Whoever may read
them has the row's id on record, which names nobody; the writer, that something of theirs waits.
"""

from datetime import datetime
from typing import Protocol

from msgspec.structs import replace

from peerbot.engine.records import PASSING, UNREAD, Knock, Passing, Send, Unread
from peerbot.engine.world import World
from peerbot.kernel.actions import Action
from peerbot.kernel.ids import Machine, Mark, Person, UserID, owner_of
from peerbot.vocabulary.notes import CLOSING_TAKES
from storage import Store


class Enqueue(Protocol):
    """Adds a row to the outbox; its id."""

    def __call__(
        self, machine: Machine, action: Action, now: datetime, not_before: datetime | None = None
    ) -> str: ...


class UnreadWords:
    """What waits to be read. All of it is part of the caller's transaction."""

    def __init__(self, store: Store, world: World, enqueue: Enqueue) -> None:
        self._store = store
        self._world = world
        self._enqueue = enqueue

    def keep(self, machine: Person, knock: Knock, body: str, now: datetime) -> None:
        """Let the words wait behind a knock, until they are wanted or their time is over."""
        relay = knock.relay
        words = Send(knock.chat, body, notify=False, relay=relay)
        over = max(relay.until, now)
        row = self._enqueue(machine, words, now, not_before=over)
        until, unread = over + CLOSING_TAKES, Unread(row, relay.until, relay.mark)
        self._store.put(owner_of(machine), UNREAD, unread, name=row, until=until)
        passing = Passing(relay.until)
        self._store.put(owner_of(Person(relay.of)), PASSING, passing, name=row, until=until)
        self._enqueue(machine, replace(knock, words=row), now)

    def is_due(self, machine: Person, now: datetime, mark: Mark | None = None) -> bool:
        """Everything (of one room) is done now: said, or not any more. Whether anything is left
        that can be said."""
        left = False
        for entry in self._store.list(owner_of(machine), UNREAD, now=now):
            unread = entry.value
            if mark in (None, unread.mark):
                there = self._store.postpone(unread.row, now)
                is_open = not unread.mark or self._world.is_open(unread.mark, now)
                left = left or (there and is_open and now < unread.until)
                self._store.delete(owner_of(machine), UNREAD, name=unread.row)
        return left

    def settled(self, row_id: str, action: Action) -> None:
        """An outbox entry is finished; words whose knock nobody heard are not found any more."""
        if isinstance(action, Knock):
            self._store.finish(action.words)
            self._passed(action.relay.of, action.words)
        elif isinstance(action, Send) and action.relay:
            self._passed(action.relay.of, row_id)

    def _passed(self, of: UserID, row_id: str) -> None:
        self._store.delete(owner_of(Person(of)), PASSING, name=row_id)
