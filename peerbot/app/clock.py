"""A clock that does not follow the machine's clock when that jumps.

Promises depend on dates. With a clock set a day ahead by mistake, everything with an expiry would
be deleted at once, and rooms would close in the middle of a sentence.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from peerbot.app.state import utc_now

log = logging.getLogger("peerbot")

BELIEVED = timedelta(minutes=10)
"""A step up to this size counts as a correction."""


def since_boot() -> float:
    """Seconds unaffected by setting the clock; time asleep counts (clock_gettime(2))."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class SteadyClock:
    """Tells the time, and runs on by itself while the machine's clock is off.

    It follows that clock again once it is back, or in a new process: whoever restarts the bot has
    checked the clock.
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
            log.error(
                "the machine's clock jumped; ignoring it until it is back or the bot is restarted"
            )
        self.jump = jump
        return present
