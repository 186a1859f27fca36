"""Whoever hosts a date reads its card, and hears each step at its time if they want that.

The yes is for one date. A step that comes late, since the bot was off, says where the card is by
now, and none that is over; after the last one nothing is said. A date that was moved within its day
goes by its new time; one that was left out, or that they host no more, has no steps. A timer that
never comes leaves a record that is gone the day after. A state that was put back says a step once
more at most, and a clock that was wrong for a while no more than the one that it is time for.
"""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from msgspec.structs import replace

from peerbot.features.series.records import announced
from peerbot.features.series.rhythm.card import AHEAD, Card, cards
from peerbot.features.series.rhythm.records import RHYTHM, MyRhythm
from peerbot.features.series.rule import over
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, CancelTimer, Drop, Effect, Line, Put, Say, SetTimer
from peerbot.kernel.feature import Flow, Shown
from peerbot.kernel.messages import Message
from peerbot.kernel.parse import Pick
from peerbot.kernel.records import Record
from peerbot.kernel.table import Anywhere, Home, State, Step, Transition

ONE_EACH = 6
"""Steps that have a line each: with more, two stand in one, and a phone shows the whole card."""


class RhythmShown(State, frozen=True):
    """Whether each step of a date is said at its time. `series`: its key."""

    asks: ClassVar[str] = "asks-rhythm"

    series: str
    day: date


class StepDue(Message, frozen=True):
    """A step of a date begins."""

    series: str


def show(_state: State, _heard: Pick, context: Context) -> Step:
    card = next((it for it in cards(context) if _is_near(it, context)), None)
    if card is None:
        return Step(Home(), (Say("rhythm-none"),))
    args: Args = {"title": card.plan.title, "until": over(card.date, card.plan.rule.zone)}
    if any(it.day == card.date.day for it in _mine(card.key, context)):
        also = (*_lines(card), Line(0, "rhythm-said", args))
        return Step(Home(), (Say("rhythm-card", _day(card), also=also),))
    also = (*_lines(card), Line(0, "rhythm-ask", args))
    shown = RhythmShown(card.key, card.date.day)
    return Step(shown, (Say("rhythm-card", _day(card), also=also, ask=True),))


def _is_near(card: Card, context: Context) -> bool:
    return card.date.starts - AHEAD <= context.now < card.ends


def _mine(key: str, context: Context) -> tuple[MyRhythm, ...]:
    return tuple(it for it in context.records(MyRhythm) if it.series == key)


def _day(card: Card) -> Args:
    return {"day": card.date.starts}


def _lines(card: Card) -> tuple[Line, ...]:
    if len(card.steps) <= ONE_EACH:
        return tuple(
            Line(0, "rhythm-line", {"step": it.line, "starts": it.starts}) for it in card.steps
        )
    first, second = card.steps[::2], card.steps[1::2]
    pairs = tuple(
        Line(
            0,
            "rhythm-two",
            {"step": it.line, "starts": it.starts, "then": then.line, "to": then.starts},
        )
        for it, then in zip(first, second, strict=False)
    )
    odd = first[len(second) :]
    return (*pairs, *(Line(0, "rhythm-line", {"step": it.line, "starts": it.starts}) for it in odd))


def confirm(state: RhythmShown, _heard: Pick, context: Context) -> Step:
    card = _card(state.series, state.day, context)
    if card is None or context.now >= card.ends:
        return Step(Home(), (Say("rhythm-none"),))
    until = over(card.date, card.plan.rule.zone)
    mine = MyRhythm(card.key, card.date.day, card.plan.title, until)
    return Step(Home(), (*_go_on(mine, card, context), Say("rhythm-kept")))


def _card(key: str, day: date, context: Context) -> Card | None:
    dates = (it for it in cards(context) if it.key == key and it.date.day == day)
    return next(dates, None)


def decline(_state: RhythmShown, _heard: Pick, _context: Context) -> Step:
    return Step(Home(), (Say("all-right"),))


def step_due(state: State, message: StepDue, context: Context) -> Step:
    """The one that it is time for, once."""
    for mine in _mine(message.series, context):
        card = _card(mine.series, mine.day, context)
        gone = card is None or context.now >= card.ends or _is_off(mine.series, context)
        if card is None or gone or not context.still_agrees(mine, RHYTHM):
            return Step(state, (Drop(mine),))
        said: tuple[Effect, ...] = ()
        at = card.at(context.now)
        if at > mine.said:
            step = card.steps[at - 1]
            args: Args = {"step": step.line, "starts": step.starts, "to": step.ends}
            said = (Say("rhythm-step", args, starts=True),)
        return Step(state, (*_go_on(mine, card, context), *said))
    return Step(state)


def _is_off(key: str, context: Context) -> bool:
    """Nobody opened a room for the date."""
    return any(it.key == key and it.listing.off for it in announced(context))


def _go_on(mine: MyRhythm, card: Card, context: Context) -> tuple[Effect, ...]:
    """Wait for the next step, and at the end of the last one for nothing."""
    at = card.at(context.now)
    times = [it.starts for it in card.steps[at:]]
    timer = SetTimer(min((*times, card.ends)), StepDue(card.key), _timer(card.key))
    return (Put(replace(mine, said=at), mine.until, RHYTHM), timer)


def _timer(key: str) -> str:
    return f"rhythm {key}"


def rhythm_lines(context: Context) -> Iterator[Line]:
    """The lines of `me`."""
    for mine in context.records(MyRhythm):
        yield Line(0, "me-rhythm", {"title": mine.title, "until": mine.until})


def take_back(record: Record, _context: Context) -> tuple[Effect, ...]:
    assert isinstance(record, MyRhythm)
    return (Drop(record), CancelTimer(_timer(record.series)))


def gone(context: Context) -> Iterator[Effect]:
    """With the role, or an identity that was reset."""
    for mine in context.records(MyRhythm):
        yield from take_back(mine, context)


FLOW = Flow(
    "rhythm",
    (
        Transition(RhythmShown, "yes", confirm, (Home,), consent=RHYTHM),
        Transition(RhythmShown, "no", decline, (Home,)),
        Transition(Anywhere, "rhythm", show, (RhythmShown, Home)),
        Transition(Anywhere, StepDue, step_due),
    ),
    consents=(RHYTHM,),
    shown=(Shown(48, rhythm_lines),),
    takes_back={RHYTHM.name: take_back},
    reset=gone,
)
