"""Whoever holds a date is asked whether to open a room for it, and says so by a word of their own.

Minutes count there, so the words work at any time, also before they are asked and in the middle of
something else. Nobody has to say why not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from peerbot.features.roles.api import is_facilitator, role_of
from peerbot.features.rooms.api import (
    HOST,
    Mark,
    Opening,
    kept_for_holding,
    latest_end,
    open_cards,
    reason_not_now,
)
from peerbot.features.series.records import Plan, announced, date_of, end_of, holders
from peerbot.features.series.rule import Occasion
from peerbot.features.series.starting.going import FROM, LATE, UNTIL
from peerbot.features.series.starting.messages import (
    NotToday,
    OpensDate,
)
from peerbot.features.series.starting.to_host import NotOpened, StartAsked, StartOver
from peerbot.features.series.states import Series
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Line, Say
from peerbot.kernel.feature import Choice, Flow
from peerbot.kernel.messages import Send
from peerbot.kernel.parse import Pick
from peerbot.kernel.table import Anywhere, Go, Home, State, Step, Transition


class StartOffered(State, frozen=True):
    """Whether they open a room for a date (`meeting`) of a series (its key)."""

    asks: ClassVar[str] = "asks-start"

    series: str
    meeting: str


@dataclass(frozen=True)
class _Date:
    """The next date of a series (its key), as a host of it sees it."""

    series: str
    meeting: str
    plan: Plan
    date: Occasion

    @property
    def ends(self) -> datetime:
        """When it is over."""
        return end_of(self.date, self.plan)

    def args(self, context: Context) -> Args:
        """What a sentence about it is filled with."""
        return {
            "title": self.plan.title,
            "starts": self.date.starts,
            "closes": self.ends,
            "size": self.plan.size,
            "latest": self.latest(context),
        }

    def latest(self, context: Context) -> datetime:
        """Until when its room may be made longer."""
        return latest_end((self.ends - context.now).total_seconds(), context)


def _mine(context: Context) -> Iterator[_Date]:
    """The next date of each series that is theirs to hold, unless it is over."""
    for it in announced(context):
        plan, coming = it.listing.plan, it.listing.next
        date = date_of(plan, coming)
        if coming and date and context.me in holders(plan, date.day):
            mine = _Date(it.key, coming.meeting, plan, date)
            if context.now < mine.ends:
                yield mine


def _meant(state: State, context: Context) -> _Date | None:
    """The one that they were asked about, or that can be opened now, or else the next."""
    mine = sorted(_mine(context), key=lambda it: (it.date.starts, it.series))
    if isinstance(state, StartOffered):
        return next((it for it in mine if it.meeting == state.meeting), None)
    near = (it for it in mine if context.now <= it.date.starts + LATE)
    unopened = (it for it in near if not _number(it, context))
    return next(unopened, None) or next(iter(mine), None)


def _number(of: _Date, context: Context) -> int:
    """The number of the room that is open for it; 0: none is."""
    return next((it.number for it in open_cards(context) if it.for_date == of.meeting), 0)


def start_asked(state: State, message: StartAsked, context: Context) -> Step:
    """Whoever cannot open a room hears so, and somebody else is asked; so is somebody else where
    there is no chat to ask in."""
    of = next((it for it in _mine(context) if it.meeting == message.meeting), None)
    if of is None:
        return Step(state)
    args = of.args(context)
    not_now = reason_not_now(context) if context.chat else None
    if not_now or not context.chat:
        passed = Send(Series(of.series), NotToday(context.me, of.meeting))
        why = (Line(0, not_now.text, not_now.args),) if not_now else ()
        told = (Say("start-passed", args, also=why, starts=True),) if not_now else ()
        return Step(state, (passed, *told))
    if isinstance(state, StartOffered) and state.meeting == message.meeting:
        return Step(state)  # they are asked still
    if not state.idle:
        return Step(state, (Say("start-asked-beside", args, starts=True),))
    asked = Say("start-asked", args, ask=True, starts=True)
    return Step(StartOffered(of.series, of.meeting), (asked,))


def begin(state: State, _heard: Pick, context: Context) -> Step:
    """Their yes to holding a room. Which of several that say so at once opens it, the series
    decides."""
    if isinstance(state, Opening):
        return Step(state, (Say("open-waiting"),))
    of, role = _meant(state, context), role_of(context)
    if of is None:
        return Step(_after(state), (Say("start-none"),))
    if number := _number(of, context):
        return Step(_after(state), (Say("start-is-open", {"number": number}),))
    if role is None or not is_facilitator(context):
        return Step(_after(state), (Say("not-facilitator"),))
    args = of.args(context)
    if context.now < of.date.starts - FROM:
        early = {**args, "from": of.date.starts - FROM}
        return Step(_after(state), (Say("start-early", early),))
    if not_now := reason_not_now(context):
        return Step(_after(state), (not_now,))
    mark, latest = Mark(context.fresh.key), of.latest(context)
    kept = kept_for_holding(mark, of.plan.title, "", latest)
    yes = OpensDate(context.me, of.meeting, mark, latest, role.shown_name, role.duty)
    return Step(Opening(mark), (kept, Send(Series(of.series), yes)))


def begin_no(state: State, _heard: Pick, context: Context) -> Step:
    of = _meant(state, context)
    if of is None or context.now < of.date.starts - FROM:
        return Step(_after(state), (Say("start-none"),))
    if number := _number(of, context):
        return Step(_after(state), (Say("start-is-open", {"number": number}),))
    no = NotToday(context.me, of.meeting)
    return Step(_after(state), (Send(Series(of.series), no), Say("start-not-today")))


def _after(state: State) -> State:
    return Home() if isinstance(state, StartOffered) else state


def start_over(state: State, message: StartOver, _context: Context) -> Step:
    """Whoever was asked something else meanwhile hears so when they answer."""
    if not isinstance(state, StartOffered) or state.meeting != message.meeting:
        return Step(state)
    return Step(Home(), (Say("start-over", starts=True),))


def not_opened(state: State, message: NotOpened, _context: Context) -> Step:
    """Nobody is blamed: it can be said again when it is to go on."""
    asked = isinstance(state, StartOffered) and state.meeting == message.meeting
    text = "start-paused" if message.paused else "start-missed"
    return Step(Home() if asked else state, (Say(text, {"title": message.title}, starts=True),))


def _near(context: Context) -> Iterator[_Date]:
    """What they may open a room for now."""
    for it in _mine(context):
        in_time = it.date.starts - FROM <= context.now <= it.date.starts + UNTIL
        if in_time and not _number(it, context):
            yield it


def _has_a_date_near(context: Context) -> bool:
    return any(_near(context))


def on_opening(context: Context) -> Iterator[Line]:
    """Below the summary of a room that is to be opened: it would not be that of their date."""
    for it in _near(context):
        yield Line(0, "start-instead", it.args(context))


FLOW = Flow(
    "starting",
    (
        Transition(StartOffered, "open-it", Go("begin")),
        Transition(StartOffered, "not-today", Go("begin-no"), zero=True),
        Transition(Anywhere, "begin", begin, (Opening, Home), consent=HOST, always_heard=True),
        Transition(Anywhere, "begin-no", begin_no, (Home,), always_heard=True),
        Transition(Anywhere, StartAsked, start_asked, (StartOffered,)),
        Transition(Anywhere, StartOver, start_over, (Home,)),
        Transition(Anywhere, NotOpened, not_opened, (Home,)),
    ),
    menu=(Choice("begin", 5, _has_a_date_near),),
)
