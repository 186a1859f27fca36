"""A series, from its host's yes until the day after its last date.

`Unplanned` has no record: it is where a series begins and ends. Only its hosts change it, and its
listing is renewed with each change. The day after each date it looks whether somebody may hold the
next one: a role can run out by itself, and a series that nobody can hold ends. Members see no date
of it before that either (`dates.coming`). The day after the last date it is over, also where no
timer came: neither state nor listing is kept for longer.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal

from msgspec.structs import replace

from peerbot.features.series.records import (
    SERIES,
    Announced,
    MySeries,
    Plan,
    announced,
    hosting,
    kept_as,
)
from peerbot.features.series.rule import Change, changed, ends, occasions, over
from peerbot.kernel.consents import Consent
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Effect, End, Line, Publish, SetTimer
from peerbot.kernel.feature import ActorKind, Holding
from peerbot.kernel.ids import Address, Person, UserID
from peerbot.kernel.messages import Courtesy, Message, Released, Send
from peerbot.kernel.table import Anywhere, State, Step, Transition

HORIZON = timedelta(days=366)
"""How far ahead a date may be: nobody knows what they do in two years, and clocks may change."""

WhyOver = Literal["over", "role", "ended"]
"""Why a series is over for a host: its last date is, nobody holds a role for it, or they wanted
that."""


class Series(Address, frozen=True):
    """One series. `id`: made for it alone."""

    kind = "series"

    id: str

    @property
    def key(self) -> str:
        """Its id."""
        return self.id


class PlanSeries(Message, frozen=True):
    """A person's yes to a series that they host."""

    user: UserID
    plan: Plan

    @property
    def consent(self) -> Consent:
        """See `Message`."""
        return SERIES


class ChangeSeries(Message, frozen=True):
    """A host's yes to a change."""

    user: UserID
    change: Change


class LetGoOfSeries(Message, frozen=True):
    """A host ends it, takes the yes back, or is being erased."""

    user: UserID


class HostLost(Message, frozen=True):
    """A host has the role no more."""

    user: UserID


class DayAfter(Message, frozen=True):
    """A date was yesterday."""


class SeriesChanged(Courtesy, frozen=True):
    """To a host: it is so now."""

    id: str
    change: Change


class SeriesOver(Released, frozen=True):
    """To a host, or whoever asked to be let go: nothing of them is left in it."""

    id: str
    why: WhyOver

    @property
    def sender(self) -> str:
        """See `Released`."""
        return self.id

    @property
    def drops(self) -> str:
        """See `Released`."""
        return kept_as(self.id)


class Unplanned(State, frozen=True):
    """There is no such series, or no longer."""


class Planned(State, frozen=True):
    """It meets, or is paused."""

    plan: Plan

    @property
    def over(self) -> datetime:
        """See `State`."""
        return ends(self.plan.rule)


def plan(_state: Unplanned, message: PlanSeries, context: Context) -> Step:
    return _keep(message.plan, context)


def _keep(plan: Plan, context: Context, *told: Effect) -> Step:
    """Let others read it as it is now, and wait for the days after its next date and its last."""
    end = ends(plan.rule)
    days = (over(it, plan.rule.zone) for it in occasions(plan.rule))
    upcoming = min((day for day in days if day > context.now), default=end)
    timers = (SetTimer(upcoming, DayAfter(), "date"), SetTimer(end, DayAfter(), "last"))
    return Step(Planned(plan), (Publish(Announced(plan), end), *timers, *told))


def change(state: Planned, message: ChangeSeries, context: Context) -> Step:
    if message.user not in state.plan.hosts:
        return Step(state)
    rule = changed(state.plan.rule, message.change)
    if ends(rule) <= context.now:
        return _end(state, "over", context)
    told = SeriesChanged(context.address.key, message.change)
    return _keep(replace(state.plan, rule=rule), context, Send(Person(message.user), told))


def day_after(state: Planned, _message: DayAfter, context: Context) -> Step:
    if context.now >= ends(state.plan.rule):
        return _end(state, "over", context)
    if not hosting(state.plan.hosts, context):
        return _end(state, "role", context)
    return _keep(state.plan, context)


def _end(state: Planned, why: WhyOver, context: Context) -> Step:
    """Nothing of it is left, and whoever hosted it hears why."""
    told = (Send(Person(user), SeriesOver(context.address.key, why)) for user in state.plan.hosts)
    return Step(Unplanned(), (*told, End()))


def let_go(state: Planned, message: LetGoOfSeries, context: Context) -> Step:
    """It has one host, and is nothing without."""
    if message.user not in state.plan.hosts:
        return _is_over(state, message, context)
    return _end(state, "ended", context)


def host_lost(state: Planned, message: HostLost, context: Context) -> Step:
    """Paused it would come back with a role that somebody is given for another reason."""
    return _end(state, "role", context) if message.user in state.plan.hosts else Step(state)


def _is_over(state: State, message: LetGoOfSeries, context: Context) -> Step:
    """Whoever asks is told, since their erasing may wait for it."""
    return Step(state, (Send(Person(message.user), SeriesOver(context.address.key, "ended")),))


def ignore(state: State, _message: Message, _context: Context) -> Step:
    """What comes late, or for the second time."""
    return Step(state)


def that_know(context: Context) -> Iterator[Holding]:
    """Those that the person hosts: each ends for everybody."""
    for mine in context.records(MySeries):
        yield Holding(Series(mine.id), Line(0, "erase-series", {"title": mine.title}))
    for it in announced(context):
        if context.me in it.listing.plan.hosts:
            yield Holding(Series(it.key))


KIND = ActorKind(
    Series,
    Unplanned(),
    (
        Transition(Unplanned, PlanSeries, plan, (Planned,)),
        Transition(Unplanned, LetGoOfSeries, _is_over),
        Transition(Planned, ChangeSeries, change, (Planned, Unplanned)),
        Transition(Planned, DayAfter, day_after, (Planned, Unplanned)),
        Transition(Planned, LetGoOfSeries, let_go, (Unplanned,)),
        Transition(Planned, HostLost, host_lost, (Unplanned,)),
        *(
            Transition(Anywhere, late, ignore)
            for late in (PlanSeries, ChangeSeries, DayAfter, HostLost)
        ),
    ),
    label="series",
    holds=that_know,
    release=LetGoOfSeries,
    grain=timedelta(days=1),
    lasts=HORIZON + timedelta(days=2),
)
