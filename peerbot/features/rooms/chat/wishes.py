"""Requests about a room that people are in or hold; with several rooms, asks which one."""

import re
from typing import ClassVar, Literal

from peerbot.features.rooms.address import Mark, Room
from peerbot.features.rooms.asking import Sought, numbered, rooms_to_hold
from peerbot.features.rooms.records import Card, holds_a_room, open_cards, places_of, seats_of
from peerbot.features.rooms.to_room import HelpWanted, LookIn
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Say
from peerbot.kernel.feature import Choice, Flow
from peerbot.kernel.messages import Message, Send
from peerbot.kernel.pages import MORE
from peerbot.kernel.parse import Number, Pick
from peerbot.kernel.table import ELSE, NUMBER, Anywhere, Go, Home, State, Step, Transition

Wish = Literal["room", "help-here", "step-out"]


class WhichRoom(State, frozen=True):
    """The rooms that a wish could be about are shown, each under the number that `join` takes."""

    asks: ClassVar[str] = "asks-which-room"

    wish: Wish
    shown: tuple[tuple[int, Mark], ...]


def ask_about_room(_state: State, heard: Pick, context: Context) -> Step:
    numbers = re.findall(r"\d+", heard.rest)
    return _choose("room", numbers[0] if numbers else "", context)


def ask_for_help(_state: State, _heard: Pick, context: Context) -> Step:
    return _choose("help-here", "", context)


def ask_to_step_out(_state: State, heard: Pick, context: Context) -> Step:
    """`step out sam too loud`: who, and why. Of several rooms, which one is asked first, and then
    the rest as well."""
    step = _choose("step-out", "", context)
    words, rooms = heard.rest.split(), _rooms("step-out", context)
    if not words or len(rooms) != 1 or words[0].isdecimal():
        return step
    why = heard.rest_as_written.partition(" ")[2]
    return Step(Sought(rooms[0].mark, words[0], why), step.effects)


def _rooms(wish: Wish, context: Context) -> tuple[Card, ...]:
    """The rooms that a request could be about."""
    places = {place.mark for place in places_of(context)}
    match wish:
        case "room":
            return tuple(card for card in open_cards(context) if card.mark in places)
        case "help-here":
            others = (card for card in open_cards(context) if card.facilitator != context.me)
            theirs = tuple(card for card in others if card.mark in places)
            return tuple(card for card in theirs if not card.for_two) or theirs
        case _:
            return rooms_to_hold(context)


def _choose(wish: Wish, number: str, context: Context) -> Step:
    rooms = _rooms(wish, context)
    if not rooms:
        return Step(Home(), (Say(_nowhere(wish, context)),))
    named = [card for card in rooms if number in ("", str(card.number))]
    if len(named) == 1:
        return _wish(wish, named[0].mark, context)
    return _which("which-room", wish, context)


def _nowhere(wish: Wish, context: Context) -> str:
    if wish == "step-out":
        return "hold-nowhere"
    holds = holds_a_room(context)
    return "help-own" if wish == "help-here" and holds else f"{wish}-nowhere"


def _which(
    text: str, wish: Wish, context: Context, shown: tuple[tuple[int, Mark], ...] = ()
) -> Step:
    """`shown`: numbers already assigned, when the list continues on another page."""
    theirs = _rooms(wish, context)
    rooms = tuple(card for card in theirs if (card.number, card.mark) in shown)
    if not rooms:
        rooms, shown = theirs, tuple((card.number, card.mark) for card in theirs)
    if not rooms:
        return Step(Home(), (Say(_nowhere(wish, context)),))
    return Step(WhichRoom(wish, shown), (Say(text, lines=numbered(rooms), ask=True),))


def _wish(wish: Wish, mark: Mark, context: Context) -> Step:
    wanted: Message
    match wish:
        case "help-here":
            wanted = HelpWanted(context.me)
        case looking:
            wanted = LookIn(context.me, looking)
    return Step(Home(), (Send(Room(mark), wanted),))


def choose_room(state: WhichRoom, heard: Number, context: Context) -> Step:
    mark = dict(state.shown).get(heard.number)
    if mark not in {card.mark for card in _rooms(state.wish, context)}:
        return _which("not-understood-here", state.wish, context)
    return _wish(state.wish, mark, context)


def list_more_rooms(state: WhichRoom, _heard: object, context: Context) -> Step:
    return _which("which-room", state.wish, context, state.shown)


def list_rooms_again(state: WhichRoom, _heard: object, context: Context) -> Step:
    return _which("not-understood-here", state.wish, context)


FLOW = Flow(
    "wishes",
    (
        Transition(WhichRoom, NUMBER, choose_room, (WhichRoom, Home)),
        Transition(WhichRoom, "back", Go("menu")),
        Transition(WhichRoom, MORE, list_more_rooms, (WhichRoom, Home), numbered=False),
        Transition(WhichRoom, ELSE, list_rooms_again, (WhichRoom, Home)),
        Transition(Anywhere, "room", ask_about_room, (WhichRoom, Home), takes_rest=True),
        Transition(Anywhere, "help-here", ask_for_help, (WhichRoom, Home), always_heard=True),
        Transition(
            Anywhere, "step-out", ask_to_step_out, (WhichRoom, Sought, Home), takes_rest=True
        ),
    ),
    menu=(
        Choice("room", 11, lambda context: bool(places_of(context))),
        Choice("step-out", 13, holds_a_room),
        Choice("help-here", 40, lambda context: bool(seats_of(context))),
    ),
)
