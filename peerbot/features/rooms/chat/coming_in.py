"""From the yes to a card until the invitation is there: waiting for it, and one line at the end."""

from collections.abc import Iterator
from typing import ClassVar, TypeGuard

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

    asks: ClassVar[str] = "asks-closing-line"

    mark: Mark


def still_waiting(state: Waiting, _heard: object, context: Context) -> Step:
    return Step(state, (Say("place-kept" if _is_kept(state, context) else "place-waiting"),))


def not_understood(state: Waiting, heard: object, context: Context) -> Step:
    """Whatever it was, it leads to people, and whoever waits hears the truth about that below."""
    if not _is_kept(state, context):
        return still_waiting(state, heard, context)
    text = "place-not-understood-again" if state.told else "place-not-understood"
    return Step(replace(state, told=not state.told), (Say(text),))


def _is_kept(state: Waiting, context: Context) -> bool:
    place = place_in(context, state.mark)
    return state.lobby or (place is not None and place.waiting)


def say_where_the_invitation_is(state: State, _heard: object, context: Context) -> Step:
    """Leaves the open question open."""
    places = places_of(context)
    sent = [place for place in places if place.name and not place.waiting]
    if isinstance(state, Waiting) and not _is_kept(state, context):
        return Step(state, (Say("place-waiting"),))
    if not sent:
        return Step(state, (Say("invitation-waits" if places else "invitation-none"),))
    names = ", ".join(place.name for place in sent)
    said = Say("invitation-where", {"keeper": context.settings.keeper, "names": names})
    return Step(state, (said,))


def place_kept(context: Context) -> Iterator[Line]:
    """What whoever waits to be let in hears with every answer."""
    if any(place.waiting and not place.going for place in places_of(context)):
        yield Line(0, "place-kept")


def place_waits(state: State, message: PlaceWaits, context: Context) -> Step:
    place = place_in(context, message.mark)
    if place is None:
        return Step(state)
    after = replace(state, lobby=True) if _has_just_asked(state, message.mark) else state
    return Step(after, (*_keep(place, context, waiting=True), Say("place-waits")))


def _waits_for(state: State, mark: Mark) -> TypeGuard[Waiting]:
    return isinstance(state, Waiting) and state.mark == mark


def _has_just_asked(state: State, mark: Mark) -> TypeGuard[Waiting]:
    return _waits_for(state, mark) and not state.lobby


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
    said = replace(said, starts=not _has_just_asked(state, message.mark))  # the yes was a while ago
    kept = _keep(place, context, waiting=False)
    if not _waits_for(state, message.mark) and state != Home():
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
    said = Say(f"place-refused-{message.why}", starts=not _has_just_asked(state, message.mark))
    return Step(after_answer(state, message.mark), (Drop(place), said))


FLOW = Flow(
    "coming_in",
    (
        Transition(Waiting, "nothing", still_waiting, numbered=False),
        Transition(Waiting, ELSE, not_understood, (Waiting,)),
        Transition(LineAsked, "yes", accept_closing_line, (Home,), consent=CLOSING_LINE),
        Transition(LineAsked, "no", decline_closing_line, (Home,)),
        Transition(Anywhere, "invitation", say_where_the_invitation_is),
        Transition(Anywhere, PlaceGiven, place_given, (LineAsked,)),
        Transition(Anywhere, PlaceWaits, place_waits, (Waiting,)),
        Transition(Anywhere, PlaceRefused, place_refused, (Home,)),
    ),
    reminder=place_kept,
)
