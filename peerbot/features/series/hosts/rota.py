"""Who holds which date of a series: pure changes of a plan, and how long hosts have to answer.

When hosts come or go, turns are taken anew among those who are left, from the first date by the
rule on. The date that comes next stays with whoever holds it, unless they went: nobody finds out on
the day itself. What was agreed of single dates stays, too.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from peerbot.features.series.hosts.asked import OutOfTurn, Turn
from peerbot.features.series.records import Next, Plan, holders
from peerbot.features.series.rule import Occasion, still_to_come
from peerbot.kernel.ids import UserID

MOST_HOSTS = 4
"""Among more, turns come so seldom that nobody feels it is theirs."""

ANSWERED_IN = timedelta(days=3)
"""How long somebody has to answer who is asked alone: over a weekend."""

COVERED_IN = timedelta(hours=12)
"""How long each has who is asked to cover, where there is time: a night, or a day at work."""

LEFT_OUT_IN = timedelta(hours=2)
"""Before a date whoever holds it hears that nobody can: time to leave it out, or move it, and for
people to hear so before they set out."""

AT_LEAST = timedelta(minutes=5)
"""Nobody answers in less."""


def joined(plan: Plan, user: UserID, coming: Next | None) -> Plan:
    """With one more who hosts it, last in the order. `coming`: the date that comes next."""
    return replace(plan, hosts=(*plan.hosts, user), held=_held(plan, _stays(plan, coming)))


def left(plan: Plan, user: UserID, coming: Next | None) -> Plan:
    """Without one of its hosts, and nothing of them in it."""
    hosts = tuple(it for it in plan.hosts if it != user)
    held = tuple(it for it in _held(plan, _stays(plan, coming)) if it.host != user)
    return replace(plan, hosts=hosts, held=held)


def _stays(plan: Plan, coming: Next | None) -> tuple[OutOfTurn, ...]:
    return (OutOfTurn(coming.day, holders(plan, coming.day)[0]),) if coming else ()


def _held(plan: Plan, anew: Iterable[OutOfTurn]) -> tuple[OutOfTurn, ...]:
    days = {it.day: it for it in (*plan.held, *anew)}
    return tuple(days[day] for day in sorted(days))


def given(plan: Plan, turn: Turn, user: UserID) -> Plan:
    """After the yes of somebody (`user`) who was asked."""
    whose = {"take": (turn.by,), "cover": (user,), "swap": (user, turn.by)}[turn.what]
    anew = (OutOfTurn(day, host) for day, host in zip(turn.days, whose, strict=True))
    return replace(plan, held=_held(plan, anew))


def dates_of(days: Iterable[date], plan: Plan, now: datetime) -> tuple[Occasion, ...]:
    """Those of them that have not begun, in the order of `days`."""
    coming = {it.day: it for it in still_to_come(plan.rule, now)}
    return tuple(coming[day] for day in days if day in coming)


def still_asked(turn: Turn, plan: Plan, now: datetime) -> bool:
    """Whether the plan is still as it was when somebody asked: a date may be left out, have begun,
    or be another's by now."""
    if turn.by not in plan.hosts or (turn.what != "cover" and not turn.to):
        return False
    if len(dates_of(turn.days, plan, now)) < len(turn.days):
        return False
    whose = {"take": turn.to[:1], "cover": (turn.by,), "swap": (turn.by, *turn.to[:1])}[turn.what]
    return all(holders(plan, day)[0] == host for day, host in zip(turn.days, whose, strict=True))


def answered_by(starts: datetime, now: datetime) -> datetime:
    """When somebody who is asked alone has to have answered, of a date that begins then."""
    return min(now + ANSWERED_IN, _in_time(starts, now))


def _in_time(starts: datetime, now: datetime) -> datetime:
    """When something can still be done about a date that nobody holds, if that is to come."""
    return starts - LEFT_OUT_IN if now < starts - LEFT_OUT_IN else starts


def covered_by(starts: datetime, now: datetime, people: int) -> datetime:
    """When the first of so many people has to have answered, so that all can be asked in time.

    Less than two hours before the date the rest of the time is shared, five minutes at least, and
    at the date itself nobody is asked any more.
    """
    share = max(min(COVERED_IN, (_in_time(starts, now) - now) / people), AT_LEAST)
    return min(now + share, starts)
