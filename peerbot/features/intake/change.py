"""Change or remove one line of a kept note, or leave it as it was."""

from typing import ClassVar

from msgspec.structs import replace

from peerbot.features.intake.records import KEEP_NOTE, OwnNote, drop_note, note_of
from peerbot.features.intake.settings import notes_in
from peerbot.features.rooms.api import Answer
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Line, Put, Quoted, Say
from peerbot.kernel.feature import Flow
from peerbot.kernel.parse import Number, Other, Pick
from peerbot.kernel.table import (
    ELSE,
    NUMBER,
    WORDS,
    Anywhere,
    Go,
    Home,
    State,
    Step,
    Transition,
)


class NoteLineAsked(State, frozen=True):
    """The person is asked which line of the kept note to change."""


class Mending(State, frozen=True):
    """One question is asked again. `at`: its index."""

    memory_only: ClassVar[bool] = True

    at: int


def change_note(_state: State, _heard: object, context: Context) -> Step:
    return _which("note-change", context)


def ask_line_again(_state: NoteLineAsked, _heard: object, context: Context) -> Step:
    return _which("not-understood-here", context)


def _which(text: str, context: Context) -> Step:
    note = note_of(context)
    if note is None:
        return Step(Home(), (Say("note-none"),))
    given = {a.key: a.words for a in note.answers}
    lines = tuple(
        _line(n, q.ask, given.get(q.key))
        for n, q in enumerate(notes_in(context).questions, start=1)
    )
    return Step(NoteLineAsked(), (Say(text, lines=lines, ask=True),))


def _line(number: int, ask: str, words: str | None) -> Line:
    if words is None:
        return Line(number, "note-line-empty", {"ask": ask})
    return Line(number, "note-line", {"ask": ask, "words": Quoted(words)})


def line_picked(_state: NoteLineAsked, heard: Number, context: Context) -> Step:
    if note_of(context) is None or not 1 <= heard.number <= len(notes_in(context).questions):
        return _which("not-understood-here", context)
    return _ask("note-mend", Mending(heard.number - 1), context)


def _ask(text: str, state: Mending, context: Context) -> Step:
    question = notes_in(context).questions[state.at]
    args: Args = {"ask": question.ask, "seen": question.seen_by, "why": question.why}
    lines = tuple(
        Line(number, "note-choice", {"choice": choice})
        for number, choice in enumerate(question.choices, start=1)
    )
    return Step(state, (Say(text, args, lines=lines, ask=True),))


def replace_answer(state: Mending, heard: Pick | Other, context: Context) -> Step:
    question = notes_in(context).questions[state.at]
    words = question.read(heard.text)
    if words is None:
        return _ask("note-mend-choose", state, context)
    return _with_answers(state, (Answer(question.ask, words, question.key),), context)


def remove_answer(state: Mending, _heard: Pick, context: Context) -> Step:
    return _with_answers(state, (), context)


def _with_answers(state: Mending, given: tuple[Answer, ...], context: Context) -> Step:
    note = note_of(context)
    if note is None:
        return Step(Home(), (Say("note-none"),))
    order = {question.key: at for at, question in enumerate(notes_in(context).questions)}
    key = notes_in(context).questions[state.at].key
    others = (a for a in note.answers if a.key != key)
    answers = tuple(sorted((*others, *given), key=lambda a: order.get(a.key, len(order))))
    if not answers:
        return Step(Home(), (*drop_note(note), Say("note-last-line")))
    mended = replace(note, answers=answers)
    return Step(Home(), (Put(mended, note.until, KEEP_NOTE), _say_note("note-mended", mended)))


def keep_answer(_state: Mending, _heard: Pick, context: Context) -> Step:
    note = note_of(context)
    return Step(Home(), (_say_note("note-as-it-was", note) if note else Say("note-none"),))


def _say_note(text: str, note: OwnNote) -> Say:
    return Say(
        text, {"until": note.until}, also=tuple(_line(0, a.ask, a.words) for a in note.answers)
    )


FLOW = Flow(
    "change",
    (
        Transition(NoteLineAsked, NUMBER, line_picked, (Mending, Home)),
        Transition(NoteLineAsked, "back", Go("menu")),
        Transition(NoteLineAsked, ELSE, ask_line_again, (Home,)),
        Transition(Mending, "as-it-is", keep_answer, (Home,)),
        Transition(Mending, "take-out", remove_answer, (Home,), numbered=False),
        Transition(Mending, "previous", keep_answer, (Home,), numbered=False),
        Transition(Mending, "later", keep_answer, (Home,), numbered=False),
        Transition(Mending, WORDS, replace_answer, (Home,)),
        Transition(Anywhere, "change", change_note, (NoteLineAsked, Home)),
    ),
)
