"""Words of one person for another: notes, calls for help, why somebody shall step out.

Who sent a note or a call hears what became of it. How they are read: `core/reading.py`.
"""

from datetime import datetime, timedelta

from peerbot.features.core.api import ReadOffered, offer_to_read
from peerbot.features.rooms.address import Mark, Room
from peerbot.features.rooms.asking import after_answer, fate_of_note
from peerbot.features.rooms.fates import Relayed
from peerbot.features.rooms.records import place_in
from peerbot.features.rooms.settings import rooms_in
from peerbot.features.rooms.to_person import (
    HelpAsked,
    HelpSettled,
    NoteHanded,
    NoteSettled,
    SteppedOut,
)
from peerbot.features.rooms.to_room import Passed
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Drop, Line, Quoted, Relay, Say
from peerbot.kernel.feature import Flow
from peerbot.kernel.messages import Send
from peerbot.kernel.table import Anywhere, State, Step, Transition

REASON_WAITS = timedelta(hours=20)
"""How long the words of whoever asked somebody to step out wait to be read: over a night. The room
may be over by then, and they were sent out of it all the same."""


def note_handed(state: State, message: NoteHanded, context: Context) -> Step:
    args: Args = {"title": message.title, "user": message.user}
    lines = tuple(
        Line(0, "note-line", {"ask": a.ask, "words": Quoted(a.words)}) for a in message.answers
    )
    return offer_to_read(
        state, Say("note-received", args, also=lines), _relay("note", message, context.now, context)
    )


def help_asked(state: State, message: HelpAsked, context: Context) -> Step:
    args: Args = {"title": message.title, "user": message.user}
    return offer_to_read(
        state, Say("help-asked", args), _relay("help", message, message.since, context)
    )


def _relay(
    what: Relayed, message: NoteHanded | HelpAsked, since: datetime, context: Context
) -> Relay:
    def passed(*, done: bool) -> Send:
        return Send(
            Room(message.mark), Passed(what, message.user, context.me, message.title, since, done)
        )

    done, failed = passed(done=True), passed(done=False)
    return Relay(message.user, message.mark, message.until, done, failed, what)


def told_to_step_out(state: State, message: SteppedOut, context: Context) -> Step:
    place = place_in(context, message.mark)
    words = rooms_in(context).complaints
    whom = (Line(0, "stepped-out-complaints", {"complaints": words}),) if words else ()
    said = Say("stepped-out", {"reason": Quoted(message.why)}, also=whom)
    after = after_answer(state, message.mark)
    relay = Relay(message.by or context.me, Mark(""), context.now + REASON_WAITS)
    return offer_to_read(after, said, relay, *((Drop(place),) if place else ()))


def note_settled(state: State, message: NoteSettled, _context: Context) -> Step:
    fate = fate_of_note(message)
    return Step(state, (Say(fate.text, fate.args, starts=message.fate != "waits"),))


def help_settled(state: State, message: HelpSettled, _context: Context) -> Step:
    if message.fate == "no-place":
        return Step(state, (Say("help-here-nowhere"),))
    args: Args = {"title": message.title, "to": ", ".join(message.to)}
    return Step(state, (Say(f"help-{message.fate}", args, starts=message.fate == "nobody"),))


FLOW = Flow(
    "passed_on",
    (
        Transition(Anywhere, NoteHanded, note_handed, (ReadOffered,)),
        Transition(Anywhere, HelpAsked, help_asked, (ReadOffered,)),
        Transition(Anywhere, SteppedOut, told_to_step_out, (ReadOffered,)),
        Transition(Anywhere, NoteSettled, note_settled),
        Transition(Anywhere, HelpSettled, help_settled),
    ),
)
