"""Anybody sees what comes in the next two weeks, and may have a date for their calendar.

Nothing is kept of it, neither that somebody looked nor for which date they wanted a file.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from peerbot.features.series.api import (
    Date,
    PartAsked,
    ask_part,
    coming,
    fewest_lines,
    off_lines,
)
from peerbot.features.when.calendar import calendar_file
from peerbot.features.when.extending import DateChoice
from peerbot.features.when.settings import Calendar
from peerbot.features.zone.api import MyZone, zone_of
from peerbot.kernel.context import Context
from peerbot.kernel.days import read_day
from peerbot.kernel.effects import Args, At, Line, Say
from peerbot.kernel.feature import Choice, Extensions, Flow
from peerbot.kernel.pages import MORE
from peerbot.kernel.parse import Number, Other, Pick, bare, plain
from peerbot.kernel.table import ELSE, NUMBER, Anywhere, Go, Home, State, Step, Transition

AHEAD = timedelta(days=14)
"""How far one looks: what comes later may still be moved, and a phone has to show the list."""

AT_ONCE = 5
"""Dates in one message: with what stands above them for somebody new, a phone shows no more."""

LONGEST_NAME = 6
"""Words that may name a date; who writes more tells something else."""

DAY = timedelta(days=1)

Which = tuple[str, datetime]
"""A date: of which series (its key), and when it begins."""


class DatesListed(State, frozen=True):
    """What comes is shown. `shown`: in the order of the numbers."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-when"

    shown: tuple[Which, ...]


class DateChosen(State, frozen=True):
    """What a file for a calendar would be is told, and that one may take part. `shown`: the
    list that it was chosen from."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-when-file"

    date: Which
    shown: tuple[Which, ...] = ()

    @property
    def series(self) -> str:
        """Which group it is of: what is agreed there may be asked meanwhile."""
        return self.date[0]


def look(_state: State, heard: Pick, context: Context) -> Step:
    return (_named(heard.rest, context) if heard.rest else None) or _list(context)


def _coming(context: Context) -> tuple[Date, ...]:
    return coming(context, context.now + AHEAD)


def _list(context: Context, text: str = "", some: tuple[Date, ...] = ()) -> Step:
    """`some`: which of them; else all."""
    dates, off = some or _coming(context), off_lines(context, zone_of(context))
    if not dates:
        return Step(Home(), (Say("when-none", also=off),))
    own = "when-own" if context.record(MyZone) else "when-collective"
    args: Args = {} if text else {"there": At(context.now, zone_of(context))}
    numbered = enumerate(dates, start=1)
    lines = tuple(Line(number, "when-line", _args(it, context)) for number, it in numbered)
    said = Say(text or own, args, lines=lines, also=off, ask=True, page=AT_ONCE)
    return Step(DatesListed(_shown(dates)), (said,))


def _shown(dates: Iterable[Date]) -> tuple[Which, ...]:
    return tuple((it.series, it.starts) for it in dates)


def _args(of: Date, context: Context) -> Args:
    zone = zone_of(context)
    return {"title": of.title, "starts": At(of.starts, zone), "ends": At(of.ends, zone)}


def list_again(_state: DatesListed | DateChosen, _heard: object, context: Context) -> Step:
    return _list(context)


def named_or_again(_state: DatesListed, heard: Other, context: Context) -> Step:
    return _named(heard.text, context) or _list(context, "when-unread")


def choose(state: DatesListed, heard: Number, context: Context) -> Step:
    if not 1 <= heard.number <= len(state.shown):
        return _list(context, "when-unread")
    return _show(state.shown[heard.number - 1], state.shown, context)


def _show(which: Which, shown: tuple[Which, ...], context: Context) -> Step:
    found = _find(which, context)
    if found is None:
        return _list(context, "when-moved")
    least = fewest_lines(found.fewest)
    asked = Say("when-date", _args(found, context), also=least, ask=True)
    return Step(DateChosen(which, shown), (asked,))


def another(state: DateChosen, heard: Other, context: Context) -> Step:
    """The list that it was chosen from is still on the screen."""
    said = plain(heard.text)
    number = int(said) if said.isdecimal() and len(said) < LONGEST_NAME else 0
    if 1 <= number <= len(state.shown):
        return _show(state.shown[number - 1], state.shown, context)
    again = Step(state, (Say("not-understood-here", ask=True),))
    return _named(heard.text, context) or again


def ask_again(state: DateChosen, _heard: Pick, _context: Context) -> Step:
    """A yes is none of them."""
    return Step(state, (Say("when-file-again", ask=True),))


def _named(words: str, context: Context) -> Step | None:
    """Looking at a date changes nothing, so it may be named as somebody likes."""
    found = _fitting(words, context)
    if not found:
        return None
    if len({it.series for it in found}) > 1:
        return _list(context, "when-several", found)
    shown = _shown(_coming(context))
    return _show(_shown(found)[0], shown, context)


def _fitting(words: str, context: Context) -> tuple[Date, ...]:
    """The dates on a day, or those whose title has most of these words."""
    dates = _coming(context)
    days, here = _days(words, context), ZoneInfo(zone_of(context))
    on_it = [it for it in dates if it.starts.astimezone(here).date() in days]
    if on_it:
        first = on_it[0].starts.astimezone(here).date()
        return tuple(it for it in on_it if it.starts.astimezone(here).date() == first)
    said = _folded(words)
    alike = [(len(said & _folded(it.title)), it) for it in dates]
    most = max((count for count, _ in alike), default=0)
    names = most and len(said) <= LONGEST_NAME
    return tuple(it for count, it in alike if count == most) if names else ()


def _days(words: str, context: Context) -> set[date]:
    """The day that they say, and today if that is one of that name."""
    zone = zone_of(context)
    read = (read_day(words, at, zone) for at in (context.now - DAY, context.now))
    before, day = (at.astimezone(ZoneInfo(zone)).date() if at else None for at in read)
    counted = before and day and day - before == DAY  # from today: `tomorrow`, `3 days`
    return {it for it in (day, None if counted else before) if it}


def _folded(words: str) -> set[str]:
    return {*bare(plain(words)).split()}


def names_a_date(words: str, context: Context) -> bool:
    return bool(_fitting(words, context))


def is_a_date(words: str, context: Context) -> bool:
    """Behind `when`, where many other sentences begin so: the words are of one title, or a day."""
    dates = _coming(context)
    said = _folded(words)
    named = bool(said) and any(said <= _folded(it.title) for it in dates)
    return named or bool(dates and _days(words, context))


def _find(which: Which, context: Context) -> Date | None:
    """It may be left out or moved by now, or have begun."""
    return next((it for it in _coming(context) if (it.series, it.starts) == which), None)


def take_part(state: DateChosen, _heard: Pick, context: Context) -> Step:
    if _find(state.date, context) is None:
        return _list(context, "when-moved")
    return ask_part(*state.date, context)


def send_neutral(state: DateChosen, _heard: Pick, context: Context) -> Step:
    return _send(state, context, context.settings.of(Calendar).appointment)


def send_with_title(state: DateChosen, _heard: Pick, context: Context) -> Step:
    return _send(state, context)


def _send(state: DateChosen, context: Context, summary: str = "") -> Step:
    found = _find(state.date, context)
    if found is None:
        return _list(context, "when-moved")
    file = calendar_file(found, summary or found.title, context.fresh.key, context.now)
    unsent = Say("when-file-unsent", _args(found, context))
    return Step(Home(), (Say("when-file", file=file, unsent=unsent),))


def _is_planned(context: Context) -> bool:
    return bool(_coming(context))


def flow(extensions: Extensions) -> Flow:
    """Other features add what may be wanted at a date."""
    choices = extensions.of(DateChoice)
    return Flow(
        "when",
        (
            Transition(DatesListed, NUMBER, choose, (DatesListed, DateChosen, Home)),
            Transition(DatesListed, "back", Go("menu")),
            Transition(DatesListed, MORE, list_again, (DatesListed, Home), numbered=False),
            Transition(
                DatesListed,
                ELSE,
                named_or_again,
                (DatesListed, DateChosen, Home),
                knows=names_a_date,
            ),
            Transition(DateChosen, "file-neutral", send_neutral, (DatesListed, Home)),
            Transition(DateChosen, "file-with-title", send_with_title, (DatesListed, Home)),
            Transition(DateChosen, "part", take_part, (PartAsked, DatesListed, Home)),
            *(Transition(DateChosen, c.word, Go(c.word)) for c in choices),
            Transition(DateChosen, "back", list_again, (DatesListed, Home)),
            Transition(DateChosen, "yes", ask_again, numbered=False),
            Transition(
                DateChosen, ELSE, another, (DatesListed, DateChosen, Home), knows=names_a_date
            ),
            Transition(
                Anywhere,
                "when",
                look,
                (DatesListed, DateChosen, Home),
                takes_rest=True,
                guessed="idle",
                knows=is_a_date,
            ),
        ),
        menu=(Choice("when", 25, _is_planned, to_people=True),),
    )
