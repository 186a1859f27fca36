"""A series, from its host's yes until the day after its last date.

`Unplanned` has no record: it is where a series begins and ends. Only its hosts change it, and its
listing is renewed with each change. When a date is over it looks whether somebody may hold the next
one: a role can run out by itself, and a series that nobody can hold ends. Members see no date of it
before that either (`dates.coming`). The day after the last date it is over, also where no timer
came: neither state nor listing is kept for longer.
"""

from collections.abc import Iterator
from datetime import timedelta

from msgspec.structs import replace

from peerbot.features.series.places import fewest
from peerbot.features.series.records import MySeries, announced, hosting
from peerbot.features.series.rule import changed, ends
from peerbot.features.series.states import (
    HORIZON,
    ChangeSeries,
    DateOver,
    HostLost,
    LetGoOfSeries,
    Planned,
    PlanSeries,
    Series,
    SeriesChanged,
    SeriesOver,
    Unplanned,
    finish,
    keep,
)
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Line
from peerbot.kernel.feature import ActorKind, Holding
from peerbot.kernel.ids import Person
from peerbot.kernel.messages import Message, Send
from peerbot.kernel.table import Anywhere, State, Step, Transition


def plan(_state: Unplanned, message: PlanSeries, context: Context) -> Step:
    return keep(message.plan, None, context)


def change(state: Planned, message: ChangeSeries, context: Context) -> Step:
    if message.user not in state.plan.hosts:
        return Step(state)
    rule = changed(state.plan.rule, message.change)
    if ends(rule) <= context.now:
        return finish(state, "over", context)
    told = SeriesChanged(context.address.key, message.change)
    plan = replace(state.plan, rule=rule)
    return keep(plan, state.next, context, Send(Person(message.user), told))


def date_over(state: Planned, _message: DateOver, context: Context) -> Step:
    if context.now >= ends(state.plan.rule):
        return finish(state, "over", context)
    if not hosting(state.plan.hosts, context):
        return finish(state, "role", context)
    return keep(state.plan, state.next, context)


def let_go(state: Planned, message: LetGoOfSeries, context: Context) -> Step:
    """It has one host, and is nothing without."""
    if message.user not in state.plan.hosts:
        return _is_over(state, message, context)
    return finish(state, "ended", context)


def host_lost(state: Planned, message: HostLost, context: Context) -> Step:
    """Paused it would come back with a role that somebody is given for another reason."""
    return finish(state, "role", context) if message.user in state.plan.hosts else Step(state)


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
        Transition(Planned, DateOver, date_over, (Planned, Unplanned)),
        Transition(Planned, LetGoOfSeries, let_go, (Unplanned,)),
        Transition(Planned, HostLost, host_lost, (Unplanned,)),
        *(
            Transition(Anywhere, late, ignore)
            for late in (PlanSeries, ChangeSeries, DateOver, HostLost)
        ),
        *fewest.TRANSITIONS,
    ),
    label="series",
    holds=that_know,
    release=LetGoOfSeries,
    grain=timedelta(days=1),
    lasts=HORIZON + timedelta(days=2),
)
