"""What a host may want of others: to host it with them, or to hold a date; or to be out of it."""

from collections.abc import Callable
from datetime import date
from typing import ClassVar

from peerbot.features.roles.api import away_until
from peerbot.features.rooms.api import facilitator_called, takes_in_account
from peerbot.features.series.hosts.asked import What
from peerbot.features.series.hosts.messages import InviteHost
from peerbot.features.series.hosts.saying import lines_of
from peerbot.features.series.hosts.settling import asked_about
from peerbot.features.series.records import Plan, holders
from peerbot.features.series.rule import Occasion
from peerbot.features.series.saying import next_line
from peerbot.features.series.states import Series
from peerbot.features.series.wishes import at_once, date_on, example, no_date
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Line, Say
from peerbot.kernel.messages import Send
from peerbot.kernel.table import Home, State, Step


class StepDownAsked(State, frozen=True):
    """Whether they do not host it any more."""

    asks: ClassVar[str] = "asks-hosts-step-down"

    id: str


class TurnWished(State, frozen=True):
    """Whether others are asked about dates (`days`, see `Turn`)."""

    asks: ClassVar[str] = "asks-hosts-turn"

    id: str
    what: What
    days: tuple[date, ...]


def invite(key: str, _plan: Plan, words: str, context: Context) -> Step:
    """As it was written: a server's name has marks in it."""
    if len(words.split()) != 1:
        return Step(Home(), (Say("hosts-with-how"),))
    who = facilitator_called(words, context)
    if who is None:
        return Step(Home(), (Say("hosts-with-unknown"),))
    if not takes_in_account(context.settings, who):
        return Step(Home(), (Say("hosts-with-elsewhere", {"server": context.settings.server}),))
    if until := away_until(who, context):
        return Step(Home(), (Say("hosts-with-away", {"host": who, "until": until}),))
    return Step(Home(), (Send(Series(key), InviteHost(who, context.me)),))


def step_down(key: str, plan: Plan, words: str, context: Context) -> Step:
    if more := at_once("hosts-step-down-all", words, plan, context):
        return more
    if not plan.hosts[1:]:
        return _alone(plan, context)
    also = (Line(0, "hosts-step-down-one", {"title": plan.title}), next_line(plan, context))
    return Step(StepDownAsked(key), (Say("hosts-step-down", also=also, ask=True),))


def _alone(plan: Plan, context: Context) -> Step:
    return Step(Home(), (Say("hosts-alone", example(plan, context)),))


def take(key: str, plan: Plan, words: str, context: Context) -> Step:
    return _about_one("take", key, plan, words, context)


def cover(key: str, plan: Plan, words: str, context: Context) -> Step:
    return _about_one("cover", key, plan, words, context)


def _about_one(what: What, key: str, plan: Plan, words: str, context: Context) -> Step:
    if not plan.hosts[1:]:
        return _alone(plan, context)
    date = date_on(words, plan, context)
    if date is None:
        return no_date(words, plan, context)
    mine = holders(plan, date.day)[0] == context.me
    if mine == (what == "take"):
        text = "hosts-take-yours" if mine else "hosts-cover-not-yours"
        return Step(Home(), (Say(text, also=lines_of((date.day,), plan, context)),))
    to = asked_about(what, (date.day,), context.me, plan, context)
    if not to:
        return Step(Home(), (Say("hosts-cover-nobody", example(plan, context)),))
    line = Line(0, f"hosts-{what}", {"starts": date.starts, "host": to[0]})
    return _ask(key, what, (date,), line)


def _ask(key: str, what: What, dates: tuple[Occasion, ...], line: Line) -> Step:
    days = tuple(it.day for it in dates)
    return Step(TurnWished(key, what, days), (Say("hosts-turn-ask", also=(line,), ask=True),))


_BETWEEN = (" with ", " for ", " and ", " against ")


def swap(key: str, plan: Plan, words: str, context: Context) -> Step:
    """In whichever order they name the two."""
    if not plan.hosts[1:]:
        return _alone(plan, context)
    between = next((it for it in _BETWEEN if it in words), "")
    parts = words.split(between) if between else [words]
    dates: list[Occasion] = []
    for part in parts:
        date = date_on(part, plan, context)
        if date is None:
            return no_date(part, plan, context)
        dates.append(date)
    own = [it for it in dates if holders(plan, it.day)[0] == context.me]
    others = [it for it in dates if it not in own]
    if len(own) != 1 or len(others) != 1:
        lines = lines_of((it.day for it in dates), plan, context)
        return Step(Home(), (Say("hosts-swap-how", example(plan, context), also=lines),))
    host = holders(plan, others[0].day)[0]
    args: Args = {"starts": own[0].starts, "to": others[0].starts, "host": host}
    return _ask(key, "swap", (own[0], others[0]), Line(0, "hosts-swap", args))


TOGETHER: dict[str, Callable[[str, Plan, str, Context], Step]] = {
    "with": invite,
    "step": step_down,
    "take": take,
    "swap": swap,
    "cover": cover,
}
"""By the word behind `plan`."""

AS_WRITTEN = ("with",)
"""Of these, what follows is left as it was written."""

LEADS: tuple[type[State], ...] = (StepDownAsked, TurnWished)
"""Where a wish may lead."""
