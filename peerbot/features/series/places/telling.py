"""What a series tells of its next date to the meeting that has people's places at it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from peerbot.features.series.places.messages import (
    DateChanged,
    DateOff,
    FewestDue,
    Meeting,
    WhyOff,
)
from peerbot.features.series.records import Next, Plan, date_of, end_of
from peerbot.features.series.rule import over
from peerbot.kernel.context import Context
from peerbot.kernel.effects import CancelTimer, Effect, SetTimer
from peerbot.kernel.messages import Send

DECIDED: Final = timedelta(hours=2)
"""So long before a date that needs some people it is decided whether it takes place: time enough to
plan another evening, and short enough for whoever decides on the day."""


def of_next(
    before: Next | None, plan: Plan, later: Next | None, context: Context
) -> Iterator[Effect]:
    """What became of the date that came next before a change, and when it is decided whether that
    of now takes place; a date that is nearer than that when it becomes the next one is held."""
    date = date_of(plan, later)
    if before and date and before == later:
        yield Send(Meeting(before.meeting), DateChanged(date.starts, over(date, plan.rule.zone)))
    elif before:
        yield Send(Meeting(before.meeting), DateOff(_why(before, plan, "skipped", context)))
    if plan.fewest and later and date and date.starts - DECIDED > context.now:
        yield SetTimer(date.starts - DECIDED, FewestDue(later.meeting), "fewest")
    else:
        yield CancelTimer("fewest")


def at_the_end(before: Next | None, plan: Plan, context: Context) -> Iterator[Effect]:
    """The series is over."""
    if before:
        yield Send(Meeting(before.meeting), DateOff(_why(before, plan, "ended", context)))


def _why(before: Next, plan: Plan, off: WhyOff, context: Context) -> WhyOff:
    """A date that it met on is over, whatever ends beside it."""
    date = date_of(plan, before)
    return "over" if date and end_of(date, plan) <= context.now else off
