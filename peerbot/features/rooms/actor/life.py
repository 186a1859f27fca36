"""Tells other features of the moments of a room: see `RoomLife`."""

from dataclasses import replace
from functools import partial
from typing import Any

from peerbot.features.rooms.actor.states import Closing, Making, Opened, Wanted
from peerbot.features.rooms.extending import Moment, RoomLife
from peerbot.features.rooms.records import Card
from peerbot.kernel.context import Context
from peerbot.kernel.feature import Extensions
from peerbot.kernel.table import Go, Handler, State, Step, Transition


def heard(extensions: Extensions, row: Transition) -> Transition:
    """The same transition; where it brings about a moment, those who listen tell of it."""
    assert not isinstance(row.do, Go)  # nobody says a word to a room
    return replace(row, do=partial(_told, extensions.of(RoomLife), row.do))


def _told(
    listeners: tuple[RoomLife, ...], do: Handler, state: State, message: Any, context: Context
) -> Step:
    decided = do(state, message, context)
    moment = _moment(state, decided.state)
    if moment is None:
        return decided
    what, card = moment
    sent = tuple(send for listener in listeners for send in listener.hears(what, card, context))
    return Step(decided.state, (*sent, *decided.effects))


def _moment(before: State, after: State) -> tuple[Moment, Card] | None:
    """A room gets its number, and is open, once somebody holds it."""
    match before, after:
        case Opened(card=Card(number=0)), Opened(card=card) if card.number:
            return "open", card
        case Opened(card=card), Closing():
            return "closing" if card.number else "failed", card
        case Making(card=card), Wanted() | Closing():
            return "failed", card
        case Closing(card=card), Wanted() if card.number:
            return "over", card
        case _:
            return None
