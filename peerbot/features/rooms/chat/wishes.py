"""Requests about a room that people are in or hold; with several rooms, asks which one."""

import re
from typing import Literal

from peerbot.feature import Choice, Flow
from peerbot.flow import ELSE, NUMBER, Anywhere, Go, Home, Row, State, Step
from peerbot.kernel.ids import Mark, Room
from peerbot.kernel.parse import Number, Pick
from peerbot.pages import MORE
from peerbot.vocabulary.effects import Line, Say, Tell
from peerbot.vocabulary.notes import Card, View
from peerbot.vocabulary.room_inputs import Extend, HelpWanted, Input, LookIn

Wish = Literal["room", "help-here", "extend", "step-out"]


class WhichRoom(State, frozen=True):
    """The rooms that a wish could be about are shown, under the numbers that `join` has for them.

    `minutes`: how much longer, when that is the wish.
    """

    wish: Wish
    shown: tuple[tuple[int, Mark], ...]
    minutes: int = 0


def ask_about_room(_state: State, heard: Pick, view: View) -> Step:
    numbers = re.findall(r"\d+", heard.rest)
    return _choose("room", numbers[0] if numbers else "", view)


def ask_for_help(_state: State, _heard: Pick, view: View) -> Step:
    return _choose("help-here", "", view)


def ask_to_extend(_state: State, heard: Pick, view: View) -> Step:
    """`extend 15`, or `extend 15 2` (`extend 15 minutes, room 2`) for the room that is number 2."""
    asked = re.fullmatch(
        r"(\d{1,3})(?!\d)\s*(?:m\w*)?(?:\W*(?:[^\W\d]+\W+)?(\d+))?", heard.rest.strip()
    )
    minutes, number = (int(asked[1]), asked[2] or "") if asked else (0, "")
    if _rooms("extend", view):
        if view.about.role is None:
            return Step(Home(), (Say("extend-no-role"),))
        if not minutes:
            return Step(Home(), (Say("extend-how"),))
    return _choose("extend", number, view, minutes)


def ask_to_step_out(_state: State, _heard: Pick, view: View) -> Step:
    return _choose("step-out", "", view)


def _rooms(wish: Wish, view: View) -> tuple[Card, ...]:
    """The rooms that a request could be about."""
    places = {place.mark for place in view.about.places}
    match wish:
        case "room":
            return tuple(card for card in view.rooms if card.mark in places)
        case "help-here":
            others = (card for card in view.rooms if card.facilitator != view.me)
            return tuple(card for card in others if card.mark in places)
        case _:
            return tuple(card for card in view.rooms if card.facilitator == view.me)


def _choose(wish: Wish, number: str, view: View, minutes: int = 0) -> Step:
    rooms = _rooms(wish, view)
    if not rooms:
        return Step(Home(), (Say(_nowhere(wish, view)),))
    named = [card for card in rooms if number in ("", str(card.number))]
    if len(named) == 1:
        return _wish(wish, named[0].mark, minutes, view)
    return _which("which-room", wish, minutes, view)


def _nowhere(wish: Wish, view: View) -> str:
    holds = any(card.facilitator == view.me for card in view.rooms)
    return "help-own" if wish == "help-here" and holds else f"{wish}-nowhere"


def _which(
    text: str, wish: Wish, minutes: int, view: View, shown: tuple[tuple[int, Mark], ...] = ()
) -> Step:
    """`shown`: numbers already assigned, when the list continues on another page."""
    theirs = _rooms(wish, view)
    rooms = tuple(card for card in theirs if (card.number, card.mark) in shown)
    if not rooms:
        rooms, shown = theirs, tuple((card.number, card.mark) for card in theirs)
    if not rooms:
        return Step(Home(), (Say(_nowhere(wish, view)),))
    lines = tuple(
        Line(c.number, "which-room-line", {"title": c.title, "closes": c.closes}) for c in rooms
    )
    return Step(WhichRoom(wish, shown, minutes), (Say(text, lines=lines, ask=True),))


def _wish(wish: Wish, mark: Mark, minutes: int, view: View) -> Step:
    wanted: Input
    match wish:
        case "help-here":
            wanted = HelpWanted(view.me)
        case "extend":
            wanted = Extend(view.me, minutes)
        case looking:
            wanted = LookIn(view.me, looking)
    return Step(Home(), (Tell(Room(mark), wanted),))


def choose_room(state: WhichRoom, heard: Number, view: View) -> Step:
    mark = dict(state.shown).get(heard.number)
    if mark not in {card.mark for card in _rooms(state.wish, view)}:
        return _which("not-understood", state.wish, state.minutes, view)
    return _wish(state.wish, mark, state.minutes, view)


def list_more_rooms(state: WhichRoom, _heard: object, view: View) -> Step:
    return _which("which-room", state.wish, state.minutes, view, state.shown)


def list_rooms_again(state: WhichRoom, _heard: object, view: View) -> Step:
    return _which("not-understood", state.wish, state.minutes, view)


FLOW = Flow(
    "wishes",
    (
        Row(WhichRoom, NUMBER, choose_room, (WhichRoom, Home)),
        Row(WhichRoom, "back", Go("menu")),
        Row(WhichRoom, MORE, list_more_rooms, (WhichRoom, Home), numbered=False),
        Row(WhichRoom, ELSE, list_rooms_again, (WhichRoom, Home)),
        Row(Anywhere, "room", ask_about_room, (WhichRoom, Home), takes_rest=True),
        Row(Anywhere, "help-here", ask_for_help, (WhichRoom, Home)),
        Row(Anywhere, "extend", ask_to_extend, (WhichRoom, Home), takes_rest=True),
        Row(Anywhere, "step-out", ask_to_step_out, (WhichRoom, Home)),
    ),
    menu=(
        Choice("room", 30, lambda view: bool(view.about.places)),
        Choice("help-here", 40, lambda view: bool(view.about.seats)),
    ),
)
