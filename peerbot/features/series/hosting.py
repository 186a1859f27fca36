"""What becomes of series, for whoever hosts them: changed, over, taken back, gone with a role."""

from collections.abc import Iterator

from msgspec.structs import replace

from peerbot.features.series.hosts.saying import start_of
from peerbot.features.series.records import SERIES, MySeries, Plan, hosted_by_me, plan_of
from peerbot.features.series.rule import Change, Move, Resume, Skip, ends, moment
from peerbot.features.series.saying import day_of, next_line
from peerbot.features.series.states import (
    HostLost,
    LetGoOfSeries,
    Series,
    SeriesChanged,
    SeriesOver,
)
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Drop, Effect, Line, Put, Say
from peerbot.kernel.feature import Flow, Shown
from peerbot.kernel.messages import Send
from peerbot.kernel.records import Record
from peerbot.kernel.table import Anywhere, State, Step, Transition


def series_changed(state: State, message: SeriesChanged, context: Context) -> Step:
    """It is so now, which whoever looks for it reads as well."""
    plan = plan_of(message.id, context)
    if plan is None:
        return Step(state)
    if message.other:
        return _changed_by_another(state, message, plan, context)
    what = _in_words(message.change, plan)
    return Step(state, (Say(what.text, what.args, also=(next_line(plan, context),)),))


def _in_words(change: Change, plan: Plan) -> Line:
    if isinstance(change, Skip):
        return Line(0, "series-skipped")
    if isinstance(change, Move):
        return Line(0, "series-moved", {"starts": moment(change.to, plan.rule.zone)})
    if isinstance(change, Resume):
        return Line(0, "series-resumed")
    if change.until is None:
        return Line(0, "series-paused")
    return Line(0, "series-paused-until", {"until": day_of(change.until, plan)})


def _changed_by_another(state: State, message: SeriesChanged, plan: Plan, context: Context) -> Step:
    """They said yes until the day after its last date, which may be another by now."""
    mine = next((it for it in context.records(MySeries) if it.id == message.id), None)
    if mine is None:
        return Step(state)
    until = ends(plan.rule)
    kept: tuple[Effect, ...] = ()
    if mine.until != until and context.still_agrees(mine, SERIES):
        kept = (Put(replace(mine, until=until), until, SERIES),)
    what = _in_words(message.change, plan)
    if isinstance(message.change, Skip):  # whoever did not say it does not know which
        what = Line(0, "hosts-skipped", {"day": start_of(message.change.day, plan)})
    args: Args = {"title": plan.title, "until": until}
    also = (what, next_line(plan, context))
    return Step(state, (*kept, Say("hosts-changed", args, also=also, starts=True)))


def series_over(state: State, message: SeriesOver, context: Context) -> Step:
    mine = next((it for it in context.records(MySeries) if it.id == message.id), None)
    if mine is None:
        return Step(state)
    if message.why == "over":  # they were told until when, and it is nothing to be told of
        return Step(state, (Drop(mine),))
    by_itself = message.why in ("role", "role-shared", "other")
    said = Say(f"series-{message.why}", {"title": mine.title}, starts=by_itself)
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
