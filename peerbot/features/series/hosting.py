"""What becomes of series, for whoever hosts them: changed, over, taken back, gone with a role."""

from collections.abc import Iterator

from peerbot.features.series.records import SERIES, MySeries, hosted_by_me, plan_of
from peerbot.features.series.rule import Move, Pause, Skip, moment
from peerbot.features.series.saying import day_of, next_line
from peerbot.features.series.states import (
    HostLost,
    LetGoOfSeries,
    Series,
    SeriesChanged,
    SeriesOver,
)
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Drop, Effect, Line, Say, Value
from peerbot.kernel.feature import Flow, Shown
from peerbot.kernel.messages import Send
from peerbot.kernel.records import Record
from peerbot.kernel.table import Anywhere, State, Step, Transition


def series_changed(state: State, message: SeriesChanged, context: Context) -> Step:
    """It is so now, which whoever looks for it reads as well."""
    plan, change = plan_of(message.id, context), message.change
    if plan is None:
        return Step(state)
    text, args = "series-resumed", dict[str, Value]()
    if isinstance(change, Skip):
        text = "series-skipped"
    elif isinstance(change, Move):
        text, args = "series-moved", {"starts": moment(change.to, plan.rule.zone)}
    elif isinstance(change, Pause):
        text = "series-paused" if change.until is None else "series-paused-until"
        args = {} if change.until is None else {"until": day_of(change.until, plan)}
    coming = (next_line(plan, context),)
    return Step(state, (Say(text, args, also=coming),))


def series_over(state: State, message: SeriesOver, context: Context) -> Step:
    mine = next((it for it in context.records(MySeries) if it.id == message.id), None)
    if mine is None:
        return Step(state)
    if message.why == "over":  # they were told until when, and it is nothing to be told of
        return Step(state, (Drop(mine),))
    said = Say(f"series-{message.why}", {"title": mine.title}, starts=message.why == "role")
    return Step(state, (Drop(mine), said))


def series_lines(context: Context) -> Iterator[Line]:
    """The lines of `me`."""
    for mine in hosted_by_me(context):
        yield Line(0, "me-series", {"title": mine.title, "until": mine.until})


def take_back(record: Record, context: Context) -> tuple[Effect, ...]:
    """The series answers once it is over."""
    assert isinstance(record, MySeries)
    return (Send(Series(record.id), LetGoOfSeries(context.me)),)


def with_the_role(context: Context) -> Iterator[Effect]:
    """Members would come to a date that nobody may open a room for. Each answers by itself."""
    for mine in context.records(MySeries):
        yield Send(Series(mine.id), HostLost(context.me))


def reset(context: Context) -> Iterator[Effect]:
    """Whoever has the account now may be another, and hears nothing of it."""
    for mine in context.records(MySeries):
        yield Drop(mine)
        yield Send(Series(mine.id), LetGoOfSeries(context.me))


FLOW = Flow(
    "hosting",
    (
        Transition(Anywhere, SeriesChanged, series_changed),
        Transition(Anywhere, SeriesOver, series_over),
    ),
    shown=(Shown(47, series_lines),),
    takes_back={SERIES.name: take_back},
    reset=reset,
)
