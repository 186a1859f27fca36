"""A note, if you like: a few questions, each free to skip.

Until the yeses at the end (`handing.py`) everything is in memory alone: whoever vanishes half-way
leaves nothing. A line is changed in `change.py`, before the note goes anywhere and once it is kept.
"""

from collections.abc import Iterator
from typing import ClassVar

from msgspec.structs import replace

from peerbot.features.intake import records
from peerbot.features.intake.answering import asks_back, doubt, echo, shown
from peerbot.features.intake.handing import (
    KEPT_FOR,
    WORD_COMES,
    HandAsked,
    KeepAsked,
    ask_to_hand,
    back_to_card,
)
from peerbot.features.intake.messages import NoteExpires
from peerbot.features.intake.records import KEEP_NOTE, WORD_TIMER, OwnNote, drop_note, note_of
from peerbot.features.intake.settings import LONGEST_ANSWER, notes_in
from peerbot.features.rooms.api import Answer, Mark, seats_of
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, CancelTimer, Effect, Line, Put, Say, above
from peerbot.kernel.feature import Flow, Shown
from peerbot.kernel.parse import Number, Other, Pick
from peerbot.kernel.records import Record
from peerbot.kernel.table import WORDS, Anywhere, Go, Home, State, Step, Transition


class Asking(State, frozen=True):
    """One question is asked. `mark`: the room that the note is for, if it was begun at its card."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-note-question"

    at: int
    answers: tuple[Answer, ...] = ()
    mark: Mark = Mark("")

    @property
    def loses(self) -> str:
        """See `State`."""
        return "note-dropped" if self.answers else ""


class AnswerDoubted(State, frozen=True):
    """Whether words that end in a question mark are the answer. `asked`: which question, as in
    `Asking`."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-doubt"

    asked: Asking
    words: str

    @property
    def loses(self) -> str:
        """See `State`."""
        return "note-dropped"


class NoteShown(State, frozen=True):
    """The kept note is shown, with what can be done about it."""

    asks: ClassVar[str] = "asks-note"


def begin_note(_state: State, _heard: object, context: Context) -> Step:
    if note_of(context):
        return Step(
            NoteShown(), (Say("note-shown", _until(context), also=_lines(context), ask=True),)
        )
    return _ask(Asking(0), context, "note-begin")


def begin_note_at_card(state: State, _heard: Pick, context: Context) -> Step:
    """From a room's card, whose state names the room: hand what is kept, or ask again."""
    mark = Mark(getattr(state, "mark", ""))
    if note := note_of(context):
        return ask_to_hand(note.answers, (mark,), mark, context, kept=True)
    return _ask(Asking(0, mark=mark), context, "note-begin")


def _until(context: Context) -> Args:
    note = note_of(context)
    return {"until": note.until if note else context.now + KEPT_FOR}


def _ask(state: Asking, context: Context, text: str = "note-question") -> Step:
    questions = notes_in(context).questions
    question = questions[state.at]
    args: Args = {
        "number": state.at + 1,
        "count": len(questions),
        "ask": question.ask,
        "seen": question.seen_by,
        "why": question.why,
        "most": LONGEST_ANSWER,
    }
    lines = tuple(
        Line(number, "note-choice", {"choice": choice})
        for number, choice in enumerate(question.choices, start=1)
    )
    return Step(state, (Say(text, args, lines=lines, ask=True),))


def answer_question(state: Asking, heard: Pick | Number | Other, context: Context) -> Step:
    if asks_back(heard.text):
        return Step(AnswerDoubted(state, heard.text), (doubt(heard.text),))
    return _take_answer(state, heard.text, context)


def take_doubted_answer(state: AnswerDoubted, _heard: Pick, context: Context) -> Step:
    return _take_answer(state.asked, state.words, context)


def answer_instead(state: AnswerDoubted, heard: Pick | Number | Other, context: Context) -> Step:
    return answer_question(state.asked, heard, context)


def ask_once_more(state: AnswerDoubted, _heard: Pick, context: Context) -> Step:
    return _ask(state.asked, context)


def _take_answer(state: Asking, text: str, context: Context) -> Step:
    question = notes_in(context).questions[state.at]
    words = question.read(text)
    if words is None:
        return _ask(state, context, "note-choose")
    given = Answer(question.ask, words, question.key)
    others = tuple(a for a in state.answers if a.key != question.key)
    step = _next(replace(state, answers=(*others, given)), context)
    return Step(step.state, above((echo(question, text, words),), step.effects))


def skip_question(state: Asking, _heard: Pick, context: Context) -> Step:
    question = notes_in(context).questions[state.at]
    answers = tuple(a for a in state.answers if a.key != question.key)
    return _next(replace(state, answers=answers), context)


def _next(state: Asking, context: Context) -> Step:
    if state.at + 1 < len(notes_in(context).questions):
        return _ask(replace(state, at=state.at + 1), context)
    return _all_asked(state, context)


def previous_question(state: Asking, _heard: Pick, context: Context) -> Step:
    if state.at == 0:
        return Step(Home(), (Say("note-left"),))
    return _ask(replace(state, at=state.at - 1), context)


def postpone_note(_state: Asking, _heard: Pick, _context: Context) -> Step:
    return Step(Home(), (Say("note-left"),))


def _all_asked(state: Asking, context: Context) -> Step:
    if not state.answers:
        return back_to_card("note-empty", state.mark, context)
    marks = (state.mark,) if state.mark else tuple(place.mark for place in seats_of(context))
    return ask_to_hand(state.answers, marks, state.mark, context, kept=False)


def _lines(context: Context) -> tuple[Line, ...]:
    note = note_of(context)
    return shown(note.answers if note else ())


def hand_kept_note(_state: NoteShown, _heard: Pick, context: Context) -> Step:
    note = note_of(context)
    if note is None:
        return Step(Home(), (Say("note-none"),))
    marks = tuple(place.mark for place in seats_of(context))
    return ask_to_hand(note.answers, marks, Mark(""), context, kept=True)


def has_place(context: Context) -> bool:
    return bool(seats_of(context))


def forget_note(_state: NoteShown, _heard: Pick, context: Context) -> Step:
    note = note_of(context)
    gone = drop_note(note) if note else ()
    return Step(Home(), (*gone, Say("note-forgotten")))


def note_expires(state: State, _message: NoteExpires, context: Context) -> Step:
    note = note_of(context)
    if note is None or note.until - context.now > WORD_COMES:
        return Step(state)  # forgotten, or kept again since
    return Step(state, (Say("note-expires", {"until": note.until}, starts=True),))


def me_lines(context: Context) -> Iterator[Line]:
    """Lines of `me`: the note, word for word."""
    if note := note_of(context):
        yield Line(0, "me-note", {"until": note.until})
        yield from shown(note.answers)
        if note.word_before:
            yield Line(0, "me-word-before")


def take_back_note(record: Record, _context: Context) -> tuple[Effect, ...]:
    assert isinstance(record, OwnNote)
    return drop_note(record)


def take_back_word_before(record: Record, _context: Context) -> tuple[Effect, ...]:
    assert isinstance(record, OwnNote)
    less = replace(record, word_before=False)
    kept = Put(less, record.until, KEEP_NOTE, drops=records.WORD_BEFORE.name)
    return (kept, CancelTimer(WORD_TIMER))


def reset_note(context: Context) -> Iterator[Effect]:
    """The note goes."""
    if note := note_of(context):
        yield from drop_note(note)


FLOW = Flow(
    "note",
    (
        Transition(Asking, "skip", skip_question, (Asking, HandAsked, KeepAsked, Home)),
        Transition(Asking, "previous", previous_question, (Asking, Home), numbered=False),
        Transition(Asking, "later", postpone_note, (Home,), numbered=False),
        Transition(Asking, WORDS, answer_question, (Asking, AnswerDoubted, HandAsked, KeepAsked)),
        Transition(AnswerDoubted, "my-answer", take_doubted_answer, (Asking, HandAsked, KeepAsked)),
        Transition(AnswerDoubted, "no", ask_once_more, (Asking,)),
        Transition(
            AnswerDoubted,
            WORDS,
            answer_instead,
            (Asking, AnswerDoubted, HandAsked, KeepAsked),
        ),
        Transition(NoteShown, "change", Go("change")),
        Transition(NoteShown, "hand", hand_kept_note, (HandAsked, Home), when=has_place),
        Transition(NoteShown, "forget-note", forget_note, (Home,)),
        Transition(NoteShown, "back", Go("menu")),
        Transition(Anywhere, "note", begin_note, (NoteShown, Asking)),
        Transition(Anywhere, "note-first", begin_note_at_card, (HandAsked, Asking, Home)),
        Transition(Anywhere, NoteExpires, note_expires),
    ),
    shown=(Shown(30, me_lines),),
    takes_back={KEEP_NOTE.name: take_back_note, records.WORD_BEFORE.name: take_back_word_before},
    reset=reset_note,
)
