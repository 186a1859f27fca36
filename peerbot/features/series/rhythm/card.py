"""The steps of a date at their times. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from peerbot.features.series.records import Plan, announced
from peerbot.features.series.rule import Occasion, meetings
from peerbot.features.series.settings import series_in
from peerbot.kernel.context import Context

AHEAD = timedelta(days=1)
"""So long before a date its card is shown: nobody reads it a week before, and it may be moved."""


@dataclass(frozen=True)
class Timed:
    """A step of a date, from when until when."""

    line: str
    starts: datetime
    ends: datetime


@dataclass(frozen=True)
class Card:
    """All steps of a date of a series (`key`)."""

    key: str
    plan: Plan
    date: Occasion
    steps: tuple[Timed, ...]

    def at(self, now: datetime) -> int:
        """How many steps have begun by then."""
        return sum(step.starts <= now for step in self.steps)

    @property
    def ends(self) -> datetime:
        """When the last of them is over."""
        return self.steps[-1].ends


def cards(context: Context) -> tuple[Card, ...]:
    """Of all dates that the person hosts, where their template has steps, in the order of time."""
    mine = (it for it in announced(context) if context.me in it.listing.plan.hosts)
    found = (card for it in mine for card in _cards(it.key, it.listing.plan, context))
    return tuple(sorted(found, key=lambda card: (card.date.starts, card.key)))


def _cards(key: str, plan: Plan, context: Context) -> Iterator[Card]:
    templates = (it for it in series_in(context).templates if it.word == plan.template)
    steps = next((it.rhythm for it in templates), ())
    for date in meetings(plan.rule) if steps else ():
        timed: list[Timed] = []
        starts = date.starts
        for step in steps:
            ends = starts + timedelta(minutes=step.minutes)
            timed.append(Timed(step.line, starts, ends))
            starts = ends
        yield Card(key, plan, date, tuple(timed))
