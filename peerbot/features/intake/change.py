"""Change or remove one line of a kept note, or leave it as it was."""

from typing import ClassVar

from msgspec.structs import replace

from peerbot.feature import Flow
from peerbot.flow import ELSE, NUMBER, WORDS, Anywhere, Go, Home, Row, State, Step, still_heard
from peerbot.kernel.parse import Number, Other, Pick
from peerbot.vocabulary.consents import KEEP_NOTE
from peerbot.vocabulary.effects import Args, Forget, Line, Quoted, Remember, Say
from peerbot.vocabulary.notes import Answer, OwnNote, View


class NoteLineAsked(State, frozen=True):
    """The person is asked which line of the kept note to change."""


class Mending(State, frozen=True):
    """One question is asked again. `at`: its index."""

    memory_only: ClassVar[bool] = True

    at: int


def change_note(_state: State, _heard: object, view: View) -> Step:
    return _which("note-change", view)


def ask_line_again(_state: NoteLineAsked, _heard: object, view: View) -> Step:
    return _which("not-understood", view)


def _which(text: str, view: View) -> Step:
    if view.about.note is None:
        return Step(Home(), (Say("note-none"),))
    given = {a.key: a.words for a in view.about.note.answers}
    lines = tuple(
        _line(n, q.ask, given.get(q.key)) for n, q in enumerate(view.settings.questions, start=1)
    )
    return Step(NoteLineAsked(), (Say(text, lines=lines, ask=True),))


def _line(number: int, ask: str, words: str | None) -> Line:
    if words is None:
        return Line(number, "note-line-empty", {"ask": ask})
    return Line(number, "note-line", {"ask": ask, "words": Quoted(words)})


def line_picked(_state: NoteLineAsked, heard: Number, view: View) -> Step:
    if view.about.note is None or not 1 <= heard.number <= len(view.settings.questions):
        return _which("not-understood", view)
    return _ask("note-mend", Mending(heard.number - 1), view)


def _ask(text: str, state: Mending, view: View) -> Step:
    question = view.settings.questions[state.at]
    args: Args = {"ask": question.ask, "seen": question.seen_by, "why": question.why}
    lines = tuple(
        Line(number, "note-choice", {"choice": choice})
        for number, choice in enumerate(question.choices, start=1)
    )
    return Step(state, (Say(text, args, lines=lines, ask=True),))


def replace_answer(state: Mending, heard: Pick | Other, view: View) -> Step:
    question = view.settings.questions[state.at]
    words = question.read(heard.text)
    if words is None:
        return _ask("note-mend-choose", state, view)
    return _with_answers(state, (Answer(question.ask, words, question.key),), view)


def remove_answer(state: Mending, _heard: Pick, view: View) -> Step:
    return _with_answers(state, (), view)


def _with_answers(state: Mending, given: tuple[Answer, ...], view: View) -> Step:
    note = view.about.note
    if note is None:
        return Step(Home(), (Say("note-none"),))
    order = {question.key: at for at, question in enumerate(view.settings.questions)}
    key = view.settings.questions[state.at].key
    others = (a for a in note.answers if a.key != key)
    answers = tuple(sorted((*others, *given), key=lambda a: order.get(a.key, len(order))))
    if not answers:
        return Step(Home(), (Forget(note), Say("note-last-line")))
    mended = replace(note, answers=answers)
    return Step(Home(), (Remember(mended, note.until, KEEP_NOTE), _say_note("note-mended", mended)))


def keep_answer(_state: Mending, _heard: Pick, view: View) -> Step:
    note = view.about.note
    return Step(Home(), (_say_note("note-as-it-was", note) if note else Say("note-none"),))


def _say_note(text: str, note: OwnNote) -> Say:
    return Say(
        text, {"until": note.until}, also=tuple(_line(0, a.ask, a.words) for a in note.answers)
    )


FLOW = Flow(
    "change",
    (
        Row(NoteLineAsked, NUMBER, line_picked, (Mending, Home)),
        Row(NoteLineAsked, "back", Go("menu")),
        Row(NoteLineAsked, ELSE, ask_line_again, (Home,)),
        Row(Mending, "as-it-is", keep_answer, (Home,)),
        Row(Mending, "take-out", remove_answer, (Home,), numbered=False),
        Row(Mending, "previous", keep_answer, (Home,), numbered=False),
        Row(Mending, "later", keep_answer, (Home,), numbered=False),
        *still_heard(Mending),
        Row(Mending, WORDS, replace_answer, (Home,)),
        Row(Anywhere, "change", change_note, (NoteLineAsked, Home)),
    ),
)
