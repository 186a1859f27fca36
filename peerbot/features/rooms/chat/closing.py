"""A facilitator closes a room before its time."""

from typing import ClassVar

from peerbot.features.rooms.address import Mark, Room
from peerbot.features.rooms.asking import choices_of
from peerbot.features.rooms.records import (
    holds_a_room,
    hosted_by,
    open_cards,
)
from peerbot.features.rooms.settings import rooms_in
from peerbot.features.rooms.to_person import ClosesSoon
from peerbot.features.rooms.to_room import Close, CloseSoon
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Line, Say
from peerbot.kernel.feature import Choice, Flow
from peerbot.kernel.messages import Send
from peerbot.kernel.pages import MORE
from peerbot.kernel.parse import Number, Pick
from peerbot.kernel.table import ELSE, NUMBER, Anywhere, Go, Home, State, Step, Transition


class CloseAsked(State, frozen=True):
    """Closing cannot be undone, so it asks for confirmation."""

    asks: ClassVar[str] = "asks-close"

    mark: Mark


class CloseWhich(State, frozen=True):
    """The facilitator holds more than one room."""

    asks: ClassVar[str] = "asks-close-which"

    marks: tuple[Mark, ...]


def close_room(_state: State, _heard: Pick, context: Context) -> Step:
    own = tuple(place.mark for place in hosted_by(context))
    if not own:
        return Step(Home(), (Say("hold-nowhere"),))
    if len(own) == 1:
        return _close_ask(own[0], context)
    return _close_which("close-which", own, context)


def _close_ask(mark: Mark, context: Context) -> Step:
    room = next((place for place in hosted_by(context) if place.mark == mark), None)
    if room is None:
        return Step(Home(), (Say("room-not-there"),))
    card = next((card for card in open_cards(context) if card.mark == mark), None)
    closes = card.closes if card else room.closes
    said = Say("close-ask", {"title": room.title, "closes": closes}, ask=True)
    return Step(CloseAsked(mark), (said,))


def _close_which(text: str, marks: tuple[Mark, ...], context: Context) -> Step:
    lines = choices_of(marks, hosted_by(context))
    return Step(CloseWhich(marks), (Say(text, lines=lines, ask=True),))


def close_chosen_room(state: CloseWhich, heard: Number, context: Context) -> Step:
    if not 1 <= heard.number <= len(state.marks):
        return _close_which("not-understood-here", state.marks, context)
    return _close_ask(state.marks[heard.number - 1], context)


def ask_which_again(state: CloseWhich, _heard: object, context: Context) -> Step:
    return _close_which("not-understood-here", state.marks, context)


def close_now(state: CloseAsked, _heard: Pick, context: Context) -> Step:
    message = Send(Room(state.mark), Close("facilitator"))
    out = (Line(0, "out-when-back"),) if rooms_in(context).federate else ()
    return Step(Home(), (message, Say("close-going-on", also=out)))


def close_soon(state: CloseAsked, _heard: Pick, context: Context) -> Step:
    if all(card.mark != state.mark for card in open_cards(context)):
        return close_now(state, _heard, context)  # nobody is in it yet, or any more
    return Step(Home(), (Send(Room(state.mark), CloseSoon(context.me)),))


def closes_soon(state: State, message: ClosesSoon, _context: Context) -> Step:
    text = "closes-soon-by-other" if message.by_other else "closes-soon"
    args: Args = {"title": message.title, "closes": message.closes}
    return Step(state, (Say(text, args, starts=message.by_other),))


def keep_open(_state: CloseAsked, _heard: Pick, _context: Context) -> Step:
    return Step(Home(), (Say("all-right"),))


FLOW = Flow(
    "closing",
    (
        Transition(CloseAsked, "close-it", close_now, (Home,)),
        Transition(CloseAsked, "close-soon", close_soon, (Home,)),
        Transition(CloseAsked, "no", keep_open, (Home,)),
        Transition(CloseWhich, NUMBER, close_chosen_room, (CloseAsked, Home)),
        Transition(CloseWhich, "back", Go("menu")),
        Transition(CloseWhich, MORE, ask_which_again, numbered=False),
        Transition(CloseWhich, ELSE, ask_which_again),
        Transition(Anywhere, ClosesSoon, closes_soon),
        Transition(Anywhere, "close", close_room, (CloseAsked, CloseWhich, Home)),
    ),
    menu=(Choice("close", 14, holds_a_room),),
)
