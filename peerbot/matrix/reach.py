"""Whether the homeserver answers, judged by the syncs of our accounts. For `status`, and for the
log, which gets one line when it stops answering and one when it is back."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from peerbot.kernel.ids import Clock, UserID
from peerbot.matrix.errors import AnswerTooLarge, ServerFault, Unreachable

log = logging.getLogger("peerbot")

# A proxy that reloads cuts connections: the next sync, a second later, shows which it was.
_BY_CHANCE: Final = 1
# The code of a sync that got no answer. It has waited for a minute by then.
_IN_VAIN: Final = "DEADLINE"


@dataclass
class Reach:
    """Outcome of the syncs of both accounts. `away`: for at least one account, the homeserver does
    not answer, or not like a homeserver; a proxy may misroute only some of the requests."""

    clock: Clock
    away: bool = False
    _in_a_row: dict[UserID, int] = field(default_factory=dict)
    _since: datetime | None = None

    def failed(self, user: UserID, error: Exception, begun: datetime) -> None:
        """A sync of this account, started at `begun`, failed. A refusal counts as an answer."""
        if not isinstance(error, Unreachable | ServerFault) or isinstance(error, AnswerTooLarge):
            return
        in_vain = error.code == _IN_VAIN
        self._in_a_row[user] = self._in_a_row.get(user, 0) + 1
        if self._since is None:
            self._since = begun if in_vain else self.clock()
        if not self.away and (in_vain or self._in_a_row[user] > _BY_CHANCE):
            self.away = True
            log.error("the homeserver does not answer, or its answers are unusable: %s", error)

    def answered(self, user: UserID) -> None:
        """A sync of this account was answered, if only that the account does not exist."""
        self._in_a_row.pop(user, None)
        if self._in_a_row or self._since is None:
            return
        if self.away:
            seconds = round((self.clock() - self._since).total_seconds())
            log.warning("the homeserver answers again, after %s", timedelta(seconds=seconds))
        self.away, self._since = False, None
