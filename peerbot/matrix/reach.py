"""Whether the homeserver answers, as the syncs of our accounts tell: for `status`, and for the log,
which has one line when it goes and one when it is back."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from peerbot.matrix.errors import AnswerTooLarge, ServerFault, Unreachable
from peerbot.vocabulary import Clock, UserID

log = logging.getLogger("peerbot")

# A proxy that is set up anew cuts a connection: the next sync, a second later, shows which it was.
_BY_CHANCE: Final = 1
# What a sync that nobody answers ends with. It has waited for a minute by then.
_IN_VAIN: Final = "DEADLINE"


@dataclass
class Reach:
    """What the syncs of both accounts met. `away`: the homeserver does not answer, or not as one
    does, for one account at least; a proxy may send only some of the requests astray."""

    clock: Clock
    away: bool = False
    _in_a_row: dict[UserID, int] = field(default_factory=dict)
    _since: datetime | None = None

    def failed(self, user: UserID, error: Exception, begun: datetime) -> None:
        """A sync of this account, begun then, failed. What is refused was answered all the same."""
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
        """A sync of this account was answered, if only with the word that there is no account."""
        self._in_a_row.pop(user, None)
        if self._in_a_row or self._since is None:
            return
        if self.away:
            seconds = round((self.clock() - self._since).total_seconds())
            log.warning("the homeserver answers again, after %s", timedelta(seconds=seconds))
        self.away, self._since = False, None
