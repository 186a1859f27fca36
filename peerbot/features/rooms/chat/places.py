"""The place that somebody has in a room: what is kept of it, giving it back, and how it ends."""

from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar

from msgspec.structs import replace

from peerbot.features.core.api import server_copies
from peerbot.features.roles.api import role_of
from peerbot.features.rooms.address import Mark, Room
from peerbot.features.rooms.asking import (
    AfterHolding,
    AfterRoom,
    after_answer,
    choices_of,
    marks_of_passing,
    take_back_words,
    taken_back,
)
from peerbot.features.rooms.consents import CLOSING_LINE, HOST, PLACE, TEN_MINUTES
from peerbot.features.rooms.records import (
    CLOSING_TAKES,
    Seat,
    hosted_by,
    open_cards,
    place_in,
    places_of,
    seats_of,
)
from peerbot.features.rooms.settings import rooms_in
from peerbot.features.rooms.to_person import (
    HeldByAnother,
    PlaceFreed,
    RoomClosed,
)
from peerbot.features.rooms.to_room import LetGo
from peerbot.kernel.consents import Consent
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Drop, Effect, Line, Put, ReadNoMore, Say
from peerbot.kernel.feature import Choice, Flow, Shown
from peerbot.kernel.messages import Send
from peerbot.kernel.pages import MORE
from peerbot.kernel.parse import Number, Pick
from peerbot.kernel.records import Record
from peerbot.kernel.table import ELSE, NUMBER, Anywhere, Go, Home, State, Step, Transition

TEN = timedelta(minutes=10)
"""How long before the end of a room the word comes."""

NOTHING_SAID = ("uninvited", "declined")
"""Where a room closed so, nobody ever came into it."""


class LeavingWhich(State, frozen=True):
    """More than one place is held; which one to give back is asked."""

    asks: ClassVar[str] = "asks-leave-which"

    marks: tuple[Mark, ...]


def ten_minutes(_state: State, _heard: Pick, context: Context) -> Step:
    """The word alone is the yes: it asks for one thing, and the answer says what was kept.

    Where less time is left than that nothing is promised, and nothing kept.
    """
    cards = {card.mark: card for card in open_cards(context)}
    seats = [(place, cards[place.mark]) for place in seats_of(context) if place.mark in cards]
    if not seats:
        return Step(Home(), (Say("no-place"),))
    in_time = [place for place, card in seats if card.closes - context.now > TEN]
    late = tuple(
        Line(0, "ten-late", {"title": place.title, "closes": card.closes})
        for place, card in seats
        if place not in in_time
    )
    kept = (
        Put(replace(place, ten_minutes=True), place.closes + CLOSING_TAKES, TEN_MINUTES)
        for place in in_time
    )
    said = Say("ten-yes", also=late) if in_time else Say("ten-no", also=late)
    return Step(Home(), (*kept, said))


def leave_room(_state: State, _heard: Pick, context: Context) -> Step:
    seats = seats_of(context)
    if not seats:
        return _leave_no_room(context)
    if len(seats) == 1:
        return _leave(seats[0].mark, context)
    return _which("leave-which", tuple(place.mark for place in seats), context)


def _which(text: str, marks: tuple[Mark, ...], context: Context) -> Step:
    lines = choices_of(marks, places_of(context))
    return Step(LeavingWhich(marks), (Say(text, lines=lines, ask=True),))


def leave_chosen_room(state: LeavingWhich, heard: Number, context: Context) -> Step:
    if not 1 <= heard.number <= len(state.marks):
        return _which("not-understood-here", state.marks, context)
    return _leave(state.marks[heard.number - 1], context)


def ask_which_again(state: LeavingWhich, _heard: object, context: Context) -> Step:
    return _which("not-understood-here", state.marks, context)


def _leave(mark: Mark, context: Context) -> Step:
    gone = taken_back((mark,), context)
    said = (Say(gone[0].text, also=gone[1:]),) if gone else ()
    return Step(Home(), (*said, *_going(mark, context), *_give_back(mark, context)))


def _going(mark: Mark, context: Context) -> tuple[Effect, ...]:
    """The homeserver may take its time, and nobody is told meanwhile that they wait."""
    place = place_in(context, mark)
    if place is None or not place.waiting or not context.still_agrees(place, PLACE):
        return ()
    return (Put(replace(place, going=True), place.closes + CLOSING_TAKES, PLACE),)


def _leave_no_room(context: Context) -> Step:
    """A note may have been handed by somebody who never came in."""
    said = Say("own-room" if hosted_by(context) else "no-place")
    marks = marks_of_passing(context)
    gone = take_back_words(marks, context)
    return Step(Home(), (*gone, replace(said, also=taken_back(marks, context))))


def _give_back(mark: Mark, context: Context) -> tuple[Effect, ...]:
    """With what they wrote to those who hold the room: nobody reads it who has not yet."""
    return (*take_back_words((mark,), context), Send(Room(mark), LetGo(context.me)))


def place_freed(state: State, message: PlaceFreed, context: Context) -> Step:
    place = place_in(context, message.mark)
    if place is None:
        return Step(after_answer(state, message.mark))
    freed = "place-freed-waiting" if place.waiting else "place-freed"
    freed = "own-room-handed-on" if place.hosting else freed
    said = Say("place-not-freed" if message.refused else freed)
    return Step(after_answer(state, message.mark), (Drop(place), said))


def room_closed(state: State, message: RoomClosed, context: Context) -> Step:
    place = place_in(context, message.mark)
    # Without a place they were asked at most to hold it: that is answered when they say something.
    after = after_answer(state, message.mark) if place or message.hosted else state
    gone = (Drop(place),) if place else ()
    as_promised = message.why == "time"
    wanted = message.hosted or bool(place and (place.closing_line or not as_promised))
    text = f"{'own-room' if message.hosted else 'room'}-closed-{message.why}"
    emptied = message.why in ("time", "facilitator")
    out = (Line(0, "out-when-back"),) if emptied and rooms_in(context).federate else ()
    said = Say(text, also=out, starts=True)
    over = Step(after, (said,))
    if message.why not in NOTHING_SAID:
        said = replace(said, also=(*out, _left(context)))
        over = _doors(after, said, place, context, held=message.hosted)
    forgotten = (*gone, ReadNoMore(message.mark))
    return Step(over.state, (*forgotten, *over.effects)) if wanted else Step(after, forgotten)


def _left(context: Context) -> Line:
    """What is left of what was said there."""
    if copies := server_copies(context):
        return Line(0, "room-left-told", {"copies": copies})
    return Line(0, "room-left")


def _doors(state: State, said: Say, place: Seat | None, context: Context, *, held: bool) -> Step:
    """What could come next, below what is said of the end. Whoever is in another room, or holds
    one, has that next. Nothing is asked in the middle of another question."""
    if any(it != place for it in places_of(context)) or isinstance(state, AfterHolding | AfterRoom):
        return Step(state, (said,))
    again = held and _is_last(place, context)
    if state != Home():
        words = Line(0, "after-holding-beside" if again else "after-room-beside")
        return Step(state, (replace(said, also=(*said.also, words)),))
    return Step(AfterHolding() if again else AfterRoom(), (replace(said, ask=True),))


def _is_last(place: Seat | None, context: Context) -> bool:
    """Whether `open again` would open one like it."""
    role = role_of(context)
    kind = role.again[0] if role and role.again else ""
    titles = (it.title for it in rooms_in(context).kinds if it.word == kind)
    return place is not None and place.title in titles


def room_held_by_another(state: State, message: HeldByAnother, context: Context) -> Step:
    card = next((card for card in open_cards(context) if card.mark == message.mark), None)
    place = place_in(context, message.mark)
    if card is None or place is None or place.hosting:
        return Step(state)
    return Step(state, (Say("room-held-by-another", {"number": card.number}, starts=True),))


def place_lines(context: Context) -> Iterator[Line]:
    """Rooms that somebody is in or holds, and what they are promised about them."""
    places = places_of(context)
    for place in places:
        text = "me-own-room" if place.hosting else "me-place"
        yield Line(0, text, {"title": place.title, "closes": place.closes})
    for place in places:
        if place.closing_line:
            yield Line(0, "me-closing-line", {"title": place.title})
    for place in places:
        if place.ten_minutes:
            yield Line(0, "me-ten-minutes", {"title": place.title})


def take_back_place(record: Record, context: Context) -> tuple[Effect, ...]:
    assert isinstance(record, Seat)
    return _give_back(record.mark, context)


def take_back_closing_line(record: Record, context: Context) -> tuple[Effect, ...]:
    assert isinstance(record, Seat)
    return _keep_without(replace(record, closing_line=False), CLOSING_LINE, context)


def take_back_ten_minutes(record: Record, context: Context) -> tuple[Effect, ...]:
    assert isinstance(record, Seat)
    return _keep_without(replace(record, ten_minutes=False), TEN_MINUTES, context)


def _keep_without(place: Seat, taken_back: Consent, context: Context) -> tuple[Effect, ...]:
    names = {agreed.name for name, agreed in context.grants if name == place.kept_as}
    stays = PLACE if PLACE.name in names else HOST
    return (Put(place, place.closes + CLOSING_TAKES, stays, drops=taken_back.name),)


FLOW = Flow(
    "places",
    (
        Transition(LeavingWhich, NUMBER, leave_chosen_room, (Home,)),
        Transition(LeavingWhich, "back", Go("menu")),
        Transition(LeavingWhich, MORE, ask_which_again, numbered=False),
        Transition(LeavingWhich, ELSE, ask_which_again),
        Transition(Anywhere, "ten-minutes", ten_minutes, (Home,), consent=TEN_MINUTES),
        Transition(Anywhere, "leave", leave_room, (LeavingWhich, Home)),
        Transition(Anywhere, PlaceFreed, place_freed, (Home,)),
        *(Transition(AfterHolding, word, Go(word)) for word in ("clear", "now", "nothing")),
        *(Transition(AfterRoom, word, Go(word)) for word in ("next", "clear", "now", "nothing")),
        Transition(Anywhere, RoomClosed, room_closed, (AfterHolding, AfterRoom, Home)),
        Transition(Anywhere, HeldByAnother, room_held_by_another),
    ),
    menu=(Choice("leave", 50, lambda context: bool(seats_of(context))),),
    consents=(PLACE, CLOSING_LINE, TEN_MINUTES),
    shown=(Shown(10, place_lines),),
    takes_back={
        PLACE.name: take_back_place,
        HOST.name: take_back_place,
        CLOSING_LINE.name: take_back_closing_line,
        TEN_MINUTES.name: take_back_ten_minutes,
    },
)
