"""Redacting a message in the room at the request of its facilitator."""

from peerbot.features.rooms import actions, fates, to_person, to_room
from peerbot.features.rooms.actor.states import Opened, send_to
from peerbot.kernel.context import Context
from peerbot.kernel.ids import UserID
from peerbot.kernel.table import State, Step


def _send_fate(state: State, user: UserID, fate: fates.TakeBackFate) -> Step:
    return Step(state, (send_to(user, to_person.TakeBackSettled(fate)),))


def take_message_back(state: Opened, message: to_room.TakeBack, _context: Context) -> Step:
    if message.by != state.card.facilitator:
        return _send_fate(state, message.by, "not-yours")
    return Step(state, (actions.Redact(state.room_id, message.event_id, message.by),))


def message_taken_back(state: Opened, message: to_room.TakenBack, _context: Context) -> Step:
    return _send_fate(state, message.by, message.fate)


def take_message_back_late(state: State, message: to_room.TakeBack, _context: Context) -> Step:
    """Nobody is left in a room that is closed, or will be in one that is closing."""
    return _send_fate(state, message.by, "closed")


def message_taken_back_late(state: State, message: to_room.TakenBack, _context: Context) -> Step:
    """The closing began meanwhile: why the redaction failed no longer matters."""
    return _send_fate(state, message.by, "done" if message.fate == "done" else "closed")
