"""Hosts are asked, and hear what became of what they asked: to host a series together, and who of
them holds a date.

A question stands in the listing of the series. Whoever is asked keeps no more than its key, and
what waits for its turn behind another question is asked only if a yes to it still counts.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from peerbot.features.core.api import ask_in_turn
from peerbot.features.roles.api import is_facilitator
from peerbot.features.series.hosts.asked import Turn
from peerbot.features.series.hosts.messages import (
    AnswerTurn,
    AskTurn,
    DeclineHosting,
    HostingAsked,
    HostingSettled,
    HostsChanged,
    JoinHosts,
    TurnAsked,
    TurnsChanged,
    TurnSettled,
)
from peerbot.features.series.hosts.saying import asking_of, lines_of, rota_lines, start_of
from peerbot.features.series.hosts.settling import awaits, invites
from peerbot.features.series.hosts.wishes import StepDownAsked, TurnWished
from peerbot.features.series.reading import DAY
from peerbot.features.series.records import (
    SERIES,
    MySeries,
    Plan,
    announced,
    hosted_by_me,
    plan_of,
)
from peerbot.features.series.rule import ends
from peerbot.features.series.saying import next_line, upcoming
from peerbot.features.series.settings import series_in
from peerbot.features.series.states import LetGoOfSeries, Series
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Effect, Line, Put, Say
from peerbot.kernel.feature import Asks, Flow
from peerbot.kernel.messages import Send
from peerbot.kernel.parse import Pick
from peerbot.kernel.records import Prompt
from peerbot.kernel.table import Anywhere, Home, State, Step, Transition


class HostingOffered(State, frozen=True):
    """A host asks whether they host it together. `id`: of the series; nothing else is kept of it
    before a yes."""

    asks: ClassVar[str] = "asks-hosts-offered"

    id: str


class TurnOffered(State, frozen=True):
    """Another host asks about dates."""

    asks: ClassVar[str] = "asks-hosts-turn-offered"

    id: str
    number: int


class HostingPrompt(Prompt, frozen=True):
    """The first of these, while it waits. `series`: its key."""

    series: str


class TurnPrompt(Prompt, frozen=True):
    """The second."""

    series: str
    number: int


# --- to host it together


def hosting_asked(state: State, message: HostingAsked, context: Context) -> Step:
    prompt = HostingPrompt(f"hosting:{message.id}", message.until, message.id)
    at = Home() if state == HostingOffered(message.id) else _at(state, context)
    return ask_in_turn(context, at, prompt, ask_hosting(prompt, context))


def _at(state: State, context: Context) -> State:
    """A question of these to which no yes counts any more keeps no other one waiting."""
    over = False
    if isinstance(state, HostingOffered):
        over = _invited_to(state.id, context) is None
    elif isinstance(state, TurnOffered):
        over = _turn(state.id, state.number, context) is None
    return Home() if over else state


def ask_hosting(prompt: HostingPrompt, context: Context) -> Step | None:
    plan = _invited_to(prompt.series, context)
    invited = asking_of(prompt.series, context).invited
    if plan is None or invited is None:
        return None
    kept: Args = {"until": ends(plan.rule)}
    lines = (
        Line(0, "hosts-offered-what", {"host": invited.by, "title": plan.title}),
        next_line(plan, context),
        Line(0, "hosts-offered-kept", kept),
        Line(0, "hosts-offered-until", {"until": invited.until}),
    )
    offered = Say("hosts-offered", also=lines, ask=True)
    return Step(HostingOffered(prompt.series), (offered,))


def _invited_to(key: str, context: Context) -> Plan | None:
    """The series, where a yes to hosting it still counts."""
    asked = invites(asking_of(key, context), context.me, context)
    return plan_of(key, context) if asked else None


def accept(state: HostingOffered, _heard: Pick, context: Context) -> Step:
    """The series tells them that they host it, or that it was too late."""
    plan, mine = _invited_to(state.id, context), len(hosted_by_me(context))
    if plan is None:
        return Step(Home(), (Say("hosts-late"),))
    declined = Send(Series(state.id), DeclineHosting(context.me))
    if not is_facilitator(context):
        return Step(Home(), (declined, Say("plan-no-role")))
    if mine >= series_in(context).most_each:
        return Step(Home(), (declined, Say("plan-most-each", {"count": mine})))
    end = ends(plan.rule)
    kept = Put(MySeries(state.id, plan.title, end), end, SERIES)
    return Step(Home(), (kept, Send(Series(state.id), JoinHosts(context.me))))


def decline(state: HostingOffered, _heard: Pick, context: Context) -> Step:
    said = Say("hosts-declined")
    return Step(Home(), (Send(Series(state.id), DeclineHosting(context.me)), said))


def hosting_settled(state: State, message: HostingSettled, context: Context) -> Step:
    plan = plan_of(message.id, context)
    if plan is None:
        return Step(state)
    args: Args = {"title": plan.title}
    if message.invited is not None:
        args = {"host": message.invited, **args}
    by_itself = message.fate in ("yes", "no")
    dates = rota_lines(upcoming(plan, context), plan, context) if message.fate == "yes" else ()
    said = Say(f"hosts-with-{message.fate}", args, also=dates, starts=by_itself)
    return Step(state, (said,))


def hosts_changed(state: State, message: HostsChanged, context: Context) -> Step:
    plan = plan_of(message.id, context)
    if plan is None or context.me not in plan.hosts:
        return Step(state)
    text, dates = f"hosts-{message.what}", upcoming(plan, context)
    starts = message.what != "welcome"
    lines = rota_lines(dates, plan, context)
    return Step(state, (Say(text, {"title": plan.title}, also=lines, starts=starts),))


def step_down(state: StepDownAsked, _heard: Pick, context: Context) -> Step:
    return Step(Home(), (Send(Series(state.id), LetGoOfSeries(context.me)),))


# --- who holds a date


def ask_turn(state: TurnWished, _heard: Pick, context: Context) -> Step:
    """The series looks whether it can still be asked, and tells."""
    asked = AskTurn(context.me, state.what, state.days)
    return Step(Home(), (Send(Series(state.id), asked),))


def as_it_was(_state: State, _heard: Pick, _context: Context) -> Step:
    return Step(Home(), (Say("series-as-it-was"),))


def turn_asked(state: State, message: TurnAsked, context: Context) -> Step:
    name = f"turn:{message.id}:{message.number}"
    prompt = TurnPrompt(name, message.until, message.id, message.number)
    return ask_in_turn(context, _at(state, context), prompt, ask_about(prompt, context))


def ask_about(prompt: TurnPrompt, context: Context) -> Step | None:
    asked = _turn(prompt.series, prompt.number, context)
    if asked is None:
        return None
    plan, turn = asked
    lines = (
        Line(0, f"hosts-offered-{turn.what}", _values(turn, plan)),
        Line(0, "hosts-offered-until", {"until": turn.until}),
    )
    said = Say("hosts-turn-offered", also=lines, ask=True)
    return Step(TurnOffered(prompt.series, prompt.number), (said,))


def _turn(key: str, number: int, context: Context) -> tuple[Plan, Turn] | None:
    """What they are asked, where a yes to it still counts."""
    plan = plan_of(key, context)
    turn = plan and awaits(asking_of(key, context), plan, context.me, number, context)
    return (plan, turn) if plan and turn else None


def _values(turn: Turn, plan: Plan) -> Args:
    """Of a swap `starts` is the date that whoever reads it would hold."""
    starts: dict[str, datetime] = {"starts": start_of(turn.days[0], plan)}
    if turn.what == "swap":
        starts["to"] = start_of(turn.days[1], plan)
    return {"title": plan.title, "host": turn.by, **starts}


def say_yes(state: TurnOffered, _heard: Pick, context: Context) -> Step:
    return _answer(state, context, yes=True)


def say_no(state: TurnOffered, _heard: Pick, context: Context) -> Step:
    step = _answer(state, context, yes=False)
    return Step(step.state, (*step.effects, Say("series-as-it-was")))


def _answer(state: TurnOffered, context: Context, *, yes: bool) -> Step:
    answer = AnswerTurn(context.me, state.number, yes)
    return Step(Home(), (Send(Series(state.id), answer),))


def turn_settled(state: State, message: TurnSettled, context: Context) -> Step:
    plan = plan_of(message.id, context)
    if plan is None or context.me not in plan.hosts:
        return Step(state)
    text = f"hosts-turn-{message.fate}"
    args: Args = {"title": plan.title}
    dates = lines_of(message.days, plan, context)
    if message.fate == "nobody":
        day = start_of(message.days[0], plan)
        args, dates = {**args, "day": day, "to": day + DAY}, ()
    starts = message.fate in ("no", "nobody", "changed")
    return Step(state, (Say(text, args, also=dates, starts=starts),))


def turns_changed(state: State, message: TurnsChanged, context: Context) -> Step:
    plan = plan_of(message.id, context)
    if plan is None or context.me not in plan.hosts:
        return Step(state)
    dates = lines_of(message.days, plan, context)
    said = Say("hosts-turns", {"title": plan.title}, also=dates, starts=True)
    return Step(state, (said,))


# --- who may not any more


def not_asked(context: Context) -> Iterator[Effect]:
    """Their role is over, or whoever has the account now may be another."""
    for it in announced(context):
        if invites(it.listing.asking, context.me, context):
            yield Send(Series(it.key), DeclineHosting(context.me))


FLOW = Flow(
    "hosts",
    (
        Transition(StepDownAsked, "yes", step_down, (Home,)),
        Transition(StepDownAsked, "no", as_it_was, (Home,)),
        Transition(TurnWished, "yes", ask_turn, (Home,)),
        Transition(TurnWished, "no", as_it_was, (Home,)),
        Transition(HostingOffered, "yes", accept, (Home,), consent=SERIES),
        Transition(HostingOffered, "no", decline, (Home,)),
        Transition(TurnOffered, "yes", say_yes, (Home,)),
        Transition(TurnOffered, "no", say_no, (Home,)),
        Transition(Anywhere, HostingAsked, hosting_asked, (HostingOffered, Home)),
        Transition(Anywhere, HostingSettled, hosting_settled),
        Transition(Anywhere, HostsChanged, hosts_changed),
        Transition(Anywhere, TurnAsked, turn_asked, (TurnOffered, Home)),
        Transition(Anywhere, TurnSettled, turn_settled),
        Transition(Anywhere, TurnsChanged, turns_changed),
    ),
    prompts={
        HostingPrompt: Asks(ask_hosting, (HostingOffered,)),
        TurnPrompt: Asks(ask_about, (TurnOffered,)),
    },
    reset=not_asked,
)
