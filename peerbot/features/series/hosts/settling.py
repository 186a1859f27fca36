"""What is asked of hosts goes on: to the next one, or it is over.

It is looked at with each step of the series, and at the end of each time to answer. So a timer that
comes late asks whoever is next, with a share of the time that is left; one that never comes is made
up for by the next step, and until then no answer counts whose time is over (`awaits`). Where a date
has begun meanwhile, who asked about it is told nothing: there is nothing left to do. A clock that
was wrong, and a state that was put back, change no more than how long somebody has.
"""

from datetime import date, datetime

from msgspec.structs import replace

from peerbot.features.roles.api import away_until
from peerbot.features.series.hosts.asked import HostsAsking, Turn, What
from peerbot.features.series.hosts.messages import (
    HostingSettled,
    TurnAsked,
    TurnFate,
    TurnSettled,
)
from peerbot.features.series.hosts.rota import answered_by, covered_by, dates_of, still_asked
from peerbot.features.series.records import Plan, holders, hosting
from peerbot.features.series.rule import occasions
from peerbot.kernel.context import Context
from peerbot.kernel.ids import Person, UserID
from peerbot.kernel.messages import Send


def awaits(
    asking: HostsAsking, plan: Plan, user: UserID, number: int, context: Context
) -> Turn | None:
    """What somebody is asked about dates, where a yes to it still counts."""
    for turn in asking.turns:
        if turn.number == number and turn.to[0] == user and context.now < turn.until:
            return turn if still_asked(turn, plan, context.now) else None
    return None


def asked_about(
    what: What, days: tuple[date, ...], user: UserID, plan: Plan, context: Context
) -> tuple[UserID, ...]:
    """Whom a host (`user`) would ask about these dates: whoever holds the one that they want; or
    all others who may hold theirs and are not away then, in their order."""
    if what != "cover":
        return tuple(host for host in holders(plan, days[-1])[:1] if host != user)
    others = (host for host in hosting(holders(plan, days[0]), context) if host != user)
    starts = [it.starts for it in dates_of(days, plan, context.now)]
    return tuple(host for host in others if not _is_away(host, starts, context))


def _is_away(host: UserID, starts: list[datetime], context: Context) -> bool:
    until = away_until(host, context)
    return until is not None and any(it < until for it in starts)


def invites(asking: HostsAsking, user: UserID, context: Context) -> bool:
    """Whether somebody is asked to host it, where a yes to that still counts."""
    invited = asking.invited
    return invited is not None and invited.user == user and context.now < invited.until


def gone_on(
    asking: HostsAsking, plan: Plan, context: Context
) -> tuple[HostsAsking, tuple[Send, ...]]:
    """What is asked from now on, and who hears what of it. `context`: of the series' step."""
    told: list[Send] = []
    invited = asking.invited
    if invited and context.now >= invited.until:
        told.append(_to_inviter(invited.by, context))
        invited = None
    turns: list[Turn] = []
    for turn in asking.turns:
        after, heard = _turn_gone_on(turn, plan, context)
        turns += after
        told += heard
    return replace(asking, invited=invited, turns=tuple(turns)), tuple(told)


def _to_inviter(user: UserID, context: Context) -> Send:
    """A no and no answer are told alike, and of nobody: it may be asked of others."""
    return Send(Person(user), HostingSettled(context.address.key, "no"))


def without_invited(asking: HostsAsking, context: Context) -> tuple[HostsAsking, tuple[Send, ...]]:
    """Who is asked to host it does not."""
    told = (_to_inviter(asking.invited.by, context),) if asking.invited else ()
    return replace(asking, invited=None), told


def settled(turn: Turn, fate: TurnFate, context: Context) -> Send:
    """What becomes of it, for who asked."""
    return Send(Person(turn.by), TurnSettled(context.address.key, turn.days, fate))


def _turn_gone_on(
    turn: Turn, plan: Plan, context: Context
) -> tuple[tuple[Turn, ...], tuple[Send, ...]]:
    if not still_asked(turn, plan, context.now):
        told = turn.by in plan.hosts and not _has_begun(turn, plan, context)
        return (), (settled(turn, "changed", context),) if told else ()
    late = context.now >= turn.until
    to = tuple(user for user in turn.to[late:] if user in plan.hosts)
    if to[:1] == turn.to[:1]:
        return (replace(turn, to=to),), ()
    return asked_next(replace(turn, to=to), plan, context)


def _has_begun(turn: Turn, plan: Plan, context: Context) -> bool:
    dates = (it for it in occasions(plan.rule) if it.day in turn.days)
    return any(it.starts <= context.now for it in dates)


def asked_next(
    turn: Turn, plan: Plan, context: Context
) -> tuple[tuple[Turn, ...], tuple[Send, ...]]:
    """Whoever is first in `to` is asked; nobody, and who asked hears so."""
    if not turn.to:
        return (), (settled(turn, "nobody" if turn.what == "cover" else "no", context),)
    starts = min(it.starts for it in dates_of(turn.days, plan, context.now))
    until = answered_by(starts, context.now)
    if turn.what == "cover":
        until = covered_by(starts, context.now, len(turn.to))
    asked = TurnAsked(context.address.key, turn.number, until)
    return (replace(turn, until=until),), (Send(Person(turn.to[0]), asked),)
