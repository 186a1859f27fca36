"""A room that is locked lets nobody new in. Whoever has a place keeps it, and may come back."""

from msgspec.structs import replace

from peerbot.features.rooms import to_person, to_room
from peerbot.features.rooms.actor.states import Opened, send_to
from peerbot.kernel import effects
from peerbot.kernel.context import Context
from peerbot.kernel.table import Step


def lock_room(state: Opened, message: to_room.Lock, _context: Context) -> Step:
    card = replace(state.card, locked=message.locked)
    if message.user not in card.holders:
        return Step(state)  # it changed hands meanwhile, and they were told
    settled = to_person.LockSettled(card.title, message.locked)
    same = message.locked == state.card.locked
    others = (user for user in card.holders if user != message.user and not same)
    told = (send_to(user, replace(settled, by_other=True)) for user in others)
    published = effects.Publish(card, card.over)
    return Step(replace(state, card=card), (published, send_to(message.user, settled), *told))
