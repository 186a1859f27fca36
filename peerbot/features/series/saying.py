"""How dates are said: with their weekday, the first few and the last."""

from collections.abc import Iterable
from datetime import date, datetime, time

from peerbot.features.series.reading import hint
from peerbot.features.series.records import Plan
from peerbot.features.series.rule import Occasion, Rule, meetings, moment, oddities
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Line

FIRST = 3
"""Dates that are said one by one: enough to see a rhythm, and few enough for a phone."""


def date_lines(dates: Iterable[Occasion], first: int = FIRST) -> tuple[Line, ...]:
    """The first few, how many more there are, and the last."""
    all_of_them = tuple(dates)
    few = all_of_them if len(all_of_them) <= first + 1 else all_of_them[:first]
    lines = tuple(Line(0, "plan-date", {"starts": it.starts}) for it in few)
    if len(few) == len(all_of_them):
        return lines
    last, more = all_of_them[-1], len(all_of_them) - len(few)
    return (*lines, Line(0, "plan-dates-more", {"more": more, "last": last.starts}))


def day_of(day: date, plan: Plan) -> datetime:
    """A moment on this day, for a sentence that says the day."""
    return moment(datetime.combine(day, time(12)), plan.rule.zone)


def odd_lines(rule: Rule) -> tuple[Line, ...]:
    """What clocks do on some of the dates, and what becomes of it."""
    return tuple(Line(0, f"plan-clock-{it.what}", {"starts": it.starts}) for it in oddities(rule))


def held_lines(plan: Plan) -> tuple[Line, ...]:
    """How many people a date needs, where that was said."""
    return (Line(0, "plan-fewest", {"least": plan.fewest}),) if plan.fewest else ()


def upcoming(plan: Plan, context: Context) -> tuple[Occasion, ...]:
    """The dates that have not begun, and on which it meets."""
    return tuple(it for it in meetings(plan.rule) if it.starts > context.now)


def next_line(plan: Plan, context: Context) -> Line:
    """When it meets next."""
    dates = upcoming(plan, context)
    if not dates:
        return Line(0, "series-next-none")
    return Line(0, "series-next", {"starts": dates[0].starts, "more": len(dates) - 1})


def hint_lines(words: str, context: Context) -> tuple[Line, ...]:
    """What may be meant by words that could not be read, where that is known."""
    zone = context.settings.zone
    found = hint(words, context.now, zone)
    if not found:
        return ()
    what, meant = found
    if isinstance(meant, date):
        return (
            Line(0, "plan-hint-over", {"day": moment(datetime.combine(meant, time(12)), zone)}),
        )
    return (Line(0, "plan-hint-hour" if what == "hour" else "plan-hint-midnight", {"hour": meant}),)
