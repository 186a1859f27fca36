"""What is planned, what is kept of whoever hosts it, and what everybody may read of it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from msgspec import Struct

from peerbot.features.roles.api import facilitators_in
from peerbot.features.series.hosts.asked import HostsAsking, OutOfTurn
from peerbot.features.series.rule import Occasion, Rule, ends, meetings, number_of
from peerbot.kernel.consents import Consent
from peerbot.kernel.context import Context, Published
from peerbot.kernel.ids import UserID
from peerbot.kernel.records import Listing, Record

SERIES: Final = Consent("series", 2)
"""Keeping an address and the chat's with a series that the person hosts, until the day after its
last date, which whoever hosts it with them may move."""


class Plan(Struct, frozen=True):
    """A series. It is planned without people: nobody's name is in it but its hosts'.

    `kind`: the word of a kind of room, as after `open`. `hosts`: in the order in which they hold
    it. `fewest`: people who have a place, or a date is not held; 0: it is held in any case.
    `held`: of dates that one of them holds out of turn. `template`: the word that it was
    planned by.
    """

    title: str
    kind: str
    size: int
    minutes: int
    rule: Rule
    hosts: tuple[UserID, ...]
    fewest: int = 0
    latecomers: int | None = None
    """For how many minutes after the start one can come in; None: until the end."""
    held: tuple[OutOfTurn, ...] = ()
    template: str = ""


class Next(Struct, frozen=True):
    """The date that comes next. `meeting`: made for it alone. `day`: as the rule has it."""

    meeting: str
    day: date


class Announced(Listing, frozen=True):
    """A series, for whoever asks when a group meets, and for its hosts; they may be erased
    before. `asking`: what is asked of hosts, and of somebody who may host it."""

    collection = "series"
    label = "plan"
    grain = timedelta(days=1)

    plan: Plan
    next: Next | None = None
    asking: HostsAsking = HostsAsking()
    off: bool = False
    """Nobody opens a room for that date."""


def kept_as(key: str) -> str:
    """What a series is kept as among the records of whoever hosts it."""
    return f"series:{key}"


class MySeries(Record, frozen=True):
    """That the person hosts a series. `until`: the day after its last date."""

    keeps_chat = True  # hosts are asked about dates that come after weeks without a word

    id: str
    title: str
    until: datetime

    @property
    def kept_as(self) -> str:
        """See `Record`."""
        return kept_as(self.id)

    @property
    def ends(self) -> datetime:
        """See `Record`."""
        return self.until

    @property
    def about(self) -> Mapping[str, str]:
        """See `Record`."""
        return {"title": self.title}


def hosted_by_me(context: Context) -> tuple[MySeries, ...]:
    """The person's series, what is over first at the front."""
    return tuple(it for it in context.records(MySeries) if it.until > context.now)


def announced(context: Context) -> tuple[Published[Announced], ...]:
    """All series on record that are not over."""
    known = context.listings.of(Announced)
    return tuple(it for it in known if ends(it.listing.plan.rule) > context.now)


def plan_of(key: str, context: Context) -> Plan | None:
    """One of them."""
    return next((it.listing.plan for it in announced(context) if it.key == key), None)


def kind_of(key: str, context: Context) -> str | None:
    """The kind of room (its word) that one of them meets in; None: there is no such series."""
    plan = plan_of(key, context)
    return plan.kind if plan else None


def hosting(hosts: Iterable[UserID], context: Context) -> tuple[UserID, ...]:
    """Those of them who may open a room: a role can run out without a word."""
    facilitators = facilitators_in(context)
    return tuple(user for user in hosts if user in facilitators)


def holders(plan: Plan, day: date) -> tuple[UserID, ...]:
    """Who holds a date (`day`: as the rule has it), then the others in the order in which they are
    asked; nobody, where nobody hosts it.

    They take turns. Dates are counted by the rule, those that are left out among them, so that a
    skip gives nobody another date than they knew of.
    """
    if not plan.hosts:
        return ()
    own = (it.host for it in plan.held if it.day == day and it.host in plan.hosts)
    in_turn = plan.hosts[number_of(plan.rule, day) % len(plan.hosts)]
    at = plan.hosts.index(next(own, in_turn))
    return (*plan.hosts[at:], *plan.hosts[:at])


def date_of(plan: Plan, coming: Next | None) -> Occasion | None:
    """The next date, as the rule has it."""
    return next((it for it in meetings(plan.rule) if coming and it.day == coming.day), None)


def end_of(date: Occasion, plan: Plan) -> datetime:
    """When a date is over for whoever came."""
    return date.starts + timedelta(minutes=plan.minutes)
