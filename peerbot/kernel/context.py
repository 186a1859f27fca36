"""What a step may read: the time, the settings, what is kept, what others let be read.

A handler gets all of it as an argument, and what it does not ask for is not looked up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from msgspec import Struct, field

from peerbot.kernel.consents import Consent, Grant
from peerbot.kernel.ids import Address, Person, RoomID, UserID, server_of
from peerbot.kernel.records import Listing, OnRecord, Record

NO_CHAT = RoomID("")

L = TypeVar("L", bound=Listing)
R = TypeVar("R", bound=Record)
S = TypeVar("S", bound=Struct)


class Settings(Struct, frozen=True):
    """What the collective decided: what all features share, and the section of each.

    `zone` is an IANA name. `allows_seconds`: on a throwaway homeserver a room may last seconds.
    `most_each_server`: how many chats there may be with people of one other homeserver.
    """

    collective: str
    zone: str
    voice: UserID
    keeper: UserID
    allows_seconds: bool
    most_each_server: int
    sections: tuple[Struct, ...] = ()

    def of(self, section: type[S]) -> S:
        """The section of one feature. Raises LookupError where it brings none."""
        for known in self.sections:
            if isinstance(known, section):
                return known
        raise LookupError(section.__name__)

    @property
    def server(self) -> str:
        """Where the rooms are."""
        return server_of(self.keeper)

    def is_elsewhere(self, user: UserID) -> bool:
        """Whether an account is on another homeserver than the rooms."""
        return server_of(user) != self.server


class Fresh(Struct, frozen=True):
    """Randomness handed to a step, since handlers make none: for at most one new actor.

    `key`: of that actor. `draws`: from 0 to 1.
    """

    key: str
    draws: tuple[float, float]


class Passing(Struct, frozen=True):
    """Words of a person that wait to be read by somebody: until when, to which actor they are bound
    (its key), and what they are (see `Relay`). `knock`: the entry that tells of them."""

    until: datetime
    key: str = field(default="", name="mark")
    what: str = ""
    knock: str = ""


@dataclass(frozen=True)
class Published(Generic[L]):
    """A listing, and the key of the actor that it is of."""

    key: str
    listing: L


class Listings(Protocol):
    """Reads what actors published. What is asked for twice in a step is looked up once."""

    def of(self, kind: type[L], /) -> tuple[Published[L], ...]:
        """All listings of a kind."""


@dataclass(frozen=True)
class Context:
    """The world as one step sees it. `address`: of the actor whose step it is.

    For a person, `chat` is set when there is one that they wrote in, `kept` is what is on record,
    `unread`: until when words of others wait for them; `passing`: theirs that wait for others.

    `who`: for other actors, a mark for the person whom the message is about. It is made for that
    one actor, recognises whoever comes again, and names nobody.

    `greeted`: the person was told not long ago whom they write to, and what that means.
    """

    now: datetime
    settings: Settings
    fresh: Fresh
    listings: Listings
    address: Address
    chat: RoomID = NO_CHAT
    who: str = ""
    kept: tuple[OnRecord, ...] = ()
    unread: tuple[datetime, ...] = ()
    passing: tuple[Passing, ...] = ()
    greeted: bool = False

    @property
    def me(self) -> UserID:
        """The person whose chat this is; empty for another actor."""
        return self.address.user if isinstance(self.address, Person) else UserID("")

    def listed(self, kind: type[L]) -> tuple[L, ...]:
        """All listings of a kind."""
        return tuple(published.listing for published in self.listings.of(kind))

    def records(self, kind: type[R]) -> tuple[R, ...]:
        """All records of a kind that are kept of the person, what ends first at the front."""
        return tuple(kept.record for kept in self.kept if isinstance(kept.record, kind))

    def record(self, kind: type[R]) -> R | None:
        """The one record of a kind that there may be."""
        return next(iter(self.records(kind)), None)

    @property
    def by_name(self) -> Mapping[str, Record]:
        """What is kept on a yes, by its names."""
        known = (kept.record for kept in self.kept if not kept.record.granted)
        return {record.kept_as: record for record in known}

    @property
    def grants(self) -> tuple[tuple[str, Grant], ...]:
        """Every yes on record, with the name of what hangs on it (see `Record.kept_as`)."""
        return tuple((kept.record.kept_as, grant) for kept in self.kept for grant in kept.grants)

    def still_agrees(self, record: Record, consent: Consent) -> bool:
        """Whether today's version of `consent` is on record with it."""
        given = ((name, grant.name, grant.version) for name, grant in self.grants)
        return (record.kept_as, consent.name, consent.version) in given
