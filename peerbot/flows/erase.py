"""Erase: places first, then the key and every row, then the file's free space, then a word."""

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
    """Erasing cannot be undone, so it is asked once."""


class Erasing(State, frozen=True):
    """Waiting until no room of `waits` knows the person any more."""

    waits: tuple[Mark, ...]


def ask(features: Features, _state: State, _heard: object, view: View) -> Step:
    lines = tuple(holding.line for holding in features.holds(view) if holding.line)
    return Step(AskedToErase(), (Say("erase-ask", also=lines, ask=True),))


def no(_state: AskedToErase, _heard: Pick, _view: View) -> Step:
    return Step(Home(), (Say("erase-no"),))


def erase(features: Features, _state: State, _heard: object, view: View) -> Step:
    waits = tuple(dict.fromkeys(holding.mark for holding in features.holds(view)))
    if not waits:
        return Step(Home(), (Erase(),))
    return Step(Erasing(waits), tuple(Tell(Room(mark), LetGo(view.me)) for mark in waits))


def released(features: Features, state: Erasing, message: Any, view: View) -> Step:
    waits = tuple(mark for mark in state.waits if mark != message.mark)
    goes = features.released[type(message)](message, view)
    if waits:
        return Step(Erasing(waits), goes)
    return Step(Home(), (*goes, Erase()))


def declined(features: Features, state: Erasing, message: Any, view: View) -> Step:
    """Sent before the room heard of the erasing, which goes on."""
    return Step(state, features.declined[type(message)](message, view))


def of_an_earlier_one(state: Erasing, _told: Scrubbed, _view: View) -> Step:
    return Step(state)


def going_on(state: Erasing, _heard: object, _view: View) -> Step:
    return Step(state, (Say("erase-going-on"),))


def going_on_for_another(state: Erasing, _told: IdentityReset, _view: View) -> Step:
    """The wish came before; what was to be said until then is not for the new identity."""
    return Step(state, (BeginAnew(), Say("erase-going-on")))


def without_chat(state: Erasing, told: ChatGone, view: View) -> Step:
    """Leaving the chat does not take the wish back."""
    return Step(state, (ForgetChat(),) if view.chat == told.chat else ())


def overheard(state: Erasing, _told: ThirdPersonCame, _view: View) -> Step:
    return Step(state, (Farewell("third-person"),))


def scrubbed(_state: State, _told: Scrubbed, _view: View) -> Step:
    return Step(Home(), (Farewell("erased"),))


def delayed(state: State, _told: ScrubDelayed, _view: View) -> Step:
    return Step(state, (Say("erase-delayed"),))


def flow(features: Features) -> Flow:
    """It waits for all that know the person."""
    asks, erases = partial(ask, features), partial(erase, features)
    lets_go, declines = partial(released, features), partial(declined, features)
    return Flow(
        "erase",
        (
            Row(AskedToErase, "erase-it", erases, (Erasing, Home)),
            Row(AskedToErase, "no", no, (Home,)),
            Row(AskedToErase, MORE, asks, numbered=False),
            *(Row(Erasing, told, lets_go, (Erasing, Home)) for told in features.released),
            *(Row(Erasing, told, declines) for told in features.declined),
            Row(Erasing, Scrubbed, of_an_earlier_one),
            Row(Erasing, ChatGone, without_chat),
            Row(Erasing, ThirdPersonCame, overheard),
            Row(Erasing, IdentityReset, going_on_for_another),
            Row(Erasing, WORDS, going_on),
            Row(Anywhere, "erase", asks, (AskedToErase,)),
            Row(Anywhere, EraseOrdered, erases, (Erasing, Home)),
            Row(Anywhere, Scrubbed, scrubbed, (Home,)),
            Row(Anywhere, ScrubDelayed, delayed),
        ),
    )
