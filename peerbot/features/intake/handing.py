"""What becomes of an answered note: handed on, kept, neither; each with a yes of its own."""

from datetime import datetime, timedelta
from typing import ClassVar

from msgspec.structs import replace

from peerbot.features.intake import records
from peerbot.features.intake.answering import shown
from peerbot.features.intake.messages import NoteExpires
from peerbot.features.intake.records import KEEP_NOTE, WORD_TIMER, OwnNote, note_of
from peerbot.features.rooms.api import (
    HAND_NOTE,
    Answer,
    Card,
    Mark,
    Room,
    WordsBrought,
    WordsSettled,
    fate_of_words,
    open_cards,
)
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Line, Put, Say, SetTimer, above
from peerbot.kernel.feature import Flow
from peerbot.kernel.ids import UserID
from peerbot.kernel.messages import Send
from peerbot.kernel.parse import Pick
from peerbot.kernel.table import ELSE, Home, State, Step, Transition

KEPT_FOR = timedelta(days=90)
"""How long a note is kept for next time."""

WORD_COMES = timedelta(days=7)
"""How long before it expires the reminder comes, for people who asked for one."""


class HandAsked(State, frozen=True):
    """Whether the note is handed to `to`, who holds the first of `marks` as it was asked.

    `mark`: the room whose card it was begun at, if it was.
    """

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-hand"

    answers: tuple[Answer, ...]
    marks: tuple[Mark, ...]
    mark: Mark
    to: UserID
    kept: bool = False

    @property
    def loses(self) -> str:
        """See `State`."""
        return "" if self.kept else "note-dropped"


class Handing(State, frozen=True):
    """The note is on its way to the room, which tells what becomes of it before anything else is
    asked. `marks`: where it may be handed next, as in `HandAsked`. `title`, `to`: of the room."""

    memory_only: ClassVar[bool] = True

    answers: tuple[Answer, ...]
    marks: tuple[Mark, ...]
    mark: Mark
    title: str
    to: UserID
    kept: bool = False


class KeepAsked(State, frozen=True):
    """Whether the note is kept for next time, until what was said."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-keep"

    answers: tuple[Answer, ...]
    mark: Mark
    until: datetime
    kept: ClassVar[bool] = False

    @property
    def loses(self) -> str:
        """See `State`."""
        return "note-dropped"


class WordAsked(State, frozen=True):
    """The note is kept; whether a word before its end is wanted. `mark`: as in `HandAsked`."""

    asks: ClassVar[str] = "asks-word"

    mark: Mark = Mark("")


def _card(marks: tuple[Mark, ...], context: Context) -> Card | None:
    return next((card for card in open_cards(context) if marks and card.mark == marks[0]), None)


def ask_to_hand(
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
        done = back_to_card("note-done", mark, context)
        return done if kept else ask_to_keep(answers, mark, context)
    args: Args = {"title": card.title, "facilitator": card.facilitator}
    said = Say(text, args, also=shown(answers), ask=True)
    return Step(HandAsked(answers, marks, mark, card.facilitator, kept), (said,))


def hand_note(state: HandAsked, heard: Pick, context: Context) -> Step:
    card = _card(state.marks, context)
    if card and card.facilitator != state.to:
        answers, marks, mark, kept = state.answers, state.marks, state.mark, state.kept
        return ask_to_hand(answers, marks, mark, context, kept=kept, text="note-hand-other")
    if card is None:
        rest = decline_handing(state, heard, context)
        return Step(rest.state, above((Line(0, "note-too-late"),), rest.effects))
    note = WordsBrought(context.me, state.to, card.title, state.answers, card.latest)
    others = state.marks[1:]
    handing = Handing(state.answers, others, state.mark, card.title, state.to, state.kept)
    return Step(handing, (Send(Room(card.mark), note),))


def decline_handing(state: HandAsked, _heard: Pick, context: Context) -> Step:
    return ask_to_hand(state.answers, state.marks[1:], state.mark, context, kept=state.kept)


def postpone_handing(state: HandAsked | KeepAsked, _heard: Pick, context: Context) -> Step:
    """Neither question of the two is answered, and nothing is done."""
    return back_to_card("note-done" if state.kept else "note-left", state.mark, context)


def handing_settled(state: Handing, message: WordsSettled, context: Context) -> Step:
    """What became of it comes before the next question."""
    fate = fate_of_words(message)
    about = (message.what, message.title, message.to)
    if message.fate == "handed" or about != ("note", state.title, state.to):
        return Step(state, (Say(fate.text, fate.args),))  # it is about something earlier
    rest = ask_to_hand(state.answers, state.marks, state.mark, context, kept=state.kept)
    return Step(rest.state, above((fate,), rest.effects))


def still_handing(state: Handing, _heard: object, _context: Context) -> Step:
    return Step(state, (Say("note-handing"),))


def ask_again(asked: HandAsked | KeepAsked, answers: tuple[Answer, ...], context: Context) -> Step:
    """The same question, about these answers."""
    if isinstance(asked, KeepAsked):
        return ask_to_keep(answers, asked.mark, context)
    return ask_to_hand(answers, asked.marks, asked.mark, context, kept=asked.kept)


def ask_to_keep(answers: tuple[Answer, ...], mark: Mark, context: Context) -> Step:
    until = context.now + KEPT_FOR
    said = Say("note-keep", {"until": until}, also=shown(answers), ask=True)
    return Step(KeepAsked(answers, mark, until), (said,))


def keep_note(state: KeepAsked, _heard: Pick, _context: Context) -> Step:
    note = OwnNote(state.answers, state.until)
    kept = Put(note, note.until, KEEP_NOTE)
    asked = Say("note-word", {"until": note.until}, ask=True)
    return Step(WordAsked(state.mark), (kept, asked))


def decline_keeping(state: KeepAsked, _heard: Pick, context: Context) -> Step:
    return back_to_card("note-not-kept", state.mark, context)


def back_to_card(text: str, mark: Mark, context: Context) -> Step:
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
    done = back_to_card("note-word-yes", state.mark, context)
    return Step(
        done.state,
        (kept, SetTimer(note.until - WORD_COMES, NoteExpires(), WORD_TIMER), *done.effects),
    )


def decline_word_before(state: WordAsked, _heard: Pick, context: Context) -> Step:
    return back_to_card("note-word-no", state.mark, context)


NEXT = (HandAsked, KeepAsked, Home)

FLOW = Flow(
    "handing",
    (
        Transition(HandAsked, "yes", hand_note, (Handing, *NEXT), consent=HAND_NOTE),
        Transition(HandAsked, "no", decline_handing, NEXT),
        Transition(HandAsked, "not-yet", postpone_handing, (Home,), numbered=False),
        Transition(Handing, WordsSettled, handing_settled, NEXT),
        Transition(Handing, "nothing", still_handing, numbered=False),
        Transition(Handing, ELSE, still_handing),
        Transition(KeepAsked, "yes", keep_note, (WordAsked,), consent=KEEP_NOTE),
        Transition(KeepAsked, "no", decline_keeping, (Home,)),
        Transition(KeepAsked, "not-yet", postpone_handing, (Home,), numbered=False),
        Transition(WordAsked, "yes", accept_word_before, (Home,), consent=records.WORD_BEFORE),
        Transition(WordAsked, "no", decline_word_before, (Home,)),
    ),
    consents=(HAND_NOTE, KEEP_NOTE, records.WORD_BEFORE),
)
