"""Whoever hosts series sees them, and leaves dates out, moves them, pauses or ends the whole.

Each change is read back and needs a yes. What is no date of theirs, or is over, is said with the
dates that there are.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import ClassVar

from msgspec.structs import replace

from peerbot.features.series.actor import HORIZON, ChangeSeries, LetGoOfSeries, Series
from peerbot.features.series.planning import BEGINS, begin
from peerbot.features.series.reading import Draft, read, read_date
from peerbot.features.series.records import SERIES, MySeries, Plan, hosted_by_me, plan_of
from peerbot.features.series.rule import (
    Change,
    Move,
    Occasion,
    Pause,
    Resume,
    Skip,
    changed,
    ends,
    is_paused,
    meetings,
    moment,
    oddities,
    shown,
    still_to_come,
)
from peerbot.features.series.saying import FIRST, date_lines, day_of, next_line
from peerbot.features.series.settings import is_holiday
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Line, Put, Quoted, Say
from peerbot.kernel.feature import Flow
from peerbot.kernel.messages import Send
from peerbot.kernel.pages import MORE
from peerbot.kernel.parse import Number, Pick
from peerbot.kernel.table import ELSE, NUMBER, Anywhere, Go, Home, State, Step, Transition

NEW = "new"
"""`plan new`: another one, by whoever hosts one already."""


class WhichSeries(State, frozen=True):
    """They host several. `shown`: which, in the order of their numbers. `wish`: what they want of
    it; empty: to see it."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-series-which"

    shown: tuple[str, ...]
    wish: str = ""


class ChangeAsked(State, frozen=True):
    """A change is read back."""

    asks: ClassVar[str] = "asks-series-change"

    id: str
    change: Change


class EndAsked(State, frozen=True):
    """Whether the whole of it ends."""

    asks: ClassVar[str] = "asks-series-end"

    id: str


def plan(_state: State, heard: Pick, context: Context) -> Step:
    """`plan` and what follows it; alone it shows what there is, or begins."""
    wish, mine = heard.rest, hosted_by_me(context)
    if wish == NEW:
        return begin("", context)
    known = wish.partition(" ")[0] in WISHES
    if (wish and not known) or not (mine or known):
        return begin(wish, context)
    if not mine:
        return Step(Home(), (Say("series-none"),))
    if len(mine) > 1:
        return _ask_which("series-which", wish, context)
    return _wanted(mine[0].id, wish, context)


def _ask_which(text: str, wish: str, context: Context) -> Step:
    mine = hosted_by_me(context)
    lines = tuple(_line(number, it, context) for number, it in enumerate(mine, start=1))
    return Step(WhichSeries(tuple(it.id for it in mine), wish), (Say(text, lines=lines, ask=True),))


def _line(number: int, mine: MySeries, context: Context) -> Line:
    plan = plan_of(mine.id, context)
    dates = [it for it in meetings(plan.rule) if it.starts > context.now] if plan else []
    if not dates:
        return Line(number, "series-line-quiet", {"title": mine.title, "until": mine.until})
    args: Args = {"title": mine.title, "starts": dates[0].starts, "more": len(dates) - 1}
    return Line(number, "series-line", args)


def which(state: WhichSeries, heard: Number, context: Context) -> Step:
    if not 1 <= heard.number <= len(state.shown):
        return which_again(state, heard, context)
    return _wanted(state.shown[heard.number - 1], state.wish, context)


def which_again(state: WhichSeries, _heard: object, context: Context) -> Step:
    if not hosted_by_me(context):
        return Step(Home(), (Say("series-none"),))
    return _ask_which("not-understood-here", state.wish, context)


def _wanted(key: str, wish: str, context: Context) -> Step:
    plan = plan_of(key, context)
    if plan is None or context.me not in plan.hosts:
        return Step(Home(), (Say("series-gone"),))
    what, _, words = wish.partition(" ")
    return WISHES[what](key, plan, words, context) if what else _show(plan, context)


def _show(plan: Plan, context: Context) -> Step:
    dates = [it for it in meetings(plan.rule) if it.starts > context.now]
    paused = _paused_lines(plan, context)
    meets = date_lines(dates, FIRST - len(paused)) if dates or paused else (_next(plan, context),)
    args: Args = {"size": plan.size, "minutes": plan.minutes}
    lines = (*paused, *meets, Line(0, "series-words", {"title": plan.title}))
    return Step(Home(), (Say("series-shown", args, also=lines),))


def _paused_lines(plan: Plan, context: Context) -> tuple[Line, ...]:
    pause = plan.rule.paused
    if pause is None or not is_paused(plan.rule, context.now):
        return ()
    if pause.until is None:
        return (Line(0, "series-is-paused"),)
    return (Line(0, "series-is-paused-until", {"until": day_of(pause.until, plan)}),)


# --- what they may want of one


def _to_come(plan: Plan, context: Context) -> tuple[Occasion, ...]:
    return still_to_come(plan.rule, context.now)


def _on(day: date | None, plan: Plan, context: Context) -> Occasion | None:
    """The date that is still to come on this day."""
    return next((it for it in _to_come(plan, context) if it.at.date() == day), None)


def _no_date(words: str, plan: Plan, context: Context) -> Step:
    text = "series-no-date" if words else "series-which-date"
    dates = date_lines(_to_come(plan, context))
    return Step(Home(), (Say(text, {"words": Quoted(words)}, also=dates),))


def _read_date(words: str, context: Context) -> date | None:
    return read_date(words.removeprefix("on ").strip(), context.now, context.settings.zone)


def skip(key: str, plan: Plan, words: str, context: Context) -> Step:
    date = _on(_read_date(words, context), plan, context)
    if date is None:
        return _no_date(words, plan, context)
    change = Skip(date.day)
    if not still_to_come(changed(plan.rule, change), context.now):
        last = Line(0, "series-skip-last", {"starts": date.starts})
        return Step(EndAsked(key), (Say("series-end-ask", also=(last,), ask=True),))
    return _read_back(key, plan, change, Line(0, "series-skip", {"starts": date.starts}), context)


def move(key: str, plan: Plan, words: str, context: Context) -> Step:
    before, _, after = words.partition(" to ")
    date = _on(_read_date(before, context), plan, context)
    if date is None or not after:
        return _no_date(before, plan, context)
    said, left = read(after, Draft(), context.now, context.settings.zone)
    at = _moved_to(date, said, context)
    if left or at is None:
        return Step(Home(), (Say("series-move-unread", {"words": Quoted(after)}),))
    starts = moment(at, plan.rule.zone)
    if not context.now < starts <= context.now + HORIZON:
        return Step(Home(), (Say("series-move-not", {"starts": starts}),))
    other = next((it for it in _to_come(plan, context) if it.at.date() == at.date()), date)
    if other.day != date.day:
        return Step(Home(), (Say("series-move-taken", {"starts": other.starts}),))
    line = Line(0, "series-move", {"starts": date.starts, "to": starts})
    return _read_back(key, plan, Move(date.day, at), line, context)


def _moved_to(date: Occasion, said: Draft, context: Context) -> datetime | None:
    """What is not said of the new time is as it was."""
    if replace(said, at=None, day=None, weekday=None) != Draft() or said == Draft():
        return None
    whole = replace(said, at=said.at or date.at.time())
    if whole.day is None and whole.weekday is None:
        whole = replace(whole, day=date.at.date())
    return whole.first(context.now, context.settings.zone)


def pause(key: str, plan: Plan, words: str, context: Context) -> Step:
    now = shown(context.now, plan.rule.zone)
    if not words:
        return _read_back(key, plan, Pause(now), Line(0, "series-pause"), context)
    day = _read_date(words.removeprefix("until").strip(), context)
    if day is None or day <= now.date():
        return Step(Home(), (Say("series-pause-unread", {"words": Quoted(words)}),))
    line = Line(0, "series-pause-until", {"until": day_of(day, plan)})
    return _read_back(key, plan, Pause(now, day), line, context)


def resume(key: str, plan: Plan, _words: str, context: Context) -> Step:
    if not is_paused(plan.rule, context.now):
        return Step(Home(), (Say("series-not-paused", also=(_next(plan, context),)),))
    change = Resume(shown(context.now, plan.rule.zone))
    return _read_back(key, plan, change, Line(0, "series-resume"), context)


def end(key: str, plan: Plan, _words: str, context: Context) -> Step:
    also = (Line(0, "series-end-one", {"title": plan.title}), _next(plan, context))
    return Step(EndAsked(key), (Say("series-end-ask", also=also, ask=True),))


def _next(plan: Plan, context: Context) -> Line:
    return next_line(meetings(plan.rule), context)


WISHES: dict[str, Callable[[str, Plan, str, Context], Step]] = {
    "skip": skip,
    "move": move,
    "pause": pause,
    "resume": resume,
    "end": end,
}
"""By the word behind `plan`."""


def _read_back(key: str, plan: Plan, change: Change, line: Line, context: Context) -> Step:
    after = replace(plan, rule=changed(plan.rule, change))
    also = (
        line,
        *_notes(after, change, context),
        _next(after, context),
        Line(0, "series-kept", {"title": plan.title, "until": ends(after.rule)}),
    )
    return Step(ChangeAsked(key, change), (Say("series-change-ask", also=also, ask=True),))


def _notes(after: Plan, change: Change, context: Context) -> tuple[Line, ...]:
    """What clocks and holidays do to a date that was moved."""
    if not isinstance(change, Move):
        return ()
    odd = (it for it in oddities(after.rule) if it.day == change.day)
    lines = tuple(Line(0, f"plan-clock-{it.what}", {"starts": it.starts}) for it in odd)
    free = (Line(0, "series-move-holiday"),) if is_holiday(change.to.date(), context) else ()
    return (*lines, *free)


def confirm_change(state: ChangeAsked, _heard: Pick, context: Context) -> Step:
    """What has begun meanwhile is left as it is."""
    plan, mine = plan_of(state.id, context), _mine(state.id, context)
    if plan is None or mine is None:
        return Step(Home(), (Say("series-gone"),))
    change = state.change
    begun = {it.day for it in _to_come(plan, context)}
    if isinstance(change, Skip | Move) and change.day not in begun:
        return _no_date("", plan, context)
    until = ends(changed(plan.rule, change))
    kept = Put(replace(mine, until=until), until, SERIES)
    return Step(Home(), (kept, Send(Series(state.id), ChangeSeries(context.me, change))))


def _mine(key: str, context: Context) -> MySeries | None:
    return next((it for it in hosted_by_me(context) if it.id == key), None)


def confirm_end(state: EndAsked, _heard: Pick, context: Context) -> Step:
    if _mine(state.id, context) is None:
        return Step(Home(), (Say("series-gone"),))
    return Step(Home(), (Send(Series(state.id), LetGoOfSeries(context.me)),))


def leave_it(_state: State, _heard: Pick, _context: Context) -> Step:
    return Step(Home(), (Say("series-as-it-was"),))


_LEADS = (ChangeAsked, EndAsked, Home)

FLOW = Flow(
    "changing",
    (
        Transition(WhichSeries, NUMBER, which, (WhichSeries, *_LEADS)),
        Transition(WhichSeries, "back", Go("menu")),
        Transition(WhichSeries, MORE, which_again, (WhichSeries, Home), numbered=False),
        Transition(WhichSeries, ELSE, which_again, (WhichSeries, Home)),
        Transition(ChangeAsked, "yes", confirm_change, (Home,), consent=SERIES),
        Transition(ChangeAsked, "no", leave_it, (Home,)),
        Transition(EndAsked, "yes", confirm_end, (Home,)),
        Transition(EndAsked, "no", leave_it, (Home,)),
        Transition(Anywhere, "plan", plan, (*BEGINS, WhichSeries, *_LEADS), takes_rest=True),
    ),
)
