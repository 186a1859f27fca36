"""What is kept of a place in a room, and what others may read of a room."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from peerbot.features.rooms.address import Mark
from peerbot.kernel.actions import LASTS
from peerbot.kernel.context import Context
from peerbot.kernel.ids import RoomID, UserID
from peerbot.kernel.records import Listing, Record

CLOSING_TAKES = LASTS
"""How long after its promised time a room may still be closing: a homeserver can be away. What is
kept with a room goes when it is closed, and at the latest after this."""

LONGEST = timedelta(days=7)
"""No room lasts longer: what is kept of it, and of the people in it, is kept until it is over."""

STUCK_FOR = timedelta(days=30)
"""How long it is tried to leave a room that could not be emptied."""


EXTENDS_BY = 15
"""Minutes that whoever holds a room is told to ask for, where it may be as many."""


def more_minutes(closes: datetime, latest: datetime) -> int:
    """How many minutes more to suggest for a room; 0 when it cannot be made longer."""
    return min(EXTENDS_BY, int((latest - closes) / timedelta(minutes=1)))


class Named(Listing, frozen=True):
    """The name of a room, from the yes that opens it until nothing of it is left."""

    collection = "names"
    label = "name"

    name: str


class Awaited(Listing, frozen=True):
    """Whom a room for two is being made for, until its card says so: they may be erased before."""

    collection = "awaited"
    label = "awaited"

    guest: UserID


class Held(Listing, frozen=True):
    """A room of the keeper's: it is on record for as long as it exists. People are removed from no
    other."""

    collection = "rooms"
    label = "held"

    room_id: RoomID


class Stuck(Listing, frozen=True):
    """A room that is over, and that the keeper could not leave."""

    collection = "stuck rooms"
    label = "held"
    outlives = True

    room_id: RoomID


class Card(Listing, frozen=True):
    """What anyone may know of a room before asking to be let in."""

    collection = "cards"
    label = "card"

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
    latest: datetime
    """The moment that it may be extended to, and no further."""
    shown_name: str = ""
    """What the facilitator wants to be called; empty: the address says it."""
    duty: str = ""
    """The facilitator's line on any legal duty to report; empty: not said."""
    second: UserID | None = None
    """Who holds the room when the facilitator cannot."""
    second_name: str = ""
    """As `shown_name` and `second_duty` as `duty`: for when the room is theirs to hold."""
    second_duty: str = ""
    named: UserID | None = None
    """Whom the facilitator named to be the second, until they have answered."""
    away: bool = False
    """The facilitator is away, and the second is asked to hold the room now."""
    changes: int = 0
    """How often who holds it has changed: a yes to a card is one to what was read there."""
    text_only: bool = True
    """Whether nobody speaks or is seen there."""
    options: tuple[str, ...] = ()
    """What it was opened with, beside: see `OpenOption`."""
    full: bool = False
    """Whether nobody else can come in at the moment."""
    locked: bool = False
    """Whether those who hold it let nobody new in."""
    calls: tuple[Mark, ...] = ()
    """Calls for help that nobody has answered, by what they are answered to."""
    for_two: bool = False
    """Opened on a call for help, so it is listed to nobody else."""
    guest: UserID | None = None
    """Who called, until they have a place in it."""
    kind: str = ""
    """The word that it was opened by. Of a room of an earlier version it is not known."""
    by_itself: bool = True
    """Whether the homeserver silences it at its time while this program is off. Said only where it
    is known that it does not."""
    for_date: str = ""
    """Of a room that is opened for a date of another feature's: which one, for that feature alone.
    Nobody is shown it."""
    starts: datetime | None = None
    """When begins what it is opened for. Nobody has to be there before."""
    kept: int = 0
    """How many places are kept in it, for those who have one there."""
    kept_until: datetime | None = None
    """Until when they are."""
    locks: datetime | None = None
    """When it is locked by itself. None: it is not, or that has come."""

    @property
    def holders(self) -> tuple[UserID, ...]:
        """Who may hold the room: the facilitator, and the second if there is one."""
        return (self.facilitator, self.second) if self.second else (self.facilitator,)

    @property
    def more(self) -> int:
        """See `more_minutes`."""
        return more_minutes(self.closes, self.latest)

    @property
    def ends(self) -> datetime:
        """See `Listing`."""
        return self.closes

    @property
    def over(self) -> datetime:
        """When nothing of the room is left, at the latest."""
        return self.latest + CLOSING_TAKES


def place_name(mark: Mark) -> str:
    """What a place in this room is kept as."""
    return f"place:{mark}"


class Seat(Record, frozen=True, tag="Place"):
    """A person's place in a room. `closes`: at the latest.

    `closing_line`, `ten_minutes`: they asked for one line at its end, and ten minutes before.
    `hosting`: they hold the room, from their yes to its summary on. `waiting`: they are let in once
    somebody holds it, and were told so. `going`: they gave it back meanwhile.
    """

    keeps_chat = True  # a room may last longer than a chat is kept without a word

    mark: Mark
    title: str
    name: str
    closes: datetime
    closing_line: bool = False
    ten_minutes: bool = False
    hosting: bool = False
    waiting: bool = False
    going: bool = False

    @property
    def ends(self) -> datetime:
        """See `Record`."""
        return self.closes

    @property
    def kept_as(self) -> str:
        """See `Record`."""
        return place_name(self.mark)

    @property
    def about(self) -> Mapping[str, str]:
        """See `Record`."""
        return {"title": self.title}


class Answer(Struct, frozen=True):
    """What somebody answered to one question of the note."""

    ask: str
    words: str
    key: str = ""


def open_cards(context: Context) -> tuple[Card, ...]:
    """The open rooms that still have time, by number."""
    cards = (card for card in context.listed(Card) if card.closes > context.now)
    return tuple(sorted(cards, key=lambda card: card.number))


def readable_cards(context: Context) -> tuple[Card, ...]:
    """Those that the person may read of: a room for two is nobody else's."""
    theirs = {place.mark for place in places_of(context)}
    return tuple(
        card
        for card in open_cards(context)
        if not card.for_two or card.guest == context.me or card.mark in theirs
    )


def room_names(context: Context) -> tuple[str, ...]:
    """The name of each room on record, those that are being made or closed among them. Versions
    that did not list names left rooms whose cards alone tell them."""
    named = {published.key: published.listing.name for published in context.listings.of(Named)}
    cards = {published.key: published.listing.name for published in context.listings.of(Card)}
    held = {published.key: "" for published in context.listings.of(Held)}
    return tuple((held | cards | named).values())


def holds_a_room(context: Context) -> bool:
    """Whether an open room is theirs to hold now."""
    return any(card.facilitator == context.me for card in open_cards(context))


def held_rooms(context: Context) -> dict[RoomID, Mark]:
    """The ids of the open rooms that the person holds."""
    own = {card.mark for card in open_cards(context) if card.facilitator == context.me}
    held = context.listings.of(Held)
    return {it.listing.room_id: Mark(it.key) for it in held if it.key in own}


def places_of(context: Context) -> tuple[Seat, ...]:
    """The person's places in rooms, and the rooms that they hold, what closes first at the front: a
    room for two closes together with the one that it was asked for in."""
    return tuple(sorted(context.records(Seat), key=lambda place: (place.closes, place.title)))


def place_in(context: Context, mark: Mark) -> Seat | None:
    """Their place in this room."""
    return next((place for place in places_of(context) if place.mark == mark), None)


def seats_of(context: Context) -> tuple[Seat, ...]:
    """Places in rooms that somebody else holds."""
    return tuple(place for place in places_of(context) if not place.hosting)


def hosted_by(context: Context) -> tuple[Seat, ...]:
    """Rooms that the person holds, those that are being made or closed among them."""
    return tuple(place for place in places_of(context) if place.hosting)
