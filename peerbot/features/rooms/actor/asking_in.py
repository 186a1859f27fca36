"""A room for invited people alone: whoever holds it says who may have a place.

They have not agreed to anything yet. So the room keeps a mark for each, which it alone recognises
and which names nobody (see `Context.who`); it is gone with the room.
"""

from typing import Final

from msgspec.structs import replace

from peerbot.features.rooms import fates, to_person, to_room
from peerbot.features.rooms.actor.states import Opened, send_to
from peerbot.features.rooms.extending import INVITED_ALONE
from peerbot.kernel.context import Context
from peerbot.kernel.table import State, Step

MOST: Final = 50
"""People who may be invited to one room: as many as the largest has places."""


def ask_in(state: Opened, message: to_room.AskIn, context: Context) -> Step:
    if message.by not in state.card.holders:
        return _settled(state, message, "not-yours")
    if context.who in state.out:
        return _settled(state, message, "out")
    if context.who in state.asked or message.user in (*state.card.holders, *state.seats):
        return _settled(state, message, "done")
    if len(state.asked) >= MOST:
        return _settled(state, message, "many")
    return _settled(replace(state, asked=(*state.asked, context.who)), message, "done")


def ask_in_late(state: State, message: to_room.AskIn, _context: Context) -> Step:
    return _settled(state, message, "closed")


def _settled(state: State, message: to_room.AskIn, fate: fates.AskInFate) -> Step:
    title = state.card.title if isinstance(state, Opened) else ""
    settled = to_person.AskInSettled(message.user, title, fate)
    return Step(state, (send_to(message.by, settled),))


def is_invited(state: Opened, user: str, context: Context) -> bool:
    """Whether somebody may ask for a place, as far as that goes. Who has one keeps it."""
    alone = INVITED_ALONE in state.card.options
    return not alone or user in state.seats or context.who in (*state.asked, *state.went)
