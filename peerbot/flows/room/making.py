"""Until there is a room that members can see."""

from msgspec.structs import replace

from peerbot.flow import Step
from peerbot.flows.room.states import (
    Making,
    Opened,
    Wanted,
    begin_closing,
    inviting,
    look_after,
    patience,
    tell,
)
from peerbot.flows.room.timing import clock
from peerbot.vocabulary import effects, inputs, keeping, room_inputs
from peerbot.vocabulary.notes import Card, View


def _not_opened(card: Card, why: inputs.NoRoom) -> effects.Tell:
    return tell(card.facilitator, inputs.RoomNotOpened(card.mark, why))


def make(_state: Wanted, told: room_inputs.Open, view: View) -> Step:
    if told.card.closes <= view.now:
        return Step(Wanted(), (_not_opened(told.card, "late"), effects.Done()))
    return Step(Making(told.card), (keeping.CreateRoom(told.card, view.settings.federate),))


def made(state: Making, told: room_inputs.Created, view: View) -> Step:
    card = state.card
    opened = Opened(card, told.room_id)
    if state.close or card.closes <= view.now:
        return begin_closing(opened, state.close or "time")
    patient, check = look_after(patience(view), opened, view)
    after, invitations = inviting(patient, card.facilitator)
    return Step(after, (*invitations, *clock(card, view), check))


def not_made(state: Making, told: room_inputs.NotCreated, _view: View) -> Step:
    return Step(Wanted(), (_not_opened(state.card, told.why), effects.Done()))


def close_when_made(state: Making, told: room_inputs.Close, _view: View) -> Step:
    return Step(replace(state, close=told.why))


def host_gone_early(state: Making, _told: room_inputs.LetGo, _view: View) -> Step:
    """Before it is made nobody but its facilitator knows of a room."""
    return Step(replace(state, close="facilitator"))
