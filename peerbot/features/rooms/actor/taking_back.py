"""Redacting a message in the room at the request of its facilitator."""

from peerbot.features.rooms.actor.states import Opened, tell
from peerbot.flow import State, Step
from peerbot.kernel.ids import UserID
from peerbot.vocabulary import inputs, keeping, room_inputs
from peerbot.vocabulary.notes import View


def _tell_fate(state: State, user: UserID, fate: inputs.TakeBackFate) -> Step:
    return Step(state, (tell(user, inputs.TakeBackSettled(fate)),))


def take_message_back(state: Opened, message: room_inputs.TakeBack, _view: View) -> Step:
    if message.by != state.card.facilitator:
        return _tell_fate(state, message.by, "not-yours")
    return Step(state, (keeping.Redact(state.room_id, message.event_id, message.by),))


def message_taken_back(state: Opened, message: room_inputs.TakenBack, _view: View) -> Step:
    return _tell_fate(state, message.by, message.fate)


def take_message_back_late(state: State, message: room_inputs.TakeBack, _view: View) -> Step:
    """Nobody is left in a room that is closed, or will be in one that is closing."""
    return _tell_fate(state, message.by, "closed")


def message_taken_back_late(state: State, message: room_inputs.TakenBack, _view: View) -> Step:
    """The closing began meanwhile: why the redaction failed no longer matters."""
    return _tell_fate(state, message.by, "done" if message.fate == "done" else "closed")
