"""Open rooms: see them, read the card, be let in, choose a closing line."""

import re

from msgspec.structs import replace

from peerbot.feature import Choice, Flow
from peerbot.flow import ELSE, NUMBER, Anywhere, Go, Home, Row, State, Step, after_answer
from peerbot.kernel.ids import Mark, Room
from peerbot.kernel.parse import Number, Pick
from peerbot.pages import MORE
from peerbot.vocabulary.consents import CLOSING_LINE, PLACE
from peerbot.vocabulary.effects import (
    Args,
    Forget,
    Line,
    Quoted,
    Remember,
    Say,
    Tell,
)
from peerbot.vocabulary.inputs import (
    PlaceGiven,
    PlaceRefused,
    PlaceWaits,
)
from peerbot.vocabulary.notes import CLOSING_TAKES, Card, Place, View
from peerbot.vocabulary.room_inputs import LetIn


class Listing(State, frozen=True):
    """The open rooms are shown. `shown`: which room each number stood for."""

    shown: tuple[tuple[int, Mark], ...]


class Reading(State, frozen=True):
    """A room's card is shown; the person is asked whether to come in. `changes`: as on the card."""

    mark: Mark
    changes: int


class Waiting(State, frozen=True):
    """The person said yes; the room has not answered yet, or (`lobby`) nobody holds it so far."""

    mark: Mark
    lobby: bool = False


class LineAsked(State, frozen=True):
    """The invitation is there; one line at the end is offered."""

    mark: Mark


def _list(text: str, view: View, shown: tuple[tuple[int, Mark], ...] = ()) -> Step:
    """`shown`: numbers already assigned, when the list continues on another page."""
    if not view.settings.takes_in(view.me):
        return _elsewhere(view)
    rooms = tuple(card for card in view.rooms if (card.number, card.mark) in shown)
    if not rooms:
        rooms, shown = view.rooms, tuple((card.number, card.mark) for card in view.rooms)
    if not rooms:
        return Step(Home(), (Say("no-rooms"),))
    lines = tuple(_line(card.number, card) for card in rooms)
    return Step(Listing(shown), (Say(text, lines=lines, ask=True),))


def _line(number: int, card: Card) -> Line:
    args: Args = {"title": card.title, "about": card.about, "closes": card.closes}
    return Line(number, "room-line", args)


def _elsewhere(view: View) -> Step:
    """They cannot be invited, so they are told before they read about a room."""
    rooms = tuple(_line(0, card) for card in view.rooms) or (Line(0, "no-rooms"),)
    said = Say("rooms-elsewhere", {"server": view.settings.server}, also=rooms)
    return Step(Home(), (said,))


def list_rooms(_state: State, _heard: object, view: View) -> Step:
    return _list("rooms-open", view)


def list_rooms_again(_state: Listing, _heard: object, view: View) -> Step:
    return _list("not-understood", view)


def list_more_rooms(state: Listing, _heard: object, view: View) -> Step:
    return _list("rooms-open", view, state.shown)


def _card(mark: Mark, view: View) -> Card | None:
    return next((card for card in view.rooms if card.mark == mark), None)


def _show(card: Card | None, view: View) -> Step:
    if card is None:
        return Step(Home(), (Say("room-not-there"),))
    if card.facilitator == view.me:
        back = Tell(Room(card.mark), LetIn(view.me))  # nothing new, unless they left it
        return Step(Home(), (back, Say("own-room")))
    if place := view.about.place(card.mark):
        again = (Tell(Room(card.mark), LetIn(view.me)),) if card.second == view.me else ()
        return Step(Home(), (*again, _invitation("place-already", place, view)))
    return _ask(card, view)


def _ask(card: Card, view: View, text: str = "card") -> Step:
    if not view.settings.takes_in(view.me):
        return _elsewhere(view)
    return Step(Reading(card.mark, card.changes), (_read(text, card, view),))


def _read(text: str, card: Card, view: View) -> Say:
    args: Args = {
        "title": card.title,
        "about": card.about,
        "facilitator": card.facilitator,
        "size": card.size,
        "keeper": view.settings.keeper,
        "name": card.name,
        "rules": view.settings.rules,
        "closes": card.closes,
        "latest": card.latest,
        "more": card.more,
        "called": Quoted(card.shown_name),
        "duty": Quoted(card.duty),
        "second": card.second or "",
    }
    texts = (
        "card-with-name" if card.shown_name else "card-with",
        *(("card-second",) if card.second else ()),
        "card-text-only" if card.text_only else "card-not-text-only",
        "card-seen",
        "card-rules",
        "card-duty" if card.duty else "card-no-duty",
        "card-ends",
        *(("out-when-back",) if view.settings.federate else ()),
        "card-keeps",
    )
    return Say(text, also=tuple(Line(0, name, args) for name in texts), ask=True)


def choose_room(state: Listing, heard: Number, view: View) -> Step:
    mark = dict(state.shown).get(heard.number)
    return _show(_card(mark, view), view) if mark else _list("not-understood", view)


def join_room(_state: State, heard: Pick, view: View) -> Step:
    if not heard.rest:
        return _list("rooms-open", view)
    numbers = re.findall(r"\d+", heard.rest)
    asked = (card for card in view.rooms if [str(card.number)] == numbers)
    return _show(next(asked, None), view)


def request_place(state: Reading, _heard: Pick, view: View) -> Step:
    card = _card(state.mark, view)
    if card is None:
        return Step(Home(), (Say("room-not-there"),))
    if view.me in card.holders:
        return _show(card, view)  # since they read it they agreed to hold it
    if card.changes != state.changes or not view.settings.takes_in(view.me):
        return _ask(card, view, "card-changed")
    place = Place(card.mark, card.title, card.name, card.latest)
    asked = Tell(Room(card.mark), LetIn(view.me))
    kept = Remember(place, card.latest + CLOSING_TAKES, PLACE)
    return Step(Waiting(card.mark), (kept, asked))


def decline_room(_state: Reading, _heard: Pick, _view: View) -> Step:
    return Step(Home(), (Say("card-no"),))


def still_waiting(state: Waiting, _heard: object, _view: View) -> Step:
    return Step(state, (Say("place-waits" if state.lobby else "place-waiting"),))


def place_waits(state: State, message: PlaceWaits, view: View) -> Step:
    if view.about.place(message.mark) is None:
        return Step(state)
    after = Waiting(message.mark, lobby=True) if state == Waiting(message.mark) else state
    return Step(after, (Say("place-waits"),))


def _invitation(text: str, place: Place, view: View) -> Say:
    return Say(text, {"keeper": view.settings.keeper, "name": place.name})


def place_given(state: State, message: PlaceGiven, view: View) -> Step:
    place = view.about.place(message.mark)
    if place is None:
        return Step(state)
    said = _invitation("place-given-again" if message.again else "place-given", place, view)
    said = replace(said, starts=state != Waiting(message.mark))  # the yes was a while ago
    if state not in (Waiting(message.mark), Waiting(message.mark, lobby=True), Home()):
        return Step(state, (said,))  # the question that was asked meanwhile keeps its numbers
    asked = replace(said, also=(Line(0, "line-ask"),), ask=True)
    return Step(LineAsked(message.mark), (asked,))


def accept_closing_line(state: LineAsked, _heard: Pick, view: View) -> Step:
    place = view.about.place(state.mark)
    if place is None:
        return Step(Home(), (Say("room-not-there"),))
    kept = replace(place, closing_line=True)
    until = place.closes + CLOSING_TAKES
    if until <= view.now:
        return Step(Home(), (Say("room-not-there"),))
    return Step(Home(), (Remember(kept, until, CLOSING_LINE), Say("line-yes")))


def decline_closing_line(_state: LineAsked, _heard: Pick, _view: View) -> Step:
    return Step(Home(), (Say("line-no"),))


def place_refused(state: State, message: PlaceRefused, view: View) -> Step:
    place = view.about.place(message.mark)
    if place is None:
        return Step(after_answer(state, message.mark))
    said = Say(f"place-refused-{message.why}", starts=state != Waiting(message.mark))
    return Step(after_answer(state, message.mark), (Forget(place), said))


FLOW = Flow(
    "rooms",
    (
        Row(Listing, NUMBER, choose_room, (Listing, Reading, Home)),
        Row(Listing, "back", Go("menu")),
        Row(Listing, MORE, list_more_rooms, (Listing, Home), numbered=False),
        Row(Listing, ELSE, list_rooms_again, (Listing, Home)),
        Row(Reading, "let-in", request_place, (Reading, Waiting, Home), consent=PLACE),
        Row(Reading, "note-first", Go("note-first")),
        Row(Reading, "no", decline_room, (Home,)),
        Row(Waiting, ELSE, still_waiting),
        Row(LineAsked, "yes", accept_closing_line, (Home,), consent=CLOSING_LINE),
        Row(LineAsked, "no", decline_closing_line, (Home,)),
        Row(Anywhere, "rooms", list_rooms, (Listing, Home)),
        Row(Anywhere, "join", join_room, (Listing, Reading, Home), takes_rest=True),
        Row(Anywhere, PlaceGiven, place_given, (LineAsked,)),
        Row(Anywhere, PlaceWaits, place_waits, (Waiting,)),
        Row(Anywhere, PlaceRefused, place_refused, (Home,)),
    ),
    menu=(Choice("rooms", 20),),
)
