"""The saga that closes a room, and inputs that arrive after it began."""

from msgspec.structs import replace

from peerbot.features.rooms.actor.states import (
    Closing,
    Opened,
    Wanted,
    begin_closing,
    tell,
    without_one,
)
from peerbot.flow import State, Step
from peerbot.vocabulary import effects, inputs, keeping, room_inputs
from peerbot.vocabulary.notes import View


def close_room(state: Opened, message: room_inputs.Close, _view: View) -> Step:
    return begin_closing(state, message.why)


def room_silenced(state: Closing, _message: room_inputs.Silenced, _view: View) -> Step:
    return Step(state, (keeping.Empty(state.room_id),))


def place_answered_late(state: Closing, message: room_inputs.Answered, _view: View) -> Step:
    """Somebody was still waiting for a place: they are told, and not invited."""
    inviting = without_one(state.inviting, message.user)
    again = state.emptied and not inviting
    empty = (keeping.Empty(state.room_id),) if again else ()
    after = replace(state, inviting=inviting, emptied=state.emptied and not again)
    if message.user not in state.seats:
        return Step(after, empty)
    refused = tell(message.user, inputs.PlaceRefused(state.card.mark, "closed"))
    seats = tuple(user for user in state.seats if user != message.user)
    return Step(replace(after, seats=seats), (refused, *empty))


def room_emptied(state: Closing, message: room_inputs.Emptied, _view: View) -> Step:
    after = replace(state, why="stuck") if message.refused else state
    if state.inviting:
        return Step(replace(after, emptied=True))
    return Step(after, (keeping.Leave(state.room_id),))


def room_left(state: Closing, message: room_inputs.Left, _view: View) -> Step:
    card = state.card
    over = inputs.RoomClosed(card.mark, state.why)
    stuck = state.room_id if message.refused else None
    seated = [tell(user, over) for user in state.seats if user not in card.holders]
    hosted = [tell(user, replace(over, hosted=True)) for user in card.holders]
    return Step(Wanted(), (*seated, *hosted, effects.Done(stuck)))


def room_not_there(state: State, message: room_inputs.LetIn, view: View) -> Step:
    """There is no such room, or no longer: whoever asks for a place gets none."""
    return Step(state, (tell(message.user, inputs.PlaceRefused(view.mark, "closed")),))


def second_agrees_late(state: State, message: room_inputs.SecondAgrees, view: View) -> Step:
    """Somebody agreed to hold a room that is closed or closing by now."""
    return Step(state, (tell(message.user, inputs.PlaceRefused(view.mark, "closed")),))


def place_already_free(state: State, message: room_inputs.LetGo, view: View) -> Step:
    """There is no such room, or no longer, so the place is free already."""
    return Step(state, (tell(message.user, inputs.PlaceFreed(view.mark)),))


def report_step_out(message: room_inputs.Removed, title: str) -> tuple[effects.Tell, ...]:
    """Tell the facilitator who asked somebody to step out whether they are out."""
    fate: inputs.StepOutFate = "refused" if message.refused else "out"
    settled = inputs.StepOutSettled(message.user, title, fate)
    return (tell(message.by, settled),) if message.by else ()


def member_removed_late(state: Closing, message: room_inputs.Removed, _view: View) -> Step:
    """A removal that was in progress when the closing began."""
    return Step(state, report_step_out(message, state.card.title))


def step_out_late(state: State, message: room_inputs.StepOut, _view: View) -> Step:
    """Nobody has to step out of a room that is closed, or closing."""
    return Step(state, (tell(message.by, inputs.StepOutSettled(message.user, "", "closed")),))


def ignore_late_input(state: State, _message: room_inputs.Input, _view: View) -> Step:
    """A result or timer that arrived after the state had changed: nothing is left to do."""
    return Step(state)
