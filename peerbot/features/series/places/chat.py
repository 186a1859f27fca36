"""Somebody would like a place at the next date of a series. Just coming needs none.

That is said first, and nothing is kept before a yes. It ends with the date, and one word takes a
place at the following one.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from peerbot.features.rooms.api import takes_in_account
from peerbot.features.series.places.messages import (
    DATE_PLACE,
    LetGoOfDate,
    Meeting,
    WantDatePlace,
)
from peerbot.features.series.places.records import (
    MOST_PLACES,
    MyPlace,
    NextDate,
    args_of,
    my_places,
    next_of,
    place_at,
    there,
)
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Drop, Effect, Line, Put, Say
from peerbot.kernel.feature import Flow, Shown
from peerbot.kernel.messages import Send
from peerbot.kernel.parse import Number, Pick
from peerbot.kernel.records import Record
from peerbot.kernel.table import ELSE, NUMBER, Anywhere, Go, Home, State, Step, Transition


class PartAsked(State, frozen=True):
    """What taking part in the next date of a series may be. `series`: its key. `starts`: when they
    read that it begins, in UTC."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-part"

    series: str
    starts: datetime


class DatePlaceAsked(State, frozen=True):
    """What is kept for a place is told; nothing is before a yes. The fields are those of
    `PartAsked`."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-date-place"

    series: str
    starts: datetime


class MyDatesListed(State, frozen=True):
    """Their places at dates are listed. `shown`: of which meetings, in the order of the numbers."""

    asks: ClassVar[str] = "asks-my-dates"

    shown: tuple[str, ...]


def ask_part(series: str, starts: datetime, context: Context) -> Step:
    """What somebody may do who looks at a date. `starts`: when it begins, in UTC."""
    date = next_of(series, context)
    if date is None:
        return Step(Home(), (Say("part-gone"),))
    when: Args = {"starts": there(date.date.starts, context)}
    if date.date.starts != starts:
        return Step(Home(), (Say("part-later", when),))
    if context.me in date.plan.hosts:
        return Step(Home(), (Say("part-host"),))
    if not takes_in_account(context.settings, context.me):
        return Step(Home(), (Say("part-elsewhere", {"server": context.settings.server}),))
    mine = place_at(date.meeting, context)
    if mine:
        return Step(Home(), (Say("part-waiting" if mine.waiting else "part-has", when),))
    args: Args = {"size": date.plan.size}
    said = Say("part-ask", args, also=fewest_lines(date.plan.fewest), ask=True)
    return Step(PartAsked(series, starts), (said,))


def fewest_lines(fewest: int) -> tuple[Line, ...]:
    """That a date is held for so many at least; 0: it is held in any case."""
    return (Line(0, "part-fewest", {"least": fewest}),) if fewest else ()


def ask_place(state: PartAsked, _heard: Pick, context: Context) -> Step:
    date = _may_have(state, context)
    if isinstance(date, Say):
        return Step(Home(), (date,))
    args: Args = {"until": there(date.until, context)}
    asked = Say("date-place-ask", args, ask=True)
    return Step(DatePlaceAsked(state.series, state.starts), (asked,))


def _may_have(state: PartAsked | DatePlaceAsked, context: Context) -> NextDate | Say:
    """The date as they read of it; or why they cannot have a place there."""
    date = next_of(state.series, context)
    if date is None or date.date.starts != state.starts:
        return Say("part-gone")
    if len(my_places(context)) >= MOST_PLACES:
        return Say("date-places-most", {"count": MOST_PLACES})
    return date


def keep_place(state: DatePlaceAsked, _heard: Pick, context: Context) -> Step:
    """It says so once it is known whether there is one."""
    date = _may_have(state, context)
    if isinstance(date, Say):
        return Step(Home(), (date,))
    return Step(Home(), tuple(_wanted(date, context)))


def _wanted(date: NextDate, context: Context) -> Iterator[Effect]:
    mine = MyPlace(date.meeting, date.series, date.plan.title, date.date.starts, date.until)
    yield Put(mine, mine.until, DATE_PLACE)
    yield Send(Meeting(date.meeting), WantDatePlace(context.me))


def keep_none(_state: State, _heard: Pick, _context: Context) -> Step:
    return Step(Home(), (Say("date-place-none"),))


def again(_state: State, _heard: Pick, context: Context) -> Step:
    """The word alone is the yes: it asks for one thing. Of a series that has gone on to its next
    date, what was kept with the one before goes at once."""
    effects: list[Effect] = []
    for mine in my_places(context):
        date = next_of(mine.series, context)
        if date and not place_at(date.meeting, context):
            effects += (Drop(mine), *_wanted(date, context))
    return Step(Home(), tuple(effects) or (Say("place-again-none"),))


def my_dates(_state: State, _heard: object, context: Context) -> Step:
    return _list(context, "my-dates")


def _list(context: Context, text: str) -> Step:
    mine = my_places(context)
    if not mine:
        return Step(Home(), (Say("my-dates-none"),))
    lines = tuple(
        Line(number, _text("date-line", it), args_of(it, context))
        for number, it in enumerate(mine, start=1)
    )
    return Step(
        MyDatesListed(tuple(it.meeting for it in mine)), (Say(text, lines=lines, ask=True),)
    )


def _text(name: str, mine: MyPlace) -> str:
    return f"{name}-waiting" if mine.waiting else name


def give_back(state: MyDatesListed, heard: Number, context: Context) -> Step:
    """The meeting answers that nothing is left."""
    if not 1 <= heard.number <= len(state.shown):
        return list_again(state, heard, context)
    meeting = state.shown[heard.number - 1]
    if place_at(meeting, context) is None:
        return _list(context, "my-dates")
    return Step(Home(), (Send(Meeting(meeting), LetGoOfDate(context.me)),))


def list_again(_state: MyDatesListed, _heard: object, context: Context) -> Step:
    return _list(context, "not-understood-here")


def place_lines(context: Context) -> Iterator[Line]:
    """The lines of `me`."""
    for mine in my_places(context):
        args: Args = {**args_of(mine, context), "until": there(mine.until, context)}
        yield Line(0, _text("me-date-place", mine), args)


def take_back(record: Record, context: Context) -> tuple[Effect, ...]:
    """The meeting answers, and offers it to the next."""
    assert isinstance(record, MyPlace)
    return (Send(Meeting(record.meeting), LetGoOfDate(context.me)),)


def reset(context: Context) -> Iterator[Effect]:
    """Whoever has the account now may be another, and hears nothing of where somebody would be."""
    for mine in context.records(MyPlace):
        yield Drop(mine)
        yield Send(Meeting(mine.meeting), LetGoOfDate(context.me))


FLOW = Flow(
    "date places",
    (
        Transition(PartAsked, "a-place", ask_place, (DatePlaceAsked, Home)),
        Transition(PartAsked, "back", Go("menu")),
        Transition(DatePlaceAsked, "yes", keep_place, (Home,), consent=DATE_PLACE),
        Transition(DatePlaceAsked, "no", keep_none, (Home,)),
        Transition(MyDatesListed, NUMBER, give_back, (MyDatesListed, Home)),
        Transition(MyDatesListed, "back", Go("menu")),
        Transition(MyDatesListed, ELSE, list_again, (MyDatesListed, Home)),
        Transition(Anywhere, "my-dates", my_dates, (MyDatesListed, Home)),
        Transition(Anywhere, "place-again", again, (Home,), consent=DATE_PLACE),
    ),
    consents=(DATE_PLACE,),
    shown=(Shown(48, place_lines),),
    takes_back={DATE_PLACE.name: take_back},
    reset=reset,
)
