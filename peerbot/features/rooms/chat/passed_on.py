"""Words of one person for another: notes, proposals, and why somebody shall step out.

Who sent a note or a proposal hears what became of it. How they are read: `core/reading.py`.
"""

from datetime import timedelta

from peerbot.features.core.api import ReadOffered, offer_to_read
from peerbot.features.rooms.address import Mark
from peerbot.features.rooms.asking import after_answer, fate_of_words, relayed
from peerbot.features.rooms.records import place_in
from peerbot.features.rooms.settings import rooms_in
from peerbot.features.rooms.to_person import (
    SteppedOut,
    WordsHanded,
    WordsSettled,
)
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Drop, Line, Quoted, Relay, Say
from peerbot.kernel.feature import Flow
from peerbot.kernel.table import Anywhere, State, Step, Transition

REASON_WAITS = timedelta(hours=20)
"""How long the words of whoever asked somebody to step out wait to be read: over a night. The room
may be over by then, and they were sent out of it all the same."""


AT_ONCE = ("waits", "again", "most", "no-place")
"""What is said to who has just handed something on."""


def words_handed(state: State, message: WordsHanded, context: Context) -> Step:
    words = _proposal_words(message) if message.what == "agreement" else _note_words(message)
    return offer_to_read(state, words, relayed(message.what, message, context.now, context))


def _note_words(message: WordsHanded) -> Say:
    args: Args = {"title": message.title, "user": message.user}
    lines = tuple(
        Line(0, "note-line", {"ask": a.ask, "words": Quoted(a.words)}) for a in message.answers
    )
    return Say("note-received", args, also=lines)


def _proposal_words(message: WordsHanded) -> Say:
    """It names nobody: the room is asked, and not one person in it."""
    words = Quoted(" ".join(answer.words for answer in message.answers))
    return Say("agreement-received", {"title": message.title, "words": words})


def told_to_step_out(state: State, message: SteppedOut, context: Context) -> Step:
    place = place_in(context, message.mark)
    words = rooms_in(context).complaints
    whom = (Line(0, "stepped-out-complaints", {"complaints": words}),) if words else ()
    said = Say("stepped-out", {"reason": Quoted(message.why)}, also=whom)
    after = after_answer(state, message.mark)
    relay = Relay(message.by or context.me, Mark(""), context.now + REASON_WAITS)
    return offer_to_read(after, said, relay, *((Drop(place),) if place else ()))


def words_settled(state: State, message: WordsSettled, _context: Context) -> Step:
    fate = fate_of_words(message)
    # Whoever reads a proposal chooses when, and could hear or see whose phone rings.
    rings = message.what == "note" and message.fate not in AT_ONCE
    return Step(state, (Say(fate.text, fate.args, starts=rings),))


FLOW = Flow(
    "passed_on",
    (
        Transition(Anywhere, WordsHanded, words_handed, (ReadOffered,)),
        Transition(Anywhere, SteppedOut, told_to_step_out, (ReadOffered,)),
        Transition(Anywhere, WordsSettled, words_settled),
    ),
)
