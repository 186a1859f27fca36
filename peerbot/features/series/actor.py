"""A series, from its host's yes until the day after its last date.

`Unplanned` has no record: it is where a series begins and ends. Only its hosts change it, each of
them alike, and its listing is renewed with each change; what they ask each other: `hosts/`. When a
date is over it looks whether somebody may hold the next one: a role can run out by itself, and a
series that nobody can hold ends. Members see no date of it before that either (`dates.coming`). The
day after the last date it is over, also where no timer came: neither state nor listing is kept for
longer.
"""

from collections.abc import Iterator
from datetime import timedelta

from msgspec.structs import replace

from peerbot.features.series.hosts.actor import LATE, TOGETHER, without
from peerbot.features.series.hosts.settling import without_invited
from peerbot.features.series.places import fewest
from peerbot.features.series.records import MySeries, announced, hosting, plan_of
from peerbot.features.series.rule import changed, ends
from peerbot.features.series.starting.actor import STARTING, TO_SERIES
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
    return keep(Planned(message.plan), context)


def change(state: Planned, message: ChangeSeries, context: Context) -> Step:
    if message.user not in state.plan.hosts:
        return Step(state)
    rule = changed(state.plan.rule, message.change)
    if ends(rule) <= context.now:
        return finish(state, "over", context)
    told = (
        Send(
            Person(user),
            SeriesChanged(context.address.key, message.change, user != message.user),
        )
        for user in state.plan.hosts
    )
    return keep(replace(state, plan=replace(state.plan, rule=rule)), context, *told)


def date_over(state: Planned, _message: DateOver, context: Context) -> Step:
    if context.now >= ends(state.plan.rule):
        return finish(state, "over", context)
    able = hosting(state.plan.hosts, context)
    if not able:
        return finish(state, "role", context)
    lost = tuple(user for user in state.plan.hosts if user not in able)
    return without(state, lost, "role-shared", context)


def let_go(state: Planned, message: LetGoOfSeries, context: Context) -> Step:
    """It goes on with the others; with its last host it ends."""
    user = message.user
    if user in state.plan.hosts:
        if state.plan.hosts == (user,):
            return finish(state, "ended", context)
        return without(state, (user,), "stepped-down", context)
    over = _is_over(state, message, context)
    if state.asking.invited and state.asking.invited.user == user:
        asking, told = without_invited(state.asking, context)
        return keep(replace(state, asking=asking), context, *over.effects, *told)
    return over


def host_lost(state: Planned, message: HostLost, context: Context) -> Step:
    """Paused it would come back with a role that somebody is given for another reason."""
    if message.user not in state.plan.hosts:
        return Step(state)
    if state.plan.hosts == (message.user,):
        return finish(state, "role", context)
    return without(state, (message.user,), "role-shared", context)


def _is_over(state: State, message: LetGoOfSeries, context: Context) -> Step:
    """Whoever asks is told, since their erasing may wait for it."""
    return Step(state, (Send(Person(message.user), SeriesOver(context.address.key, "ended")),))


def ignore(state: State, _message: Message, _context: Context) -> Step:
    """What comes late, or for the second time."""
    return Step(state)


def that_know(context: Context) -> Iterator[Holding]:
    """Those that the person hosts: each ends for everybody, unless others host it with them. And
    those that they are asked to host."""
    for mine in context.records(MySeries):
        plan = plan_of(mine.id, context)
        text = "erase-series-shared" if plan and plan.hosts[1:] else "erase-series"
        yield Holding(Series(mine.id), Line(0, text, {"title": mine.title}))
    for it in announced(context):
        invited = it.listing.asking.invited
        if context.me in (*it.listing.plan.hosts, invited.user if invited else ""):
            yield Holding(Series(it.key))


KIND = ActorKind(
    Series,
    Unplanned(),
    (
        Transition(Unplanned, PlanSeries, plan, (Planned,)),
        Transition(Unplanned, LetGoOfSeries, _is_over),
        Transition(Planned, ChangeSeries, change, (Planned, Unplanned)),
        Transition(Planned, DateOver, date_over, (Planned, Unplanned)),
        Transition(Planned, LetGoOfSeries, let_go, (Planned, Unplanned)),
        Transition(Planned, HostLost, host_lost, (Planned, Unplanned)),
        *TOGETHER,
        *(Transition(Anywhere, late, ignore) for late in LATE),
        *(
            Transition(Anywhere, late, ignore)
            for late in (PlanSeries, ChangeSeries, DateOver, HostLost, *TO_SERIES)
        ),
        *fewest.TRANSITIONS,
        *STARTING,
    ),
    label="series",
    holds=that_know,
    release=LetGoOfSeries,
    grain=timedelta(days=1),
    lasts=HORIZON + timedelta(days=2),
)
