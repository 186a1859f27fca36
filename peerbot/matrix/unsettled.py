"""How far the sync may be marked as handled, while some of what it brought still waits.

A message whose sender's devices have to be asked for first waits in memory, and the sync goes on
without it. If its token were stored, a kill would lose the message. So the token of a batch is
stored once nothing waits of it or of those before, or once it waited long. What comes again after a
kill is recognised.
"""

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final

from peerbot.kernel.ids import Clock

# As long as a start may fall back: what came since is asked for again then, and all that was acted
# on has to be recognised.
_LONGEST: Final = timedelta(minutes=10)
# Tokens are about a hundred characters; past it, of two neighbours the later one serves both.
_MOST: Final = 1_000


class Unsettled:
    """What waits, by number in the order of its coming, and the tokens that wait for it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0
        self._waiting: OrderedDict[int, datetime] = OrderedDict()
        self._tokens: OrderedDict[int, str] = OrderedDict()
        """Each with the last number that its batch, or one before, began."""

    @property
    def newest(self) -> str | None:
        """Where the next sync begins, if that is not stored yet."""
        return next(reversed(self._tokens.values()), None)

    def begin(self) -> int:
        """Something of this batch waits. Its number."""
        self._last += 1
        self._waiting[self._last] = self._clock()
        return self._last

    def end(self, number: int) -> None:
        """It is acted on, or not waited for any more."""
        self._waiting.pop(number, None)

    def handled(self, token: str) -> str | None:
        """A batch is handled that ends with this token. The token that may be stored now."""
        self._tokens[self._last] = token
        self._tokens.move_to_end(self._last)
        if len(self._tokens) > _MOST:
            del self._tokens[list(self._tokens)[-2]]
        return self.settled()

    def settled(self) -> str | None:
        """The newest token that nothing waits before; None when none became so."""
        first = self._first()
        token = None
        while self._tokens:
            number = next(iter(self._tokens))
            if first is not None and first <= number:
                break
            token = self._tokens.pop(number)
        return token

    def _first(self) -> int | None:
        now = self._clock()
        while self._waiting:
            number, since = next(iter(self._waiting.items()))
            if timedelta(0) <= now - since < _LONGEST:
                return number
            del self._waiting[number]
        return None
