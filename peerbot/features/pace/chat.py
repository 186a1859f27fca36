"""A facilitator sets a number of rooms for a week, and reads it when they open one.

It never refuses anything, and nobody else learns of it. A room for two is opened on somebody's call
and is not counted.
"""

from collections.abc import Iterator
from typing import ClassVar

from msgspec.structs import replace

from peerbot.features.pace.records import PACE, PACE_LASTS, Pace, opened_in, pace_of, this_week
from peerbot.features.roles.api import is_facilitator
from peerbot.features.rooms.api import Card, Moment
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Drop, Effect, Line, Put, Say
from peerbot.kernel.feature import Flow, Shown
from peerbot.kernel.ids import Person
from peerbot.kernel.messages import Courtesy, Send
from peerbot.kernel.parse import Number, Pick
from peerbot.kernel.records import Record
from peerbot.kernel.table import ELSE, NUMBER, Anywhere, Go, Home, State, Step, Transition

MOST = 14
"""Two a day: whoever opens more has no number in mind."""


class PaceAsked(State, frozen=True):
    """How many rooms in a week is asked."""

    asks: ClassVar[str] = "asks-pace-number"


class PaceOffered(State, frozen=True):
    """What keeping that number means is shown; nothing is kept before a yes."""

    asks: ClassVar[str] = "asks-pace"

    wanted: int


class RoomOpened(Courtesy, frozen=True):
    """To whoever opened a room: members may ask for a place in it."""


def tells_of_rooms(moment: Moment, card: Card, _context: Context) -> Iterator[Send]:
    """Whoever has no number keeps nothing of it."""
    if moment == "open" and not card.for_two:
        yield Send(Person(card.facilitator), RoomOpened())


def room_opened(state: State, _message: RoomOpened, context: Context) -> Step:
    mine = pace_of(context)
    if mine is None or not context.still_agrees(mine, PACE):
        return Step(state)
    until = context.now + PACE_LASTS
    opened = opened_in(context, mine) + 1
    counted = replace(mine, week=this_week(context), opened=opened, until=until)
    return Step(state, (Put(counted, until, PACE),))


def _args(mine: Pace, context: Context) -> Args:
    return {"wanted": mine.wanted, "opened": opened_in(context, mine), "until": mine.until}


def ask(_state: State, _heard: Pick, context: Context) -> Step:
    if not is_facilitator(context):
        return Step(Home(), (Say("pace-no-role"),))
    return _ask(context)


def _ask(context: Context) -> Step:
    mine = pace_of(context)
    said = Say("pace-is", _args(mine, context)) if mine else Say("pace-how", {"most": MOST})
    return Step(PaceAsked(), (replace(said, ask=True),))


def take_number(state: PaceAsked, heard: Number, context: Context) -> Step:
    if not 1 <= heard.number <= MOST:
        return ask_again(state, heard, context)
    args: Args = {"wanted": heard.number, "until": context.now + PACE_LASTS}
    return Step(PaceOffered(heard.number), (Say("pace-ask", args, ask=True),))


def ask_again(state: PaceAsked, _heard: object, _context: Context) -> Step:
    return Step(state, (Say("pace-unread", {"most": MOST}, ask=True),))


def keep(state: PaceOffered, _heard: Pick, context: Context) -> Step:
    if not is_facilitator(context):  # the role ended since
        return Step(Home(), (Say("pace-no-role"),))
    mine, until = pace_of(context), context.now + PACE_LASTS
    opened = opened_in(context, mine) if mine else 0
    kept = Pace(state.wanted, this_week(context), until, opened)
    return Step(Home(), (Put(kept, until, PACE), Say("pace-kept", {"wanted": state.wanted})))


def keep_none(_state: PaceOffered, _heard: Pick, _context: Context) -> Step:
    return Step(Home(), (Say("all-right"),))


def forget(_state: PaceAsked, _heard: Pick, context: Context) -> Step:
    return Step(Home(), (*gone(context), Say("pace-none")))


def gone(context: Context) -> Iterator[Effect]:
    """With the role, or an identity that was reset, the number goes."""
    if mine := pace_of(context):
        yield Drop(mine)


def take_back(record: Record, _context: Context) -> tuple[Effect, ...]:
    return (Drop(record),)


def on_opening(context: Context) -> Iterator[Line]:
    """Below the summary of a room that is to be opened."""
    if mine := pace_of(context):
        yield Line(0, "pace-open", {"wanted": mine.wanted, "opened": opened_in(context, mine) + 1})


def pace_lines(context: Context) -> Iterator[Line]:
    """The line of `me`."""
    if mine := pace_of(context):
        yield Line(0, "me-pace", _args(mine, context))


FLOW = Flow(
    "pace",
    (
        Transition(PaceAsked, NUMBER, take_number, (PaceOffered,)),
        Transition(PaceAsked, "no-number", forget, (Home,), numbered=False),
        Transition(PaceAsked, "back", Go("menu")),
        Transition(PaceAsked, ELSE, ask_again),
        Transition(PaceOffered, "yes", keep, (Home,), consent=PACE),
        Transition(PaceOffered, "no", keep_none, (Home,)),
        Transition(Anywhere, "pace", ask, (PaceAsked, Home)),
        Transition(Anywhere, RoomOpened, room_opened),
    ),
    consents=(PACE,),
    shown=(Shown(45, pace_lines),),
    takes_back={PACE.name: take_back},
    reset=gone,
)
