"""What hosts of a series decided of single dates, and what they ask others."""

from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from peerbot.kernel.ids import UserID

What = Literal["take", "swap", "cover"]
"""Take: to hold a date of another host's. Swap: one for one. Cover: somebody else holds a date of
one's own."""


class OutOfTurn(Struct, frozen=True):
    """Who holds a date, whoever would in turn. `day`: as the rule has it."""

    day: date
    host: UserID


class HostAsked(Struct, frozen=True):
    """A facilitator who is asked to host it as well, and may answer until then."""

    user: UserID
    by: UserID
    until: datetime


class Turn(Struct, frozen=True):
    """A host asks others about who holds a date. `days`: as the rule has them; of a swap, first
    that of who asks. `to`: who is asked now, and then those who are asked after them. `until`: when
    a yes of who is asked now comes too late."""

    number: int
    what: What
    by: UserID
    days: tuple[date, ...]
    to: tuple[UserID, ...]
    until: datetime


class HostsAsking(Struct, frozen=True):
    """All that is asked about one series. `made`, `named`: how many turns were asked for and how
    often somebody was asked to host it, so far."""

    invited: HostAsked | None = None
    turns: tuple[Turn, ...] = ()
    made: int = 0
    named: int = 0
