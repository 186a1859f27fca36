"""When somebody is told: at a moment of their own, since whoever watches the network would else see
by the moment alone who belongs together, and never in quiet hours."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from peerbot.features.following.settings import QuietHours

EARLIEST, LATEST = timedelta(minutes=75), timedelta(minutes=45)
"""Before a date: half an hour of moments about an hour before."""

SPAN = timedelta(minutes=30)
"""Before quiet hours begin, for what would else come in them."""

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def is_quiet(when: datetime, zone: str, quiet: QuietHours) -> bool:
    """Whether nobody is written to then. `zone`: an IANA name."""
    hour = when.astimezone(ZoneInfo(zone)).hour
    if quiet.begins <= quiet.ends:
        return quiet.begins <= hour < quiet.ends
    return hour >= quiet.begins or hour < quiet.ends


def word_before(starts: datetime, zone: str, quiet: QuietHours, chance: float) -> datetime:
    """When they are told of a date. `chance`: from 0 to 1.

    Where that is in quiet hours, it is before those begin: nobody would read it in time after them.
    """
    when = starts - EARLIEST + (EARLIEST - LATEST) * chance
    if not is_quiet(when, zone, quiet):
        return when
    return _begin_of_quiet(when, zone, quiet) - SPAN + SPAN * chance


def _begin_of_quiet(when: datetime, zone: str, quiet: QuietHours) -> datetime:
    there = when.astimezone(ZoneInfo(zone))
    day = there.date() if there.hour >= quiet.begins else there.date() - DAY
    begins = datetime(day.year, day.month, day.day, quiet.begins, tzinfo=there.tzinfo)
    return begins.astimezone(when.tzinfo)


def next_look(now: datetime, zone: str, quiet: QuietHours, chance: float) -> datetime:
    """A moment on the next day, outside quiet hours. `chance`: from 0 to 1."""
    there = now.astimezone(ZoneInfo(zone)).date() + DAY
    waking = (quiet.begins - quiet.ends) % 24 or 24
    begins = datetime(there.year, there.month, there.day, quiet.ends, tzinfo=ZoneInfo(zone))
    return begins.astimezone(now.tzinfo) + waking * HOUR * chance
