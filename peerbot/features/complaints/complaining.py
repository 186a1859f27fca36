"""Somebody complains: whom it concerns, the words, who reads them, with their address or without.

Until the yes at the end all of it is in memory alone. Where too few have the role, and besides, the
contact outside is told that the config names.
"""

from collections.abc import Iterator
from datetime import timedelta
from textwrap import shorten
from typing import ClassVar

from msgspec.structs import replace

from peerbot.features.complaints.actor import (
    Complaint,
    ComplaintBrought,
    ComplaintOver,
    ComplaintRead,
    LetGoOfComplaint,
)
from peerbot.features.complaints.noon import next_noon
from peerbot.features.complaints.records import (
    LASTS,
    MOST,
    NAMED,
    UNNAMED,
    Addressed,
    MyComplaint,
    readers_in,
)
from peerbot.features.core.api import complaints_contact
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, CancelTimer, Drop, Effect, Line, Put, Quoted, Say, SetTimer
from peerbot.kernel.feature import Flow, Shown
from peerbot.kernel.ids import UserID
from peerbot.kernel.messages import Message, Send
from peerbot.kernel.parse import Number, Other, Pick, bare, plain
from peerbot.kernel.records import Record
from peerbot.kernel.table import ELSE, NUMBER, WORDS, Anywhere, Home, State, Step, Transition
from peerbot.quoting import on_one_line

LONGEST_ABOUT = 120
"""Characters that say whom it concerns."""

LONGEST_WORDS = 600
"""Characters of a complaint: what a sentence can show of one value."""

WRITER_TIMER = "complaint"
"""For as long as it waits the writer's chat is kept, since they hear what became of it."""

MARGIN = timedelta(days=1)
"""How much later the writer hears by themselves, should the complaint be lost."""


class ComplaintLapsed(Message, frozen=True):
    """It should be over by now."""


class AboutAsked(State, frozen=True):
    """Whom it concerns."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-complaint-about"


class WordsAsked(State, frozen=True):
    """What it is. `about`: whom it concerns, in their words; empty: not said."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-complaint-words"

    about: str


class Written(State, frozen=True):
    """The words, and who may read them."""

    memory_only: ClassVar[bool] = True

    about: str
    words: str
    to: tuple[UserID, ...]

    @property
    def loses(self) -> str:
        """See `State`."""
        return "complaint-dropped"


class ReadersAsked(Written, frozen=True):
    """Who shall not read it."""

    asks: ClassVar[str] = "asks-complaint-readers"


class HowAsked(Written, frozen=True):
    """All of it is read back; it goes with their address, without, or not at all."""

    asks: ClassVar[str] = "asks-complaint-how"


class ComplaintKept(State, frozen=True):
    """They wrote one, which has not been read by everybody yet."""

    asks: ClassVar[str] = "asks-complaint-kept"


def complain(state: State, _heard: Pick, context: Context) -> Step:
    if mine := context.record(MyComplaint):
        said = Say("complaint-kept", {"until": mine.until}, ask=True)
        return Step(ComplaintKept(), (said,))
    if not _others(context):
        return _contact_alone(state, "complain", context)
    if len(context.listed(Addressed)) >= MOST:
        return _contact_alone(state, "complaint-too-many", context)
    return Step(AboutAsked(), (Say("complaint-begin", also=_outside(context), ask=True),))


def say_contact(state: State, _heard: Pick, context: Context) -> Step:
    """In the middle of something that takes any words."""
    begins = (Line(0, "complaint-beside"),) if _others(context) else ()
    alone = _contact_alone(state, "complain", context)
    said = alone.effects[0]
    assert isinstance(said, Say)
    return Step(state, (replace(said, also=(*said.also, *begins)),))


def _contact_alone(state: State, text: str, context: Context) -> Step:
    contact = complaints_contact(context)
    if text == "complain":
        said = Say(text, {"contact": contact}) if contact else Say("complain-unset")
    else:
        said = Say(text, also=_outside(context))
    return Step(state, (said,))


def _outside(context: Context) -> tuple[Line, ...]:
    contact = complaints_contact(context)
    return (Line(0, "complaint-outside", {"contact": contact}),) if contact else ()


def _others(context: Context) -> tuple[UserID, ...]:
    return tuple(user for user in readers_in(context) if user != context.me)


def take_about(_state: AboutAsked, heard: Pick | Number | Other, _context: Context) -> Step:
    about = shorten(on_one_line(heard.text), LONGEST_ABOUT, placeholder="")
    return _ask_words(about or on_one_line(heard.text)[:LONGEST_ABOUT])


def skip_about(_state: AboutAsked, _heard: Pick, _context: Context) -> Step:
    return _ask_words("")


def _ask_words(about: str) -> Step:
    said = Say("complaint-words", {"most": LONGEST_WORDS}, ask=True)
    return Step(WordsAsked(about), (said,))


def take_words(state: WordsAsked, heard: Pick | Number | Other, context: Context) -> Step:
    """Whom it concerns never reads it, where that can be told from how they are called."""
    line = " ".join(heard.text.split())
    words = shorten(line, LONGEST_WORDS, placeholder="") or line[:LONGEST_WORDS]
    to = tuple(user for user in _others(context) if not _is_called(user, state.about))
    written = ReadersAsked(state.about, words, to)
    cut = (Line(0, "complaint-cut", {"most": LONGEST_WORDS}),) if words != line else ()
    left_out = ", ".join(user for user in _others(context) if user not in to)
    out = (Line(0, "complaint-left-out", {"to": left_out}),) if left_out else ()
    return _ask_readers("complaint-readers", written, context, *cut, *out)


def _is_called(user: UserID, about: str) -> bool:
    """Whether somebody's words name this account: its address, or the name in it."""
    local = user[1:].partition(":")[0]
    return plain(user) in plain(about) or f" {bare(plain(local))} " in f" {bare(plain(about))} "


def _ask_readers(text: str, state: ReadersAsked, context: Context, *also: Line) -> Step:
    if not state.to:
        return Step(Home(), (Say("complaint-nobody", also=_outside(context)),))
    lines = tuple(
        Line(number, "complaint-reader", {"user": user})
        for number, user in enumerate(state.to, start=1)
    )
    return Step(state, (Say(text, also=also, lines=lines, ask=True),))


def strike_out(state: ReadersAsked, heard: Number, context: Context) -> Step:
    if not 1 <= heard.number <= len(state.to):
        return ask_readers_again(state, heard, context)
    to = tuple(user for user in state.to if user != state.to[heard.number - 1])
    return _ask_readers("complaint-readers", replace(state, to=to), context)


def ask_readers_again(state: ReadersAsked, _heard: object, context: Context) -> Step:
    return _ask_readers("not-understood-here", state, context)


def ask_how(state: ReadersAsked, _heard: Pick, context: Context) -> Step:
    args: Args = {
        "complaint": Quoted(state.words),
        "concerns": Quoted(state.about),
        "to": ", ".join(state.to),
        "noon": next_noon(context.now, context.settings.zone),
    }
    about = (Line(0, "complaint-about", args),) if state.about else ()
    also = (*about, Line(0, "complaint-how", args))
    said = Say("complaint-back", args, also=also, ask=True)
    return Step(HowAsked(state.about, state.words, state.to), (said,))


def send_named(state: HowAsked, _heard: Pick, context: Context) -> Step:
    return _send(state, context, named=True)


def send_unnamed(state: HowAsked, _heard: Pick, context: Context) -> Step:
    return _send(state, context, named=False)


def _send(state: HowAsked, context: Context, *, named: bool) -> Step:
    """From this yes on the words are kept, sealed, until they are read."""
    readers = readers_in(context)
    to = tuple(user for user in state.to if user in readers)
    if not to:
        return Step(Home(), (Say("complaint-nobody", also=_outside(context)),))
    if len(context.listed(Addressed)) >= MOST:
        return _contact_alone(Home(), "complaint-too-many", context)
    due = context.now if named else next_noon(context.now, context.settings.zone)
    mine = MyComplaint(context.fresh.key, due + LASTS, named)
    brought = ComplaintBrought(context.me, state.about, state.words, named, to, due)
    kept = Put(mine, mine.until + MARGIN, NAMED if named else UNNAMED)
    said = Say("complaint-sent" if named else "complaint-sent-unnamed", {"due": due})
    return Step(
        Home(),
        (
            kept,
            SetTimer(mine.until + MARGIN, ComplaintLapsed(), WRITER_TIMER),
            Send(Complaint(mine.id), brought),
            said,
        ),
    )


def drop_it(_state: State, _heard: Pick, _context: Context) -> Step:
    return Step(Home(), (Say("complaint-dropped"),))


def take_back(_state: ComplaintKept, _heard: Pick, context: Context) -> Step:
    mine = context.record(MyComplaint)
    if mine is None:
        return Step(Home(), (Say("complaint-not-there"),))
    return Step(Home(), (Send(Complaint(mine.id), LetGoOfComplaint(context.me)),))


def keep_it(_state: ComplaintKept, _heard: Pick, _context: Context) -> Step:
    return Step(Home(), (Say("complaint-stays"),))


def take_back_words(context: Context) -> tuple[Line, tuple[Effect, ...]] | None:
    """At the word `take back`. The complaint answers once it is gone."""
    mine = context.record(MyComplaint)
    if mine is None:
        return None
    return Line(0, "complaint-going"), (Send(Complaint(mine.id), LetGoOfComplaint(context.me)),)


def was_read(state: State, message: ComplaintRead, context: Context) -> Step:
    mine = context.record(MyComplaint)
    if mine is None or mine.id != message.id:
        return Step(state)
    return Step(state, (Say("complaint-read", starts=True),))


def is_over(state: State, message: ComplaintOver, context: Context) -> Step:
    mine = context.record(MyComplaint)
    if mine is None or mine.id != message.id:
        return Step(state)
    gone = _gone(mine)
    if message.fate == "read":  # they heard so when it was first read
        return Step(state, gone)
    if message.fate in ("unread", "nobody"):
        outside = _outside(context)
        return Step(
            state,
            (
                *gone,
                Say(
                    "complaint-unread" if message.fate == "unread" else "complaint-nobody-left",
                    also=outside,
                    starts=True,
                ),
            ),
        )
    return Step(state, (*gone, Say("complaint-taken-back")))


def _gone(mine: MyComplaint) -> tuple[Effect, ...]:
    return (Drop(mine), CancelTimer(WRITER_TIMER))


def lapsed(state: State, _message: ComplaintLapsed, context: Context) -> Step:
    """Whatever became of it, they were promised a word."""
    mine = context.record(MyComplaint)
    if mine is None or context.now < mine.until:
        return Step(state)
    released = Send(Complaint(mine.id), LetGoOfComplaint(context.me))
    said = Say("complaint-unread", also=_outside(context), starts=True)
    return Step(state, (Drop(mine), released, said))


def complaint_lines(context: Context) -> Iterator[Line]:
    """The line of `me`."""
    if mine := context.record(MyComplaint):
        yield Line(0, "me-complaint", {"until": mine.until})


def withdraw(record: Record, context: Context) -> tuple[Effect, ...]:
    assert isinstance(record, MyComplaint)
    return (Send(Complaint(record.id), LetGoOfComplaint(context.me)),)


def reset(context: Context) -> Iterator[Effect]:
    """Whoever has the account now may be another, and hears nothing of it."""
    if mine := context.record(MyComplaint):
        yield from _gone(mine)
        yield Send(Complaint(mine.id), LetGoOfComplaint(context.me))


FLOW = Flow(
    "complain",
    (
        Transition(AboutAsked, "skip", skip_about, (WordsAsked,)),
        Transition(AboutAsked, "previous", drop_it, (Home,), numbered=False),
        Transition(AboutAsked, WORDS, take_about, (WordsAsked,)),
        Transition(WordsAsked, "back", drop_it, (Home,)),
        Transition(WordsAsked, "no", drop_it, (Home,), numbered=False),
        Transition(WordsAsked, WORDS, take_words, (ReadersAsked, Home)),
        Transition(ReadersAsked, NUMBER, strike_out, (ReadersAsked, Home)),
        Transition(ReadersAsked, "nobody-else", ask_how, (HowAsked,), zero=True),
        Transition(ReadersAsked, "no", drop_it, (Home,), numbered=False),
        Transition(ReadersAsked, ELSE, ask_readers_again),
        Transition(HowAsked, "with-address", send_named, (Home,), consent=NAMED),
        Transition(HowAsked, "without-address", send_unnamed, (Home,), consent=UNNAMED),
        Transition(HowAsked, "no", drop_it, (Home,)),
        Transition(ComplaintKept, "take-complaint-back", take_back, (Home,)),
        Transition(ComplaintKept, "as-it-is", keep_it, (Home,)),
        Transition(
            Anywhere,
            "complain",
            complain,
            (AboutAsked, ComplaintKept),
            guessed="idle",
            always_heard=True,
            answering=say_contact,
        ),
        Transition(Anywhere, ComplaintRead, was_read),
        Transition(Anywhere, ComplaintOver, is_over),
        Transition(Anywhere, ComplaintLapsed, lapsed),
    ),
    consents=(NAMED, UNNAMED),
    shown=(Shown(35, complaint_lines),),
    takes_back={NAMED.name: withdraw, UNNAMED.name: withdraw},
    reset=reset,
)
