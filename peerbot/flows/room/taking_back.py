"""A message in the room is taken back, because whoever holds it wants that."""

from peerbot.flow import State, Step
from peerbot.flows.room.states import Opened, tell
from peerbot.kernel.ids import UserID
from peerbot.vocabulary import inputs, keeping, room_inputs
from peerbot.vocabulary.notes import View


def _settled(state: State, user: UserID, fate: inputs.TakeBackFate) -> Step:
    return Step(state, (tell(user, inputs.TakeBackSettled(fate)),))


def take_back(state: Opened, told: room_inputs.TakeBack, _view: View) -> Step:
    if told.by != state.card.facilitator:
        return _settled(state, told.by, "not-yours")
    return Step(state, (keeping.Redact(state.room_id, told.event_id, told.by),))


def taken_back(state: Opened, told: room_inputs.TakenBack, _view: View) -> Step:
    return _settled(state, told.by, told.fate)


def all_gone(state: State, told: room_inputs.TakeBack, _view: View) -> Step:
    """Nobody is in a room any more that is closed, or will be in one that is closing."""
    return _settled(state, told.by, "closed")


def taken_back_late(state: State, told: room_inputs.TakenBack, _view: View) -> Step:
    """The closing began meanwhile: why it could not be done does not matter any more."""
    return _settled(state, told.by, "done" if told.fate == "done" else "closed")
