"""A series that several host: they come and go by their own yes, and ask each other about dates."""

from msgspec.structs import replace

from peerbot.features.series.hosts.asked import HostAsked, Turn
from peerbot.features.series.hosts.messages import (
    AnswerTurn,
    AskedLapses,
    AskTurn,
    DeclineHosting,
    EndSeries,
    HostingAsked,
    HostingSettled,
    HostsChanged,
    InviteFate,
    InviteHost,
    JoinHosts,
    TurnsChanged,
    TurnSettled,
)
from peerbot.features.series.hosts.rota import (
    ANSWERED_IN,
    MOST_HOSTS,
    given,
    joined,
    left,
    still_asked,
)
from peerbot.features.series.hosts.settling import (
    asked_about,
    asked_next,
    awaits,
    invites,
    settled,
    without_invited,
)
from peerbot.features.series.rule import still_to_come
from peerbot.features.series.states import (
    Planned,
    SeriesOver,
    Unplanned,
    WhyOver,
    finish,
    keep,
)
from peerbot.kernel.context import Context
from peerbot.kernel.ids import Person, UserID
from peerbot.kernel.messages import Message, Send
from peerbot.kernel.table import State, Step, Transition

MOST_NAMED = 10
"""So often somebody is asked to host one series: each time it knocks, and a no is kept nowhere."""

MOST_ASKED = 4
"""Questions about dates at a time: who is asked more has to work out what is meant."""


def without(state: Planned, users: tuple[UserID, ...], why: WhyOver, context: Context) -> Step:
    """Some do not host it any more; others do, and hear so. Nobody, and it goes on as it is."""
    key, plan = context.address.key, state.plan
    for user in users:
        plan = left(plan, user, state.next)
    told = [Send(Person(user), SeriesOver(key, why)) for user in users]
    if users:
        told += [Send(Person(user), HostsChanged(key, "left")) for user in plan.hosts]
    asking = state.asking
    if asking.invited and asking.invited.by in users:  # another of them hears what they say
        asking = replace(asking, invited=replace(asking.invited, by=plan.hosts[0]))
    return keep(replace(state, plan=plan, asking=asking), context, *told)


def invite(state: Planned, message: InviteHost, context: Context) -> Step:
    """One at a time, until their answer, for three days or up to the next date."""
    asking, hosts = state.asking, state.plan.hosts
    if message.by not in hosts:
        return Step(state)
    fate: InviteFate = "asked"
    if message.user in hosts:
        fate = "is-host"
    elif asking.invited:
        fate = "asking"
    elif len(hosts) >= MOST_HOSTS:
        fate = "most"
    elif asking.named >= MOST_NAMED:
        fate = "often"
    told = Send(Person(message.by), HostingSettled(context.address.key, fate, message.user))
    if fate != "asked":
        return Step(state, (told,))
    coming = [it.starts for it in still_to_come(state.plan.rule, context.now)]
    until = min((context.now + ANSWERED_IN, *coming))
    invited = HostAsked(message.user, message.by, until)
    asked = Send(Person(message.user), HostingAsked(context.address.key, until))
    after = replace(asking, invited=invited, named=asking.named + 1)
    return keep(replace(state, asking=after), context, told, asked)


def join(state: Planned, message: JoinHosts, context: Context) -> Step:
    """A yes that comes late is kept nowhere. One that comes twice is one."""
    user, key, asking = message.user, context.address.key, state.asking
    if user in state.plan.hosts:
        return Step(state)
    if not invites(asking, user, context) or asking.invited is None:
        return join_late(state, message, context)
    told = [
        Send(Person(host), HostsChanged(key, "joined"))
        for host in state.plan.hosts
        if host != asking.invited.by
    ]
    told.append(Send(Person(asking.invited.by), HostingSettled(key, "yes", user)))
    told.append(Send(Person(user), HostsChanged(key, "welcome")))
    plan = joined(state.plan, user, state.next)
    after = replace(state, plan=plan, asking=replace(asking, invited=None))
    return keep(after, context, *told)


def join_late(state: State, message: JoinHosts, context: Context) -> Step:
    """What was kept of them with that yes goes at once."""
    return Step(state, (Send(Person(message.user), SeriesOver(context.address.key, "late")),))


def decline(state: Planned, message: DeclineHosting, context: Context) -> Step:
    if not invites(state.asking, message.user, context):
        return Step(state)
    asking, told = without_invited(state.asking, context)
    return keep(replace(state, asking=asking), context, *told)


def end(state: Planned, message: EndSeries, context: Context) -> Step:
    if message.user not in state.plan.hosts:
        return Step(state)
    return finish(state, "ended", context, message.user)


def ask(state: Planned, message: AskTurn, context: Context) -> Step:
    """What changed since they said so is looked at anew, and so is who can be asked."""
    user, asking, plan = message.user, state.asking, state.plan
    if user not in plan.hosts:
        return Step(state)
    others = asked_about(message.what, message.days, user, plan, context)
    number = asking.made + 1
    turn = Turn(number, message.what, user, message.days, others, context.now)
    if not still_asked(turn, plan, context.now):
        return Step(state, (settled(turn, "changed", context),))
    if not others:
        return Step(state, (settled(turn, "nobody", context),))
    about = {day for it in asking.turns for day in it.days}
    if len(asking.turns) >= MOST_ASKED or about & {*message.days}:
        return Step(state, (settled(turn, "most", context),))
    asked, told = asked_next(turn, plan, context)
    after = replace(asking, turns=(*asking.turns, *asked), made=number)
    heard = settled(turn, "asked", context)
    return keep(replace(state, asking=after), context, heard, *told)


def answer(state: Planned, message: AnswerTurn, context: Context) -> Step:
    plan, asking = state.plan, state.asking
    turn = awaits(asking, plan, message.user, message.number, context)
    if turn is None:
        late = TurnSettled(context.address.key, (), "late")
        return Step(state, (Send(Person(message.user), late),))
    others = tuple(it for it in asking.turns if it is not turn)
    if message.yes:
        told = TurnsChanged(context.address.key, turn.days)
        after = replace(
            state, plan=given(plan, turn, message.user), asking=replace(asking, turns=others)
        )
        return keep(after, context, *(Send(Person(user), told) for user in plan.hosts))
    asked, heard = asked_next(replace(turn, to=turn.to[1:]), plan, context)
    after = replace(state, asking=replace(asking, turns=(*others, *asked)))
    return keep(after, context, *heard)


def lapse(state: Planned, _message: AskedLapses, context: Context) -> Step:
    """See `settling` for when it comes late."""
    return keep(state, context)


TOGETHER: tuple[Transition, ...] = (
    Transition(Planned, InviteHost, invite, (Planned,)),
    Transition(Planned, JoinHosts, join, (Planned,)),
    Transition(Planned, DeclineHosting, decline, (Planned,)),
    Transition(Planned, EndSeries, end, (Unplanned,)),
    Transition(Planned, AskTurn, ask, (Planned,)),
    Transition(Planned, AnswerTurn, answer, (Planned,)),
    Transition(Planned, AskedLapses, lapse, (Planned,)),
    Transition(Unplanned, JoinHosts, join_late),
)

LATE: tuple[type[Message], ...] = (
    *(InviteHost, JoinHosts, DeclineHosting, EndSeries),
    *(AskTurn, AnswerTurn, AskedLapses),
)
"""What nobody waits for where there is no such series any more."""
