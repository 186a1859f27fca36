"""Whether somebody who has no chat yet may begin one.

A steward can pause that for a while, and each other homeserver has so many chats at most. Whoever
is known is let in all the same: who has a chat, or something on record, and who had a chat since
the process started, since one may end without their doing.

The chats of another homeserver are counted by marks that name nobody, one for each, from the
invitation that is taken until the chat is over. Of whoever is turned away nothing is kept.
"""

from datetime import datetime, timedelta
from typing import Final

from cachetools import LRUCache
from msgspec import Struct

from peerbot.engine.listings import Listings
from peerbot.engine.records import CHAT, KEPT
from peerbot.kernel.context import Settings
from peerbot.kernel.ids import Owner, UserID, bot, person, server_of
from peerbot.kernel.newcomers import NotNow, Paused
from storage import Kind, RecordDamaged, Store

ALL: Final = "all"
"""Of whom it is published: there is one pause."""

UNWRITTEN: Final = timedelta(days=1)
"""So long somebody counts who was let in and has not written: most write at once."""

REMEMBERED: Final = 10_000
"""People who had a chat since the start; at about 100 bytes each this is 1 MB."""


class Counted(Struct, frozen=True):
    """A chat with somebody of another homeserver."""


COUNTED = Kind("counted", Counted, timedelta(hours=1))


class Newcomers:
    """Part of the caller's transaction, if there is one."""

    def __init__(self, store: Store, listings: Listings, settings: Settings) -> None:
        self._store = store
        self._listings = listings
        self._settings = settings
        self._met = LRUCache[UserID, None](REMEMBERED)

    # --- the pause

    def pause(self, until: datetime) -> None:
        """Let nobody in who is not known, until then; in place of a pause that there is."""
        self._listings.publish(Paused(until), ALL, until)

    def resume(self) -> None:
        """End a pause."""
        self._listings.withdraw(ALL, Paused)

    def paused_until(self, now: datetime) -> datetime | None:
        """Until when there is a pause; None without one."""
        ends = (published.listing.until for published in self._listings.read(Paused, now))
        return next((end for end in ends if end > now), None)

    # --- people

    def refuses(self, user: UserID, now: datetime) -> NotNow | None:
        """Why somebody cannot begin a chat now; None when they can."""
        if self._is_known(user, now):
            return None
        if self.paused_until(now) is not None:
            return "declined-for-now"
        return "declined-server-full" if self._is_crowded(user, now) else None

    def _is_known(self, user: UserID, now: datetime) -> bool:
        owner = person(user)
        try:
            chat = self._store.get(owner, CHAT, now=now)
        except RecordDamaged:
            return True  # something of theirs is there; in their chat they hear what is wrong
        return chat is not None or user in self._met or bool(self._store.list(owner, KEPT, now=now))

    def _is_crowded(self, user: UserID, now: datetime) -> bool:
        if not self._settings.is_elsewhere(user):
            return False
        chats = {entry.name for entry in self._store.list(_chats_of(user), COUNTED, now=now)}
        return self._mark(user) not in chats and len(chats) >= self._settings.most_each_server

    def met(self, user: UserID) -> None:
        """They have a chat now."""
        self._met[user] = None

    def is_erased(self, user: UserID) -> None:
        """They are a stranger again."""
        self._met.pop(user, None)

    # --- the chats of another homeserver

    def count_invited(self, user: UserID, now: datetime) -> None:
        """They are let in, and may never write. Who is counted already stays so for as long as
        their chat is open."""
        if self._settings.is_elsewhere(user) and not self._is_counted(user, now):
            self.count(user, now + UNWRITTEN)

    def _is_counted(self, user: UserID, now: datetime) -> bool:
        return self._store.get(_chats_of(user), COUNTED, name=self._mark(user), now=now) is not None

    def count(self, user: UserID, until: datetime) -> None:
        """One of theirs is a chat until then, if it is not over before."""
        if self._settings.is_elsewhere(user):
            owner, name = _chats_of(user), self._mark(user)
            self._store.put(owner, COUNTED, Counted(), name=name, until=until)

    def uncount(self, user: UserID) -> None:
        """It is over, or came to nothing."""
        if self._settings.is_elsewhere(user):
            self._store.delete(_chats_of(user), COUNTED, name=self._mark(user))

    def _mark(self, user: UserID) -> str:
        return self._store.mark_of(_chats_of(user), user)


def _chats_of(user: UserID) -> Owner:
    return bot(f"chats of {server_of(user)}")
