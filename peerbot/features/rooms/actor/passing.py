"""What members pass on to the people who hold the room: one note each, and calls for help.

Both are bounded, so that nobody can flood a facilitator; and their sender is told the outcome.
"""

from datetime import timedelta

from msgspec.structs import replace

from peerbot.features.rooms.actor.states import Helped, Opened, tell
from peerbot.flow import State, Step
from peerbot.kernel.ids import UserID
from peerbot.vocabulary import effects, inputs, keeping, room_inputs
from peerbot.vocabulary.notes import View

HELP_AGAIN = timedelta(minutes=5)
"""How long one person's call for help is valid; until then they cannot repeat it."""


def note_brought(state: Opened, message: room_inputs.NoteBrought, view: View) -> Step:
    fate = _refusal(state, message, view)
    if fate:
        return Step(
            state, (tell(message.user, inputs.NoteSettled(message.title, message.to, fate)),)
        )
    card = state.card
    handed = inputs.NoteHanded(card.mark, card.title, message.user, message.answers, message.until)
    waits = tell(message.user, inputs.NoteSettled(card.title, message.to, "waits"))
    return Step(replace(state, noted=(*state.noted, view.who)), (waits, tell(message.to, handed)))


def _refusal(state: Opened, message: room_inputs.NoteBrought, view: View) -> inputs.NoteFate | None:
    if view.who in state.out:
        return "out"
    if view.who in state.noted:
        return "again"
    return None if message.to == state.card.facilitator else "changed"


def note_brought_late(state: State, message: room_inputs.NoteBrought, _view: View) -> Step:
    return Step(
        state, (tell(message.user, inputs.NoteSettled(message.title, message.to, "unreached")),)
    )


def help_wanted(state: Opened, message: room_inputs.HelpWanted, view: View) -> Step:
    """First look who is in the room: holders who are there are asked before the others."""
    standing = tuple(helped for helped in state.helped if view.now - helped.since < HELP_AGAIN)
    if message.user not in (*state.seats, *state.card.holders):
        return Step(state, (_tell_help_fate(state, message.user, "no-place"),))
    if any(helped.who == view.who for helped in standing):
        return Step(state, (_tell_help_fate(state, message.user, "soon"),))
    asked = replace(state, helped=(*standing, Helped(view.who, view.now)))
    return Step(asked, (keeping.Look(state.room_id, "help", message.user),))


def _tell_help_fate(
    state: Opened, user: UserID, fate: inputs.HelpFate, *to: UserID
) -> effects.Tell:
    return tell(user, inputs.HelpSettled(state.card.title, fate, to))


def call_for_help(state: Opened, message: room_inputs.Seen, view: View) -> Step:
    """Pass it on to the holders who are in the room, or to all of them if none is."""
    card = state.card
    holders = tuple(user for user in card.holders if user != message.user)
    to = tuple(user for user in holders if user in message.people) or holders
    others = tuple(helped for helped in state.helped if helped.who != view.who)
    if not to:
        nobody = _tell_help_fate(state, message.user, "nobody")
        return Step(replace(state, helped=others), (nobody,))
    asked = inputs.HelpAsked(card.mark, card.title, message.user, view.now, view.now + HELP_AGAIN)
    waiting = replace(state, helped=(*others, Helped(view.who, view.now, len(to))))
    sent = _tell_help_fate(state, message.user, "sent", *to)
    return Step(waiting, (sent, *(tell(user, asked) for user in to)))


def delivery_reported(state: Opened, message: room_inputs.Passed, view: View) -> Step:
    if message.what == "help":
        return _help_delivery_reported(state, message, view)
    noted = state.noted if message.done else tuple(who for who in state.noted if who != view.who)
    return Step(replace(state, noted=noted), (_tell_note_fate(message),))


def _tell_note_fate(message: room_inputs.Passed) -> effects.Tell:
    fate: inputs.NoteFate = "handed" if message.done else "unreached"
    return tell(message.user, inputs.NoteSettled(message.title, message.to, fate))


def _help_delivery_reported(state: Opened, message: room_inputs.Passed, view: View) -> Step:
    """One holder is enough; if it reached none of them, the sender is told."""
    this = (view.who, message.since)
    mine = next((h for h in state.helped if (h.who, h.since) == this), None)
    if message.done or mine is None:
        return Step(state)
    others = tuple(helped for helped in state.helped if helped != mine)
    if mine.waits > 1:
        return Step(replace(state, helped=(*others, replace(mine, waits=mine.waits - 1))))
    nobody = _tell_help_fate(state, message.user, "nobody")
    return Step(replace(state, helped=others), (nobody,))


def delivery_reported_late(state: State, message: room_inputs.Passed, _view: View) -> Step:
    """The room is over or closing: whoever asked for help is told about that anyway."""
    return Step(state, (_tell_note_fate(message),) if message.what == "note" else ())
