"""What people hear of a date that they have a place at, or wait for one.

None of it names the date in its first line: it may come by itself, and a lock screen shows that.
"""

from typing import ClassVar

from msgspec.structs import replace

from peerbot.features.core.api import ask_in_turn
from peerbot.features.rooms.api import open_cards
from peerbot.features.series.places.messages import (
    DATE_PLACE,
    DateIsOpen,
    DateMoved,
    DateTooFew,
    LetGoOfDate,
    Meeting,
    PlaceFree,
    PlaceGone,
    PlaceKept,
    TakeFreePlace,
)
from peerbot.features.series.places.records import (
    FreePlace,
    MyPlace,
    args_of,
    next_lines,
    place_at,
    there,
)
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Drop, Line, Put, Say
from peerbot.kernel.feature import Asks, Flow
from peerbot.kernel.messages import Send
from peerbot.kernel.parse import Pick
from peerbot.kernel.records import Prompt
from peerbot.kernel.table import Anywhere, Home, State, Step, Transition

ANSWERS = ("back", "full", "gone")
"""What somebody asked for just now; all else comes by itself."""

OFF = ("skipped", "moved", "few", "ended", "not-today")
"""The date is off for everybody: they hear when it meets next."""


class FreePlaceAsked(State, frozen=True):
    """Somebody who waits is asked whether they want a place that is free. `meeting`: its key."""

    asks: ClassVar[str] = "asks-free-place"

    meeting: str


def _what(mine: MyPlace, context: Context) -> Line:
    return Line(0, "date-what", args_of(mine, context))


def place_kept(state: State, message: PlaceKept, context: Context) -> Step:
    mine = place_at(message.meeting, context)
    if mine is None or not context.still_agrees(mine, DATE_PLACE):
        return Step(state)
    after = replace(mine, waiting=message.waiting)
    said = Say("date-place-waits" if after.waiting else "date-place-kept")
    kept = Put(after, after.until, DATE_PLACE)
    return Step(state, (kept, replace(said, also=(_what(mine, context), _how(after)))))


def _how(mine: MyPlace) -> Line:
    return Line(0, "date-how-waiting" if mine.waiting else "date-how")


def place_gone(state: State, message: PlaceGone, context: Context) -> Step:
    mine = place_at(message.meeting, context)
    asked = isinstance(state, FreePlaceAsked) and state.meeting == message.meeting
    after = Home() if asked else state
    if mine is None:
        return Step(after)
    if message.why == "over":
        return _over(after, mine, context)
    said = Say(f"date-{message.why}", starts=message.why not in ANSWERS)
    lines = next_lines(mine.series, mine.meeting, context) if message.why in OFF else ()
    unasked = (Drop(it) for it in context.records(FreePlace) if it.id == message.meeting)
    told = replace(said, also=(_what(mine, context), *lines))
    return Step(after, (Drop(mine), *unasked, told))


def _over(state: State, mine: MyPlace, context: Context) -> Step:
    """Whoever had a place hears how to have one again, quietly: it is kept until the day after for
    that word alone. With nothing to come it goes now, without a word."""
    following = next_lines(mine.series, mine.meeting, context)
    if mine.waiting or not following:
        return Step(state, (Drop(mine),))
    args: Args = {"until": there(mine.until, context)}
    return Step(state, (Say("date-over", args, also=following),))


def date_moved(state: State, message: DateMoved, context: Context) -> Step:
    mine = place_at(message.meeting, context)
    if mine is None or not context.still_agrees(mine, DATE_PLACE):
        return Step(state)
    moved = replace(mine, starts=message.starts, until=message.until)
    lines = (_what(moved, context), _how(moved))
    return Step(
        state, (Put(moved, moved.until, DATE_PLACE), Say("date-new-time", also=lines, starts=True))
    )


def date_open(state: State, message: DateIsOpen, context: Context) -> Step:
    """Reading its card comes first, as with any room."""
    mine = place_at(message.meeting, context)
    card = next((card for card in open_cards(context) if card.mark == message.mark), None)
    if mine is None or card is None:
        return Step(state)
    text = "date-open-waiting" if message.waiting else "date-open"
    args: Args = {"number": card.number}
    return Step(state, (Say(text, args, also=(_what(mine, context),), starts=True),))


def place_free(state: State, message: PlaceFree, context: Context) -> Step:
    """Where it is asked already there is more time to answer."""
    prompt = FreePlace(message.meeting, message.until)
    if isinstance(state, FreePlaceAsked) and state.meeting == message.meeting:
        state = Home()
    return ask_in_turn(context, state, prompt, ask_free(prompt, context))


def ask_free(prompt: Prompt, context: Context) -> Step | None:
    """It is theirs to take as long as they wait."""
    mine = place_at(prompt.id, context)
    if mine is None or not mine.waiting:
        return None
    args: Args = {"until": there(prompt.until, context)}
    said = Say("free-place-ask", args, also=(_what(mine, context),), ask=True)
    return Step(FreePlaceAsked(mine.meeting), (said,))


def take_free(state: FreePlaceAsked, _heard: Pick, context: Context) -> Step:
    """The meeting answers, also where it was late."""
    if place_at(state.meeting, context) is None:
        return Step(Home(), (Say("part-gone"),))
    return Step(Home(), (Send(Meeting(state.meeting), TakeFreePlace(context.me)),))


def leave_free(state: FreePlaceAsked, _heard: Pick, context: Context) -> Step:
    """Nothing is kept of a no."""
    if place_at(state.meeting, context) is None:
        return Step(Home(), (Say("all-right"),))
    return Step(Home(), (Send(Meeting(state.meeting), LetGoOfDate(context.me)),))


def too_few(state: State, message: DateTooFew, context: Context) -> Step:
    args: Args = {"title": message.title, "starts": there(message.starts, context)}
    return Step(state, (Say("series-few", also=(Line(0, "date-what", args),), starts=True),))


FLOW = Flow(
    "news of dates",
    (
        Transition(FreePlaceAsked, "yes", take_free, (Home,)),
        Transition(FreePlaceAsked, "no", leave_free, (Home,)),
        Transition(Anywhere, PlaceKept, place_kept),
        Transition(Anywhere, PlaceGone, place_gone, (Home,)),
        Transition(Anywhere, DateMoved, date_moved),
        Transition(Anywhere, DateIsOpen, date_open),
        Transition(Anywhere, PlaceFree, place_free, (FreePlaceAsked, Home)),
        Transition(Anywhere, DateTooFew, too_few),
    ),
    prompts={FreePlace: Asks(ask_free, (FreePlaceAsked,))},
)
