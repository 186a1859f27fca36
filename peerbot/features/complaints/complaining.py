"""Somebody complains: whom it concerns, the words, who reads them, with their address or without.

Until the yes at the end all of it is in memory alone; for what comes then see `on_its_way.py`.
Where too few have the role, and besides, the contact outside is told that the config names.
"""

import re
from textwrap import shorten
from typing import ClassVar
from urllib.parse import unquote

from msgspec.structs import replace

from peerbot.features.complaints.actor import (
    Complaint,
    ComplaintBrought,
    LetGoOfComplaint,
)
from peerbot.features.complaints.noon import next_noon
from peerbot.features.complaints.on_its_way import (
    KEPT_LONGER,
    MARGIN,
    WRITER_TIMER,
    ComplaintKept,
    ComplaintLapsed,
    agreed_to,
    outside,
)
from peerbot.features.complaints.records import (
    LASTS,
    MOST,
    NAMED,
    UNNAMED,
    MyComplaint,
    readers_in,
    unread_in,
)
from peerbot.features.core.api import complaints_contact
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Line, Put, Quoted, Say, SetTimer
from peerbot.kernel.feature import Flow
from peerbot.kernel.ids import UserID
from peerbot.kernel.messages import Send
from peerbot.kernel.pages import MORE
from peerbot.kernel.parse import Number, Other, Pick, bare, plain
from peerbot.kernel.table import ELSE, NUMBER, WORDS, Anywhere, Home, State, Step, Transition

LONGEST_ABOUT = 120
"""Characters that say whom it concerns."""

LONGEST_WORDS = 600
"""Characters of a complaint: what a sentence can show of one value."""


class AboutAsked(State, frozen=True):
    """Whom it concerns."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-complaint-about"


class WordsAsked(State, frozen=True):
    """What it is. `about`: whom it concerns, in their words; empty: not said. `out`: who is called
    so, and gets none of it."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-complaint-words"

    about: str
    out: tuple[UserID, ...] = ()


class Written(State, frozen=True):
    """The words, and who may read them."""

    memory_only: ClassVar[bool] = True

    about: str
    words: str
    to: tuple[UserID, ...]
    out: tuple[UserID, ...] = ()

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


def complain(state: State, _heard: Pick, context: Context) -> Step:
    mine = context.record(MyComplaint)
    if mine and not mine.read:
        said = Say("complaint-kept", {"until": mine.until}, ask=True)
        return Step(ComplaintKept(), (said,))
    if not _others(context):
        return Step(state, (_contact(context),))
    if unread_in(context) >= MOST:
        return Step(state, (Say("complaint-too-many", also=outside(context)),))
    return _ask_about(context)


def _ask_about(context: Context) -> Step:
    return Step(AboutAsked(), (Say("complaint-begin", also=outside(context), ask=True),))


def begin_again(_state: State, _heard: Pick, context: Context) -> Step:
    return _ask_about(context)


def say_contact(state: State, _heard: Pick, context: Context) -> Step:
    """In the middle of something that takes any words."""
    if not _others(context):
        return Step(state, (_contact(context),))
    return Step(state, (Say("complaint-beside", also=outside(context)),))


def _contact(context: Context) -> Say:
    contact = complaints_contact(context)
    return Say("complain", {"contact": contact}) if contact else Say("complain-unset")


def _others(context: Context) -> tuple[UserID, ...]:
    return tuple(user for user in readers_in(context) if user != context.me)


def take_about(_state: AboutAsked, heard: Pick | Number | Other, context: Context) -> Step:
    """Whoever is called so gets none of it, where that can be told from an account's address."""
    out = _called_in(heard.text, _others(context))
    if len(out) == len(_others(context)):
        return Step(Home(), (Say("complaint-nobody", also=outside(context)),))
    return _ask_words(_cut(heard.text, LONGEST_ABOUT), out)


def skip_about(_state: AboutAsked, _heard: Pick, _context: Context) -> Step:
    return _ask_words("", ())


def _cut(text: str, most: int) -> str:
    line = " ".join(text.split())
    return shorten(line, most, placeholder="") or line[:most]


def _ask_words(about: str, out: tuple[UserID, ...]) -> Step:
    said = Say("complaint-words", {"most": LONGEST_WORDS}, ask=True)
    return Step(WordsAsked(about, out), (said,))


def take_words(state: WordsAsked, heard: Pick | Number | Other, context: Context) -> Step:
    """Who is named in it is not left out by themselves: they may be a witness."""
    words = _cut(heard.text, LONGEST_WORDS)
    to = tuple(user for user in _others(context) if user not in state.out)
    if not to:
        return Step(Home(), (Say("complaint-nobody", also=outside(context)),))
    about: list[Line] = []
    if words != " ".join(heard.text.split()):
        about.append(Line(0, "complaint-cut", {"most": LONGEST_WORDS}))
    if state.out:
        about.append(Line(0, "complaint-left-out", {"to": ", ".join(state.out)}))
    if named := _called_in(heard.text, to):
        about.append(Line(0, "complaint-names", {"to": ", ".join(named)}))
    return _ask_readers(
        "complaint-readers", ReadersAsked(state.about, words, to, state.out), *about
    )


def _called_in(text: str, users: tuple[UserID, ...]) -> tuple[UserID, ...]:
    """Whose account these words name: its address, a link to it, or the name in it."""
    written = plain(unquote(text))
    said = f" {bare(written)} "

    def is_called(user: UserID) -> bool:
        local = bare(plain(user[1:].partition(":")[0]))
        return plain(user) in written or f" {local} " in said or f" {local}s " in said

    return tuple(user for user in users if is_called(user))


def _ask_readers(text: str, state: ReadersAsked, *also: Line) -> Step:
    lines = tuple(
        Line(number, "complaint-reader", {"user": user})
        for number, user in enumerate(state.to, start=1)
    )
    return Step(state, (Say(text, also=also, lines=lines, ask=True),))


def strike_out(state: ReadersAsked, heard: Number | Other, context: Context) -> Step:
    """By number, several of them, or by how they are called. Somebody has to be left; whoever was
    taken out in error is there again once nobody would be."""
    if isinstance(heard, Number):
        numbers = [heard.number]
    else:
        numbers = [int(number) for number in re.findall(r"\b\d{1,3}\b", heard.text)]
    struck = {user for at, user in enumerate(state.to, start=1) if at in numbers}
    struck |= {*_called_in(heard.text, state.to)}
    if not struck:
        return _ask_readers("not-understood-here", state)
    to = tuple(user for user in state.to if user not in struck)
    if not to:
        every = tuple(user for user in _others(context) if user not in state.out)
        return _ask_readers("complaint-readers-none", replace(state, to=every))
    return _ask_readers("complaint-readers", replace(state, to=to))


def list_more_readers(state: ReadersAsked, _heard: object, _context: Context) -> Step:
    return _ask_readers("complaint-readers", state)


def ask_readers(state: HowAsked, _heard: Pick, _context: Context) -> Step:
    before = ReadersAsked(state.about, state.words, state.to, state.out)
    return _ask_readers("complaint-readers", before)


def write_again(state: ReadersAsked, _heard: Pick, _context: Context) -> Step:
    return _ask_words(state.about, state.out)


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
    return Step(HowAsked(state.about, state.words, state.to, state.out), (said,))


def send_named(state: HowAsked, _heard: Pick, context: Context) -> Step:
    return _send(state, context, named=True)


def send_unnamed(state: HowAsked, _heard: Pick, context: Context) -> Step:
    return _send(state, context, named=False)


def _send(state: HowAsked, context: Context, *, named: bool) -> Step:
    """From this yes on the words are kept, sealed, until they are read."""
    readers = readers_in(context)
    to = tuple(user for user in state.to if user in readers)
    if not to:
        return Step(Home(), (Say("complaint-nobody", also=outside(context)),))
    if unread_in(context) >= MOST:
        return Step(Home(), (Say("complaint-too-many", also=outside(context)),))
    earlier = context.record(MyComplaint)  # which somebody has read
    gone = (Send(Complaint(earlier.id), LetGoOfComplaint(context.me)),) if earlier else ()
    due = context.now if named else next_noon(context.now, context.settings.zone)
    mine = MyComplaint(context.fresh.key, due + LASTS, named)
    brought = ComplaintBrought(context.me, state.about, state.words, named, to, due)
    kept = Put(mine, mine.until + KEPT_LONGER, agreed_to(mine))
    said = Say("complaint-sent" if named else "complaint-sent-unnamed", {"due": due})
    return Step(
        Home(),
        (
            *gone,
            kept,
            SetTimer(mine.until + MARGIN, ComplaintLapsed(), WRITER_TIMER),
            Send(Complaint(mine.id), brought),
            said,
        ),
    )


def drop_it(_state: State, _heard: Pick, _context: Context) -> Step:
    return Step(Home(), (Say("complaint-dropped"),))


FLOW = Flow(
    "complain",
    (
        Transition(AboutAsked, "skip", skip_about, (WordsAsked,)),
        Transition(AboutAsked, "previous", drop_it, (Home,), numbered=False),
        Transition(AboutAsked, "no", drop_it, (Home,), numbered=False),
        Transition(AboutAsked, "complain", begin_again, numbered=False),
        Transition(AboutAsked, WORDS, take_about, (WordsAsked, Home)),
        Transition(WordsAsked, "nothing", drop_it, (Home,)),
        Transition(WordsAsked, "previous", begin_again, (AboutAsked,), numbered=False),
        Transition(WordsAsked, "complain", begin_again, (AboutAsked,), numbered=False),
        Transition(WordsAsked, WORDS, take_words, (ReadersAsked, Home)),
        Transition(ReadersAsked, NUMBER, strike_out, (ReadersAsked,)),
        Transition(ReadersAsked, "nobody-else", ask_how, (HowAsked,), zero=True),
        Transition(ReadersAsked, "no", drop_it, (Home,), numbered=False),
        Transition(ReadersAsked, "previous", write_again, (WordsAsked,), numbered=False),
        Transition(ReadersAsked, MORE, list_more_readers, numbered=False),
        Transition(ReadersAsked, ELSE, strike_out, (ReadersAsked,)),
        Transition(HowAsked, "with-address", send_named, (Home,), consent=NAMED),
        Transition(HowAsked, "without-address", send_unnamed, (Home,), consent=UNNAMED),
        Transition(HowAsked, "no", drop_it, (Home,)),
        Transition(HowAsked, "previous", ask_readers, (ReadersAsked,), numbered=False),
        Transition(
            Anywhere,
            "complain",
            complain,
            (AboutAsked, ComplaintKept),
            always_heard=True,
            answering=say_contact,
        ),
    ),
    consents=(NAMED, UNNAMED),
)
