"""What comes in to a series, its states, and how it goes on and ends.

The next date has a key of its own, made anew for each.
"""

from datetime import datetime, timedelta
from typing import Literal

from msgspec.structs import replace

from peerbot.features.series.hosts.asked import HostsAsking
from peerbot.features.series.hosts.messages import AskedLapses
from peerbot.features.series.hosts.settling import gone_on
from peerbot.features.series.places.telling import at_the_end, of_next
from peerbot.features.series.records import SERIES, Announced, Next, Plan, date_of, end_of, kept_as
from peerbot.features.series.rule import Change, ends, meetings, occasions
from peerbot.features.series.starting.going import (
    Start,
    among,
    given_up,
    still,
    timer,
)
from peerbot.kernel.consents import Consent
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Effect, End, Publish, SetTimer
from peerbot.kernel.ids import Address, Person, UserID
from peerbot.kernel.messages import Courtesy, Message, Released, Send
from peerbot.kernel.table import State, Step

HORIZON = timedelta(days=366)
"""How far ahead a date may be: nobody knows what they do in two years, and clocks may change."""

NOT_YET = Start()

WhyOver = Literal["over", "role", "ended", "other", "stepped-down", "role-shared", "late"]
"""Why a series is over for a host: its last date is, nobody holds a role for it, they wanted that,
another host did; or it goes on with others, and they wanted that or have no role for it; or their
yes to hosting it came too late."""


class Series(Address, frozen=True):
    """One series. `id`: made for it alone."""

    kind = "series"

    id: str

    @property
    def key(self) -> str:
        """Its id."""
        return self.id


class PlanSeries(Message, frozen=True):
    """A person's yes to a series that they host."""

    user: UserID
    plan: Plan

    @property
    def consent(self) -> Consent:
        """See `Message`."""
        return SERIES


class ChangeSeries(Message, frozen=True):
    """A host's yes to a change."""

    user: UserID
    change: Change


class LetGoOfSeries(Message, frozen=True):
    """A host ends it, takes the yes back, or is being erased."""

    user: UserID


class HostLost(Message, frozen=True):
    """A host has the role no more."""

    user: UserID


class DateOver(Message, frozen=True, tag="DayAfter"):
    """A date is over, or the last one was yesterday."""


class SeriesChanged(Courtesy, frozen=True):
    """To a host: it is so now. `other`: it was another host who changed it."""

    id: str
    change: Change
    other: bool = False


class SeriesOver(Released, frozen=True):
    """To a host, or whoever asked to be let go: nothing of them is left in it."""

    id: str
    why: WhyOver

    @property
    def sender(self) -> str:
        """See `Released`."""
        return self.id

    @property
    def drops(self) -> str:
        """See `Released`."""
        return kept_as(self.id)


class Unplanned(State, frozen=True):
    """There is no such series, or no longer."""


class Planned(State, frozen=True):
    """It meets, or is paused. `next`: the date that comes, or is now; None: there is none.
    `start`: how the start of that one goes. `asking`: what is asked of those who host it, and of
    somebody who may."""

    plan: Plan
    next: Next | None = None
    start: Start = NOT_YET
    asking: HostsAsking = HostsAsking()

    @property
    def over(self) -> datetime:
        """See `State`."""
        return ends(self.plan.rule)


def _next(before: Next | None, plan: Plan, context: Context) -> Next | None:
    """A date that people may have a place at stays the next one until it is over, also where
    another was moved before it."""
    dates = [it for it in meetings(plan.rule) if end_of(it, plan) > context.now]
    if before and any(it.day == before.day for it in dates):
        return before
    return Next(context.fresh.key, dates[0].day) if dates else None


def keep(state: Planned, context: Context, *told: Effect) -> Step:
    """Let others read it as it is now, and wait for the start and the end of its next date, the day
    after its last, and for answers. `state`: as it shall be, with what was the next date and how
    its start went."""
    plan = state.plan
    end, later = ends(plan.rule), _next(state.next, plan, context)
    date = date_of(plan, later)
    going = among(still(state.start, date, context.now), plan.hosts)
    asking, heard = gone_on(state.asking, plan, context)
    times = (end_of(it, plan) for it in occasions(plan.rule))
    upcoming = min((time for time in times if time > context.now), default=end)
    timers = (SetTimer(upcoming, DateOver(), "date", end), SetTimer(end, DateOver(), "last"))
    times_to_answer = [it.until for it in (asking.invited, *asking.turns) if it]
    answers = (
        (SetTimer(min(times_to_answer), AskedLapses(), "asked", end),) if times_to_answer else ()
    )
    listed = Publish(Announced(plan, later, asking, going.off), end)
    gone = () if going.opens else given_up(state.start)
    people = (*gone, *told, *heard, *of_next(state.next, plan, later, context))
    after = replace(state, next=later, start=going, asking=asking)
    return Step(after, (listed, *timers, timer(going, date), *answers, *people))


def finish(state: Planned, why: WhyOver, context: Context, by: UserID | None = None) -> Step:
    """Nothing of it is left, and whoever hosted it hears why. `by`: the host who wanted that."""
    told = (
        Send(Person(user), SeriesOver(context.address.key, why if by in (None, user) else "other"))
        for user in state.plan.hosts
    )
    people = (*given_up(state.start), *told, *at_the_end(state.next, state.plan, context))
    return Step(Unplanned(), (*people, End()))
