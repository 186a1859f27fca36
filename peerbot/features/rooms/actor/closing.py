"""The saga that closes a room, and messages that arrive after it began."""

from msgspec.structs import replace

from peerbot.features.rooms import actions, fates, to_person, to_room
from peerbot.features.rooms.actor.states import (
    Closing,
    Opened,
    Wanted,
    begin_closing,
    send_to,
    without_one,
)
from peerbot.features.rooms.address import Mark
from peerbot.features.rooms.records import STUCK_FOR, Stuck
from peerbot.kernel import effects
from peerbot.kernel.context import Context
from peerbot.kernel.messages import Message, Send
from peerbot.kernel.table import State, Step


def close_room(state: Opened, message: to_room.Close, _context: Context) -> Step:
    return begin_closing(state, message.why)


def room_silenced(state: Closing, _message: to_room.Silenced, _context: Context) -> Step:
    return Step(state, (actions.Empty(state.room_id),))


def place_answered_late(state: Closing, message: to_room.Answered, _context: Context) -> Step:
    """Somebody was still waiting for a place: they are told, and not invited."""
    inviting = without_one(state.inviting, message.user)
    again = state.emptied and not inviting
    empty = (actions.Empty(state.room_id),) if again else ()
    after = replace(state, inviting=inviting, emptied=state.emptied and not again)
    if message.user not in state.seats:
        return Step(after, empty)
    refused = send_to(message.user, to_person.PlaceRefused(state.card.mark, "closed"))
    seats = tuple(user for user in state.seats if user != message.user)
    return Step(replace(after, seats=seats), (refused, *empty))


def room_emptied(state: Closing, message: to_room.Emptied, _context: Context) -> Step:
    after = replace(state, why="stuck") if message.refused else state
    if state.inviting:
        return Step(replace(after, emptied=True))
    return Step(after, (actions.Leave(state.room_id),))


def room_left(state: Closing, message: to_room.Left, context: Context) -> Step:
    card = state.card
    over = to_person.RoomClosed(card.mark, state.why)
    until = context.now + STUCK_FOR
    stuck = (effects.Publish(Stuck(state.room_id), until),) if message.refused else ()
    seated = [send_to(user, over) for user in state.seats if user not in card.holders]
    hosted = [send_to(user, replace(over, hosted=True)) for user in card.holders]
    return Step(Wanted(), (*seated, *hosted, *stuck, effects.End()))


def room_not_there(state: State, message: to_room.LetIn, context: Context) -> Step:
    """There is no such room, or no longer: whoever asks for a place gets none."""
    return Step(
        state, (send_to(message.user, to_person.PlaceRefused(Mark(context.address.key), "closed")),)
    )


def second_agrees_late(state: State, message: to_room.SecondAgrees, context: Context) -> Step:
    """Somebody agreed to hold a room that is closed or closing by now."""
    return Step(
        state, (send_to(message.user, to_person.PlaceRefused(Mark(context.address.key), "closed")),)
    )


def place_already_free(state: State, message: to_room.LetGo, context: Context) -> Step:
    """There is no such room, or no longer, so the place is free already."""
    return Step(state, (send_to(message.user, to_person.PlaceFreed(Mark(context.address.key))),))


def let_go_late(state: Closing, message: to_room.LetGo, context: Context) -> Step:
    """They hear so once the room is closed; whoever has nothing to do with it hears at once."""
    if message.user in (*state.seats, *state.card.holders):
        return Step(state)
    return place_already_free(state, message, context)


def report_step_out(message: to_room.Removed, title: str) -> tuple[Send, ...]:
    """Send the facilitator who asked somebody to step out whether they are out."""
    fate: fates.StepOutFate = "refused" if message.refused else "out"
    settled = to_person.StepOutSettled(message.user, title, fate)
    return (send_to(message.by, settled),) if message.by else ()


def member_removed_late(state: Closing, message: to_room.Removed, _context: Context) -> Step:
    """A removal that was in progress when the closing began."""
    return Step(state, report_step_out(message, state.card.title))


def step_out_late(state: State, message: to_room.StepOut, _context: Context) -> Step:
    """Nobody has to step out of a room that is closed, or closing."""
    return Step(state, (send_to(message.by, to_person.StepOutSettled(message.user, "", "closed")),))


def ignore_late_message(state: State, _message: Message, _context: Context) -> Step:
    """A result or timer that arrived after the state had changed: nothing is left to do."""
    return Step(state)
