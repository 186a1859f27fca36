"""How it is said who holds which date, to those who host a series together."""

from collections.abc import Iterable
from datetime import date, datetime

from peerbot.features.series.hosts.asked import HostsAsking
from peerbot.features.series.records import Plan, announced, holders
from peerbot.features.series.rule import Occasion, moment, occasions
from peerbot.features.series.saying import FIRST, upcoming
from peerbot.features.series.wishes import example
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Line


def rota_lines(
    dates: Iterable[Occasion], plan: Plan, context: Context, first: int = FIRST
) -> tuple[Line, ...]:
    """The first few with who holds each, how many more there are, and the last. `context`: of one
    of the hosts."""
    all_of_them = tuple(dates)
    few = all_of_them if len(all_of_them) <= first + 1 else all_of_them[:first]
    lines = tuple(_held(it.day, it.starts, plan, context) for it in few)
    if len(few) == len(all_of_them):
        return lines
    last, more = all_of_them[-1], len(all_of_them) - len(few)
    return (*lines, Line(0, "plan-dates-more", {"more": more, "last": last.starts}))


def lines_of(days: Iterable[date], plan: Plan, context: Context) -> tuple[Line, ...]:
    """These dates with who holds each."""
    return tuple(_held(day, start_of(day, plan), plan, context) for day in days)


def _held(day: date, starts: datetime, plan: Plan, context: Context) -> Line:
    host = holders(plan, day)[0]
    if host == context.me:
        return Line(0, "hosts-date-yours", {"starts": starts})
    return Line(0, "hosts-date", {"starts": starts, "host": host})


def start_of(day: date, plan: Plan) -> datetime:
    """When the date begins that the rule has on a day, which may be left out by now."""
    starts = (it.starts for it in occasions(plan.rule) if it.day == day)
    by_rule = moment(datetime.combine(day, plan.rule.first.time()), plan.rule.zone)
    return next(starts, by_rule)


def asking_of(key: str, context: Context) -> HostsAsking:
    """What is asked about a series."""
    return next((it.listing.asking for it in announced(context) if it.key == key), HostsAsking())


def together_lines(key: str, plan: Plan, context: Context) -> tuple[Line, ...]:
    """What hosts can ask others, and whom they ask already."""
    invited = asking_of(key, context).invited
    asked = (Line(0, "hosts-asked", {"host": invited.user}),) if invited else ()
    if plan.hosts[1:]:
        return (*asked, Line(0, "hosts-words", _examples(plan, context)))
    return asked or (Line(0, "hosts-words-one"),)


def _examples(plan: Plan, context: Context) -> Args:
    """A date of theirs and one of another's, if there are such."""
    dates = upcoming(plan, context)
    mine = [it.starts for it in dates if holders(plan, it.day)[0] == context.me]
    others = [it.starts for it in dates if holders(plan, it.day)[0] != context.me]
    usual = example(plan, context)
    return {
        **usual,
        **({"starts": mine[0]} if mine else {}),
        **({"until": others[0]} if others else {}),
    }
