"""What a host may want of a series: to leave a date out or move it, to pause the whole, or end it.

Each change is read back and needs a yes. What is no date of theirs, or is over, is said with the
dates that there are; what would change nothing is said too.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import ClassVar

from msgspec.structs import replace

from peerbot.features.series.reading import DAY, Draft, read, read_date, weekday_of
from peerbot.features.series.records import Plan
from peerbot.features.series.rule import (
    Change,
    Move,
    Occasion,
    Pause,
    Resume,
    Rule,
    Skip,
    changed,
    ends,
    is_paused,
    moment,
    oddities,
    shown,
    still_to_come,
)
from peerbot.features.series.saying import date_lines, day_of, hint_lines, next_line, upcoming
from peerbot.features.series.settings import is_holiday
from peerbot.features.series.states import HORIZON
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Line, Quoted, Say
from peerbot.kernel.table import Home, State, Step


class ChangeAsked(State, frozen=True):
    """A change is read back."""

    asks: ClassVar[str] = "asks-series-change"

    id: str
    change: Change


class EndAsked(State, frozen=True):
    """Whether the whole of it ends."""

    asks: ClassVar[str] = "asks-series-end"

    id: str


def to_come(plan: Plan, context: Context) -> tuple[Occasion, ...]:
    return still_to_come(plan.rule, context.now)


def example(plan: Plan, context: Context) -> Args:
    """A date of theirs, for a sentence that says how to name one, and the day after it: whoever
    types what they read means a date that there is, and on which it meets if there is such a one.
    """
    dates = [it.starts for it in upcoming(plan, context) or to_come(plan, context)]
    first = dates[0] if dates else context.now
    return {"starts": first, "to": first + DAY, "until": dates[1] if dates[1:] else first + 7 * DAY}


def date_on(words: str, plan: Plan, context: Context) -> Occasion | None:
    """The date that is still to come on this day; on a weekday, the next one."""
    said, dates = words.removeprefix("on ").strip(), to_come(plan, context)
    weekday = weekday_of(said)
    if weekday is not None:
        return next((it for it in dates if it.at.weekday() == weekday), None)
    day = _read_date(said, context)
    return next((it for it in dates if it.at.date() == day), None)


def no_date(words: str, plan: Plan, context: Context) -> Step:
    """None is meant that is still to come; those that are, are said."""
    text = "series-no-date" if words else "series-which-date"
    dates = date_lines(to_come(plan, context))
    args: Args = {"words": Quoted(words), **example(plan, context)}
    return Step(Home(), (Say(text, args, also=dates),))


def _read_date(words: str, context: Context) -> date | None:
    return read_date(words, context.now, context.settings.zone)


def skip(key: str, plan: Plan, words: str, context: Context) -> Step:
    date = date_on(words, plan, context)
    if date is None:
        return no_date(words, plan, context)
    change = Skip(date.day)
    if not still_to_come(changed(plan.rule, change), context.now):
        last = Line(0, "series-skip-last", {"starts": date.starts})
        return Step(EndAsked(key), (Say("series-end-ask", also=(last,), ask=True),))
    return _read_back(key, plan, change, Line(0, "series-skip", {"starts": date.starts}), context)


def move(key: str, plan: Plan, words: str, context: Context) -> Step:
    before, _, after = words.partition(" to ")
    date = date_on(before, plan, context)
    if date is None:
        return no_date(before, plan, context)
    if not after:
        args: Args = {"starts": date.starts, "to": date.starts + DAY}
        return Step(Home(), (Say("series-move-to", args),))
    said, left = read(after, Draft(), context.now, context.settings.zone)
    at = _moved_to(date, said)
    if left or at is None:
        words = Quoted(left or after)
        hints = hint_lines(left, context)
        return Step(Home(), (Say("series-move-unread", {"words": words}, also=hints),))
    starts = moment(at, plan.rule.zone)
    if at == date.at:
        return Step(Home(), (Say("series-move-same", {"starts": starts}),))
    if not context.now < starts <= context.now + HORIZON:
        return Step(Home(), (Say("series-move-not", {"starts": starts}),))
    other = next((it for it in to_come(plan, context) if it.at.date() == at.date()), date)
    if other.day != date.day:
        return Step(Home(), (Say("series-move-taken", {"starts": other.starts}),))
    change = Move(date.day, at)
    if _order(changed(plan.rule, change), context) != _order(plan.rule, context):
        return Step(Home(), (Say("series-move-past", {"starts": date.starts}),))
    line = Line(0, "series-move", {"starts": date.starts, "to": starts})
    return _read_back(key, plan, change, line, context)


def _order(rule: Rule, context: Context) -> list[date]:
    """The dates to come, by their days as the rule has them: places and turns go by it."""
    return [it.day for it in still_to_come(rule, context.now)]


def _moved_to(date: Occasion, said: Draft) -> datetime | None:
    """What is not said of the new time is as it was. A weekday is one of the same week."""
    if replace(said, at=None, day=None, weekday=None) != Draft() or said == Draft():
        return None
    day = date.at.date()
    if said.weekday is not None:
        day += (said.weekday - day.weekday()) * DAY
    return datetime.combine(said.day or day, said.at or date.at.time())


_UNTIL = ("until ", "till ", "til ", "for ")


def pause(key: str, plan: Plan, words: str, context: Context) -> Step:
    """Without one of these words a day may as well be the one on which it does not meet."""
    now = shown(context.now, plan.rule.zone)
    if not words:
        return _read_back(key, plan, Pause(now), Line(0, "series-pause"), context)
    before = next((it for it in _UNTIL if words.startswith(it)), "")
    day = _read_date(words.removeprefix(before), context) if before else None
    if day is None or day <= now.date():
        args: Args = {"words": Quoted(words), **example(plan, context)}
        hints = hint_lines(words, context)
        return Step(Home(), (Say("series-pause-unread", args, also=hints),))
    out = [it.at.date() < day for it in to_come(plan, context)]
    if all(out):
        return Step(Home(), (Say("series-pause-all", {"until": day_of(day, plan)}),))
    if not any(out):
        return Step(Home(), (Say("series-pause-none", also=(next_line(plan, context),)),))
    line = Line(0, "series-pause-until", {"until": day_of(day, plan)})
    return _read_back(key, plan, Pause(now, day), line, context)


_ALL_OF_IT = {"it", "all", "of", "now", "please", "down"}
"""Words behind `end`, `resume` and `step down` that say nothing else."""


def at_once(text: str, words: str, plan: Plan, context: Context) -> Step | None:
    """That it is done to all of it at once, to whoever says more: a date, or when."""
    if _ALL_OF_IT.issuperset(words.split()):
        return None
    args: Args = {"words": Quoted(words), **example(plan, context)}
    return Step(Home(), (Say(text, args),))


def resume(key: str, plan: Plan, words: str, context: Context) -> Step:
    if more := at_once("series-resume-all", words, plan, context):
        return more
    if not is_paused(plan.rule, context.now):
        return Step(Home(), (Say("series-not-paused", also=(next_line(plan, context),)),))
    change = Resume(shown(context.now, plan.rule.zone))
    return _read_back(key, plan, change, Line(0, "series-resume"), context)


def end(key: str, plan: Plan, words: str, context: Context) -> Step:
    if more := at_once("series-end-all", words, plan, context):
        return more
    return _ask_to_end(key, plan, context)


def _ask_to_end(key: str, plan: Plan, context: Context) -> Step:
    shared = (Line(0, "series-end-shared"),) if plan.hosts[1:] else ()
    also = (Line(0, "series-end-one", {"title": plan.title}), *shared, next_line(plan, context))
    return Step(EndAsked(key), (Say("series-end-ask", also=also, ask=True),))


WISHES: dict[str, Callable[[str, Plan, str, Context], Step]] = {
    "skip": skip,
    "move": move,
    "pause": pause,
    "resume": resume,
    **dict.fromkeys(("end", "cancel", "delete", "stop"), end),
}
"""By the word behind `plan`."""


def _read_back(key: str, plan: Plan, change: Change, line: Line, context: Context) -> Step:
    after = replace(plan, rule=changed(plan.rule, change))
    if ends(after.rule) <= context.now:  # its last date went by in a pause
        return _ask_to_end(key, after, context)
    also = (
        line,
        *_notes(after, change, context),
        next_line(after, context),
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
