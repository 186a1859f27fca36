"""When a series meets: a rule in the times that clocks show, and what was decided of single dates.

dateutil's rrule counts the weeks. It gets times of day without a zone, and these are put into the
zone one by one: so a group that meets at seven meets at seven, whatever the clocks did meanwhile.
Moments are computed anew each time and never stored, since the rules of a zone may change before
they come.

A time that does not exist comes as much later as the clocks skip; of one that comes twice it is the
first. Whoever plans is told so beforehand (`oddities`).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from dateutil.rrule import WEEKLY, rrule
from dateutil.tz import datetime_ambiguous, datetime_exists, resolve_imaginary
from msgspec import Struct
from msgspec.structs import replace

OVER = timedelta(days=1, hours=12)
"""From the beginning of the day of a date until nothing of it is left: noon of the day after. A
group lasts twelve hours at most."""


class Skip(Struct, frozen=True, tag=True):
    """It does not meet on a date. `day`: as the rule has it, also where it was moved."""

    day: date


class Move(Struct, frozen=True, tag=True):
    """It meets at another time instead. `to`: as clocks in the zone show it."""

    day: date
    to: datetime


class Pause(Struct, frozen=True, tag=True):
    """It does not meet for a while. `until`: its first day again; None: until its host says."""

    since: datetime
    until: date | None = None


class Resume(Struct, frozen=True, tag=True):
    """It meets again."""

    at: datetime


Change = Skip | Move | Pause | Resume


class Rule(Struct, frozen=True):
    """Every so many weeks, so often. `first`: as clocks in `zone` (an IANA name) show it.

    `count`: how many dates there are by the rule, those that are left out among them.
    """

    first: datetime
    zone: str
    count: int = 1
    weeks: int = 1
    skipped: tuple[date, ...] = ()
    moved: tuple[Move, ...] = ()
    paused: Pause | None = None


@dataclass(frozen=True)
class Occasion:
    """A date by a rule. `day`: as the rule has it. `at`: what clocks show when it begins. `moved`:
    it was put there by its host."""

    day: date
    at: datetime
    starts: datetime
    moved: bool = False


@dataclass(frozen=True)
class Oddity:
    """A time that does not exist on a day, or comes twice. `starts`: the moment that is taken."""

    what: Literal["missing", "twice"]
    day: date
    starts: datetime


def moment(at: datetime, zone: str) -> datetime:
    """When clocks in a zone show this."""
    there: datetime = resolve_imaginary(at.replace(tzinfo=ZoneInfo(zone)))
    return there.astimezone(UTC)


def shown(moment: datetime, zone: str) -> datetime:
    """What clocks in a zone show then."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def days_until(first: datetime, weeks: int, last: date) -> int:
    """How many dates there are from the first until this day, which may be one of them."""
    end = datetime.combine(last, time.max)
    return len(list(rrule(WEEKLY, dtstart=first, interval=weeks, until=end)))


def number_of(rule: Rule, day: date) -> int:
    """Which date by the rule is on this day, the first one being 0."""
    return (day - rule.first.date()).days // (7 * rule.weeks)


def occasions(rule: Rule) -> tuple[Occasion, ...]:
    """All dates, in the order of time, those in a pause among them."""
    moved = {move.day: move.to for move in rule.moved}
    by_rule = rrule(WEEKLY, dtstart=rule.first, interval=rule.weeks, count=rule.count)
    times = ((at.date(), moved.get(at.date(), at)) for at in by_rule)
    dates = (
        Occasion(day, at, moment(at, rule.zone), day in moved)
        for day, at in times
        if day not in rule.skipped
    )
    return tuple(sorted(dates, key=lambda it: (it.starts, it.day)))


def meetings(rule: Rule) -> tuple[Occasion, ...]:
    """The dates on which it meets."""
    return tuple(it for it in occasions(rule) if not _is_in(rule.paused, it.at))


def _is_in(pause: Pause | None, at: datetime) -> bool:
    if pause is None or at < pause.since:
        return False
    return pause.until is None or at.date() < pause.until


def is_paused(rule: Rule, now: datetime) -> bool:
    """Whether it does not meet at this moment, nor until its host says so or a day has come."""
    return _is_in(rule.paused, shown(now, rule.zone))


def still_to_come(rule: Rule, now: datetime) -> tuple[Occasion, ...]:
    """The dates that have not begun, those in a pause among them: it may meet on them again."""
    return tuple(it for it in occasions(rule) if it.starts > now)


def over(occasion: Occasion, zone: str) -> datetime:
    """When nothing of a date is left: on the day after it."""
    return moment(datetime.combine(occasion.at.date(), time()) + OVER, zone)


def ends(rule: Rule) -> datetime:
    """When nothing of the series is left: on the day after its last date."""
    dates = occasions(rule)
    return max((over(it, rule.zone) for it in dates), default=moment(rule.first, rule.zone))


def oddities(rule: Rule) -> tuple[Oddity, ...]:
    """The dates whose time of day does not exist in the zone, or comes twice."""
    zone = ZoneInfo(rule.zone)
    found: list[Oddity] = []
    for it in occasions(rule):
        if not datetime_exists(it.at, zone):
            found.append(Oddity("missing", it.day, it.starts))
        elif datetime_ambiguous(it.at, zone):
            found.append(Oddity("twice", it.day, it.starts))
    return tuple(found)


def changed(rule: Rule, change: Change) -> Rule:
    """The rule after a change."""
    if isinstance(change, Resume):
        return _resumed(rule, change.at)
    if isinstance(change, Pause):
        return replace(_resumed(rule, change.since), paused=change)
    others = tuple(move for move in rule.moved if move.day != change.day)
    if isinstance(change, Skip):
        return replace(rule, skipped=_days((*rule.skipped, change.day)), moved=others)
    return replace(rule, moved=(*others, change))


def _resumed(rule: Rule, at: datetime) -> Rule:
    """What fell into the pause until now did not take place."""
    missed = (it.day for it in occasions(rule) if _is_in(rule.paused, it.at) and it.at < at)
    return replace(rule, paused=None, skipped=_days((*rule.skipped, *missed)))


def _days(days: tuple[date, ...]) -> tuple[date, ...]:
    return tuple(sorted(set(days)))
