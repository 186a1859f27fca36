"""Erase: places first, then the key and every row, then the file's free space, then a word."""

from peerbot.flow import WORDS, Anywhere, Flow, Home, Pick, Row, State, Step
from peerbot.vocabulary.effects import Effect, Erase, Farewell, Forget, Say, Tell
from peerbot.vocabulary.ids import Mark, Room
from peerbot.vocabulary.inputs import (
    Close,
    EraseOrdered,
    LetGo,
    PlaceFreed,
    PlaceGiven,
    PlaceRefused,
    RoomClosed,
    RoomIsOpen,
    Scrubbed,
    ScrubDelayed,
)
from peerbot.vocabulary.notes import View


class AskedToErase(State, frozen=True):
    """Erasing cannot be undone, so it is asked once."""


class Erasing(State, frozen=True):
    """Waiting until no room of `waits` knows the person any more."""

    waits: tuple[Mark, ...]


def ask(_state: State, _heard: Pick, _view: View) -> Step:
    return Step(AskedToErase(), (Say("erase-ask", ask=True),))


def no(_state: AskedToErase, _heard: Pick, _view: View) -> Step:
    return Step(Home(), (Say("erase-no"),))


def erase(_state: State, _heard: object, view: View) -> Step:
    own = [card.mark for card in view.rooms if card.facilitator == view.me]
    places = [place.mark for place in view.about.places]
    leaving: list[Effect] = [Tell(Room(mark), LetGo(view.me)) for mark in places]
    closing: list[Effect] = [Tell(Room(mark), Close("facilitator")) for mark in own]
    return _erase_when_free((*places, *own), (*leaving, *closing))


def _erase_when_free(waits: tuple[Mark, ...], effects: tuple[Effect, ...]) -> Step:
    if waits:
        return Step(Erasing(waits), effects)
    return Step(Home(), (*effects, Erase()))


def place_gone(state: Erasing, told: PlaceFreed | PlaceRefused | RoomClosed, view: View) -> Step:
    waits = tuple(mark for mark in state.waits if mark != told.mark)
    gone = [place for place in view.about.places if place.mark == told.mark]
    return _erase_when_free(waits, tuple(Forget(place) for place in gone))


def place_given(state: Erasing, _told: PlaceGiven, _view: View) -> Step:
    """The invitation crossed the erasing; the room was already told to take it back."""
    return Step(state)


def room_opened(state: Erasing, told: RoomIsOpen, _view: View) -> Step:
    """The room crossed the erasing: it closes, and the erasing waits for it."""
    mark = told.card.mark
    return Step(Erasing((*state.waits, mark)), (Tell(Room(mark), Close("facilitator")),))


def going_on(state: Erasing, _heard: object, _view: View) -> Step:
    return Step(state, (Say("erase-going-on"),))


def scrubbed(_state: State, _told: Scrubbed, _view: View) -> Step:
    return Step(Home(), (Farewell("erased", erase=True),))


def delayed(state: State, _told: ScrubDelayed, _view: View) -> Step:
    return Step(state, (Say("erase-delayed"),))


FLOW = Flow(
    "erase",
    (
        Row(AskedToErase, "erase-it", erase, (Erasing, Home)),
        Row(AskedToErase, "no", no, (Home,)),
        Row(Erasing, PlaceFreed, place_gone, (Erasing, Home)),
        Row(Erasing, PlaceRefused, place_gone, (Erasing, Home)),
        Row(Erasing, RoomClosed, place_gone, (Erasing, Home)),
        Row(Erasing, PlaceGiven, place_given, (Erasing,)),
        Row(Erasing, RoomIsOpen, room_opened, (Erasing,)),
        Row(Erasing, WORDS, going_on, (Erasing,)),
        Row(Anywhere, "erase", ask, (AskedToErase,)),
        Row(Anywhere, EraseOrdered, erase, (Erasing, Home)),
        Row(Anywhere, Scrubbed, scrubbed, (Home,)),
        Row(Anywhere, ScrubDelayed, delayed, (Home,)),
    ),
)
