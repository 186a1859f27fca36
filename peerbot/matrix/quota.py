"""How often somebody may do something within a time: counted in memory, for few thousand people."""

from datetime import datetime, timedelta
from typing import Final

from cachetools import LRUCache

from peerbot.kernel.ids import Clock, UserID

# Whoever was quiet longest is no longer counted, which only lets them begin anew.
_PEOPLE: Final = 5_000


class Quota:
    """Counts per person, within spans that begin with the first time."""

    def __init__(self, span: timedelta, clock: Clock) -> None:
        self._span = span
        self._clock = clock
        self._counts = LRUCache[UserID, tuple[datetime, int]](_PEOPLE)

    def count(self, user: UserID) -> int:
        """Count once more; how often it was in this span. A clock that was set begins a new one."""
        now = self._clock()
        began, count = self._counts.get(user, (now, 0))
        if not timedelta(0) <= now - began < self._span:
            began, count = now, 0
        self._counts[user] = began, count + 1
        return count + 1
