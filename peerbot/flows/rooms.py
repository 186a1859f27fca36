"""Open rooms: see them, read the card, be let in, choose a closing line, give the place back."""

import re
from collections.abc import Iterator
from datetime import timedelta

from msgspec.structs import replace

from peerbot.feature import Choice, Flow, Shown
from peerbot.flow import ELSE, NUMBER, Anywhere, Go, Home, Row, State, Step
from peerbot.kernel.ids import Mark, Room
from peerbot.kernel.parse import Number, Pick
from peerbot.kernel.records import Record
from peerbot.pages import MORE
from peerbot.vocabulary.consents import CLOSING_LINE, HOST, PLACE, TEN_MINUTES
from peerbot.vocabulary.effects import (
    Args,
    Effect,
    Forget,
    Line,
    Quoted,
    ReadNoMore,
    Remember,
    Say,
    Tell,
)
from peerbot.vocabulary.inputs import PlaceFreed, PlaceGiven, PlaceRefused, PlaceWaits, RoomClosed
from peerbot.vocabulary.notes import CLOSING_TAKES, Card, Consent, Place, View
from peerbot.vocabulary.room_inputs import LetGo, LetIn

TEN = timedelta(minutes=10)
"""How long before the end of a room the reminder comes."""


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


class LeavingWhich(State, frozen=True):
    """More than one place is held; which one to give back is asked."""

    marks: tuple[Mark, ...]


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


def _place(mark: Mark, view: View) -> Place | None:
    return next((place for place in view.about.places if place.mark == mark), None)


def _show(card: Card | None, view: View) -> Step:
    if card is None:
        return Step(Home(), (Say("room-not-there"),))
    if card.facilitator == view.me:
        back = Tell(Room(card.mark), LetIn(view.me))  # nothing new, unless they left it
        return Step(Home(), (back, Say("own-room")))
    if place := _place(card.mark, view):
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
    if _place(message.mark, view) is None:
        return Step(state)
    after = Waiting(message.mark, lobby=True) if state == Waiting(message.mark) else state
    return Step(after, (Say("place-waits"),))


def _invitation(text: str, place: Place, view: View) -> Say:
    return Say(text, {"keeper": view.settings.keeper, "name": place.name})


def place_given(state: State, message: PlaceGiven, view: View) -> Step:
    place = _place(message.mark, view)
    if place is None:
        return Step(state)
    said = _invitation("place-given-again" if message.again else "place-given", place, view)
    said = replace(said, starts=state != Waiting(message.mark))  # the yes was a while ago
    if state not in (Waiting(message.mark), Waiting(message.mark, lobby=True), Home()):
        return Step(state, (said,))  # the question that was asked meanwhile keeps its numbers
    asked = replace(said, also=(Line(0, "line-ask"),), ask=True)
    return Step(LineAsked(message.mark), (asked,))


def accept_closing_line(state: LineAsked, _heard: Pick, view: View) -> Step:
    place = _place(state.mark, view)
    if place is None:
        return Step(Home(), (Say("room-not-there"),))
    kept = replace(place, closing_line=True)
    until = place.closes + CLOSING_TAKES
    if until <= view.now:
        return Step(Home(), (Say("room-not-there"),))
    return Step(Home(), (Remember(kept, until, CLOSING_LINE), Say("line-yes")))


def ten_minutes(_state: State, _heard: Pick, view: View) -> Step:
    """The command itself is the consent: it asks for one thing, and the reply says what was kept.

    Where less time is left than that nothing is promised, and nothing kept.
    """
    cards = {card.mark: card for card in view.rooms}
    seats = [(place, cards[place.mark]) for place in view.about.seats if place.mark in cards]
    if not seats:
        return Step(Home(), (Say("no-place"),))
    in_time = [place for place, card in seats if card.closes - view.now > TEN]
    late = tuple(
        Line(0, "ten-late", {"title": place.title, "closes": card.closes})
        for place, card in seats
        if place not in in_time
    )
    kept = (
        Remember(replace(place, ten_minutes=True), place.closes + CLOSING_TAKES, TEN_MINUTES)
        for place in in_time
    )
    said = Say("ten-yes", also=late) if in_time else Say("ten-no", also=late)
    return Step(Home(), (*kept, said))


def decline_closing_line(_state: LineAsked, _heard: Pick, _view: View) -> Step:
    return Step(Home(), (Say("line-no"),))


def _state_after(state: State, mark: Mark) -> State:
    """Home if the open question was about that room; any other question stays open."""
    return Home() if getattr(state, "mark", None) == mark else state


def place_refused(state: State, message: PlaceRefused, view: View) -> Step:
    place = _place(message.mark, view)
    if place is None:
        return Step(_state_after(state, message.mark))
    said = Say(f"place-refused-{message.why}", starts=state != Waiting(message.mark))
    return Step(_state_after(state, message.mark), (Forget(place), said))


def leave_room(_state: State, _heard: Pick, view: View) -> Step:
    seats = view.about.seats
    if not seats:
        return Step(Home(), (Say("own-room" if view.about.hosted else "no-place"),))
    if len(seats) == 1:
        return _leave(seats[0].mark, view)
    return _which("leave-which", tuple(place.mark for place in seats), view)


def _which(text: str, marks: tuple[Mark, ...], view: View) -> Step:
    titles = {place.mark: place.title for place in view.about.places}
    lines = tuple(
        Line(number, "place-line", {"title": titles[mark]})
        for number, mark in enumerate(marks, start=1)
        if mark in titles
    )
    return Step(LeavingWhich(marks), (Say(text, lines=lines, ask=True),))


def leave_chosen_room(state: LeavingWhich, heard: Number, view: View) -> Step:
    if not 1 <= heard.number <= len(state.marks):
        return _which("not-understood", state.marks, view)
    return _leave(state.marks[heard.number - 1], view)


def ask_which_again(state: LeavingWhich, _heard: object, view: View) -> Step:
    return _which("not-understood", state.marks, view)


def _leave(mark: Mark, view: View) -> Step:
    return Step(Home(), (Tell(Room(mark), LetGo(view.me)),))


def place_freed(state: State, message: PlaceFreed, view: View) -> Step:
    place = _place(message.mark, view)
    if place is None:
        return Step(_state_after(state, message.mark))
    freed = "own-room-handed-on" if place.hosting else "place-freed"
    said = Say("place-not-freed" if message.refused else freed)
    return Step(_state_after(state, message.mark), (Forget(place), said))


def room_closed(state: State, message: RoomClosed, view: View) -> Step:
    place = _place(message.mark, view)
    # Without a place they were asked at most to hold it: that is answered when they say something.
    after = _state_after(state, message.mark) if place or message.hosted else state
    gone = (Forget(place),) if place else ()
    as_promised = message.why in ("time", "facilitator")
    wanted = message.hosted or bool(place and (place.closing_line or not as_promised))
    text = f"{'own-room' if message.hosted else 'room'}-closed-{message.why}"
    out = (Line(0, "out-when-back"),) if as_promised and view.settings.federate else ()
    said = (Say(text, also=out, starts=True),)
    return Step(after, (*gone, ReadNoMore(message.mark), *(said if wanted else ())))


def place_lines(view: View) -> Iterator[Line]:
    """Lines of `me`: rooms that the person is in or holds, and what they were promised."""
    about = view.about.places
    for place in about:
        text = "me-own-room" if place.hosting else "me-place"
        yield Line(0, text, {"title": place.title, "closes": place.closes})
    for place in about:
        if place.closing_line:
            yield Line(0, "me-closing-line", {"title": place.title})
    for place in about:
        if place.ten_minutes:
            yield Line(0, "me-ten-minutes", {"title": place.title})


def take_back_place(record: Record, view: View) -> tuple[Effect, ...]:
    assert isinstance(record, Place)
    return (Tell(Room(record.mark), LetGo(view.me)),)


def take_back_closing_line(record: Record, view: View) -> tuple[Effect, ...]:
    assert isinstance(record, Place)
    return _keep_without(replace(record, closing_line=False), CLOSING_LINE, view)


def take_back_ten_minutes(record: Record, view: View) -> tuple[Effect, ...]:
    assert isinstance(record, Place)
    return _keep_without(replace(record, ten_minutes=False), TEN_MINUTES, view)


def _keep_without(place: Place, taken_back: Consent, view: View) -> tuple[Effect, ...]:
    names = {agreed.name for name, agreed in view.about.agreed if name == place.kept_as}
    stays = PLACE if PLACE.name in names else HOST
    return (Remember(place, place.closes + CLOSING_TAKES, stays, drops=taken_back.name),)


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
        Row(LeavingWhich, NUMBER, leave_chosen_room, (Home,)),
        Row(LeavingWhich, "back", Go("menu")),
        Row(LeavingWhich, MORE, ask_which_again, numbered=False),
        Row(LeavingWhich, ELSE, ask_which_again),
        Row(Anywhere, "ten-minutes", ten_minutes, (Home,), consent=TEN_MINUTES),
        Row(Anywhere, "rooms", list_rooms, (Listing, Home)),
        Row(Anywhere, "join", join_room, (Listing, Reading, Home), takes_rest=True),
        Row(Anywhere, "leave", leave_room, (LeavingWhich, Home)),
        Row(Anywhere, PlaceGiven, place_given, (LineAsked,)),
        Row(Anywhere, PlaceWaits, place_waits, (Waiting,)),
        Row(Anywhere, PlaceRefused, place_refused, (Home,)),
        Row(Anywhere, PlaceFreed, place_freed, (Home,)),
        Row(Anywhere, RoomClosed, room_closed, (Home,)),
    ),
    menu=(Choice("rooms", 20), Choice("leave", 50, lambda view: bool(view.about.seats))),
    shown=(Shown(10, place_lines),),
    takes_back={
        PLACE.name: take_back_place,
        HOST.name: take_back_place,
        CLOSING_LINE.name: take_back_closing_line,
        TEN_MINUTES.name: take_back_ten_minutes,
    },
)
