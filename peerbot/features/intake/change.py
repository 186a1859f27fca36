"""Change or remove one line of a note, before it is handed on or once it is kept."""

from typing import ClassVar

from msgspec.structs import replace

from peerbot.features.intake.answering import asks_back, doubt, echo, shown, was_cut
from peerbot.features.intake.handing import HandAsked, KeepAsked, ask_again, back_to_card
from peerbot.features.intake.records import KEEP_NOTE, OwnNote, drop_note, note_of
from peerbot.features.intake.settings import notes_in
from peerbot.features.rooms.api import Answer
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Line, Put, Quoted, Say, above
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

    asks: ClassVar[str] = "asks-line"


class AnswerLineAsked(State, frozen=True):
    """The person is asked which answer to change, before `asked` is asked once more."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-answer"

    asked: HandAsked | KeepAsked

    @property
    def loses(self) -> str:
        """See `State`."""
        return self.asked.loses


class Mending(State, frozen=True):
    """One question is asked again. `at`: its index. `asked`: as in `AnswerLineAsked`; None where
    the note is kept, and nothing was asked of it."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-mend"

    at: int
    asked: HandAsked | KeepAsked | None = None

    @property
    def loses(self) -> str:
        """See `State`."""
        return self.asked.loses if self.asked else ""


class MendDoubted(State, frozen=True):
    """Whether words that end in a question mark are the new answer."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-doubt"

    mending: Mending
    words: str

    @property
    def loses(self) -> str:
        """See `State`."""
        return self.mending.loses


def change_note(_state: State, _heard: object, context: Context) -> Step:
    return _which("note-change", context)


def ask_line_again(_state: NoteLineAsked, _heard: object, context: Context) -> Step:
    return _which("not-understood-here", context)


def _which(text: str, context: Context) -> Step:
    note = note_of(context)
    if note is None:
        return Step(Home(), (Say("note-none"),))
    return Step(NoteLineAsked(), (Say(text, lines=_numbered(note.answers, context), ask=True),))


def change_answers(state: HandAsked | KeepAsked, _heard: Pick, context: Context) -> Step:
    return _which_answer("note-change", state, context)


def ask_answer_again(state: AnswerLineAsked, _heard: object, context: Context) -> Step:
    return _which_answer("not-understood-here", state.asked, context)


def _which_answer(text: str, asked: HandAsked | KeepAsked, context: Context) -> Step:
    lines = _numbered(asked.answers, context)
    return Step(AnswerLineAsked(asked), (Say(text, lines=lines, ask=True),))


def _numbered(answers: tuple[Answer, ...], context: Context) -> tuple[Line, ...]:
    given = {a.key: a.words for a in answers}
    questions = enumerate(notes_in(context).questions, start=1)
    return tuple(_line(n, q.ask, given.get(q.key)) for n, q in questions)


def _line(number: int, ask: str, words: str | None) -> Line:
    if words is None:
        return Line(number, "note-line-empty", {"ask": ask})
    return Line(number, "note-line", {"ask": ask, "words": Quoted(words)})


def line_picked(_state: NoteLineAsked, heard: Number, context: Context) -> Step:
    if note_of(context) is None or not 1 <= heard.number <= len(notes_in(context).questions):
        return _which("not-understood-here", context)
    return _ask("note-mend", Mending(heard.number - 1), context)


def answer_picked(state: AnswerLineAsked, heard: Number, context: Context) -> Step:
    if not 1 <= heard.number <= len(notes_in(context).questions):
        return _which_answer("not-understood-here", state.asked, context)
    return _ask("note-mend", Mending(heard.number - 1, state.asked), context)


def answers_are_right(state: AnswerLineAsked, _heard: Pick, context: Context) -> Step:
    return ask_again(state.asked, state.asked.answers, context)


def _ask(text: str, state: Mending, context: Context) -> Step:
    question = notes_in(context).questions[state.at]
    args: Args = {"ask": question.ask, "seen": question.seen_by, "why": question.why}
    lines = tuple(
        Line(number, "note-choice", {"choice": choice})
        for number, choice in enumerate(question.choices, start=1)
    )
    return Step(state, (Say(text, args, lines=lines, ask=True),))


def replace_answer(state: Mending, heard: Pick | Other, context: Context) -> Step:
    if asks_back(heard.text):
        return Step(MendDoubted(state, heard.text), (doubt(heard.text),))
    return _replace_answer(state, heard.text, context)


def take_doubted_answer(state: MendDoubted, _heard: Pick, context: Context) -> Step:
    return _replace_answer(state.mending, state.words, context)


def replace_doubted_answer(state: MendDoubted, heard: Pick | Other, context: Context) -> Step:
    return replace_answer(state.mending, heard, context)


def ask_once_more(state: MendDoubted, _heard: Pick, context: Context) -> Step:
    return _ask("note-mend", state.mending, context)


def _replace_answer(state: Mending, text: str, context: Context) -> Step:
    question = notes_in(context).questions[state.at]
    words = question.read(text)
    if words is None:
        return _ask("note-mend-choose", state, context)
    given = Answer(question.ask, words, question.key)
    step = _with_answers(state, (given,), context)
    if not was_cut(question, text, words):  # the note itself shows what is kept
        return step
    return Step(step.state, above((echo(question, text, words),), step.effects))


def remove_answer(state: Mending, _heard: Pick, context: Context) -> Step:
    return _with_answers(state, (), context)


def _with_answers(state: Mending, given: tuple[Answer, ...], context: Context) -> Step:
    """A kept note is changed only where nothing was asked of it: what is handed on may say less."""
    if state.asked is None:
        return _with_kept_answers(state, given, context)
    answers = _in_order(state.asked.answers, state.at, given, context)
    if not answers:
        text = "note-done" if state.asked.kept else "note-nothing-left"
        return back_to_card(text, state.asked.mark, context)
    return ask_again(state.asked, answers, context)


def _with_kept_answers(state: Mending, given: tuple[Answer, ...], context: Context) -> Step:
    note = note_of(context)
    if note is None:
        return Step(Home(), (Say("note-none"),))
    mended = replace(note, answers=_in_order(note.answers, state.at, given, context))
    if not mended.answers:
        return Step(Home(), (Say("note-last-line"), *drop_note(note)))
    said = _say_note("note-mended", mended)
    return Step(Home(), (said, Put(mended, note.until, KEEP_NOTE)))


def _in_order(
    answers: tuple[Answer, ...], at: int, given: tuple[Answer, ...], context: Context
) -> tuple[Answer, ...]:
    """With the answer to one question replaced; those to questions that are gone come last."""
    order = {question.key: at for at, question in enumerate(notes_in(context).questions)}
    key = notes_in(context).questions[at].key
    others = (a for a in answers if a.key != key)
    return tuple(sorted((*others, *given), key=lambda a: order.get(a.key, len(order))))


def keep_answer(state: Mending, _heard: Pick, context: Context) -> Step:
    if state.asked:
        return ask_again(state.asked, state.asked.answers, context)
    note = note_of(context)
    return Step(Home(), (_say_note("note-as-it-was", note) if note else Say("note-none"),))


def _say_note(text: str, note: OwnNote) -> Say:
    return Say(text, {"until": note.until}, also=shown(note.answers))


AFTER = (HandAsked, KeepAsked, Home)

FLOW = Flow(
    "change",
    (
        Transition(NoteLineAsked, NUMBER, line_picked, (Mending, Home)),
        Transition(NoteLineAsked, "back", Go("menu")),
        Transition(NoteLineAsked, ELSE, ask_line_again, (Home,)),
        Transition(HandAsked, "change", change_answers, (AnswerLineAsked,)),
        Transition(KeepAsked, "change", change_answers, (AnswerLineAsked,)),
        # To go back from the question is no answer to it.
        Transition(HandAsked, "previous", change_answers, (AnswerLineAsked,), numbered=False),
        Transition(KeepAsked, "previous", change_answers, (AnswerLineAsked,), numbered=False),
        Transition(AnswerLineAsked, NUMBER, answer_picked, (Mending,)),
        Transition(AnswerLineAsked, "back", answers_are_right, AFTER),
        Transition(AnswerLineAsked, "change", ask_answer_again, numbered=False),
        Transition(AnswerLineAsked, ELSE, ask_answer_again),
        Transition(Mending, "as-it-is", keep_answer, AFTER),
        Transition(Mending, "no", keep_answer, AFTER, numbered=False),
        Transition(Mending, "take-out", remove_answer, AFTER, numbered=False),
        Transition(Mending, "previous", keep_answer, AFTER, numbered=False),
        Transition(Mending, "later", keep_answer, AFTER, numbered=False),
        Transition(Mending, WORDS, replace_answer, (*AFTER, MendDoubted)),
        Transition(MendDoubted, "my-answer", take_doubted_answer, AFTER),
        Transition(MendDoubted, "no", ask_once_more, (Mending,)),
        Transition(MendDoubted, WORDS, replace_doubted_answer, (*AFTER, MendDoubted)),
        Transition(Anywhere, "change", change_note, (NoteLineAsked, Home)),
    ),
)
