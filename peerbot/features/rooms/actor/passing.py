"""What members pass on to the people who hold the room: one note each, and calls for help.

Both are bounded, so that nobody can flood a facilitator; and their sender is told the outcome.
"""

from datetime import timedelta

from msgspec.structs import replace

from peerbot.features.rooms import actions, fates, to_person, to_room
from peerbot.features.rooms.actor.states import Helped, Opened, send_to
from peerbot.kernel.context import Context
from peerbot.kernel.ids import UserID
from peerbot.kernel.messages import Send
from peerbot.kernel.table import State, Step

HELP_AGAIN = timedelta(minutes=5)
"""How long one person's call for help is valid; until then they cannot repeat it."""

MOST_RENEWED = 2
"""How many notes one person may take back and hand anew, in one room."""

TAKEN_BACK = -1
"""Of how many holders an answer is awaited, for a call that its sender took back."""


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


def help_wanted(state: Opened, message: to_room.HelpWanted, context: Context) -> Step:
    """First look who is in the room: holders who are there are asked before the others."""
    standing = tuple(helped for helped in state.helped if context.now - helped.since < HELP_AGAIN)
    if message.user not in (*state.seats, *state.card.holders):
        return Step(state, (_send_help_fate(state, message.user, "no-place"),))
    if any(helped.who == context.who for helped in standing):
        return Step(state, (_send_help_fate(state, message.user, "soon"),))
    asked = replace(state, helped=(*standing, Helped(context.who, context.now)))
    return Step(asked, (actions.Look(state.room_id, "help", message.user),))


def _send_help_fate(state: Opened, user: UserID, fate: fates.HelpFate, *to: UserID) -> Send:
    return send_to(user, to_person.HelpSettled(state.card.title, fate, to))


def call_for_help(state: Opened, message: to_room.Seen, context: Context) -> Step:
    """Pass it on to the holders who are in the room, or to all of them if none is."""
    card = state.card
    mine = next((helped for helped in state.helped if helped.who == context.who), None)
    here = message.user in (*state.seats, *card.holders)
    if not here or mine is None or mine.waits == TAKEN_BACK:
        return Step(state)
    holders = tuple(user for user in card.holders if user != message.user)
    to = tuple(user for user in holders if user in message.people) or holders
    others = tuple(helped for helped in state.helped if helped.who != context.who)
    if not to:
        nobody = _send_help_fate(state, message.user, "nobody")
        return Step(replace(state, helped=others), (nobody,))
    asked = to_person.HelpAsked(
        card.mark, card.title, message.user, context.now, context.now + HELP_AGAIN
    )
    waiting = replace(state, helped=(*others, Helped(context.who, context.now, len(to))))
    sent = _send_help_fate(state, message.user, "sent", *to)
    return Step(waiting, (sent, *(send_to(user, asked) for user in to)))


def words_taken_back(state: Opened, message: to_room.WordsTakenBack, context: Context) -> Step:
    """They may hand another note, but not without end: each one knocks. A call that is not passed
    on yet is not passed on at all, and the next one waits as after any other."""
    again = message.note and state.renewed.count(context.who) < MOST_RENEWED
    noted = tuple(who for who in state.noted if not (again and who == context.who))
    renewed = (*state.renewed, context.who) if again else state.renewed
    helped = tuple(
        replace(call, waits=TAKEN_BACK) if call.who == context.who else call
        for call in state.helped
    )
    return Step(replace(state, noted=noted, renewed=renewed, helped=helped))


def delivery_reported(state: Opened, message: to_room.Passed, context: Context) -> Step:
    if message.what == "help":
        return _help_delivery_reported(state, message, context)
    noted = state.noted if message.done else tuple(who for who in state.noted if who != context.who)
    return Step(replace(state, noted=noted), (_send_note_fate(message, "unreached"),))


def _send_note_fate(message: to_room.Passed, unread: fates.NoteFate) -> Send:
    fate = "handed" if message.done else unread
    return send_to(message.user, to_person.NoteSettled(message.title, message.to, fate))


def _help_delivery_reported(state: Opened, message: to_room.Passed, context: Context) -> Step:
    """One holder is enough; if it reached none of them, the sender is told."""
    this = (context.who, message.since)
    mine = next((h for h in state.helped if (h.who, h.since) == this), None)
    if message.done or mine is None:
        return Step(state)
    others = tuple(helped for helped in state.helped if helped != mine)
    if mine.waits > 1:
        return Step(replace(state, helped=(*others, replace(mine, waits=mine.waits - 1))))
    nobody = _send_help_fate(state, message.user, "nobody")
    return Step(replace(state, helped=others), (nobody,))


def delivery_reported_late(state: State, message: to_room.Passed, _context: Context) -> Step:
    """The room is over or closing: whoever asked for help is told about that anyway."""
    return Step(state, (_send_note_fate(message, "closed"),) if message.what == "note" else ())
