"""What members pass on to the people who hold the room: one note each, and calls for help.

Both are bounded, so that nobody can flood a facilitator; and their sender is told the outcome.
"""

from msgspec.structs import replace

from peerbot.features.rooms import fates, to_person, to_room
from peerbot.features.rooms.actor.helping import call_taken_back, help_delivery_reported
from peerbot.features.rooms.actor.states import Opened, send_to
from peerbot.kernel.context import Context
from peerbot.kernel.messages import Send
from peerbot.kernel.table import State, Step

MOST_RENEWED = 2
"""How many notes one person may take back and hand anew, in one room."""


def note_brought(state: Opened, message: to_room.NoteBrought, context: Context) -> Step:
    fate = _refusal(state, message, context)
    if fate:
        return Step(
            state, (send_to(message.user, to_person.NoteSettled(message.title, message.to, fate)),)
        )
    card = state.card
    handed = to_person.NoteHanded(
        card.mark, card.title, message.user, message.answers, message.until
    )
    waits = send_to(message.user, to_person.NoteSettled(card.title, message.to, "waits"))
    return Step(
        replace(state, noted=(*state.noted, context.who)), (waits, send_to(message.to, handed))
    )


def _refusal(
    state: Opened, message: to_room.NoteBrought, context: Context
) -> fates.NoteFate | None:
    if context.who in state.out:
        return "out"
    if context.who in state.noted:
        return "again"
    return None if message.to == state.card.facilitator else "changed"


def note_brought_late(state: State, message: to_room.NoteBrought, _context: Context) -> Step:
    return Step(
        state, (send_to(message.user, to_person.NoteSettled(message.title, message.to, "closed")),)
    )


def words_taken_back(state: Opened, message: to_room.WordsTakenBack, context: Context) -> Step:
    """They may hand another note, but not without end: each one knocks."""
    again = message.note and state.renewed.count(context.who) < MOST_RENEWED
    noted = tuple(who for who in state.noted if not (again and who == context.who))
    renewed = (*state.renewed, context.who) if again else state.renewed
    without = call_taken_back(state, context)
    return Step(replace(without, noted=noted, renewed=renewed))


def delivery_reported(state: Opened, message: to_room.Passed, context: Context) -> Step:
    if message.what == "help":
        return help_delivery_reported(state, message, context)
    noted = state.noted if message.done else tuple(who for who in state.noted if who != context.who)
    return Step(replace(state, noted=noted), (_send_note_fate(message, "unreached"),))


def _send_note_fate(message: to_room.Passed, unread: fates.NoteFate) -> Send:
    fate = "handed" if message.done else unread
    return send_to(message.user, to_person.NoteSettled(message.title, message.to, fate))


def delivery_reported_late(state: State, message: to_room.Passed, _context: Context) -> Step:
    """The room is over or closing: whoever asked for help is told about that anyway."""
    return Step(state, (_send_note_fate(message, "closed"),) if message.what == "note" else ())
