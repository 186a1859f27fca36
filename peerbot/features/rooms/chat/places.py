"""The place that somebody has in a room: what is kept of it, giving it back, and how it ends."""

from collections.abc import Iterator
from datetime import timedelta
from typing import get_args

from msgspec.structs import replace

from peerbot.feature import Choice, Flow, Holding, Shown, choices_of, nothing
from peerbot.flow import ELSE, NUMBER, Anywhere, Go, Home, Row, State, Step, after_answer
from peerbot.kernel.consents import Consent
from peerbot.kernel.ids import Mark, Room
from peerbot.kernel.parse import Number, Pick
from peerbot.kernel.records import Record
from peerbot.pages import MORE
from peerbot.vocabulary.consents import CLOSING_LINE, HOST, PLACE, TEN_MINUTES
from peerbot.vocabulary.effects import Effect, Forget, Line, ReadNoMore, Remember, Say, Tell
from peerbot.vocabulary.inputs import (
    PlaceFreed,
    PlaceGiven,
    PlaceRefused,
    RoomClosed,
    RoomIsOpen,
    RoomNotOpened,
    SteppedOut,
    WhoIsIn,
)
from peerbot.vocabulary.notes import CLOSING_TAKES, Place, View
from peerbot.vocabulary.room_inputs import LetGo

TEN = timedelta(minutes=10)
"""How long before the end of a room the word comes."""


class LeavingWhich(State, frozen=True):
    """More than one place is held; which one to give back is asked."""

    marks: tuple[Mark, ...]


def ten_minutes(_state: State, _heard: Pick, view: View) -> Step:
    """The word alone is the yes: it asks for one thing, and the answer says what was kept.

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


def leave_room(_state: State, _heard: Pick, view: View) -> Step:
    seats = view.about.seats
    if not seats:
        return Step(Home(), (Say("own-room" if view.about.hosted else "no-place"),))
    if len(seats) == 1:
        return _leave(seats[0].mark, view)
    return _which("leave-which", tuple(place.mark for place in seats), view)


def _which(text: str, marks: tuple[Mark, ...], view: View) -> Step:
    lines = choices_of(marks, view.about.places)
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
    place = view.about.place(message.mark)
    if place is None:
        return Step(after_answer(state, message.mark))
    freed = "own-room-handed-on" if place.hosting else "place-freed"
    said = Say("place-not-freed" if message.refused else freed)
    return Step(after_answer(state, message.mark), (Forget(place), said))


def room_closed(state: State, message: RoomClosed, view: View) -> Step:
    place = view.about.place(message.mark)
    # Without a place they were asked at most to hold it: that is answered when they say something.
    after = after_answer(state, message.mark) if place or message.hosted else state
    gone = (Forget(place),) if place else ()
    as_promised = message.why in ("time", "facilitator")
    wanted = message.hosted or bool(place and (place.closing_line or not as_promised))
    text = f"{'own-room' if message.hosted else 'room'}-closed-{message.why}"
    out = (Line(0, "out-when-back"),) if as_promised and view.settings.federate else ()
    said = (Say(text, also=out, starts=True),)
    return Step(after, (*gone, ReadNoMore(message.mark), *(said if wanted else ())))


def place_lines(view: View) -> Iterator[Line]:
    """Rooms that somebody is in or holds, and what they are promised about them."""
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


Ended = PlaceFreed | PlaceRefused | RoomClosed | RoomNotOpened | SteppedOut
"""After these nothing of the person is left in the room."""


def rooms_known_in(view: View) -> Iterator[Holding]:
    """Each room that somebody is in or holds; for one that they hold it matters to others."""
    handed_on = {card.mark for card in view.rooms if card.second}
    for place in view.about.places:
        text = "erase-hands-on" if place.mark in handed_on else "erase-closes"
        line = Line(0, text, {"title": place.title}) if place.hosting else None
        yield Holding(place.mark, line)


def place_ended(message: Ended, view: View) -> tuple[Effect, ...]:
    """Their place in it goes."""
    place = view.about.place(message.mark)
    return (Forget(place),) if place else ()


FLOW = Flow(
    "places",
    (
        Row(LeavingWhich, NUMBER, leave_chosen_room, (Home,)),
        Row(LeavingWhich, "back", Go("menu")),
        Row(LeavingWhich, MORE, ask_which_again, numbered=False),
        Row(LeavingWhich, ELSE, ask_which_again),
        Row(Anywhere, "ten-minutes", ten_minutes, (Home,), consent=TEN_MINUTES),
        Row(Anywhere, "leave", leave_room, (LeavingWhich, Home)),
        Row(Anywhere, PlaceFreed, place_freed, (Home,)),
        Row(Anywhere, RoomClosed, room_closed, (Home,)),
    ),
    menu=(Choice("leave", 50, lambda view: bool(view.about.seats)),),
    consents=(PLACE, CLOSING_LINE, TEN_MINUTES),
    shown=(Shown(10, place_lines),),
    takes_back={
        PLACE.name: take_back_place,
        HOST.name: take_back_place,
        CLOSING_LINE.name: take_back_closing_line,
        TEN_MINUTES.name: take_back_ten_minutes,
    },
    holds=rooms_known_in,
    released=dict.fromkeys(get_args(Ended), place_ended),
    declined=dict.fromkeys((PlaceGiven, RoomIsOpen, WhoIsIn), nothing),
)
