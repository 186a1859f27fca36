"""A role, the offer of one, and who holds which."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from peerbot.kernel.consents import Consent
from peerbot.kernel.context import Context
from peerbot.kernel.feature import Extensions
from peerbot.kernel.ids import UserID
from peerbot.kernel.records import Listing, Record

ROLE: Final = Consent("role", 1)
"""Keeping an address with the facilitator's role, seen by stewards and on cards."""


@dataclass(frozen=True)
class RoleKind:
    """A role that there is: an extension point of this feature. A person holds one at a time, so
    that nobody has the power of two.

    `name`: as stewards type it; sentences end in it. `consent`: what a yes to it means. `reached`:
    the program writes to whoever holds it by itself, so their chat is kept for as long.
    """

    name: str
    consent: Consent
    reached: bool = False


FACILITATOR: Final = RoleKind("facilitator", ROLE)


def kinds(extensions: Extensions) -> dict[str, RoleKind]:
    """All roles, by their names."""
    return {kind.name: kind for kind in (FACILITATOR, *extensions.of(RoleKind))}


class RoleEntry(Listing, frozen=True):
    """Who holds a role or an offer of one. `away`: until then they are no second."""

    collection = "roles"
    label = "role"
    grain = timedelta(days=1)

    user: UserID
    role: str
    accepted: bool
    until: datetime
    away: datetime | None = None


class Role(Record, frozen=True):
    """A role, accepted by the person in their chat.

    Of a facilitator, `shown_name`, `duty`: what members read on the cards of their rooms. `again`:
    the kind and the seconds of the last room, for `open again`, and what it was opened with.
    `away`: until then nobody names them as second.
    """

    name: str
    accepted: datetime
    until: datetime
    shown_name: str = ""
    duty: str = ""
    again: tuple[str, int] | None = None
    again_with: tuple[str, ...] = ()
    away: datetime | None = None

    @property
    def ends(self) -> datetime:
        """See `Record`."""
        return self.until

    @property
    def kept_as(self) -> str:
        """See `Record`."""
        return f"role:{self.name}"

    def listed(self, user: UserID, until: datetime, /) -> RoleEntry:
        """Stewards read who holds it, and so do those who name a second."""
        return RoleEntry(user, self.name, accepted=True, until=until, away=self.away)


class Offer(Record, frozen=True):
    """A steward's offer of a role; nothing begins before the person's yes."""

    granted = True

    role: str
    until: datetime

    @property
    def ends(self) -> datetime:
        """See `Record`."""
        return self.until

    @property
    def kept_as(self) -> str:
        """See `Record`."""
        return f"offer:{self.role}"

    def listed(self, user: UserID, until: datetime, /) -> RoleEntry:
        """Stewards read to whom it was made."""
        return RoleEntry(user, self.role, accepted=False, until=until)


def role_of(context: Context) -> Role | None:
    """The role that the person holds; of a day that has come it tells nothing any more."""
    role = context.record(Role)
    over = role is not None and role.away is not None and role.away <= context.now
    return replace(role, away=None) if role and over else role


def offer_to(context: Context) -> Offer | None:
    """The role that a steward offers the person."""
    return context.record(Offer)


def is_facilitator(context: Context) -> bool:
    """Whether the person holds the facilitator's role."""
    role = role_of(context)
    return role is not None and role.name == FACILITATOR.name


def facilitators_in(context: Context) -> tuple[UserID, ...]:
    """Everybody who accepted the facilitator's role."""
    return holders_of(FACILITATOR.name, context)


def holders_of(name: str, context: Context) -> tuple[UserID, ...]:
    """Everybody who accepted the role of this name."""
    entries: Iterable[RoleEntry] = context.listed(RoleEntry)
    return tuple(sorted(it.user for it in entries if it.accepted and it.role == name))


def away_until(user: UserID, context: Context) -> datetime | None:
    """Until when somebody is no second."""
    entries = (entry for entry in context.listed(RoleEntry) if entry.user == user)
    days = (entry.away for entry in entries if entry.away and entry.away > context.now)
    return next(days, None)
