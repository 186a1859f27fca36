"""What the collective decided, what is remembered, and the world as one step sees it."""

from datetime import datetime, timedelta

from msgspec import Struct

from peerbot.vocabulary.ids import Mark, RoomID, UserID

CLOSING_TAKES = timedelta(days=7)
"""How long after its promised time a room may still be closing: a homeserver can be away. What is
kept with a room goes when it is closed, and at the latest after this."""


class RoomKind(Struct, frozen=True):
    """A kind of room that facilitators open by `word`."""

    word: str
    title: str
    about: str
    minutes: int
    size: int


class OutsidePlace(Struct, frozen=True):
    """A place outside the collective that `now` names; `may_call_police`: yes, no, unknown."""

    name: str
    hours: str
    how: str
    contact: str
    may_call_police: str


class Settings(Struct, frozen=True):
    """What the collective decided. `longest_minutes` bounds `open`; `zone` is an IANA name."""

    collective: str
    zone: str
    voice: UserID
    keeper: UserID
    kinds: tuple[RoomKind, ...]
    longest_minutes: int
    federate: bool
    rules: str
    emergencies: str
    places: tuple[OutsidePlace, ...]
    allows_seconds: bool


class Consent(Struct, frozen=True):
    """One thing that is asked: its name, and the version of what its words mean."""

    name: str
    version: int


class Agreed(Struct, frozen=True):
    """A person's yes to one consent, as kept: which version, and until when it holds."""

    name: str
    version: int
    until: datetime


class Card(Struct, frozen=True):
    """What anyone may know of a room before asking to be let in."""

    mark: Mark
    number: int
    title: str
    about: str
    name: str
    """The neutral room name that the homeserver sees in clear, such as "pine harbour"."""
    size: int
    facilitator: UserID
    opened: datetime
    closes: datetime


class Place(Struct, frozen=True, tag=True):
    """A person's place in a room; `closing_line`: they asked for one line at its end.

    `hosting`: they hold the room, from their yes to its summary on.
    """

    mark: Mark
    title: str
    name: str
    closes: datetime
    closing_line: bool = False
    hosting: bool = False


class Role(Struct, frozen=True, tag=True):
    """The facilitator's role, accepted by the person in their chat."""

    name: str
    accepted: datetime
    until: datetime


class Offer(Struct, frozen=True, tag=True):
    """A steward's offer of a role; nothing begins before the person's yes."""

    role: str
    until: datetime


Note = Place | Role | Offer


class About(Struct, frozen=True):
    """Everything kept about one person that a conversation may read."""

    places: tuple[Place, ...] = ()
    role: Role | None = None
    offer: Offer | None = None
    agreed: tuple[Agreed, ...] = ()

    @property
    def seats(self) -> tuple[Place, ...]:
        """Places in rooms that somebody else holds."""
        return tuple(place for place in self.places if not place.hosting)

    @property
    def hosted(self) -> tuple[Place, ...]:
        """Rooms that the person holds, those that are being made or closed among them."""
        return tuple(place for place in self.places if place.hosting)

    @property
    def facilitator(self) -> bool:
        """Whether the person holds the facilitator's role."""
        return self.role is not None and self.role.name == "facilitator"


class Fresh(Struct, frozen=True):
    """Randomness handed to a step, since flows make none: for at most one new room."""

    mark: Mark
    name: str


class View(Struct, frozen=True):
    """The world as one step sees it. `rooms`: the open ones, by number.

    `me` is set for a person, and `chat` when there is one that they wrote in; `mark` for a room.
    """

    now: datetime
    settings: Settings
    fresh: Fresh
    me: UserID = UserID("")
    chat: RoomID = RoomID("")
    mark: Mark = Mark("")
    about: About = About()
    rooms: tuple[Card, ...] = ()
