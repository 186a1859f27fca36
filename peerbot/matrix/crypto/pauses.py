"""When something that was tried may be tried again: pauses that grow, for each apart."""

from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

from cachetools import LRUCache

from peerbot.kernel.ids import Clock

K = TypeVar("K")

# Strangers can be among them, so it is bounded; whoever is pushed out only begins anew.
_MOST: Final = 5_000


class Pauses(Generic[K]):
    """Doubling pauses between tries, counted in memory, that begin anew after a quiet while."""

    def __init__(self, first: timedelta, longest: timedelta, clock: Clock) -> None:
        self._first = first
        self._longest = longest
        self._clock = clock
        self._tried = LRUCache[K, tuple[datetime, timedelta]](_MOST)

    def over(self, key: K) -> bool:
        """Whether it may be tried now."""
        return not self.left(key)

    def left(self, key: K) -> timedelta:
        """How long until it may be tried. A clock that was set back ends every pause."""
        now = self._clock()
        at, pause = self._tried.get(key, (now, timedelta(0)))
        return pause - (now - at) if timedelta(0) <= now - at < pause else timedelta(0)

    def failed(self, key: K) -> bool:
        """Whether it was tried, and did not work since."""
        return key in self._tried

    def begin(self, key: K) -> None:
        """It is tried now: the next pause begins."""
        now = self._clock()
        at, pause = self._tried.get(key, (now, timedelta(0)))
        quiet = now - at > 2 * self._longest
        pause = self._first if quiet else min(max(2 * pause, self._first), self._longest)
        self._tried[key] = now, pause

    def end(self, key: K) -> None:
        """It worked: there is no reason for a pause."""
        self._tried.pop(key, None)
