"""What is planned, and what everybody may read of it."""

from collections.abc import Iterable
from datetime import timedelta

from msgspec import Struct

from peerbot.features.roles.api import facilitators_in
from peerbot.features.series.rule import Rule, ends
from peerbot.kernel.context import Context, Published
from peerbot.kernel.ids import UserID
from peerbot.kernel.records import Listing


class Plan(Struct, frozen=True):
    """A series. It is planned without people: nobody's name is in it but its hosts'.

    `kind`: the word of a kind of room, as after `open`. `hosts`: in the order in which they hold
    it.
    """

    title: str
    kind: str
    size: int
    minutes: int
    rule: Rule
    hosts: tuple[UserID, ...]


class Announced(Listing, frozen=True):
    """A series, for whoever asks when a group meets, and for its hosts; they may be erased
    before."""

    collection = "series"
    label = "plan"
    grain = timedelta(days=1)

    plan: Plan


def announced(context: Context) -> tuple[Published[Announced], ...]:
    """All series on record that are not over."""
    known = context.listings.of(Announced)
    return tuple(it for it in known if ends(it.listing.plan.rule) > context.now)


def hosting(hosts: Iterable[UserID], context: Context) -> tuple[UserID, ...]:
    """Those of them who may open a room: a role can run out without a word."""
    facilitators = facilitators_in(context)
    return tuple(user for user in hosts if user in facilitators)
