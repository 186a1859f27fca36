"""What actors let others read of them."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import TypeVar

from peerbot.kernel.ids import bot
from peerbot.kernel.records import Listing
from peerbot.vocabulary.notes import Card, Named, RoleEntry
from storage import Entry, Kind, Store

L = TypeVar("L", bound=Listing)

ALL: tuple[type[Listing], ...] = (Card, Named, RoleEntry)


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

    def withdraw(self, key: str, *listings: type[Listing]) -> None:
        """Let these be read no more; without any, all that the actor published."""
        for listing in listings or ALL:
            self._store.delete(bot(listing.collection), kind_of(listing), name=key)

    def read(self, listing: type[L], now: datetime) -> Iterator[Entry[L]]:
        """All of one kind."""
        yield from self._store.list(bot(listing.collection), kind_of(listing), now=now)
