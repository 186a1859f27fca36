"""What members pass on to the people who hold the room: a note, proposals, and calls for help.

All are bounded, so that nobody can flood a facilitator; and their sender is told the outcome.
"""

from typing import Literal

from msgspec.structs import replace

from peerbot.features.rooms import fates, to_person, to_room
from peerbot.features.rooms.actor.helping import call_taken_back, help_delivery_reported
from peerbot.features.rooms.actor.states import Opened, send_to
from peerbot.kernel.context import Context
from peerbot.kernel.messages import Send
from peerbot.kernel.table import State, Step

MOST_RENEWED = 2
"""How many notes one person may take back and hand anew, in one room."""

MOST_PROPOSED = 3
"""How many proposals of one person are passed on in one room, those that were taken back among
them: each one knocks."""


def words_brought(state: Opened, message: to_room.WordsBrought, context: Context) -> Step:
    proposal = message.what == "agreement"
    fate = (_no_proposal if proposal else _no_note)(state, message, context)
    if fate:
        return Step(state, (_settled(message, fate),))
    card, who = state.card, context.who
    handed = to_person.WordsHanded(
        card.mark, card.title, message.user, message.answers, message.until, message.what
    )
    passed = (_settled(message, "waits"), send_to(message.to, handed))
    if proposal:
        proposed, proposing = (*state.proposed, who), (*state.proposing, who)
        return Step(replace(state, proposed=proposed, proposing=proposing), passed)
    return Step(replace(state, noted=(*state.noted, who)), passed)


def _no_note(
    state: Opened, message: to_room.WordsBrought, context: Context
) -> fates.NoteFate | None:
    """Why a note is not passed on."""
    if context.who in state.out:
        return "out"
    if context.who in state.noted:
        return "again"
    return None if message.to == state.card.facilitator else "changed"


def _no_proposal(
    state: Opened, message: to_room.WordsBrought, context: Context
) -> fates.ProposalFate | None:
    """Why a proposal is not passed on: it is for whoever is in the room with others."""
    if message.user not in state.given:
        return "no-place"
    if context.who in state.proposing:
        return "again"
    if state.proposed.count(context.who) >= MOST_PROPOSED:
        return "most"
    return None if message.to == state.card.facilitator else "changed"


def _settled(message: to_room.WordsBrought, fate: fates.NoteFate | fates.ProposalFate) -> Send:
    settled = to_person.WordsSettled(message.title, message.to, fate, message.what)
    return send_to(message.user, settled)


def words_brought_late(state: State, message: to_room.WordsBrought, _context: Context) -> Step:
    return Step(state, (_settled(message, "closed"),))


def words_taken_back(state: Opened, message: to_room.WordsTakenBack, context: Context) -> Step:
    """They may hand another note, but not without end: each one knocks."""
    again = message.note and state.renewed.count(context.who) < MOST_RENEWED
    noted = _without(state.noted, context) if again else state.noted
    renewed = (*state.renewed, context.who) if again else state.renewed
    proposing = _without(state.proposing, context) if message.agreement else state.proposing
    without = call_taken_back(state, context)
    return Step(replace(without, noted=noted, renewed=renewed, proposing=proposing))


def _without(marks: tuple[str, ...], context: Context) -> tuple[str, ...]:
    return tuple(who for who in marks if who != context.who)


def delivery_reported(state: Opened, message: to_room.Passed, context: Context) -> Step:
    if message.what == "help":
        return help_delivery_reported(state, message, context)
    if message.what == "agreement":
        holds = message.to in state.card.holders  # who does not can bring nothing up there
        after = replace(state, proposing=_without(state.proposing, context))
        return Step(after, (_report(message, "unreached", "handed" if holds else "changed"),))
    noted = state.noted if message.done else _without(state.noted, context)
    return Step(replace(state, noted=noted), (_report(message, "unreached"),))


def _report(
    message: to_room.Passed,
    unread: Literal["unreached", "closed"],
    read: Literal["handed", "changed"] = "handed",
) -> Send:
    what: fates.Written = "agreement" if message.what == "agreement" else "note"
    fate = read if message.done else unread
    return send_to(message.user, to_person.WordsSettled(message.title, message.to, fate, what))


def delivery_reported_late(state: State, message: to_room.Passed, _context: Context) -> Step:
    """The room is over or closing: whoever asked for help is told about that anyway."""
    return Step(state, () if message.what == "help" else (_report(message, "closed"),))
