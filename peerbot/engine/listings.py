"""What actors let others read of them."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from peerbot.features import registry
from peerbot.kernel.context import Published
from peerbot.kernel.ids import bot
from peerbot.kernel.records import Listing
from storage import Kind, Store

L = TypeVar("L", bound=Listing)


@cache
def kind_of(listing: type[L]) -> Kind[L]:
    """The kind of record that a listing is."""
    return Kind(listing.label, listing, listing.grain)


class Listings:
    """Each by whom it is of: the key of the actor. Part of the caller's transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def publish(self, listing: Listing, key: str, until: datetime) -> None:
        """Let it be read, in place of one of its kind that there was."""
        owner, kind = bot(listing.collection), kind_of(type(listing))
        self._store.put(owner, kind, listing, name=key, until=until)

    def withdraw(self, key: str, listing: type[Listing]) -> None:
        """Let it be read no more."""
        self._store.delete(bot(listing.collection), kind_of(listing), name=key)

    def withdraw_from(self, key: str, collection: str, label: str) -> None:
        """Let it be read no more, of whatever type it is."""
        self._store.delete(bot(collection), Kind(label, object), name=key)

    def withdraw_all(self, key: str) -> None:
        """The actor is over: nothing of it is read but what outlives it."""
        for listing in registry().listings:
            if not listing.outlives:
                self.withdraw(key, listing)

    def read(self, listing: type[L], now: datetime) -> Iterator[Published[L]]:
        """All of one kind."""
        for entry in self._store.list(bot(listing.collection), kind_of(listing), now=now):
            yield Published(entry.name, entry.value)

    def ends(self, now: datetime) -> Iterator[tuple[str, datetime]]:
        """Which actors are there for people, each with its end."""
        for listing in registry().listings:
            if listing.ends is not Listing.ends:
                for published in self.read(listing, now):
                    if (end := published.listing.ends) is not None:
                        yield published.key, end

    def is_there(self, key: str, now: datetime) -> bool:
        """Whether an actor is there for people."""
        return any(it == key and end > now for it, end in self.ends(now))


class Reader:
    """What one step reads of them: each kind is looked up once, and only if it is asked for."""

    def __init__(self, listings: Listings, now: datetime) -> None:
        self._listings = listings
        self._now = now
        self._read: dict[type[Listing], tuple[Published[Any], ...]] = {}

    def of(self, kind: type[L], /) -> tuple[Published[L], ...]:
        """See `kernel.context.Listings`."""
        if kind not in self._read:
            self._read[kind] = tuple(self._listings.read(kind, self._now))
        return self._read[kind]
