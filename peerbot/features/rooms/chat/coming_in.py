"""From the yes to a card until the invitation is there: waiting for it, and one line at the end."""

from collections.abc import Iterator

from msgspec.structs import replace

from peerbot.features.rooms.address import Mark
from peerbot.features.rooms.asking import Waiting, after_answer
from peerbot.features.rooms.consents import CLOSING_LINE, PLACE
from peerbot.features.rooms.records import (
    CLOSING_TAKES,
    Seat,
    place_in,
    places_of,
)
from peerbot.features.rooms.to_person import PlaceGiven, PlaceRefused, PlaceWaits
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Drop, Line, Put, Say
from peerbot.kernel.feature import Flow
from peerbot.kernel.parse import Pick
from peerbot.kernel.table import ELSE, Anywhere, Home, State, Step, Transition


class LineAsked(State, frozen=True):
    """The invitation is there; one line at the end is offered."""

    mark: Mark


def still_waiting(state: Waiting, _heard: object, context: Context) -> Step:
    place = place_in(context, state.mark)
    kept = state.lobby or (place is not None and place.waiting)
    return Step(state, (Say("place-kept" if kept else "place-waiting"),))


def place_kept(context: Context) -> Iterator[Line]:
    """What whoever waits to be let in hears with every answer."""
    if any(place.waiting for place in places_of(context)):
        yield Line(0, "place-kept")


def place_waits(state: State, message: PlaceWaits, context: Context) -> Step:
    place = place_in(context, message.mark)
    if place is None:
        return Step(state)
    after = Waiting(message.mark, lobby=True) if state == Waiting(message.mark) else state
    return Step(after, (*_keep(place, context, waiting=True), Say("place-waits")))


def _keep(place: Seat, context: Context, *, waiting: bool) -> tuple[Put, ...]:
    """On record, so that any answer can tell of it, after a restart too."""
    if place.waiting == waiting or not context.still_agrees(place, PLACE):
        return ()
    return (Put(replace(place, waiting=waiting), place.closes + CLOSING_TAKES, PLACE),)


def _invitation(text: str, place: Seat, context: Context) -> Say:
    return Say(text, {"keeper": context.settings.keeper, "name": place.name})


def place_given(state: State, message: PlaceGiven, context: Context) -> Step:
    place = place_in(context, message.mark)
    if place is None:
        return Step(state)
    said = _invitation("place-given-again" if message.again else "place-given", place, context)
    said = replace(said, starts=state != Waiting(message.mark))  # the yes was a while ago
    kept = _keep(place, context, waiting=False)
    if state not in (Waiting(message.mark), Waiting(message.mark, lobby=True), Home()):
        return Step(state, (*kept, said))  # the question asked meanwhile keeps its numbers
    asked = replace(said, also=(Line(0, "line-ask"),), ask=True)
    return Step(LineAsked(message.mark), (*kept, asked))


def accept_closing_line(state: LineAsked, _heard: Pick, context: Context) -> Step:
    place = place_in(context, state.mark)
    if place is None:
        return Step(Home(), (Say("room-not-there"),))
    kept = replace(place, closing_line=True)
    until = place.closes + CLOSING_TAKES
    if until <= context.now:
        return Step(Home(), (Say("room-not-there"),))
    return Step(Home(), (Put(kept, until, CLOSING_LINE), Say("line-yes")))


def decline_closing_line(_state: LineAsked, _heard: Pick, _context: Context) -> Step:
    return Step(Home(), (Say("line-no"),))


def place_refused(state: State, message: PlaceRefused, context: Context) -> Step:
    place = place_in(context, message.mark)
    if place is None:
        return Step(after_answer(state, message.mark))
    said = Say(f"place-refused-{message.why}", starts=state != Waiting(message.mark))
    return Step(after_answer(state, message.mark), (Drop(place), said))


FLOW = Flow(
    "coming_in",
    (
        Transition(Waiting, "nothing", still_waiting, numbered=False),
        Transition(Waiting, ELSE, still_waiting),
        Transition(LineAsked, "yes", accept_closing_line, (Home,), consent=CLOSING_LINE),
        Transition(LineAsked, "no", decline_closing_line, (Home,)),
        Transition(Anywhere, PlaceGiven, place_given, (LineAsked,)),
        Transition(Anywhere, PlaceWaits, place_waits, (Waiting,)),
        Transition(Anywhere, PlaceRefused, place_refused, (Home,)),
    ),
    reminder=place_kept,
)
