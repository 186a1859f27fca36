"""Erase: places first, then the key and every row, then the file's free space, then a farewell."""

from peerbot.feature import Flow
from peerbot.flow import WORDS, Anywhere, Home, Row, State, Step
from peerbot.kernel.ids import Mark, Room
from peerbot.kernel.parse import Pick
from peerbot.pages import MORE
from peerbot.vocabulary.effects import (
    BeginAnew,
    Erase,
    Farewell,
    Forget,
    ForgetChat,
    Line,
    Say,
    Tell,
)
from peerbot.vocabulary.inputs import (
    ChatGone,
    EraseOrdered,
    HoldAsked,
    HolderNotInvited,
    IdentityReset,
    NowHolding,
    PlaceFreed,
    PlaceGiven,
    PlaceRefused,
    RoomClosed,
    RoomIsOpen,
    RoomNotOpened,
    Scrubbed,
    ScrubDelayed,
    SecondAnswered,
    SecondAsked,
    SteppedOut,
    ThirdPersonCame,
    WhoIsIn,
)
from peerbot.vocabulary.notes import View
from peerbot.vocabulary.room_inputs import Holds, LetGo, SecondDeclines


class AskedToErase(State, frozen=True):
    """Erasing cannot be undone, so it asks for confirmation."""


class Erasing(State, frozen=True):
    """Waiting until no room of `waits` knows the person any more."""

    waits: tuple[Mark, ...]


def ask_to_erase(_state: State, _heard: object, view: View) -> Step:
    handed_on = {card.mark for card in view.rooms if card.second}
    rooms = tuple(
        Line(
            0, "erase-hands-on" if room.mark in handed_on else "erase-closes", {"title": room.title}
        )
        for room in view.about.hosted
    )
    return Step(AskedToErase(), (Say("erase-ask", also=rooms, ask=True),))


def decline_erasing(_state: AskedToErase, _heard: Pick, _view: View) -> Step:
    return Step(Home(), (Say("erase-no"),))


def start_erasing(_state: State, _heard: object, view: View) -> Step:
    named = (card.mark for card in view.rooms if card.named == view.me)
    waits = tuple(dict.fromkeys((*(place.mark for place in view.about.places), *named)))
    if not waits:
        return Step(Home(), (Erase(),))
    return Step(Erasing(waits), tuple(Tell(Room(mark), LetGo(view.me)) for mark in waits))


def place_released(
    state: Erasing,
    message: PlaceFreed | PlaceRefused | RoomClosed | RoomNotOpened | SteppedOut,
    view: View,
) -> Step:
    waits = tuple(mark for mark in state.waits if mark != message.mark)
    gone = tuple(Forget(place) for place in view.about.places if place.mark == message.mark)
    if waits:
        return Step(Erasing(waits), gone)
    return Step(Home(), (*gone, Erase()))


def ignore_late_message(state: Erasing, _message: object, _view: View) -> Step:
    """Sent before the room knew of the erasure, which continues, or from an earlier one."""
    return Step(state)


def decline_hold(state: Erasing, message: HoldAsked, view: View) -> Step:
    return Step(state, (Tell(Room(message.mark), Holds(view.me, yes=False)),))


def decline_second(state: Erasing, message: SecondAsked, view: View) -> Step:
    return Step(state, (Tell(Room(message.mark), SecondDeclines(view.me)),))


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


FLOW = Flow(
    "erase",
    (
        Row(AskedToErase, "erase-it", start_erasing, (Erasing, Home)),
        Row(AskedToErase, "no", decline_erasing, (Home,)),
        Row(AskedToErase, MORE, ask_to_erase, numbered=False),
        Row(Erasing, PlaceFreed, place_released, (Erasing, Home)),
        Row(Erasing, PlaceRefused, place_released, (Erasing, Home)),
        Row(Erasing, RoomClosed, place_released, (Erasing, Home)),
        Row(Erasing, RoomNotOpened, place_released, (Erasing, Home)),
        Row(Erasing, PlaceGiven, ignore_late_message),
        Row(Erasing, RoomIsOpen, ignore_late_message),
        Row(Erasing, Scrubbed, ignore_late_message),
        Row(Erasing, SteppedOut, place_released, (Erasing, Home)),
        Row(Erasing, HoldAsked, decline_hold),
        Row(Erasing, NowHolding, ignore_late_message),
        Row(Erasing, SecondAsked, decline_second),
        Row(Erasing, SecondAnswered, ignore_late_message),
        Row(Erasing, HolderNotInvited, ignore_late_message),
        Row(Erasing, WhoIsIn, ignore_late_message),
        Row(Erasing, ChatGone, chat_left),
        Row(Erasing, ThirdPersonCame, third_person_came),
        Row(Erasing, IdentityReset, identity_reset_meanwhile),
        Row(Erasing, WORDS, erasing_continues),
        Row(Anywhere, "erase", ask_to_erase, (AskedToErase,)),
        Row(Anywhere, EraseOrdered, start_erasing, (Erasing, Home)),
        Row(Anywhere, Scrubbed, file_scrubbed, (Home,)),
        Row(Anywhere, ScrubDelayed, scrub_delayed),
    ),
)
