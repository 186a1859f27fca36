"""A plan is read back as dates, with what clocks and holidays do to them.

Nothing is kept before the yes to that.
"""

from datetime import date
from typing import ClassVar

from msgspec.structs import replace

from peerbot.features.roles.api import is_facilitator
from peerbot.features.rooms.api import takes_in_account
from peerbot.features.series.records import (
    SERIES,
    Announced,
    MySeries,
    Plan,
    announced,
    hosted_by_me,
)
from peerbot.features.series.rule import Oddity, Skip, changed, ends, occasions, oddities
from peerbot.features.series.saying import FIRST, date_lines, day_of, held_lines, odd_lines
from peerbot.features.series.settings import is_holiday, series_in
from peerbot.features.series.states import PlanSeries, Series
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Line, Publish, Put, Say
from peerbot.kernel.feature import Flow
from peerbot.kernel.messages import Send
from peerbot.kernel.parse import Pick
from peerbot.kernel.table import Go, Home, State, Step, Transition

MOST_ODD = 2
"""In a year the clocks of a zone change twice."""


class HolidaysAsked(State, frozen=True):
    """Some of its dates are holidays."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-plan-holidays"

    plan: Plan
    days: tuple[date, ...]


class ClockAsked(State, frozen=True):
    """On some of its dates clocks skip the time at which it would begin."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-plan-clock"

    plan: Plan


class PlanShown(State, frozen=True):
    """All of it is read back; nothing is kept before a yes."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-plan"

    plan: Plan


def refusal(context: Context) -> Say | None:
    """Why the person can plan nothing now."""
    mine, settings = len(hosted_by_me(context)), series_in(context)
    if not is_facilitator(context):
        return Say("plan-no-role")
    if not takes_in_account(context.settings, context.me):
        return Say("plan-elsewhere", {"server": context.settings.server})
    if mine >= settings.most_each:
        return Say("plan-most-each", {"count": mine})
    if len(announced(context)) >= settings.most:
        return Say("plan-most", {"count": len(announced(context))})
    return None


def read_back(plan: Plan, context: Context) -> Step:
    """All of it, once it is decided what becomes of holidays and of times that clocks skip."""
    days = tuple(it.day for it in occasions(plan.rule) if is_holiday(it.day, context))
    if not days:
        return _ask_clock(plan)
    lines = tuple(Line(0, "plan-day-line", {"day": day_of(day, plan)}) for day in days)
    asked = Say("plan-holidays", {"count": len(days)}, also=lines, ask=True)
    return Step(HolidaysAsked(plan, days), (asked,))


def without_holidays(state: HolidaysAsked, _heard: Pick, _context: Context) -> Step:
    return _ask_clock(_without(state.plan, state.days))


def with_holidays(state: HolidaysAsked, _heard: Pick, _context: Context) -> Step:
    return _ask_clock(state.plan)


def _without(plan: Plan, days: tuple[date, ...]) -> Plan:
    rule = plan.rule
    for day in days:
        rule = changed(rule, Skip(day))
    return replace(plan, rule=rule)


def _missing(plan: Plan) -> tuple[Oddity, ...]:
    return tuple(it for it in oddities(plan.rule) if it.what == "missing")


def _ask_clock(plan: Plan) -> Step:
    missing = _missing(plan)
    if not missing:
        return _show(plan)
    lines = tuple(Line(0, "plan-clock-day", {"starts": it.starts}) for it in missing)
    return Step(ClockAsked(plan), (Say("plan-clock", also=lines, ask=True),))


def begin_later(state: ClockAsked, _heard: Pick, _context: Context) -> Step:
    return _show(state.plan)


def without_missing(state: ClockAsked, _heard: Pick, _context: Context) -> Step:
    return _show(_without(state.plan, tuple(it.day for it in _missing(state.plan))))


def _show(plan: Plan) -> Step:
    dates = occasions(plan.rule)
    if not dates:
        return Step(Home(), (Say("plan-nothing-left"),))
    args: Args = {
        "size": plan.size,
        "minutes": plan.minutes,
        "count": len(dates),
    }
    kept = Line(0, "plan-kept", {"title": plan.title, "until": ends(plan.rule)})
    odd = odd_lines(plan.rule)[:MOST_ODD]
    also = (*date_lines(dates, FIRST - len(odd)), *odd, *held_lines(plan), kept)
    return Step(PlanShown(plan), (Say("plan-ask", args, also=also, ask=True),))


def confirm(state: PlanShown, _heard: Pick, context: Context) -> Step:
    dates = occasions(state.plan.rule)
    if refused := refusal(context):  # the role ended, or others planned since this was begun
        return Step(Home(), (refused,))
    if dates[0].starts <= context.now:
        return Step(Home(), (Say("plan-late"),))
    plan, end = replace(state.plan, hosts=(context.me,)), ends(state.plan.rule)
    mine = MySeries(context.fresh.key, plan.title, end)
    kept = Put(mine, end, SERIES)
    # Listed at once: what is listed is what counts.
    listed = Publish(Announced(plan), end, mine.id)
    planned = Send(Series(mine.id), PlanSeries(context.me, plan))
    args: Args = {"starts": dates[0].starts}
    return Step(Home(), (kept, listed, planned, Say("planned", args)))


def decline(_state: State, _heard: Pick, _context: Context) -> Step:
    return Step(Home(), (Say("plan-declined"),))


DECIDED: tuple[type[State], ...] = (HolidaysAsked, ClockAsked, PlanShown)
"""Where a plan leads that is whole."""

FLOW = Flow(
    "reading_back",
    (
        Transition(HolidaysAsked, "leave-out", without_holidays, (ClockAsked, PlanShown, Home)),
        Transition(HolidaysAsked, "meet-then", with_holidays, (ClockAsked, PlanShown)),
        Transition(HolidaysAsked, "back", Go("menu")),
        Transition(ClockAsked, "begin-later", begin_later, (PlanShown,)),
        Transition(ClockAsked, "leave-date", without_missing, (PlanShown, Home)),
        Transition(ClockAsked, "back", Go("menu")),
        Transition(PlanShown, "yes", confirm, (Home,), consent=SERIES),
        Transition(PlanShown, "no", decline, (Home,)),
    ),
    consents=(SERIES,),
)
