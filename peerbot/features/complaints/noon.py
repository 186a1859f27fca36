"""When complaints without an address go out: all at one moment of the day, so that none of them
tells by its time who wrote it."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

AHEAD = timedelta(hours=1)
"""A noon that is nearer than this would still tell the time."""


def next_noon(now: datetime, zone: str) -> datetime:
    """The next twelve o'clock in `zone` (an IANA name) that is not too near."""
    here = ZoneInfo(zone)
    today = (now + AHEAD).astimezone(here).date()
    noons = (datetime.combine(today + timedelta(days=day), time(12), here) for day in (0, 1))
    return next(noon for noon in noons if noon >= now + AHEAD).astimezone(now.tzinfo)
