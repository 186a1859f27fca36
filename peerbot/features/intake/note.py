"""A note, if you like: a few questions, each free to skip, and two yeses at the end.

Until then everything is in memory alone: whoever vanishes half-way leaves nothing. What is kept is
mended in `change.py`.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar

from msgspec.structs import replace

from peerbot.feature import Flow, Shown
from peerbot.flow import WORDS, Anywhere, Go, Home, Row, State, Step, still_heard
from peerbot.kernel.ids import Mark, Room, UserID
from peerbot.kernel.parse import Number, Other, Pick
from peerbot.kernel.records import Record
from peerbot.vocabulary import consents
from peerbot.vocabulary.consents import HAND_NOTE, KEEP_NOTE
from peerbot.vocabulary.effects import (
    Args,
    Effect,
    Forget,
    Line,
    Quoted,
    Remember,
    Say,
    Tell,
    WordBefore,
)
from peerbot.vocabulary.inputs import NoteExpires
from peerbot.vocabulary.notes import Answer, Card, OwnNote, View
from peerbot.vocabulary.room_inputs import NoteBrought

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


def begin_note(_state: State, _heard: object, view: View) -> Step:
    if view.about.note:
        return Step(NoteShown(), (Say("note-shown", _until(view), also=_lines(view), ask=True),))
    return _ask(Asking(0), view, "note-begin")


def begin_note_at_card(state: State, _heard: Pick, view: View) -> Step:
    """From a room's card, whose state names the room: hand what is kept, or ask again."""
    mark = Mark(getattr(state, "mark", ""))
    if view.about.note:
        return _hand(view.about.note.answers, (mark,), mark, view, kept=True)
    return _ask(Asking(0, mark=mark), view, "note-begin")


def _until(view: View) -> Args:
    note = view.about.note
    return {"until": note.until if note else view.now + KEPT_FOR}


def _ask(state: Asking, view: View, text: str = "note-question") -> Step:
    questions = view.settings.questions
    question = questions[state.at]
    args: Args = {
        "number": state.at + 1,
        "count": len(questions),
        "ask": question.ask,
        "seen": question.seen_by,
        "why": question.why,
    }
    lines = tuple(
        Line(number, "note-choice", {"choice": choice})
        for number, choice in enumerate(question.choices, start=1)
    )
    return Step(state, (Say(text, args, lines=lines, ask=True),))


def answer_question(state: Asking, heard: Pick | Number | Other, view: View) -> Step:
    question = view.settings.questions[state.at]
    words = question.read(heard.text)
    if words is None:
        return _ask(state, view, "note-choose")
    given = Answer(question.ask, words, question.key)
    others = tuple(a for a in state.answers if a.key != question.key)
    return _next(replace(state, answers=(*others, given)), view)


def skip_question(state: Asking, _heard: Pick, view: View) -> Step:
    question = view.settings.questions[state.at]
    answers = tuple(a for a in state.answers if a.key != question.key)
    return _next(replace(state, answers=answers), view)


def _next(state: Asking, view: View) -> Step:
    if state.at + 1 < len(view.settings.questions):
        return _ask(replace(state, at=state.at + 1), view)
    return _all_asked(state, view)


def previous_question(state: Asking, _heard: Pick, view: View) -> Step:
    if state.at == 0:
        return Step(Home(), (Say("note-left"),))
    return _ask(replace(state, at=state.at - 1), view)


def postpone_note(_state: Asking, _heard: Pick, _view: View) -> Step:
    return Step(Home(), (Say("note-left"),))


def _all_asked(state: Asking, view: View) -> Step:
    if not state.answers:
        return _back_to_card("note-empty", state.mark, view)
    marks = (state.mark,) if state.mark else tuple(place.mark for place in view.about.seats)
    return _hand(state.answers, marks, state.mark, view, kept=False)


# --- the two yeses


def _card(marks: tuple[Mark, ...], view: View) -> Card | None:
    return next((card for card in view.rooms if marks and card.mark == marks[0]), None)


def _hand(
    answers: tuple[Answer, ...],
    marks: tuple[Mark, ...],
    mark: Mark,
    view: View,
    *,
    kept: bool,
    text: str = "note-hand",
) -> Step:
    while marks and _card(marks, view) is None:
        marks = marks[1:]
    card = _card(marks, view)
    if card is None:
        return _back_to_card("note-done", mark, view) if kept else _keep(answers, mark, view)
    args: Args = {"title": card.title, "facilitator": card.facilitator}
    said = Say(text, args, also=_show(answers), ask=True)
    return Step(HandAsked(answers, marks, mark, card.facilitator, kept), (said,))


def _show(answers: tuple[Answer, ...]) -> tuple[Line, ...]:
    return tuple(Line(0, "note-line", {"ask": a.ask, "words": Quoted(a.words)}) for a in answers)


def hand_note(state: HandAsked, _heard: Pick, view: View) -> Step:
    card = _card(state.marks, view)
    if card and card.facilitator != state.to:
        answers, marks, mark, kept = state.answers, state.marks, state.mark, state.kept
        return _hand(answers, marks, mark, view, kept=kept, text="note-hand-other")
    rest = _hand(state.answers, state.marks[1:], state.mark, view, kept=state.kept)
    if card is None:
        return Step(rest.state, (Say("note-too-late"), *rest.effects))
    note = NoteBrought(view.me, state.to, card.title, state.answers, card.latest)
    handed = Tell(Room(card.mark), note)
    return Step(rest.state, (handed, *rest.effects))


def decline_handing(state: HandAsked, _heard: Pick, view: View) -> Step:
    return _hand(state.answers, state.marks[1:], state.mark, view, kept=state.kept)


def _keep(answers: tuple[Answer, ...], mark: Mark, view: View) -> Step:
    until = view.now + KEPT_FOR
    said = Say("note-keep", {"until": until}, also=_show(answers), ask=True)
    return Step(KeepAsked(answers, mark, until), (said,))


def keep_note(state: KeepAsked, _heard: Pick, _view: View) -> Step:
    note = OwnNote(state.answers, state.until)
    kept = Remember(note, note.until, KEEP_NOTE)
    asked = Say("note-word", {"until": note.until}, ask=True)
    return Step(WordAsked(state.mark), (kept, asked))


def decline_keeping(state: KeepAsked, _heard: Pick, view: View) -> Step:
    return _back_to_card("note-not-kept", state.mark, view)


def _back_to_card(text: str, mark: Mark, view: View) -> Step:
    """At the end, go back to the room's card that the note was begun at, if it is still there."""
    card = next((card for card in view.rooms if card.mark == mark), None)
    if card is None:
        return Step(Home(), (Say(text),))
    back = Line(0, "note-back-to-card", {"number": card.number, "title": card.title})
    return Step(Home(), (Say(text, also=(back,)),))


def accept_word_before(state: WordAsked, _heard: Pick, view: View) -> Step:
    note = view.about.note
    if note is None:
        return Step(Home(), (Say("note-none"),))
    kept = Remember(replace(note, word_before=True), note.until, consents.WORD_BEFORE)
    done = _back_to_card("note-word-yes", state.mark, view)
    return Step(done.state, (kept, WordBefore(note.until - WORD_BEFORE), *done.effects))


def decline_word_before(state: WordAsked, _heard: Pick, view: View) -> Step:
    return _back_to_card("note-word-no", state.mark, view)


# --- a note that is kept


def _lines(view: View) -> tuple[Line, ...]:
    return _show(view.about.note.answers if view.about.note else ())


def hand_kept_note(_state: NoteShown, _heard: Pick, view: View) -> Step:
    note = view.about.note
    if note is None:
        return Step(Home(), (Say("note-none"),))
    marks = tuple(place.mark for place in view.about.seats)
    return _hand(note.answers, marks, Mark(""), view, kept=True)


def has_place(view: View) -> bool:
    return bool(view.about.seats)


def forget_note(_state: NoteShown, _heard: Pick, view: View) -> Step:
    gone: tuple[Effect, ...] = (Forget(view.about.note),) if view.about.note else ()
    return Step(Home(), (*gone, Say("note-forgotten")))


def note_expires(state: State, _message: NoteExpires, view: View) -> Step:
    note = view.about.note
    if note is None or note.until - view.now > WORD_BEFORE:
        return Step(state)  # forgotten, or kept again since
    return Step(state, (Say("note-expires", {"until": note.until}, starts=True),))


def note_lines(view: View) -> Iterator[Line]:
    """Lines of `me`: the note, word for word."""
    if note := view.about.note:
        yield Line(0, "me-note", {"until": note.until})
        for answer in note.answers:
            yield Line(0, "note-line", {"ask": answer.ask, "words": Quoted(answer.words)})
        if note.word_before:
            yield Line(0, "me-word-before")


def take_back_note(record: Record, _view: View) -> tuple[Effect, ...]:
    assert isinstance(record, OwnNote)
    return (Forget(record),)


def take_back_word_before(record: Record, _view: View) -> tuple[Effect, ...]:
    assert isinstance(record, OwnNote)
    less = replace(record, word_before=False)
    return (Remember(less, record.until, KEEP_NOTE, drops=consents.WORD_BEFORE.name),)


def reset_note(view: View) -> Iterator[Effect]:
    """The note goes."""
    yield from (Forget(note) for note in (view.about.note,) if note)


FLOW = Flow(
    "note",
    (
        Row(Asking, "skip", skip_question, (Asking, HandAsked, KeepAsked, Home)),
        Row(Asking, "previous", previous_question, (Asking, Home), numbered=False),
        Row(Asking, "later", postpone_note, (Home,), numbered=False),
        *still_heard(Asking),
        Row(Asking, WORDS, answer_question, (Asking, HandAsked, KeepAsked)),
        Row(HandAsked, "yes", hand_note, (HandAsked, KeepAsked, Home), consent=HAND_NOTE),
        Row(HandAsked, "no", decline_handing, (HandAsked, KeepAsked, Home)),
        Row(KeepAsked, "yes", keep_note, (WordAsked,), consent=KEEP_NOTE),
        Row(KeepAsked, "no", decline_keeping, (Home,)),
        Row(WordAsked, "yes", accept_word_before, (Home,), consent=consents.WORD_BEFORE),
        Row(WordAsked, "no", decline_word_before, (Home,)),
        Row(NoteShown, "change", Go("change")),
        Row(NoteShown, "hand", hand_kept_note, (HandAsked, Home), when=has_place),
        Row(NoteShown, "forget-note", forget_note, (Home,)),
        Row(NoteShown, "back", Go("menu")),
        Row(Anywhere, "note", begin_note, (NoteShown, Asking)),
        Row(Anywhere, "note-first", begin_note_at_card, (HandAsked, Asking, Home)),
        Row(Anywhere, NoteExpires, note_expires),
    ),
    consents=(HAND_NOTE, KEEP_NOTE, consents.WORD_BEFORE),
    shown=(Shown(30, note_lines),),
    takes_back={KEEP_NOTE.name: take_back_note, consents.WORD_BEFORE.name: take_back_word_before},
    reset=reset_note,
)
