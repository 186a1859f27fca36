"""Following a subject: at most one message a day, when something of it begins soon.

Once a day, at a moment of its own, it is looked what begins within two days. What was told
is not told again. A look that is late is made when the program is back, unless hours are quiet.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar

from msgspec.structs import replace

from peerbot.features.following.messages import FollowDue
from peerbot.features.following.moments import is_quiet, next_look
from peerbot.features.following.records import (
    FOLLOW,
    FOLLOWED_FOR,
    MOST_FOLLOWED,
    Following,
    followed,
)
from peerbot.features.following.settings import quiet_in
from peerbot.features.rooms.api import RoomKind, kinds_in, takes_in_account
from peerbot.features.series.api import Date, coming
from peerbot.features.zone.api import zone_of
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, At, CancelTimer, Drop, Effect, Line, Put, Say, SetTimer
from peerbot.kernel.feature import Flow, Shown
from peerbot.kernel.pages import MORE
from peerbot.kernel.parse import Number, Pick, plain
from peerbot.kernel.records import Record
from peerbot.kernel.table import ELSE, NUMBER, Anywhere, Go, Home, State, Step, Transition

SOON = timedelta(hours=49)
"""What begins until then is told: two looks on two days are no further apart."""

TIMER = "follow"

AT_ONCE = 3
"""Dates in one message."""


class SubjectAsked(State, frozen=True):
    """Which subject is asked. `shown`: words of kinds of room, in the order of their numbers."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-follow-which"

    shown: tuple[str, ...]


class FollowOffered(State, frozen=True):
    """What following a subject means is shown; nothing is kept before a yes."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-follow"

    kind: str


def ask(_state: State, heard: Pick, context: Context) -> Step:
    if not takes_in_account(context.settings, context.me):
        return elsewhere(context)
    kind = _named(heard.rest, context)
    return _offer(kind, context) if kind else _which(context)


def elsewhere(context: Context) -> Step:
    """Nothing is kept of whoever could come to none of it."""
    return Step(Home(), (Say("told-elsewhere", {"server": context.settings.server}),))


def _named(words: str, context: Context) -> RoomKind | None:
    said = plain(words)
    fits = (it for it in kinds_in(context) if said and said in (plain(it.word), plain(it.title)))
    return next(fits, None)


def _which(context: Context, text: str = "follow-which") -> Step:
    kinds = kinds_in(context)
    numbered = enumerate(kinds, start=1)
    lines = tuple(Line(number, "follow-line", {"title": it.title}) for number, it in numbered)
    asked = Say(text, also=tuple(follow_lines(context)), lines=lines, ask=True)
    return Step(SubjectAsked(tuple(it.word for it in kinds)), (asked,))


def choose(state: SubjectAsked, heard: Number, context: Context) -> Step:
    shown = state.shown[heard.number - 1] if 1 <= heard.number <= len(state.shown) else ""
    kind = _named(shown, context)
    return _offer(kind, context) if kind else _which(context, "not-understood-here")


def which_again(_state: SubjectAsked, _heard: object, context: Context) -> Step:
    return _which(context, "not-understood-here")


def _offer(kind: RoomKind, context: Context) -> Step:
    mine = followed(context)
    kinds = mine.kinds if mine else ()
    if kind.word in kinds:
        return Step(Home(), (Say("follow-already"),))
    if len(kinds) >= MOST_FOLLOWED:
        return Step(Home(), (Say("follow-most", {"most": MOST_FOLLOWED}),))
    args: Args = {"title": kind.title, "until": context.now + FOLLOWED_FOR}
    return Step(FollowOffered(kind.word), (Say("follow-ask", args, ask=True),))


def keep(state: FollowOffered, _heard: Pick, context: Context) -> Step:
    mine = followed(context)
    kinds = tuple(dict.fromkeys((*(mine.kinds if mine else ()), state.kind)))
    until = context.now + FOLLOWED_FOR
    kept = Put(Following(kinds, until, mine.told if mine else ()), until, FOLLOW)
    return Step(Home(), (kept, _look_again(context, until), Say("follow-kept")))


def _look_again(context: Context, until: datetime) -> SetTimer:
    when = next_look(context.now, zone_of(context), quiet_in(context), context.fresh.draws[0])
    return SetTimer(when, FollowDue(), TIMER, until)


def due(state: State, _message: FollowDue, context: Context) -> Step:
    mine = followed(context)
    if mine is None or not context.still_agrees(mine, FOLLOW):
        return Step(state)
    again = _look_again(context, mine.until)
    known = tuple(which for which in mine.told if which[1] > context.now)
    dates = tuple(it for it in _soon(mine, context) if (it.series, it.starts) not in known)
    if not dates or is_quiet(context.now, zone_of(context), quiet_in(context)):
        return Step(state, (again,))
    told = (*known, *((it.series, it.starts) for it in dates))
    kept = Put(replace(mine, told=told), mine.until, FOLLOW)
    zone = zone_of(context)
    lines = (Line(0, "follow-date", {"starts": At(it.starts, zone)}) for it in dates[:AT_ONCE])
    said = Say("follow-comes", also=(*lines, Line(0, "follow-more")), starts=True)
    return Step(state, (kept, again, said))


def _soon(mine: Following, context: Context) -> tuple[Date, ...]:
    dates = coming(context, context.now + SOON)
    return tuple(it for it in dates if it.kind in mine.kinds)


def decline(_state: FollowOffered, _heard: Pick, _context: Context) -> Step:
    return Step(Home(), (Say("all-right"),))


def unfollow(_state: State, _heard: Pick, context: Context) -> Step:
    return Step(Home(), (*gone(context), Say("follow-none")))


def gone(context: Context) -> Iterator[Effect]:
    """They follow nothing."""
    for mine in context.records(Following):
        yield from take_back(mine, context)


def take_back(record: Record, _context: Context) -> tuple[Effect, ...]:
    return (Drop(record), CancelTimer(TIMER))


def follow_lines(context: Context) -> Iterator[Line]:
    """The lines of `me`."""
    if mine := followed(context):
        titles = (it.title for it in kinds_in(context) if it.word in mine.kinds)
        yield Line(0, "me-follow", {"titles": ", ".join(titles), "until": mine.until})


FLOW = Flow(
    "subjects",
    (
        Transition(SubjectAsked, NUMBER, choose, (SubjectAsked, FollowOffered, Home)),
        Transition(SubjectAsked, "back", Go("menu")),
        Transition(SubjectAsked, MORE, which_again, (SubjectAsked,), numbered=False),
        Transition(SubjectAsked, ELSE, which_again, (SubjectAsked,)),
        Transition(FollowOffered, "yes", keep, (Home,), consent=FOLLOW),
        Transition(FollowOffered, "no", decline, (Home,)),
        Transition(Anywhere, "follow", ask, (SubjectAsked, FollowOffered, Home), takes_rest=True),
        Transition(Anywhere, "unfollow", unfollow, (Home,)),
        Transition(Anywhere, FollowDue, due),
    ),
    consents=(FOLLOW,),
    shown=(Shown(49, follow_lines),),
    takes_back={FOLLOW.name: take_back},
    reset=gone,
)
