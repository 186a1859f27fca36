"""Those who hold a room let nobody new in, or let people in again."""

from functools import partial
from typing import ClassVar

from peerbot.features.rooms.address import Mark, Room
from peerbot.features.rooms.asking import numbered, rooms_to_hold
from peerbot.features.rooms.records import Card
from peerbot.features.rooms.to_person import LockSettled
from peerbot.features.rooms.to_room import Lock
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Say
from peerbot.kernel.feature import Flow
from peerbot.kernel.messages import Send
from peerbot.kernel.pages import MORE
from peerbot.kernel.parse import Number, Pick
from peerbot.kernel.table import ELSE, NUMBER, Anywhere, Go, Home, State, Step, Transition


class LockWhich(State, frozen=True):
    """Which room to lock, or to unlock, is asked. `shown`: which room each number stood for."""

    asks: ClassVar[str] = "asks-lock"

    locked: bool
    shown: tuple[tuple[int, Mark], ...]


def ask_to_lock(locked: bool, _state: State, heard: Pick, context: Context) -> Step:
    """`lock 2`: the room that is number 2."""
    rooms = _held(locked, context)
    named = [card for card in rooms if heard.rest.removeprefix("room ") in ("", str(card.number))]
    if len(named) == 1:
        return _lock(named[0].mark, locked, context)
    return _which("which-room", locked, context)


def _held(locked: bool, context: Context) -> tuple[Card, ...]:
    """Rooms that they hold, or would hold, and that are not so already."""
    return tuple(card for card in rooms_to_hold(context) if card.locked != locked)


def _lock(mark: Mark, locked: bool, context: Context) -> Step:
    return Step(Home(), (Send(Room(mark), Lock(context.me, locked)),))


def _which(text: str, locked: bool, context: Context) -> Step:
    rooms = _held(locked, context)
    if not rooms:
        already = "locked-already" if locked else "unlocked-already"
        return Step(Home(), (Say(already if rooms_to_hold(context) else "hold-nowhere"),))
    shown = tuple((card.number, card.mark) for card in rooms)
    return Step(LockWhich(locked, shown), (Say(text, lines=numbered(rooms), ask=True),))


def choose_room(state: LockWhich, heard: Number, context: Context) -> Step:
    mark = dict(state.shown).get(heard.number, Mark(""))
    if mark not in {card.mark for card in _held(state.locked, context)}:
        return _which("not-understood-here", state.locked, context)
    return _lock(mark, state.locked, context)


def ask_which_again(state: LockWhich, _heard: object, context: Context) -> Step:
    return _which("not-understood-here", state.locked, context)


def lock_settled(state: State, message: LockSettled, _context: Context) -> Step:
    text = "locked" if message.locked else "unlocked"
    if message.by_other:
        return Step(state, (Say(f"{text}-by-other", {"title": message.title}),))
    return Step(state, (Say(text, {"title": message.title}),))


FLOW = Flow(
    "locking",
    (
        Transition(LockWhich, NUMBER, choose_room, (LockWhich, Home)),
        Transition(LockWhich, "back", Go("menu")),
        Transition(LockWhich, MORE, ask_which_again, (LockWhich, Home), numbered=False),
        Transition(LockWhich, ELSE, ask_which_again, (LockWhich, Home)),
        Transition(
            Anywhere, "lock", partial(ask_to_lock, True), (LockWhich, Home), takes_rest=True
        ),
        Transition(
            Anywhere, "unlock", partial(ask_to_lock, False), (LockWhich, Home), takes_rest=True
        ),
        Transition(Anywhere, LockSettled, lock_settled),
    ),
)
