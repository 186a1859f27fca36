"""Words of one person for another: notes, calls for help, why somebody shall step out.

Whoever they are for is told that something is there, and reads it when they want to: a lock screen
shows what comes by itself, to whoever holds the phone. Until then such words are their writer's,
and go with them. Who sent a note or a call hears what became of it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from peerbot.feature import Choice, Flow, Shown
from peerbot.flow import Anywhere, Go, Home, Row, State, Step, after_answer
from peerbot.kernel.ids import Mark, Room
from peerbot.vocabulary.effects import Args, Forget, Line, Quoted, Read, Relay, Say, Tell
from peerbot.vocabulary.inputs import (
    HelpAsked,
    HelpSettled,
    NoteHanded,
    NoteSettled,
    SteppedOut,
)
from peerbot.vocabulary.notes import View
from peerbot.vocabulary.room_inputs import Passed, Relayed

REASON_WAITS = timedelta(hours=20)
"""How long the words of whoever asked somebody to step out wait to be read: over a night. The room
may be over by then, and they were sent out of it all the same."""


class ReadOffered(State, frozen=True):
    """Something is there to be read."""


def _offer(state: State, words: Say, relay: Relay, *kept: Forget) -> Step:
    """Say that there is something to read; an open question keeps its numbers."""
    if isinstance(state, Home | ReadOffered):
        asked = Say("unread", ask=True, starts=True, relay=relay, behind=words)
        return Step(ReadOffered(), (*kept, asked))
    beside = Say("unread-beside", starts=True, relay=relay, behind=words)
    return Step(state, (*kept, beside))


def note_handed(state: State, message: NoteHanded, view: View) -> Step:
    args: Args = {"title": message.title, "user": message.user}
    lines = tuple(
        Line(0, "note-line", {"ask": a.ask, "words": Quoted(a.words)}) for a in message.answers
    )
    return _offer(
        state, Say("note-received", args, also=lines), _relay("note", message, view.now, view)
    )


def help_asked(state: State, message: HelpAsked, view: View) -> Step:
    args: Args = {"title": message.title, "user": message.user}
    return _offer(state, Say("help-asked", args), _relay("help", message, message.since, view))


def _relay(what: Relayed, message: NoteHanded | HelpAsked, since: datetime, view: View) -> Relay:
    def passed(*, done: bool) -> Tell:
        return Tell(
            Room(message.mark), Passed(what, message.user, view.me, message.title, since, done)
        )

    return Relay(message.user, message.mark, message.until, passed(done=True), passed(done=False))


def told_to_step_out(state: State, message: SteppedOut, view: View) -> Step:
    place = view.about.place(message.mark)
    words = view.settings.complaints
    whom = (Line(0, "stepped-out-complaints", {"complaints": words}),) if words else ()
    said = Say("stepped-out", {"reason": Quoted(message.why)}, also=whom)
    after = after_answer(state, message.mark)
    relay = Relay(message.by or view.me, Mark(""), view.now + REASON_WAITS)
    return _offer(after, said, relay, *((Forget(place),) if place else ()))


def read_words(state: State, _heard: object, _view: View) -> Step:
    after = Home() if isinstance(state, ReadOffered) else state  # any other question stays
    return Step(after, (Read(gone=Say("unread-none")),))


def postpone_reading(_state: ReadOffered, _heard: object, _view: View) -> Step:
    return Step(Home(), (Say("unread-later"),))


def note_settled(state: State, message: NoteSettled, _view: View) -> Step:
    args: Args = {"title": message.title, "facilitator": message.to}
    return Step(state, (Say(f"note-{message.fate}", args, starts=message.fate != "waits"),))


def help_settled(state: State, message: HelpSettled, _view: View) -> Step:
    if message.fate == "no-place":
        return Step(state, (Say("help-here-nowhere"),))
    args: Args = {"title": message.title, "to": ", ".join(message.to)}
    return Step(state, (Say(f"help-{message.fate}", args, starts=message.fate == "nobody"),))


def waiting_lines(view: View) -> Iterator[Line]:
    """Lines of `me`: words waiting for the person, and theirs waiting for others."""
    yield from (Line(0, "me-unread", {"until": until}) for until in view.about.unread)
    yield from (Line(0, "me-passing", {"until": until}) for until in view.about.passing)


FLOW = Flow(
    "passed_on",
    (
        Row(ReadOffered, "read-it", Go("read")),
        Row(ReadOffered, "skip", postpone_reading, (Home,)),
        Row(Anywhere, "read", read_words, (Home,)),
        Row(Anywhere, NoteHanded, note_handed, (ReadOffered,)),
        Row(Anywhere, HelpAsked, help_asked, (ReadOffered,)),
        Row(Anywhere, SteppedOut, told_to_step_out, (ReadOffered,)),
        Row(Anywhere, NoteSettled, note_settled),
        Row(Anywhere, HelpSettled, help_settled),
    ),
    menu=(Choice("read-it", 10, lambda view: bool(view.about.unread), "read"),),
    shown=(Shown(50, waiting_lines),),
)
