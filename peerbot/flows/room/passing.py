"""What members have passed on to those who hold the room: a note each, and asking for them.

Both are bounded, so that nobody can flood a facilitator; and their sender hears what became of it.
"""

from datetime import timedelta

from msgspec.structs import replace

from peerbot.flow import State, Step
from peerbot.flows.room.states import Helped, Opened, tell
from peerbot.kernel.ids import UserID
from peerbot.vocabulary import effects, inputs, keeping, room_inputs
from peerbot.vocabulary.notes import View

HELP_AGAIN = timedelta(minutes=5)
"""How long one person's asking stands: until then it is passed on, and not asked for again."""


def note_brought(state: Opened, told: room_inputs.NoteBrought, view: View) -> Step:
    fate = _refused(state, told, view)
    if fate:
        return Step(state, (tell(told.user, inputs.NoteSettled(told.title, told.to, fate)),))
    card = state.card
    handed = inputs.NoteHanded(card.mark, card.title, told.user, told.answers, told.until)
    waits = tell(told.user, inputs.NoteSettled(card.title, told.to, "waits"))
    return Step(replace(state, noted=(*state.noted, view.who)), (waits, tell(told.to, handed)))


def _refused(state: Opened, told: room_inputs.NoteBrought, view: View) -> inputs.NoteFate | None:
    if view.who in state.out:
        return "out"
    if view.who in state.noted:
        return "again"
    return None if told.to == state.card.facilitator else "changed"


def note_too_late(state: State, told: room_inputs.NoteBrought, _view: View) -> Step:
    return Step(state, (tell(told.user, inputs.NoteSettled(told.title, told.to, "unreached")),))


def help_wanted(state: Opened, told: room_inputs.HelpWanted, view: View) -> Step:
    """Who is in is asked first: those who hold the room and are there come before the others."""
    standing = tuple(helped for helped in state.helped if view.now - helped.since < HELP_AGAIN)
    if told.user not in (*state.seats, *state.card.holders):
        return Step(state, (_help_settled(state, told.user, "no-place"),))
    if any(helped.who == view.who for helped in standing):
        return Step(state, (_help_settled(state, told.user, "soon"),))
    asked = replace(state, helped=(*standing, Helped(view.who, view.now)))
    return Step(asked, (keeping.Look(state.room_id, "help", told.user),))


def _help_settled(state: Opened, user: UserID, fate: inputs.HelpFate, *to: UserID) -> effects.Tell:
    return tell(user, inputs.HelpSettled(state.card.title, fate, to))


def reach(state: Opened, told: room_inputs.Seen, view: View) -> Step:
    """Pass it on to those who hold the room: to those of them who are in, or else to all."""
    card = state.card
    holders = tuple(user for user in card.holders if user != told.user)
    to = tuple(user for user in holders if user in told.people) or holders
    others = tuple(helped for helped in state.helped if helped.who != view.who)
    if not to:
        nobody = _help_settled(state, told.user, "nobody")
        return Step(replace(state, helped=others), (nobody,))
    asked = inputs.HelpAsked(card.mark, card.title, told.user, view.now, view.now + HELP_AGAIN)
    waiting = replace(state, helped=(*others, Helped(view.who, view.now, len(to))))
    sent = _help_settled(state, told.user, "sent", *to)
    return Step(waiting, (sent, *(tell(user, asked) for user in to)))


def passed(state: Opened, told: room_inputs.Passed, view: View) -> Step:
    if told.what == "help":
        return _help_passed(state, told, view)
    noted = state.noted if told.done else tuple(who for who in state.noted if who != view.who)
    return Step(replace(state, noted=noted), (_note_settled(told),))


def _note_settled(told: room_inputs.Passed) -> effects.Tell:
    fate: inputs.NoteFate = "handed" if told.done else "unreached"
    return tell(told.user, inputs.NoteSettled(told.title, told.to, fate))


def _help_passed(state: Opened, told: room_inputs.Passed, view: View) -> Step:
    """One of those who hold the room is enough; when it reached none of them, that is said."""
    this = (view.who, told.since)
    mine = next((h for h in state.helped if (h.who, h.since) == this), None)
    if told.done or mine is None:
        return Step(state)
    others = tuple(helped for helped in state.helped if helped != mine)
    if mine.waits > 1:
        return Step(replace(state, helped=(*others, replace(mine, waits=mine.waits - 1))))
    nobody = _help_settled(state, told.user, "nobody")
    return Step(replace(state, helped=others), (nobody,))


def passed_too_late(state: State, told: room_inputs.Passed, _view: View) -> Step:
    """The room is over, or closing: who asked for help hears of that."""
    return Step(state, (_note_settled(told),) if told.what == "note" else ())
