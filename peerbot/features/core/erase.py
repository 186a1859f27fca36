"""Erase: places first, then the key and every row, then the file's free space, then a farewell."""

from functools import partial
from typing import Any

from peerbot.feature import Features, Flow
from peerbot.flow import WORDS, Anywhere, Home, Row, State, Step
from peerbot.kernel.ids import Mark, Room
from peerbot.kernel.parse import Pick
from peerbot.pages import MORE
from peerbot.vocabulary.effects import BeginAnew, Erase, Farewell, ForgetChat, Say, Tell
from peerbot.vocabulary.inputs import (
    ChatGone,
    EraseOrdered,
    IdentityReset,
    Scrubbed,
    ScrubDelayed,
    ThirdPersonCame,
)
from peerbot.vocabulary.notes import View
from peerbot.vocabulary.room_inputs import LetGo


class AskedToErase(State, frozen=True):
    """Erasing cannot be undone, so it asks for confirmation."""


class Erasing(State, frozen=True):
    """Waiting until no room of `waits` knows the person any more."""

    waits: tuple[Mark, ...]


def ask_to_erase(features: Features, _state: State, _heard: object, view: View) -> Step:
    lines = tuple(holding.line for holding in features.holds(view) if holding.line)
    return Step(AskedToErase(), (Say("erase-ask", also=lines, ask=True),))


def decline_erasing(_state: AskedToErase, _heard: Pick, _view: View) -> Step:
    return Step(Home(), (Say("erase-no"),))


def start_erasing(features: Features, _state: State, _heard: object, view: View) -> Step:
    waits = tuple(dict.fromkeys(holding.mark for holding in features.holds(view)))
    if not waits:
        return Step(Home(), (Erase(),))
    return Step(Erasing(waits), tuple(Tell(Room(mark), LetGo(view.me)) for mark in waits))


def place_released(features: Features, state: Erasing, message: Any, view: View) -> Step:
    waits = tuple(mark for mark in state.waits if mark != message.mark)
    goes = features.released[type(message)](message, view)
    if waits:
        return Step(Erasing(waits), goes)
    return Step(Home(), (*goes, Erase()))


def decline_late_message(features: Features, state: Erasing, message: Any, view: View) -> Step:
    """Sent before the room heard of the erasing, which goes on."""
    return Step(state, features.declined[type(message)](message, view))


def ignore_earlier_scrub(state: Erasing, _message: Scrubbed, _view: View) -> Step:
    return Step(state)


def erasing_continues(state: Erasing, _heard: object, _view: View) -> Step:
    return Step(state, (Say("erase-going-on"),))


def identity_reset_meanwhile(state: Erasing, _message: IdentityReset, _view: View) -> Step:
    """The request came first. Replies still pending are not meant for the new identity."""
    return Step(state, (BeginAnew(), Say("erase-going-on")))


def chat_left(state: Erasing, message: ChatGone, view: View) -> Step:
    """Leaving the chat does not cancel the erasure."""
    return Step(state, (ForgetChat(),) if view.chat == message.chat else ())


def third_person_came(state: Erasing, _message: ThirdPersonCame, _view: View) -> Step:
    return Step(state, (Farewell("third-person"),))


def file_scrubbed(_state: State, _message: Scrubbed, _view: View) -> Step:
    return Step(Home(), (Farewell("erased"),))


def scrub_delayed(state: State, _message: ScrubDelayed, _view: View) -> Step:
    return Step(state, (Say("erase-delayed"),))


def flow(features: Features) -> Flow:
    """It waits for all that know the person."""
    asks, erases = partial(ask_to_erase, features), partial(start_erasing, features)
    lets_go = partial(place_released, features)
    declines = partial(decline_late_message, features)
    return Flow(
        "erase",
        (
            Row(AskedToErase, "erase-it", erases, (Erasing, Home)),
            Row(AskedToErase, "no", decline_erasing, (Home,)),
            Row(AskedToErase, MORE, asks, numbered=False),
            *(Row(Erasing, message, lets_go, (Erasing, Home)) for message in features.released),
            *(Row(Erasing, message, declines) for message in features.declined),
            Row(Erasing, Scrubbed, ignore_earlier_scrub),
            Row(Erasing, ChatGone, chat_left),
            Row(Erasing, ThirdPersonCame, third_person_came),
            Row(Erasing, IdentityReset, identity_reset_meanwhile),
            Row(Erasing, WORDS, erasing_continues),
            Row(Anywhere, "erase", asks, (AskedToErase,)),
            Row(Anywhere, EraseOrdered, erases, (Erasing, Home)),
            Row(Anywhere, Scrubbed, file_scrubbed, (Home,)),
            Row(Anywhere, ScrubDelayed, scrub_delayed),
        ),
    )
