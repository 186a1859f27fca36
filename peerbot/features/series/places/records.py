"""What is kept of whoever has a place at the next date, or waits for one, until it is over."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from peerbot.features.series.places.messages import kept_as
from peerbot.features.series.records import Plan, announced, date_of, hosting
from peerbot.features.series.rule import Occasion, meetings, over
from peerbot.features.zone.api import zone_of
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, At, Line
from peerbot.kernel.records import Prompt, Record

MOST_PLACES = 6
"""Dates that one person has a place at, or waits for: enough for each evening of a week, and too
few to keep others out everywhere."""


class MyPlace(Record, frozen=True):
    """A place at a date of a series, or that the person waits for one. `until`: the day after it.

    It waits until its meeting says that there is one.
    """

    keeps_chat = True  # what becomes of the date is said there, and it may be some weeks away

    meeting: str
    series: str
    title: str
    starts: datetime
    until: datetime
    waiting: bool = True

    @property
    def kept_as(self) -> str:
        """See `Record`."""
        return kept_as(self.meeting)

    @property
    def ends(self) -> datetime:
        """See `Record`."""
        return self.until

    @property
    def about(self) -> Mapping[str, str]:
        """See `Record`."""
        return {"title": self.title}


class FreePlace(Prompt, frozen=True):
    """A place is free, which the person waited for. `id`: of the meeting."""


@dataclass(frozen=True)
class NextDate:
    """The next date of a series, which has not begun: people may take places at it."""

    series: str
    meeting: str
    plan: Plan
    date: Occasion

    @property
    def until(self) -> datetime:
        """When nothing of it is left."""
        return over(self.date, self.plan.rule.zone)


def next_dates(context: Context) -> Iterator[NextDate]:
    """The next date of each series that somebody may hold, and that is not off."""
    for it in announced(context):
        plan, coming = it.listing.plan, it.listing.next
        date = date_of(plan, coming)
        if it.listing.off or not hosting(plan.hosts, context):
            continue
        if coming and date and date.starts > context.now:
            yield NextDate(it.key, coming.meeting, plan, date)


def next_of(series: str, context: Context) -> NextDate | None:
    """That of one series."""
    return next((it for it in next_dates(context) if it.series == series), None)


def my_places(context: Context) -> tuple[MyPlace, ...]:
    """The person's places at dates, and what they wait for, what is over first at the front."""
    return tuple(it for it in context.records(MyPlace) if it.until > context.now)


def place_at(meeting: str, context: Context) -> MyPlace | None:
    """What they have there."""
    return next((it for it in my_places(context) if it.meeting == meeting), None)


def has_place(meeting: str, context: Context) -> bool:
    """Whether the person has a place at this date, and does not wait for one."""
    mine = place_at(meeting, context)
    return mine is not None and not mine.waiting


def there(when: datetime, context: Context) -> At:
    """A time in the person's own zone."""
    return At(when, zone_of(context))


def args_of(mine: MyPlace, context: Context) -> Args:
    """What sentences say of it."""
    return {"title": mine.title, "starts": there(mine.starts, context)}


def next_lines(series: str, meeting: str, context: Context) -> tuple[Line, ...]:
    """The next date of a series, where that is not this one."""
    following = _following(series, meeting, context)
    return (Line(0, "date-next", {"starts": there(following, context)}),) if following else ()


def _following(series: str, meeting: str, context: Context) -> datetime | None:
    """When it meets next, but for a date that is off: its series may not have heard of that yet."""
    found = next((it.listing for it in announced(context) if it.key == series), None)
    if found is None:
        return None
    off = found.next.day if found.next and found.next.meeting == meeting else None
    dates = (it.starts for it in meetings(found.plan.rule) if it.day != off)
    return next((starts for starts in dates if starts > context.now), None)
