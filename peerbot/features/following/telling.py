"""A word about an hour before each date of a series.

Dates may be moved and left out: once a day it is looked whether the next one stands as it stood,
and whoever wanted a word of it hears where it does not. A word that is late comes as long as the
date has not begun, and not in quiet hours; where the program was off over a date nothing is said of
it, and the next word comes before the next one.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from msgspec.structs import replace

from peerbot.features.following.messages import HourDue
from peerbot.features.following.moments import is_quiet, next_look, word_before
from peerbot.features.following.records import HOUR_BEFORE, MOST_WORDS, HourBefore, words_of
from peerbot.features.following.settings import quiet_in
from peerbot.features.following.subjects import elsewhere
from peerbot.features.rooms.api import takes_in_account
from peerbot.features.series.api import Date, coming, last_day
from peerbot.features.when.api import DateChosen
from peerbot.features.zone.api import zone_of
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, At, CancelTimer, Drop, Effect, Line, Put, Say, SetTimer
from peerbot.kernel.feature import Flow, Shown
from peerbot.kernel.parse import Pick
from peerbot.kernel.records import Record
from peerbot.kernel.table import Anywhere, Home, State, Step, Transition


class HourOffered(State, frozen=True):
    """What a word before means is shown; nothing is kept before a yes. `series`: its key."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-hour-before"

    series: str


def ask(state: State, _heard: Pick, context: Context) -> Step:
    """At a date, of its series; anywhere else it is said how to come there."""
    if not isinstance(state, DateChosen):
        return Step(Home(), (Say("hour-how"),))
    if not takes_in_account(context.settings, context.me):
        return elsewhere(context)
    key, _ = state.date
    first = _next(key, context, context.now)
    if first is None:
        return Step(Home(), (Say("when-none"),))
    if any(it.series == key for it in words_of(context)):
        return Step(Home(), (Say("hour-already"),))
    if len(words_of(context)) >= MOST_WORDS:
        return Step(Home(), (Say("hour-most", {"most": MOST_WORDS}),))
    args: Args = {"title": first.title, "until": _until(key, context)}
    return Step(HourOffered(key), (Say("hour-ask", args, ask=True),))


def _until(key: str, context: Context) -> datetime:
    return last_day(key, context) or context.now


def _next(key: str, context: Context, after: datetime) -> Date | None:
    dates = coming(context, _until(key, context))
    return next((it for it in dates if it.series == key and it.starts > after), None)


def keep(state: HourOffered, _heard: Pick, context: Context) -> Step:
    first = _next(state.series, context, context.now)
    if first is None:
        return Step(Home(), (Say("when-none"),))
    mine = HourBefore(first.series, first.title, _until(first.series, context))
    return Step(Home(), (*_wait(mine, context, context.now), Say("hour-kept")))


def _wait(mine: HourBefore, context: Context, after: datetime) -> tuple[Effect, ...]:
    """For the first date after this that a word can come before."""
    until = mine.until  # the last date may be moved beyond what they said yes to
    date, comes = _next(mine.series, context, after), None
    if date:
        comes = _moment(date.starts, context)
        if comes <= context.now:  # it begins too soon for a word before it
            return _wait(mine, context, date.starts)
    starts = date.starts if date else None
    kept = replace(mine, until=until, starts=starts, comes=comes)
    return (Put(kept, until, HOUR_BEFORE), _look(kept, context))


def _moment(starts: datetime, context: Context) -> datetime:
    chance = context.fresh.draws[0]
    return word_before(starts, zone_of(context), quiet_in(context), chance)


def _look(mine: HourBefore, context: Context) -> SetTimer:
    """At the moment of the word, and once a day before, but not at night."""
    quiet, chance = quiet_in(context), context.fresh.draws[1]
    look = next_look(context.now, zone_of(context), quiet, chance)
    when = min(look, mine.comes) if mine.comes and mine.comes > context.now else look
    return SetTimer(when, HourDue(mine.series), mine.kept_as, mine.until)


def due(state: State, message: HourDue, context: Context) -> Step:
    mine = next((it for it in words_of(context) if it.series == message.series), None)
    if mine is None or not context.still_agrees(mine, HOUR_BEFORE):
        return Step(state)
    now, starts = context.now, mine.starts
    if starts is None or starts <= now:  # none was planned, or the program was off
        return Step(state, _wait(mine, context, now))
    if _is_quiet(context):
        return Step(state, (_look(mine, context),))
    first = _next(mine.series, context, now)
    if first is None or first.starts != starts:
        over = last_day(mine.series, context) is None
        kept = take_back(mine, context) if over else _wait(mine, context, now)
        return Step(state, (*kept, _moved(first, context)))
    if mine.comes is None or now < mine.comes:
        return Step(state, (_look(mine, context),))
    said = Say("hour-comes", _args(first, context), starts=True)
    return Step(state, (*_wait(mine, context, starts), said))


def _is_quiet(context: Context) -> bool:
    return is_quiet(context.now, zone_of(context), quiet_in(context))


def _args(date: Date, context: Context) -> Args:
    return {"starts": At(date.starts, zone_of(context))}


def _moved(first: Date | None, context: Context) -> Say:
    """The date that they were to hear of is not there any more."""
    if first is None:
        return Say("hour-off", starts=True)
    return Say("hour-changed", _args(first, context), starts=True)


def decline(_state: HourOffered, _heard: Pick, _context: Context) -> Step:
    return Step(Home(), (Say("all-right"),))


def switch_off(_state: State, _heard: Pick, context: Context) -> Step:
    return Step(Home(), (*gone(context), Say("hour-none")))


def gone(context: Context) -> Iterator[Effect]:
    """All of them."""
    for mine in context.records(HourBefore):
        yield from take_back(mine, context)


def take_back(record: Record, _context: Context) -> tuple[Effect, ...]:
    assert isinstance(record, HourBefore)
    return (Drop(record), CancelTimer(record.kept_as))


def hour_lines(context: Context) -> Iterator[Line]:
    """The lines of `me`."""
    for mine in words_of(context):
        yield Line(0, "me-hour-before", {"title": mine.title, "until": mine.until})


FLOW = Flow(
    "telling",
    (
        Transition(HourOffered, "yes", keep, (Home,), consent=HOUR_BEFORE),
        Transition(HourOffered, "no", decline, (Home,)),
        Transition(Anywhere, "hour-before", ask, (HourOffered, Home)),
        Transition(Anywhere, "hour-off", switch_off, (Home,)),
        Transition(Anywhere, HourDue, due),
    ),
    consents=(HOUR_BEFORE,),
    shown=(Shown(48, hour_lines),),
    takes_back={HOUR_BEFORE.name: take_back},
    reset=gone,
)
