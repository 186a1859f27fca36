"""The machine's clock, not believed at once when it jumps.

Promises hang on dates. A clock that is set a day ahead by mistake would have everything with a date
go at once, and rooms close in the middle of a sentence.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from peerbot.app.state import utc_now

log = logging.getLogger("peerbot")

BELIEVED = timedelta(minutes=10)
"""A step up to this is taken for a correction."""


def since_boot() -> float:
    """Seconds that no setting of the clock changes; a machine's sleep counts (clock_gettime(2))."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class SteadyClock:
    """Tells the time, and goes on by itself while the machine's clock is somewhere else.

    It ends when that clock is back, or with the process: whoever starts it anew has looked.
    """

    def __init__(
        self,
        wall: Callable[[], datetime] = utc_now,
        steady: Callable[[], float] = since_boot,
    ) -> None:
        self._wall = wall
        self._steady = steady
        self._then = wall(), steady()
        self.jump = timedelta()
        """How far the machine's clock is ahead of this one, when that is more than a correction."""

    def __call__(self) -> datetime:
        """The present."""
        wall, steady = self._wall(), self._steady()
        then, at = self._then
        present = then + timedelta(seconds=steady - at)
        jump = wall - present
        if abs(jump) <= BELIEVED:
            self._then = wall, steady
            self.jump = timedelta()
            return wall
        if not self.jump:
            log.error("the machine's clock jumped, and is not believed until the next start")
        self.jump = jump
        return present
