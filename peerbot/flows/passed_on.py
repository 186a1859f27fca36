"""Notes and calls for help: a facilitator receives them, and who sent them hears so, or that not.

Until such words are said in the facilitator's chat they are their sender's, and the room's.
"""

from datetime import datetime

from peerbot.flow import Anywhere, Flow, Row, State, Step
from peerbot.vocabulary.effects import Args, Line, Quoted, Relay, Say, Tell
from peerbot.vocabulary.ids import Room
from peerbot.vocabulary.inputs import HelpAsked, HelpSettled, NoteHanded, NoteSettled
from peerbot.vocabulary.notes import View
from peerbot.vocabulary.room_inputs import Passed, Relayed


def handed(state: State, told: NoteHanded, view: View) -> Step:
    args: Args = {"title": told.title, "user": told.user}
    lines = tuple(
        Line(0, "note-line", {"ask": a.ask, "words": Quoted(a.words)}) for a in told.answers
    )
    relay = _relay("note", told, view.now, view)
    return Step(state, (Say("note-received", args, also=lines, starts=True, relay=relay),))


def help_asked(state: State, told: HelpAsked, view: View) -> Step:
    args: Args = {"title": told.title, "user": told.user}
    relay = _relay("help", told, told.since, view)
    return Step(state, (Say("help-asked", args, starts=True, relay=relay),))


def _relay(what: Relayed, told: NoteHanded | HelpAsked, since: datetime, view: View) -> Relay:
    def passed(*, done: bool) -> Tell:
        return Tell(Room(told.mark), Passed(what, told.user, view.me, told.title, since, done))

    return Relay(told.user, told.mark, told.until, passed(done=True), passed(done=False))


def note_settled(state: State, told: NoteSettled, _view: View) -> Step:
    args: Args = {"title": told.title, "facilitator": told.to}
    return Step(state, (Say(f"note-{told.fate}", args, starts=True),))


def help_settled(state: State, told: HelpSettled, _view: View) -> Step:
    if told.fate == "no-place":
        return Step(state, (Say("help-here-nowhere"),))
    args: Args = {"title": told.title, "to": ", ".join(told.to)}
    return Step(state, (Say(f"help-{told.fate}", args, starts=told.fate == "nobody"),))


FLOW = Flow(
    "passed_on",
    (
        Row(Anywhere, NoteHanded, handed),
        Row(Anywhere, HelpAsked, help_asked),
        Row(Anywhere, NoteSettled, note_settled),
        Row(Anywhere, HelpSettled, help_settled),
    ),
)
