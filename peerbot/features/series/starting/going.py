"""How the start of a date goes, and when: what is true of it at any moment, and what is due next.

Fifteen minutes before, whoever holds it is asked; those after them in turn, five minutes each; the
last five minutes belong to all who are left. Until ten minutes after the start one of them may open
it late; then, or once all have said not today, it is decided, and stays so.

Every time here may come late, since the program may be off. Whoever was not asked before the start
is asked at once, until a quarter of an hour after it. Later than that a date counts as not opened,
and as nobody's fault; so it does where the program was off when they would have answered. Of a date
that is over nobody is told anything any more. Where the clock was ahead for a while, what was done
then counts for nothing, and is done again in its time.
"""

from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from peerbot.features.rooms.api import RoomNotOpened
from peerbot.features.series.records import Plan, end_of
from peerbot.features.series.rule import Occasion
from peerbot.features.series.starting.messages import OpensDate, StartDue
from peerbot.kernel.context import Context
from peerbot.kernel.effects import CancelTimer, Effect, SetTimer
from peerbot.kernel.ids import Person, UserID
from peerbot.kernel.messages import Send

ASKED_BEFORE = timedelta(minutes=15)
"""When whoever holds a date is asked: so early that others can be, and that people can gather."""

ANSWERED_IN = timedelta(minutes=5)
"""How long one host is waited for before the next is asked."""

FROM = timedelta(minutes=20)
"""So long before the start a host may open a room by themselves."""

UNTIL = timedelta(minutes=10)
"""So long after the start they may; as long places are kept."""

LATE = timedelta(minutes=15)
"""So long after the start a host is asked who could not be before: people may still wait."""

MISSES = 2
"""After so many dates in a row before which nobody answered, a series is paused."""


class Start(Struct, frozen=True):
    """How the start of the next date goes. `day`: which one it is, as the rule has it; `starts`:
    when it begins. When the date is moved, all begins anew.

    `asked`: hosts, in their order; `first`: when the first was, `until`: how long the last are
    waited for. `declined`: those of them who said not today, or cannot; kept until the date is
    over.
    `opens`: somebody's yes, while their room is being made (`making`); `there`: it is.
    `tried`: somebody said yes, and it came to nothing, or closed. `off`: nobody opens one any more,
    and people know.
    `missed`: dates in a row before which nobody answered.
    """

    starts: datetime | None = None
    asked: tuple[UserID, ...] = ()
    first: datetime | None = None
    until: datetime | None = None
    declined: tuple[UserID, ...] = ()
    opens: OpensDate | None = None
    making: bool = False
    there: bool = False
    tried: bool = False
    off: bool = False
    missed: int = 0
    day: date | None = None

    @property
    def waits(self) -> bool:
        """Whether somebody may still answer."""
        return not set(self.asked) <= set(self.declined)


def still(start: Start, date: Occasion | None, now: datetime) -> Start:
    """The same, where it is about this date at this time, and not of a clock that was ahead. A room
    that is there, or being made, stays as it is when the date is moved."""
    starts, day = (date.starts, date.day) if date else (None, None)
    begun = start.there or start.making
    if date and begun and start.day == day:
        return start
    ahead = start.first is not None and start.first > now and not (start.opens or start.there)
    same = start.starts == starts and not ahead
    return start if same else Start(starts, missed=start.missed, day=day)


def among(start: Start, hosts: tuple[UserID, ...]) -> Start:
    """Without those who do not host it any more: nothing of them stays, also of a yes. Where their
    room is being made, it is still known by its mark."""
    opens = start.opens
    if opens and opens.user not in hosts:
        nobody = replace(opens, user=UserID(""), shown_name="", duty="")
        opens = nobody if start.making else None
    asked, declined = (
        tuple(user for user in users if user in hosts) for users in (start.asked, start.declined)
    )
    return replace(start, opens=opens, asked=asked, declined=declined)


def due(start: Start, starts: datetime) -> datetime | None:
    """When something is to be done next. None: that is not a matter of time."""
    if start.opens or start.there or start.off:
        return None
    return start.until or starts - ASKED_BEFORE


def timer(start: Start, date: Occasion | None) -> Effect:
    """One for all of it."""
    when = due(start, date.starts) if date else None
    return SetTimer(when, StartDue(), "start") if when else CancelTimer("start")


def given_up(start: Start) -> tuple[Send, ...]:
    """Whoever said yes, and whose room is not begun, hears that nothing comes of it."""
    opens = None if start.making or start.there else start.opens
    return (Send(Person(opens.user), RoomNotOpened(opens.mark, "not-now")),) if opens else ()


def may_open(start: Start, date: Occasion, plan: Plan, now: datetime) -> bool:
    """Whether a host's word opens a room at this moment."""
    last = max(date.starts + UNTIL, start.until or date.starts)
    return date.starts - FROM <= now <= last and now < end_of(date, plan)


def asking(start: Start, left: tuple[UserID, ...], date: Occasion, context: Context) -> Start:
    """Ask the next of those who are `left`: all at once, where time is short; and where nobody is,
    wait for those who were asked."""
    now, before = context.now, context.now < date.starts
    users = left[:1] if date.starts - now > ANSWERED_IN else left
    more = len(users) < len(left)
    wait = now + ANSWERED_IN if more or not before else date.starts
    return replace(
        start,
        asked=(*start.asked, *users),
        first=start.first or now,
        until=min(wait, date.starts) if before else wait,
    )


def was_missed(start: Start, date: Occasion, now: datetime) -> bool:
    """Whether somebody was asked in time, could have answered, and nobody did."""
    in_time = start.first is not None and start.first <= date.starts - ANSWERED_IN
    return in_time and not (start.declined or start.tried) and now <= date.starts + LATE
