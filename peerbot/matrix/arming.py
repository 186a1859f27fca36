"""When the homeserver is to silence a room by itself (MSC4140), within what it lets wait. Pure.

One event for each room waits on the homeserver. It is due after the room's time, and never before
it; where that is further away than anything may wait, it is due when the longest wait is over, and
set anew long before that. So a room whose bot is dead falls silent too early at worst.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from peerbot.features.rooms.ports import ByItself
from peerbot.kernel.ids import RoomID
from peerbot.matrix.homeserver import Json, as_object

_CAPABILITY: Final = "org.matrix.msc4140.delayed_events"

AFTER_US: Final = timedelta(seconds=2)
"""How long after us the homeserver silences a room by itself; a running bot takes less. Both at
once would cost twice the allowance."""

APART: Final = timedelta(seconds=5)
"""Between two of them. What is due takes one from the account's allowance, which Synapse refills
with one in five seconds (`rc_message`); what finds none left is lost, without another try."""

LATE: Final = timedelta(minutes=10)
"""One that we know nothing of (an earlier process set it) is left where it is due so long after the
room's time at most: a hundred rooms that end together take eight minutes."""

LOOK_EVERY: Final = timedelta(hours=1)
"""Between two looks at whether one still waits: an admin may have dropped it, a database may have
been put back, a place may have become free."""

LEAST: Final = timedelta(seconds=2)
"""Where nothing may wait for as long, nothing is set: it would be set anew without end."""

_LONGEST: Final = timedelta(days=366)
"""What a homeserver names beyond that is no bound to us, and might fit into no date."""


@dataclass(frozen=True)
class Limits:
    """What a homeserver lets wait: how long, and how many for one account. None: as far as it
    says, there is no bound."""

    longest: timedelta | None = None
    most: int | None = None

    @property
    def any(self) -> bool:
        """Whether it lets anything wait."""
        return (self.longest is None or self.longest >= LEAST) and self.most != 0


NOTHING_WAITS: Final = Limits(most=0)


def limits_in(answer: Json) -> Limits:
    """What `/capabilities` says of it, in the names that Synapse has for it
    (`rest/client/capabilities.py`). What is no number there says nothing."""
    named = as_object(as_object(answer.get("capabilities")).get(_CAPABILITY))
    longest, most = _count(named.get("max_delay_ms")), _count(named.get("max_scheduled"))
    beyond = longest is None or longest >= _LONGEST / timedelta(milliseconds=1)
    return Limits(None if beyond else timedelta(milliseconds=longest or 0), most)


def _count(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if value >= 0 else None


@dataclass(frozen=True)
class Waiting:
    """An event that waits on the homeserver, and when it is due by the homeserver's clock."""

    room_id: RoomID
    delay_id: str
    due: datetime


@dataclass(frozen=True)
class Armed:
    """What we set ourselves, by our own clock: the homeserver's may show another time."""

    delay_id: str
    due: datetime
    closes: datetime


@dataclass(frozen=True)
class Plan:
    """What to do for one room: drop `first`, then set one that is `due`. Without `due` nothing is
    to be set: one `stands`, or none can."""

    first: tuple[str, ...] = ()
    due: datetime | None = None
    stands: bool = False


def plan(
    room_id: RoomID,
    closes: datetime,
    *,
    now: datetime,
    limits: Limits,
    waiting: Sequence[Waiting],
    ours: Armed | None = None,
) -> Plan:
    """What one look at all that waits leads to.

    A new one is set first, and others of the room go once it is seen to wait: a plan that `stands`
    names them. Where as many wait as may, the others go first: the bot puts it right when it is
    killed in between. If that is not enough, rooms that end first keep theirs.
    """
    mine = [event for event in waiting if event.room_id == room_id]
    if not limits.any:
        return Plan()
    wanted = closes + AFTER_US
    own = [event for event in mine if ours and event.delay_id == ours.delay_id]
    for event in own or mine:
        if _stands(event, ours if own else None, closes, now, limits):
            return Plan(tuple(it.delay_id for it in mine if it != event), stands=True)
    others = [event for event in waiting if event.room_id != room_id]
    due = _free(wanted, now, limits, [event.due for event in others])
    if limits.most is None or len(waiting) < limits.most:
        return Plan(due=due)
    gone = tuple(event.delay_id for event in mine)
    later = sorted((e for e in others if e.due > due), key=lambda e: e.due, reverse=True)
    lacking = max(0, len(others) + 1 - limits.most)
    if lacking > len(later):
        return Plan(gone)
    return Plan((*gone, *(event.delay_id for event in later[:lacking])), due)


def _stands(
    event: Waiting, ours: Armed | None, closes: datetime, now: datetime, limits: Limits
) -> bool:
    """Whether one that waits may go on waiting. Another that was set by an earlier process counts
    only where ours is gone: it is told by the homeserver's clock alone."""
    if ours and ours.closes != closes:
        return False
    due = ours.due if ours else event.due
    if due >= closes:
        return bool(ours) or due <= closes + LATE
    longest = limits.longest
    reaches = longest is None or closes + AFTER_US - now <= longest
    return not reaches and longest is not None and due - now >= longest * 3 / 4


def _free(wanted: datetime, now: datetime, limits: Limits, taken: Iterable[datetime]) -> datetime:
    """The moment nearest to what is wanted that keeps its distance from all that is taken: after
    it, or, where that is too far away, before the longest wait is over."""
    last = now + limits.longest if limits.longest is not None else None
    if last is None or wanted <= last:
        due = wanted
        for moment in sorted(taken):
            if abs(moment - due) < APART:
                due = moment + APART
        return due if last is None else min(due, last)
    due, least = last, last - (last - now) / 8
    for moment in sorted(taken, reverse=True):
        if abs(moment - due) < APART:
            due = moment - APART
    return max(due, least)


def look_again(closes: datetime, now: datetime, limits: Limits) -> datetime:
    """When to look whether it still waits; where nothing reaches the room's time, long before what
    was set is due."""
    longest = limits.longest
    if not limits.any or longest is None or closes + AFTER_US - now <= longest:
        return now + LOOK_EVERY
    return now + max(min(LOOK_EVERY, longest / 4), LEAST / 4)


def seen(waits: bool, closes: datetime, now: datetime, limits: Limits) -> ByItself:
    """For whoever asked that a room be silenced."""
    return ByItself(waits, look_again(closes, now, limits))
