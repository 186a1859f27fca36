"""A facilitator's own number, and what it is compared with."""

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from peerbot.kernel.consents import Consent
from peerbot.kernel.context import Context
from peerbot.kernel.records import Record

PACE: Final = Consent("pace", 1)
"""Keeping a number of rooms for a week, and how many were opened since Monday."""

PACE_LASTS: Final = timedelta(days=90)
"""How long after the last room that counted: a number that is of no use is not kept for ever."""


class Pace(Record, frozen=True):
    """How many rooms the person wants to open in a week. `opened`: how many in the one that began
    at `week`."""

    wanted: int
    week: datetime
    until: datetime
    opened: int = 0

    @property
    def ends(self) -> datetime:
        """See `Record`."""
        return self.until

    @property
    def kept_as(self) -> str:
        """See `Record`: there is one."""
        return "pace"


def this_week(context: Context) -> datetime:
    """When it began: on Monday, where the collective is."""
    here = ZoneInfo(context.settings.zone)
    today = context.now.astimezone(here).date()
    monday = today - timedelta(days=today.weekday())
    return datetime.combine(monday, time(), here).astimezone(context.now.tzinfo)


def pace_of(context: Context) -> Pace | None:
    """The person's number."""
    return context.record(Pace)


def opened_in(context: Context, mine: Pace) -> int:
    """How many rooms they opened this week."""
    return mine.opened if mine.week == this_week(context) else 0
