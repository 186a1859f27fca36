"""A note, if you like: a few questions, each free to skip, and two yeses at the end.

Until then everything is in memory alone: whoever vanishes half-way leaves nothing. What is kept is
mended in `change.py`.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar

from msgspec.structs import replace

from peerbot.features.intake import records
from peerbot.features.intake.messages import NoteExpires
from peerbot.features.intake.records import KEEP_NOTE, WORD_TIMER, OwnNote, drop_note, note_of
from peerbot.features.intake.settings import LONGEST_ANSWER, notes_in
from peerbot.features.rooms.api import (
    HAND_NOTE,
    Answer,
    Card,
    Mark,
    NoteBrought,
    Room,
    open_cards,
    seats_of,
)
from peerbot.kernel.context import Context
from peerbot.kernel.effects import (
    Args,
    CancelTimer,
    Effect,
    Line,
    Put,
    Quoted,
    Say,
    SetTimer,
)
from peerbot.kernel.feature import Flow, Shown
from peerbot.kernel.ids import UserID
from peerbot.kernel.messages import Send
from peerbot.kernel.parse import Number, Other, Pick
from peerbot.kernel.records import Record
from peerbot.kernel.table import WORDS, Anywhere, Go, Home, State, Step, Transition

KEPT_FOR = timedelta(days=90)
"""How long a note is kept for next time."""

WORD_BEFORE = timedelta(days=7)
"""How long before it expires the reminder comes, for people who asked for one."""


class Asking(State, frozen=True):
    """One question is asked. `mark`: the room that the note is for, if it was begun at its card."""

    memory_only: ClassVar[bool] = True

    at: int
    answers: tuple[Answer, ...] = ()
    mark: Mark = Mark("")


class AnswerDoubted(State, frozen=True):
    """Whether words that end in a question mark are the answer. `asked`: which question, as in
    `Asking`."""

    memory_only: ClassVar[bool] = True

    asked: Asking
    words: str


class HandAsked(State, frozen=True):
    """Whether the note is handed to `to`, who holds the first of `marks` as it was asked."""

    memory_only: ClassVar[bool] = True

    answers: tuple[Answer, ...]
    marks: tuple[Mark, ...]
    mark: Mark
    to: UserID
    kept: bool = False


class KeepAsked(State, frozen=True):
    """Whether the note is kept for next time, until what was said."""

    memory_only: ClassVar[bool] = True

    answers: tuple[Answer, ...]
    mark: Mark
    until: datetime


class NoteShown(State, frozen=True):
    """The kept note is shown, with what can be done about it."""


class WordAsked(State, frozen=True):
    """The note is kept; whether a word before its end is wanted. `mark`: as in `Asking`."""

    mark: Mark = Mark("")


# --- asking


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
        return _hand(note.answers, (mark,), mark, context, kept=True)
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
    """Somebody who asks something back is asked whether it was their answer: nothing slips into a
    note that another person reads."""
    if heard.text.rstrip().endswith("?"):
        said = Say("note-doubt", {"words": Quoted(heard.text)}, ask=True)
        return Step(AnswerDoubted(state, heard.text), (said,))
    return _take_answer(state, heard.text, context)


def take_doubted_answer(state: AnswerDoubted, _heard: Pick, context: Context) -> Step:
    return _take_answer(state.asked, state.words, context)


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
    cut = not question.choices and len(" ".join(text.split())) > len(words)
    args: Args = {"words": Quoted(words), "most": LONGEST_ANSWER}
    return _after(Line(0, "note-have-cut" if cut else "note-have", args), step)


def _after(line: Line, step: Step) -> Step:
    """With a line above what is said next."""
    said, *others = (e for e in step.effects if isinstance(e, Say))
    first = replace(said, before=(line, *said.before))
    return Step(step.state, (first, *others))


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
        return _back_to_card("note-empty", state.mark, context)
    marks = (state.mark,) if state.mark else tuple(place.mark for place in seats_of(context))
    return _hand(state.answers, marks, state.mark, context, kept=False)


# --- the two yeses


def _card(marks: tuple[Mark, ...], context: Context) -> Card | None:
    return next((card for card in open_cards(context) if marks and card.mark == marks[0]), None)


def _hand(
    answers: tuple[Answer, ...],
    marks: tuple[Mark, ...],
    mark: Mark,
    context: Context,
    *,
    kept: bool,
    text: str = "note-hand",
) -> Step:
    while marks and _card(marks, context) is None:
        marks = marks[1:]
    card = _card(marks, context)
    if card is None:
        return _back_to_card("note-done", mark, context) if kept else _keep(answers, mark, context)
    args: Args = {"title": card.title, "facilitator": card.facilitator}
    said = Say(text, args, also=_show(answers), ask=True)
    return Step(HandAsked(answers, marks, mark, card.facilitator, kept), (said,))


def _show(answers: tuple[Answer, ...]) -> tuple[Line, ...]:
    return tuple(Line(0, "note-line", {"ask": a.ask, "words": Quoted(a.words)}) for a in answers)


def hand_note(state: HandAsked, _heard: Pick, context: Context) -> Step:
    card = _card(state.marks, context)
    if card and card.facilitator != state.to:
        answers, marks, mark, kept = state.answers, state.marks, state.mark, state.kept
        return _hand(answers, marks, mark, context, kept=kept, text="note-hand-other")
    rest = _hand(state.answers, state.marks[1:], state.mark, context, kept=state.kept)
    if card is None:
        return Step(rest.state, (Say("note-too-late"), *rest.effects))
    note = NoteBrought(context.me, state.to, card.title, state.answers, card.latest)
    handed = Send(Room(card.mark), note)
    return Step(rest.state, (handed, *rest.effects))


def decline_handing(state: HandAsked, _heard: Pick, context: Context) -> Step:
    return _hand(state.answers, state.marks[1:], state.mark, context, kept=state.kept)


def _keep(answers: tuple[Answer, ...], mark: Mark, context: Context) -> Step:
    until = context.now + KEPT_FOR
    said = Say("note-keep", {"until": until}, also=_show(answers), ask=True)
    return Step(KeepAsked(answers, mark, until), (said,))


def keep_note(state: KeepAsked, _heard: Pick, _context: Context) -> Step:
    note = OwnNote(state.answers, state.until)
    kept = Put(note, note.until, KEEP_NOTE)
    asked = Say("note-word", {"until": note.until}, ask=True)
    return Step(WordAsked(state.mark), (kept, asked))


def decline_keeping(state: KeepAsked, _heard: Pick, context: Context) -> Step:
    return _back_to_card("note-not-kept", state.mark, context)


def _back_to_card(text: str, mark: Mark, context: Context) -> Step:
    """At the end, go back to the room's card that the note was begun at, if it is still there."""
    card = next((card for card in open_cards(context) if card.mark == mark), None)
    if card is None:
        return Step(Home(), (Say(text),))
    back = Line(0, "note-back-to-card", {"number": card.number, "title": card.title})
    return Step(Home(), (Say(text, also=(back,)),))


def accept_word_before(state: WordAsked, _heard: Pick, context: Context) -> Step:
    note = note_of(context)
    if note is None:
        return Step(Home(), (Say("note-none"),))
    kept = Put(replace(note, word_before=True), note.until, records.WORD_BEFORE)
    done = _back_to_card("note-word-yes", state.mark, context)
    return Step(
        done.state,
        (kept, SetTimer(note.until - WORD_BEFORE, NoteExpires(), WORD_TIMER), *done.effects),
    )


def decline_word_before(state: WordAsked, _heard: Pick, context: Context) -> Step:
    return _back_to_card("note-word-no", state.mark, context)


# --- a note that is kept


def _lines(context: Context) -> tuple[Line, ...]:
    note = note_of(context)
    return _show(note.answers if note else ())


def hand_kept_note(_state: NoteShown, _heard: Pick, context: Context) -> Step:
    note = note_of(context)
    if note is None:
        return Step(Home(), (Say("note-none"),))
    marks = tuple(place.mark for place in seats_of(context))
    return _hand(note.answers, marks, Mark(""), context, kept=True)


def has_place(context: Context) -> bool:
    return bool(seats_of(context))


def forget_note(_state: NoteShown, _heard: Pick, context: Context) -> Step:
    note = note_of(context)
    gone = drop_note(note) if note else ()
    return Step(Home(), (*gone, Say("note-forgotten")))


def note_expires(state: State, _message: NoteExpires, context: Context) -> Step:
    note = note_of(context)
    if note is None or note.until - context.now > WORD_BEFORE:
        return Step(state)  # forgotten, or kept again since
    return Step(state, (Say("note-expires", {"until": note.until}, starts=True),))


def note_lines(context: Context) -> Iterator[Line]:
    """Lines of `me`: the note, word for word."""
    if note := note_of(context):
        yield Line(0, "me-note", {"until": note.until})
        for answer in note.answers:
            yield Line(0, "note-line", {"ask": answer.ask, "words": Quoted(answer.words)})
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
        Transition(HandAsked, "yes", hand_note, (HandAsked, KeepAsked, Home), consent=HAND_NOTE),
        Transition(HandAsked, "no", decline_handing, (HandAsked, KeepAsked, Home)),
        Transition(KeepAsked, "yes", keep_note, (WordAsked,), consent=KEEP_NOTE),
        Transition(KeepAsked, "no", decline_keeping, (Home,)),
        Transition(WordAsked, "yes", accept_word_before, (Home,), consent=records.WORD_BEFORE),
        Transition(WordAsked, "no", decline_word_before, (Home,)),
        Transition(NoteShown, "change", Go("change")),
        Transition(NoteShown, "hand", hand_kept_note, (HandAsked, Home), when=has_place),
        Transition(NoteShown, "forget-note", forget_note, (Home,)),
        Transition(NoteShown, "back", Go("menu")),
        Transition(Anywhere, "note", begin_note, (NoteShown, Asking)),
        Transition(Anywhere, "note-first", begin_note_at_card, (HandAsked, Asking, Home)),
        Transition(Anywhere, NoteExpires, note_expires),
    ),
    consents=(HAND_NOTE, KEEP_NOTE, records.WORD_BEFORE),
    shown=(Shown(30, note_lines),),
    takes_back={KEEP_NOTE.name: take_back_note, records.WORD_BEFORE.name: take_back_word_before},
    reset=reset_note,
)
