"""Creating a room, until members can see it."""

from msgspec.structs import replace

from peerbot.features.rooms import actions, fates, to_person, to_room
from peerbot.features.rooms.actor.closing import place_already_free
from peerbot.features.rooms.actor.dated import date_timers
from peerbot.features.rooms.actor.states import (
    Making,
    Opened,
    Wanted,
    begin_closing,
    invite,
    look_after,
    no_room_for_two,
    patience,
    send_to,
)
from peerbot.features.rooms.actor.timing import arm, timers
from peerbot.features.rooms.records import CLOSING_TAKES, Awaited, Card, Held
from peerbot.features.rooms.settings import rooms_in
from peerbot.kernel import effects
from peerbot.kernel.context import Context
from peerbot.kernel.messages import Send
from peerbot.kernel.table import Step


def _not_opened(card: Card, why: fates.NoRoom) -> tuple[Send, ...]:
    refused = send_to(card.facilitator, to_person.RoomNotOpened(card.mark, why))
    return (refused, *no_room_for_two(card))


def make_room(_state: Wanted, message: to_room.Open, context: Context) -> Step:
    if message.card.closes <= context.now:
        return Step(Wanted(), (*_not_opened(message.card, "late"), effects.End()))
    nobody = replace(message.card, guest=None)  # they may be erased before it is made
    return Step(Making(message.card), (actions.CreateRoom(nobody, rooms_in(context).federate),))


def room_made(state: Making, message: to_room.Created, context: Context) -> Step:
    card = state.card
    opened = Opened(card, message.room_id)
    held = effects.Publish(Held(message.room_id), max(card.over, context.now + CLOSING_TAKES))
    if state.close or card.closes <= context.now:
        closing = begin_closing(opened, state.close or "time")
        return Step(closing.state, (held, *closing.effects))
    patient, check = look_after(patience(context), opened, context)
    after, invitations = invite(patient, card.facilitator)
    times = (*timers(card, context), *date_timers(card))
    return Step(after, (held, arm(after), *invitations, *times, check))


def room_not_made(state: Making, message: to_room.NotCreated, _context: Context) -> Step:
    return Step(Wanted(), (*_not_opened(state.card, message.why), effects.End()))


def close_once_made(state: Making, message: to_room.Close, _context: Context) -> Step:
    return Step(replace(state, close=message.why))


def facilitator_left_early(state: Making, message: to_room.LetGo, context: Context) -> Step:
    """Nobody but the facilitator knows of a room that is not created yet; one for two is not made
    for whoever called and is being erased."""
    if message.user == state.card.guest:
        alone = replace(state, card=replace(state.card, guest=None), close="declined")
        freed = place_already_free(alone, message, context)
        return Step(alone, (effects.Withdraw(Awaited), *freed.effects))
    if message.user != state.card.facilitator:
        return place_already_free(state, message, context)
    return Step(replace(state, close="facilitator"))


def close_soon_once_made(state: Making, _message: to_room.CloseSoon, _context: Context) -> Step:
    """Nobody is in it who could finish a sentence."""
    return Step(replace(state, close="facilitator"))
