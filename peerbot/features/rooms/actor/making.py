"""Creating a room, until members can see it."""

from msgspec.structs import replace

from peerbot.features.rooms.actor.states import (
    Making,
    Opened,
    Wanted,
    begin_closing,
    invite,
    look_after,
    patience,
    tell,
)
from peerbot.features.rooms.actor.timing import wake_times
from peerbot.flow import Step
from peerbot.vocabulary import effects, inputs, keeping, room_inputs
from peerbot.vocabulary.notes import Card, View


def _not_opened(card: Card, why: inputs.NoRoom) -> effects.Tell:
    return tell(card.facilitator, inputs.RoomNotOpened(card.mark, why))


def make_room(_state: Wanted, message: room_inputs.Open, view: View) -> Step:
    if message.card.closes <= view.now:
        return Step(Wanted(), (_not_opened(message.card, "late"), effects.Done()))
    return Step(Making(message.card), (keeping.CreateRoom(message.card, view.settings.federate),))


def room_made(state: Making, message: room_inputs.Created, view: View) -> Step:
    card = state.card
    opened = Opened(card, message.room_id)
    if state.close or card.closes <= view.now:
        return begin_closing(opened, state.close or "time")
    patient, check = look_after(patience(view), opened, view)
    after, invitations = invite(patient, card.facilitator)
    return Step(after, (*invitations, *wake_times(card, view), check))


def room_not_made(state: Making, message: room_inputs.NotCreated, _view: View) -> Step:
    return Step(Wanted(), (_not_opened(state.card, message.why), effects.Done()))


def close_once_made(state: Making, message: room_inputs.Close, _view: View) -> Step:
    return Step(replace(state, close=message.why))


def facilitator_left_early(state: Making, _message: room_inputs.LetGo, _view: View) -> Step:
    """Nobody but the facilitator knows of a room that is not created yet."""
    return Step(replace(state, close="facilitator"))
