"""The dates that come next, of all series together, for whoever asks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from peerbot.features.series.records import Announced, announced, hosting, plan_of
from peerbot.features.series.rule import ends, meetings
from peerbot.kernel.context import Context


@dataclass(frozen=True)
class Date:
    """One date of a series (its key). `starts`, `ends`: in UTC. `number`, `of`: which of how many.
    `moved`: it is at another time than it was planned for. `fewest`: people with a place, or it is
    not held."""

    series: str
    title: str
    kind: str
    starts: datetime
    ends: datetime
    size: int
    number: int
    of: int
    moved: bool
    fewest: int = 0


def coming(context: Context, until: datetime) -> tuple[Date, ...]:
    """The dates that begin after now, and no later than `until`, in the order of time.

    A series that is paused or over has none, and neither has one that nobody could hold: whoever
    looked would come for nothing. So they would for a date that nobody opens.
    """
    dates = (
        date
        for it in announced(context)
        if hosting(it.listing.plan.hosts, context)
        for date in _dates(it.key, it.listing)
        if context.now < date.starts <= until
    )
    return tuple(sorted(dates, key=lambda date: (date.starts, date.title, date.series)))


def last_day(series: str, context: Context) -> datetime | None:
    """When nothing of a series (its key) is left: on the day after its last date."""
    plan = plan_of(series, context)
    return ends(plan.rule) if plan else None


def _dates(key: str, listing: Announced) -> Iterator[Date]:
    plan, coming = listing.plan, listing.next
    dates = meetings(plan.rule)
    off = coming.day if coming and listing.off else None
    for number, it in enumerate(dates, start=1):
        if it.day == off:
            continue
        yield Date(
            series=key,
            title=plan.title,
            kind=plan.kind,
            starts=it.starts,
            ends=it.starts + timedelta(minutes=plan.minutes),
            size=plan.size,
            number=number,
            of=len(dates),
            moved=it.moved,
            fewest=plan.fewest,
        )
