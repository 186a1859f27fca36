"""A second for a room that is open already."""

from msgspec.structs import replace

from peerbot.features.rooms import fates, to_person, to_room
from peerbot.features.rooms.actor.states import Opened, send_to
from peerbot.kernel import effects
from peerbot.kernel.context import Context
from peerbot.kernel.table import State, Step

MOST_NAMED = 10
"""So often somebody is asked in one room: each time it knocks, and a no is kept nowhere."""


def name_second(state: Opened, message: to_room.NameSecond, _context: Context) -> Step:
    """There is one at a time: cards say who it is."""
    card = state.card
    if message.by != card.facilitator:
        return _settled(state, message, "not-yours")
    if card.second or card.named:
        return _settled(state, message, "has-one")
    if state.named_since >= MOST_NAMED:
        return _settled(state, message, "most")
    asking = replace(card, named=message.user)
    after = replace(state, card=asking, named_since=state.named_since + 1)
    told = _settled(after, message, "asked")
    asked = send_to(message.user, to_person.SecondAsked(card.mark))
    return Step(told.state, (effects.Publish(asking, asking.over), *told.effects, asked))


def name_second_late(state: State, message: to_room.NameSecond, _context: Context) -> Step:
    return _settled(state, message, "closed")


def _settled(state: State, message: to_room.NameSecond, fate: fates.SecondFate) -> Step:
    title = state.card.title if isinstance(state, Opened) else ""
    settled = to_person.SecondNamed(message.user, title, fate)
    return Step(state, (send_to(message.by, settled),))
