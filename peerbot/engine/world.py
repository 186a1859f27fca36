"""Loads the world as one step sees it, and where an actor is."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from cachetools import FIFOCache, TTLCache

from peerbot.engine.listings import Listings, Reader
from peerbot.engine.newcomers import Newcomers
from peerbot.engine.records import (
    CHAT,
    KEPT,
    KINDS_ALIVE,
    LIVING,
    PASSING,
    PERSON_STATE,
    QUIET,
    UNREAD,
    Living,
    pack,
    state_kind,
    unpack,
    unpack_record,
)
from peerbot.features import registry
from peerbot.kernel.context import Context, Fresh, Settings
from peerbot.kernel.effects import OVER, End
from peerbot.kernel.ids import Address, Person, RoomID, UserID
from peerbot.kernel.messages import Message
from peerbot.kernel.records import OnRecord
from peerbot.kernel.stepping import Outcome
from peerbot.kernel.table import ConversationState, Table
from storage import Store

REMEMBERED_CONVERSATIONS = 10_000
"""Conversations without a yes live in memory only; the longest quiet one goes first. At about
300 bytes each this is 3 MB of a 1 GB machine."""

GREETED = timedelta(days=1)
"""So long somebody is not told again whom they write to, unless the process began anew."""


class World:
    """Reads what steps need. Holds in memory where those conversations are that may not be stored.

    `chance` (0 to 1) is what a step may leave to it.
    """

    def __init__(self, store: Store, settings: Settings, chance: Callable[[], float]) -> None:
        self._store = store
        self.listings = Listings(store)
        self.settings = settings
        self.newcomers = Newcomers(store, self.listings, settings)
        self._chance = chance
        # Writing an entry makes it the last to be evicted; reading does not.
        self._in_memory = FIFOCache[UserID, tuple[ConversationState, datetime]](
            REMEMBERED_CONVERSATIONS
        )
        self._alive: dict[str, int] = {}
        self._now = 0.0
        self._greeted = TTLCache[UserID, None](
            REMEMBERED_CONVERSATIONS, GREETED.total_seconds(), timer=lambda: self._now
        )

    def context(self, address: Address, now: datetime, event: Message) -> Context:
        """Everything a step of this actor may read for this message."""
        fresh = Fresh(secrets.token_urlsafe(16), (self._chance(), self._chance()))
        reader, owner = Reader(self.listings, now), address.owner
        if not isinstance(address, Person):
            who = self._store.mark_of(owner, event.concerns) if event.concerns else ""
            return Context(now, self.settings, fresh, reader, address, who=who)
        chat = self._store.get(owner, CHAT, now=now)
        listed = (entry.value for entry in self._store.list(owner, UNREAD, now=now))
        unread = [it.until for it in listed if it.wanted is None]
        passing = [entry.value for entry in self._store.list(owner, PASSING, now=now)]
        return Context(
            now,
            self.settings,
            fresh,
            reader,
            address,
            chat=chat.room_id if chat else RoomID(""),
            kept=self.kept(address, now),
            unread=tuple(sorted(u for u in unread if u > now)),
            passing=tuple(sorted((p for p in passing if p.until > now), key=lambda p: p.until)),
            greeted=self._is_greeted(address.user, now),
        )

    def _is_greeted(self, user: UserID, now: datetime) -> bool:
        self._now = now.timestamp()
        return user in self._greeted

    def forget_greeting(self, user: UserID) -> None:
        """They may not have it on their screen."""
        self._greeted.pop(user, None)

    def kept(self, person: Person, now: datetime) -> tuple[OnRecord, ...]:
        """A person's records, each with the yeses it hangs on: what ends first at the front."""
        entries = self._store.list(person.owner, KEPT, now=now)
        kept = (unpack_record(entry) for entry in entries)
        return tuple(sorted(kept, key=lambda it: (it.record.ends, it.record.kept_as)))

    def kept_until(self, person: Person, now: datetime) -> datetime:
        """When the last record of a person goes; `now` when there is none."""
        entries = self._store.list(person.owner, KEPT, now=now)
        return max((entry.until for entry in entries), default=now)

    def table(self, address: Address) -> Table:
        """The table of an actor."""
        return registry().tables[type(address)]

    def where(self, address: Address, now: datetime) -> ConversationState:
        """Where an actor is; its table's initial state when nothing is stored."""
        start = ConversationState(self.table(address).start)
        if isinstance(address, Person) and address.user in self._in_memory:
            at, since = self._in_memory[address.user]
            return at if now - since < QUIET else start
        kept = self._store.get(address.owner, state_kind(type(address)), now=now)
        return (unpack(type(address), kept) if kept else None) or start

    def keep(self, address: Address, at: ConversationState, now: datetime) -> None:
        """Store where an actor is; part of the caller's transaction. That somebody is in a
        conversation is stored only if they agreed to something."""
        if isinstance(address, Person):
            self._keep_person(address, at, now)
        elif at.state != self.table(address).start:
            kind = registry().actors[type(address)]
            until = now + kind.lasts
            kept_until = min(until, at.state.over or until)
            self._store.put(address.owner, state_kind(type(address)), pack(at), until=kept_until)
            # An expiry shows the day alone, so one write a day is enough.
            if self._alive.get(address.kind) != LIVING.expiry(until):
                self._store.put(KINDS_ALIVE, LIVING, Living(), name=address.kind, until=until)

    def _keep_person(self, person: Person, at: ConversationState, now: datetime) -> None:
        agreed = any(kept.grants for kept in self.kept(person, now))
        if agreed and at.state.storable:
            self._store.put(person.owner, PERSON_STATE, pack(at), until=now + QUIET)
        else:
            self._store.delete(person.owner, PERSON_STATE)

    def kinds_lost(self, now: datetime) -> tuple[str, ...]:
        """Kinds of actors that may be alive, and that this version does not know."""
        known = {address.kind for address in registry().actors}
        alive = (entry.name for entry in self._store.list(KINDS_ALIVE, LIVING, now=now))
        return tuple(sorted(kind for kind in alive if kind not in known))

    def settled(self, address: Address, outcome: Outcome, now: datetime) -> None:
        """A step is committed. Hold a conversation in memory while something is asked, and that
        somebody was greeted; whoever is erased, or left the chat, is a stranger again."""
        at = outcome.at
        if isinstance(address, Person) and any(isinstance(e, OVER) for e in outcome.effects):
            self.forget_greeting(address.user)
        elif isinstance(address, Person) and outcome.greets:
            self._greeted[address.user] = None
        if isinstance(address, Person) and any(isinstance(e, End) for e in outcome.effects):
            self.newcomers.is_erased(address.user)
        if not isinstance(address, Person):
            if at.state != self.table(address).start:
                until = now + registry().actors[type(address)].lasts
                self._alive[address.kind] = LIVING.expiry(until)
        elif at == ConversationState(self.table(address).start):
            self._in_memory.pop(address.user, None)
        else:
            self._in_memory[address.user] = (at, now)
