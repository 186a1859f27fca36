"""Anybody sees what comes in the next two weeks, and may have a date for their calendar.

Nothing is kept of it, neither that somebody looked nor for which date they wanted a file.
"""

from datetime import datetime, timedelta
from typing import ClassVar

from peerbot.features.series.api import Date, coming
from peerbot.features.when.calendar import calendar_file
from peerbot.features.when.settings import Calendar
from peerbot.features.zone.api import MyZone, zone_of
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, At, Line, Say
from peerbot.kernel.feature import Flow
from peerbot.kernel.pages import MORE
from peerbot.kernel.parse import Number, Pick
from peerbot.kernel.table import ELSE, NUMBER, Anywhere, Go, Home, State, Step, Transition

AHEAD = timedelta(days=14)
"""How far one looks: what comes later may still be moved, and a phone has to show the list."""

Which = tuple[str, datetime]
"""A date: of which series (its key), and when it begins."""


class DatesListed(State, frozen=True):
    """What comes is shown. `shown`: in the order of the numbers."""

    asks: ClassVar[str] = "asks-when"

    shown: tuple[Which, ...]


class DateChosen(State, frozen=True):
    """What a file for a calendar would be is told."""

    asks: ClassVar[str] = "asks-when-file"

    date: Which


def look(_state: State, _heard: Pick, context: Context) -> Step:
    return _list(context)


def _coming(context: Context) -> tuple[Date, ...]:
    return coming(context, context.now + AHEAD)


def _list(context: Context, text: str = "") -> Step:
    dates = _coming(context)
    if not dates:
        return Step(Home(), (Say("when-none"),))
    own = "when-own" if context.record(MyZone) else "when-collective"
    args: Args = {"there": At(context.now, zone_of(context))}
    before = (Line(0, text),) if text else ()
    numbered = enumerate(dates, start=1)
    lines = tuple(Line(number, "when-line", _args(date, context)) for number, date in numbered)
    shown = tuple((date.series, date.starts) for date in dates)
    return Step(DatesListed(shown), (Say(own, args, before=before, lines=lines, ask=True),))


def _args(date: Date, context: Context) -> Args:
    zone = zone_of(context)
    return {"title": date.title, "starts": At(date.starts, zone), "ends": At(date.ends, zone)}


def list_again(_state: DatesListed, _heard: object, context: Context) -> Step:
    return _list(context)


def not_one_of_them(_state: DatesListed, _heard: object, context: Context) -> Step:
    return _list(context, "when-unread")


def choose(state: DatesListed, heard: Number, context: Context) -> Step:
    if not 1 <= heard.number <= len(state.shown):
        return not_one_of_them(state, heard, context)
    which = state.shown[heard.number - 1]
    date = _find(which, context)
    if date is None:
        return _list(context, "when-moved")
    return Step(DateChosen(which), (Say("when-date", _args(date, context), ask=True),))


def _find(which: Which, context: Context) -> Date | None:
    """It may be left out or moved by now, or have begun."""
    return next((it for it in _coming(context) if (it.series, it.starts) == which), None)


def send_neutral(state: DateChosen, _heard: Pick, context: Context) -> Step:
    return _send(state, context, context.settings.of(Calendar).appointment)


def send_with_title(state: DateChosen, _heard: Pick, context: Context) -> Step:
    return _send(state, context)


def _send(state: DateChosen, context: Context, summary: str = "") -> Step:
    date = _find(state.date, context)
    if date is None:
        return _list(context, "when-moved")
    file = calendar_file(date, summary or date.title, context.fresh.key, context.now)
    unsent = Say("when-file-unsent", _args(date, context))
    return Step(Home(), (Say("when-file", file=file, unsent=unsent),))


FLOW = Flow(
    "when",
    (
        Transition(DatesListed, NUMBER, choose, (DatesListed, DateChosen, Home)),
        Transition(DatesListed, "back", Go("menu")),
        Transition(DatesListed, MORE, list_again, (DatesListed, Home), numbered=False),
        Transition(DatesListed, ELSE, not_one_of_them, (DatesListed, Home)),
        Transition(DateChosen, "file-neutral", send_neutral, (DatesListed, Home)),
        Transition(DateChosen, "file-with-title", send_with_title, (DatesListed, Home)),
        Transition(DateChosen, "back", Go("menu")),
        Transition(Anywhere, "when", look, (DatesListed, Home)),
    ),
)
