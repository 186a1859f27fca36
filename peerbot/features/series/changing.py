"""Whoever hosts series sees them, and says what they want of one (`wishes.py`).

With several they are asked which, unless they named it.
"""

from typing import ClassVar

from msgspec.structs import replace

from peerbot.features.series.hosts.messages import EndSeries
from peerbot.features.series.hosts.saying import rota_lines, together_lines
from peerbot.features.series.hosts.wishes import AS_WRITTEN, LEADS, TOGETHER
from peerbot.features.series.planning import BEGINS, begin
from peerbot.features.series.reading import unmarked, weekday_of
from peerbot.features.series.records import SERIES, MySeries, Plan, hosted_by_me, plan_of
from peerbot.features.series.rule import (
    Move,
    Occasion,
    Skip,
    changed,
    ends,
    is_paused,
)
from peerbot.features.series.saying import (
    FIRST,
    date_lines,
    day_of,
    held_lines,
    next_line,
    upcoming,
)
from peerbot.features.series.states import ChangeSeries, Series
from peerbot.features.series.wishes import (
    WISHES,
    ChangeAsked,
    EndAsked,
    example,
    no_date,
    to_come,
)
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Line, Put, Say
from peerbot.kernel.feature import Flow
from peerbot.kernel.messages import Send
from peerbot.kernel.pages import MORE
from peerbot.kernel.parse import Number, Other, Pick
from peerbot.kernel.table import ELSE, NUMBER, Anywhere, Go, Home, State, Step, Transition

_WISHES = {**WISHES, **TOGETHER}

NEW = "new"
"""`plan new`: another one, by whoever hosts one already."""


class WhichSeries(State, frozen=True):
    """They host several. `shown`: which, in the order of their numbers. `wish`: what they want of
    it; empty: to see it."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-series-which"

    shown: tuple[str, ...]
    wish: str = ""


def plan(_state: State, heard: Pick, context: Context) -> Step:
    """`plan` and what follows it; alone it shows what there is, or begins."""
    said, mine = unmarked(heard.rest), hosted_by_me(context)
    what, _, words = said.partition(" ")
    if what == NEW:
        return begin(words, context)
    named = _named(said, mine)
    if named and _without(said, named[0]).partition(" ")[0] in _WISHES:  # grief pause
        what, _, words = _without(said, named[0]).partition(" ")
    elif what in _WISHES:  # pause grief
        named = _named(words, mine)
        words = _without(words, named[0]) if named else words
    elif said or not mine:
        return begin(heard.rest, context)
    if not mine:
        return Step(Home(), (Say("series-none"),))
    if what in AS_WRITTEN:
        words = heard.rest.rpartition(what)[2].strip()
    ids = tuple(it.id for it in named or mine)
    wish = f"{what} {words}".strip()
    return _wanted(ids[0], wish, context) if len(ids) == 1 else _ask_which(ids, wish, context)


def _named(words: str, mine: tuple[MySeries, ...]) -> tuple[MySeries, ...]:
    """Those whose title it begins with, the longest there is."""
    fit = [it for it in mine if f"{words} ".startswith(f"{unmarked(it.title)} ")]
    longest = max((len(it.title) for it in fit), default=0)
    return tuple(it for it in fit if len(it.title) == longest)


def _without(words: str, named: MySeries) -> str:
    return words.removeprefix(unmarked(named.title)).strip()


def _ask_which(
    ids: tuple[str, ...], wish: str, context: Context, text: str = "series-which"
) -> Step:
    """Those of them that there are still."""
    mine = [it for it in hosted_by_me(context) if it.id in ids]
    lines = tuple(_line(number, it, context) for number, it in enumerate(mine, start=1))
    return Step(WhichSeries(tuple(it.id for it in mine), wish), (Say(text, lines=lines, ask=True),))


def _line(number: int, mine: MySeries, context: Context) -> Line:
    dates = _next_dates(mine, context)
    if not dates:
        return Line(number, "series-line-quiet", {"title": mine.title, "until": mine.until})
    args: Args = {"title": mine.title, "starts": dates[0].starts, "more": len(dates) - 1}
    return Line(number, "series-line", args)


def _next_dates(mine: MySeries, context: Context) -> tuple[Occasion, ...]:
    plan = plan_of(mine.id, context)
    return upcoming(plan, context) if plan else ()


def which(state: WhichSeries, heard: Number, context: Context) -> Step:
    if not 1 <= heard.number <= len(state.shown):
        return which_again(state, heard, context)
    return _wanted(state.shown[heard.number - 1], state.wish, context)


def which_again(state: WhichSeries, heard: object, context: Context) -> Step:
    """By what it is about, or its next day, where that is one of them."""
    fit = _meant(heard.text, state, context) if isinstance(heard, Other) else ()
    if len(fit) == 1:
        return _wanted(fit[0].id, state.wish, context)
    if not _shown(state, context):
        return Step(Home(), (Say("series-gone"),))
    return _ask_which(state.shown, state.wish, context, "not-understood-here")


def _shown(state: WhichSeries, context: Context) -> tuple[MySeries, ...]:
    return tuple(it for it in hosted_by_me(context) if it.id in state.shown)


def _fits(words: str, _context: Context) -> bool:
    """Whether it may name one of them by its day."""
    return _weekday(words) is not None


def _weekday(words: str) -> int | None:
    return weekday_of(unmarked(words).removeprefix("on ").removesuffix("s"))


def _meant(words: str, state: WhichSeries, context: Context) -> tuple[MySeries, ...]:
    said, mine = unmarked(words), _shown(state, context)
    weekday = _weekday(words)
    if weekday is None:
        return tuple(it for it in mine if unmarked(it.title) == said)
    days = {it.id: {day.at.weekday() for day in _next_dates(it, context)[:1]} for it in mine}
    return tuple(it for it in mine if weekday in days[it.id])


def _wanted(key: str, wish: str, context: Context) -> Step:
    plan = plan_of(key, context)
    if plan is None or context.me not in plan.hosts:
        return Step(Home(), (Say("series-gone"),))
    what, _, words = wish.partition(" ")
    return _WISHES[what](key, plan, words, context) if what else _show(key, plan, context)


def _show(key: str, plan: Plan, context: Context) -> Step:
    dates = upcoming(plan, context)
    paused = _paused_lines(plan, context)
    some = dates or paused
    together = together_lines(key, plan, context)
    first = FIRST + 1 - len(paused) - len(together)
    meets: tuple[Line, ...] = (next_line(plan, context),)
    if some and plan.hosts[1:]:
        meets = rota_lines(dates, plan, context, first)
    elif some:
        meets = date_lines(dates, first)
    args: Args = {"size": plan.size, "minutes": plan.minutes}
    words = "series-words" if len(to_come(plan, context)) > 1 else "series-words-one"
    args_of_words: Args = {"title": plan.title, **example(plan, context)}
    lines = (*paused, *meets, *held_lines(plan), Line(0, words, args_of_words), *together)
    return Step(Home(), (Say("series-shown", args, also=lines),))


def _paused_lines(plan: Plan, context: Context) -> tuple[Line, ...]:
    pause = plan.rule.paused
    if pause is None or not is_paused(plan.rule, context.now):
        return ()
    if pause.until is None:
        return (Line(0, "series-is-paused"),)
    return (Line(0, "series-is-paused-until", {"until": day_of(pause.until, plan)}),)


def confirm_change(state: ChangeAsked, _heard: Pick, context: Context) -> Step:
    """What has begun meanwhile is left as it is."""
    plan, mine = plan_of(state.id, context), _mine(state.id, context)
    if plan is None or mine is None:
        return Step(Home(), (Say("series-gone"),))
    change = state.change
    begun = {it.day for it in to_come(plan, context)}
    if isinstance(change, Skip | Move) and change.day not in begun:
        return no_date("", plan, context)
    until = ends(changed(plan.rule, change))
    kept = Put(replace(mine, until=until), until, SERIES)
    return Step(Home(), (kept, Send(Series(state.id), ChangeSeries(context.me, change))))


def _mine(key: str, context: Context) -> MySeries | None:
    return next((it for it in hosted_by_me(context) if it.id == key), None)


def confirm_end(state: EndAsked, _heard: Pick, context: Context) -> Step:
    if _mine(state.id, context) is None:
        return Step(Home(), (Say("series-gone"),))
    return Step(Home(), (Send(Series(state.id), EndSeries(context.me)),))


def leave_it(_state: State, _heard: Pick, _context: Context) -> Step:
    return Step(Home(), (Say("series-as-it-was"),))


_LEADS: tuple[type[State], ...] = (ChangeAsked, EndAsked, *LEADS, Home)

FLOW = Flow(
    "changing",
    (
        Transition(WhichSeries, NUMBER, which, (WhichSeries, *_LEADS)),
        Transition(WhichSeries, "back", Go("menu")),
        Transition(WhichSeries, MORE, which_again, (WhichSeries, Home), numbered=False),
        Transition(WhichSeries, ELSE, which_again, (WhichSeries, *_LEADS), knows=_fits),
        Transition(ChangeAsked, "yes", confirm_change, (Home,), consent=SERIES),
        Transition(ChangeAsked, "no", leave_it, (Home,)),
        Transition(EndAsked, "yes", confirm_end, (Home,)),
        Transition(EndAsked, "no", leave_it, (Home,)),
        Transition(Anywhere, "plan", plan, (*BEGINS, WhichSeries, *_LEADS), takes_rest=True),
    ),
)
