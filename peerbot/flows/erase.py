"""Erase: places first, then the key and every row, then the file's free space, then a word."""

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
    """Erasing cannot be undone, so it is asked once."""


class Erasing(State, frozen=True):
    """Waiting until no room of `waits` knows the person any more."""

    waits: tuple[Mark, ...]


def ask(_state: State, _heard: object, view: View) -> Step:
    handed_on = {card.mark for card in view.rooms if card.second}
    rooms = tuple(
        Line(
            0, "erase-hands-on" if room.mark in handed_on else "erase-closes", {"title": room.title}
        )
        for room in view.about.hosted
    )
    return Step(AskedToErase(), (Say("erase-ask", also=rooms, ask=True),))


def no(_state: AskedToErase, _heard: Pick, _view: View) -> Step:
    return Step(Home(), (Say("erase-no"),))


def erase(_state: State, _heard: object, view: View) -> Step:
    named = (card.mark for card in view.rooms if card.named == view.me)
    waits = tuple(dict.fromkeys((*(place.mark for place in view.about.places), *named)))
    if not waits:
        return Step(Home(), (Erase(),))
    return Step(Erasing(waits), tuple(Tell(Room(mark), LetGo(view.me)) for mark in waits))


def place_gone(
    state: Erasing,
    told: PlaceFreed | PlaceRefused | RoomClosed | RoomNotOpened | SteppedOut,
    view: View,
) -> Step:
    waits = tuple(mark for mark in state.waits if mark != told.mark)
    gone = tuple(Forget(place) for place in view.about.places if place.mark == told.mark)
    if waits:
        return Step(Erasing(waits), gone)
    return Step(Home(), (*gone, Erase()))


def crossed(state: Erasing, _told: object, _view: View) -> Step:
    """Sent before the room heard of the erasing, which goes on; or the end of an earlier one."""
    return Step(state)


def not_to_hold(state: Erasing, told: HoldAsked, view: View) -> Step:
    return Step(state, (Tell(Room(told.mark), Holds(view.me, yes=False)),))


def not_second(state: Erasing, told: SecondAsked, view: View) -> Step:
    return Step(state, (Tell(Room(told.mark), SecondDeclines(view.me)),))


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


FLOW = Flow(
    "erase",
    (
        Row(AskedToErase, "erase-it", erase, (Erasing, Home)),
        Row(AskedToErase, "no", no, (Home,)),
        Row(AskedToErase, MORE, ask, numbered=False),
        Row(Erasing, PlaceFreed, place_gone, (Erasing, Home)),
        Row(Erasing, PlaceRefused, place_gone, (Erasing, Home)),
        Row(Erasing, RoomClosed, place_gone, (Erasing, Home)),
        Row(Erasing, RoomNotOpened, place_gone, (Erasing, Home)),
        Row(Erasing, PlaceGiven, crossed),
        Row(Erasing, RoomIsOpen, crossed),
        Row(Erasing, Scrubbed, crossed),
        Row(Erasing, SteppedOut, place_gone, (Erasing, Home)),
        Row(Erasing, HoldAsked, not_to_hold),
        Row(Erasing, NowHolding, crossed),
        Row(Erasing, SecondAsked, not_second),
        Row(Erasing, SecondAnswered, crossed),
        Row(Erasing, HolderNotInvited, crossed),
        Row(Erasing, WhoIsIn, crossed),
        Row(Erasing, ChatGone, without_chat),
        Row(Erasing, ThirdPersonCame, overheard),
        Row(Erasing, IdentityReset, going_on_for_another),
        Row(Erasing, WORDS, going_on),
        Row(Anywhere, "erase", ask, (AskedToErase,)),
        Row(Anywhere, EraseOrdered, erase, (Erasing, Home)),
        Row(Anywhere, Scrubbed, scrubbed, (Home,)),
        Row(Anywhere, ScrubDelayed, delayed),
    ),
)
