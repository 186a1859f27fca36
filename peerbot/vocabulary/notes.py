"""What the collective decided, what is remembered, and the world as one step sees it."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from peerbot.kernel.actions import LASTS
from peerbot.kernel.consents import Agreed, Consent
from peerbot.kernel.ids import Mark, RoomID, UserID, server_of
from peerbot.kernel.records import Listing, Record
from peerbot.vocabulary.names import Draws, Words

CLOSING_TAKES = LASTS
"""How long after its promised time a room may still be closing: a homeserver can be away. What is
kept with a room goes when it is closed, and at the latest after this."""


EXTENDS_BY = 15
"""Minutes that whoever holds a room is told to ask for, where it may be as many."""


def more_minutes(closes: datetime, latest: datetime) -> int:
    """How many minutes more to suggest for a room; 0 when it cannot be made longer."""
    return min(EXTENDS_BY, int((latest - closes) / timedelta(minutes=1)))


LONGEST_ANSWER = 300
"""Characters of an answer: a facilitator reads it on a phone, minutes before the start."""


class RoomKind(Struct, frozen=True):
    """A kind of room that facilitators open by `word`. `text_only`: nobody speaks or is seen."""

    word: str
    title: str
    about: str
    minutes: int
    size: int
    text_only: bool = True


class OutsidePlace(Struct, frozen=True):
    """A place outside the collective that `now` names; `may_call_police`: yes, no, unknown."""

    name: str
    hours: str
    how: str
    contact: str
    may_call_police: str


class Question(Struct, frozen=True):
    """One question of the note: its words, who sees the answer, and why it is asked.

    `choices`: answers to choose from, one or several; none means an answer in own words.
    """

    key: str
    ask: str
    seen_by: str
    why: str
    choices: tuple[str, ...] = ()

    def read(self, text: str) -> str | None:
        """An answer in one line: choices where numbers alone name them, else own words.

        None when a number names no choice.
        """
        if self.choices and re.fullmatch(r"\d+(\D{1,5}\d+)*\.?", text.strip()):
            numbers = [int(n) for n in re.findall(r"\d+", text)]
            if not all(1 <= number <= len(self.choices) for number in numbers):
                return None
            text = ", ".join(self.choices[number - 1] for number in dict.fromkeys(numbers))
        return " ".join(text.split())[:LONGEST_ANSWER].strip()


class Settings(Struct, frozen=True):
    """What the collective decided. `longest_minutes` bounds `open`; `zone` is an IANA name.

    `extend_minutes`: how much longer than promised a room may be made, said on its card.
    `away_seconds`: how long a facilitator may be away. `complaints`: whom to talk to about one.
    `most_rooms`, `most_each`: how many rooms there may be at a time, in all and for one
    facilitator. `names`: the words that rooms are named with.
    """

    collective: str
    zone: str
    voice: UserID
    keeper: UserID
    kinds: tuple[RoomKind, ...]
    longest_minutes: int
    federate: bool
    rules: str
    emergencies: str
    complaints: str
    places: tuple[OutsidePlace, ...]
    questions: tuple[Question, ...]
    extend_minutes: int
    away_seconds: int
    allows_seconds: bool
    most_rooms: int
    most_each: int
    names: Words

    @property
    def server(self) -> str:
        """Where the rooms are."""
        return server_of(self.keeper)

    def is_elsewhere(self, user: UserID) -> bool:
        """Whether an account is on another homeserver than the rooms."""
        return server_of(user) != server_of(self.keeper)

    def takes_in(self, user: UserID) -> bool:
        """Whether a room can take in somebody with this account, who else it may be."""
        return self.federate or not self.is_elsewhere(user)


class Named(Listing, frozen=True):
    """The name of a room, from the yes that opens it until nothing of it is left."""

    collection = "names"
    label = "name"

    name: str


class RoleEntry(Listing, frozen=True):
    """Who holds a role or an offer of one."""

    collection = "roles"
    label = "role"
    grain = timedelta(days=1)

    user: UserID
    role: str
    accepted: bool
    until: datetime


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

    @property
    def holders(self) -> tuple[UserID, ...]:
        """Who may hold the room: the facilitator, and the second if there is one."""
        return (self.facilitator, self.second) if self.second else (self.facilitator,)

    @property
    def more(self) -> int:
        """See `more_minutes`."""
        return more_minutes(self.closes, self.latest)

    @property
    def over(self) -> datetime:
        """When nothing of the room is left, at the latest."""
        return self.latest + CLOSING_TAKES


class Place(Record, frozen=True):
    """A person's place in a room. `closes`: at the latest.

    `closing_line`, `ten_minutes`: they asked for one line at its end, and ten minutes before.
    `hosting`: they hold the room, from their yes to its summary on.
    """

    mark: Mark
    title: str
    name: str
    closes: datetime
    closing_line: bool = False
    ten_minutes: bool = False
    hosting: bool = False

    @property
    def kept_as(self) -> str:
        """See `Record`."""
        return f"place:{self.mark}"

    @property
    def about(self) -> Mapping[str, str]:
        """See `Record`."""
        return {"title": self.title}


class Answer(Struct, frozen=True):
    """What somebody answered to one question of the note."""

    ask: str
    words: str
    key: str = ""


class OwnNote(Record, frozen=True):
    """The note that a person wants kept for next time. `word_before`: and a word before it goes."""

    answers: tuple[Answer, ...]
    until: datetime
    word_before: bool = False

    @property
    def kept_as(self) -> str:
        """See `Record`."""
        return "note"


class Role(Record, frozen=True):
    """The facilitator's role, accepted by the person in their chat.

    `shown_name`, `duty`: what members read on the cards of their rooms. `again`: the kind and
    the seconds of the last room, for `open again`.
    """

    name: str
    accepted: datetime
    until: datetime
    shown_name: str = ""
    duty: str = ""
    again: tuple[str, int] | None = None

    @property
    def kept_as(self) -> str:
        """See `Record`."""
        return f"role:{self.name}"

    def listed(self, user: UserID, until: datetime, /) -> RoleEntry:
        """Stewards read who holds it, and so do those who name a second."""
        return RoleEntry(user, self.name, accepted=True, until=until)


class Offer(Record, frozen=True):
    """A steward's offer of a role; nothing begins before the person's yes."""

    granted = True

    role: str
    until: datetime

    @property
    def kept_as(self) -> str:
        """See `Record`."""
        return f"offer:{self.role}"

    def listed(self, user: UserID, until: datetime, /) -> RoleEntry:
        """Stewards read to whom it was made."""
        return RoleEntry(user, self.role, accepted=False, until=until)


Note = Place | Role | Offer | OwnNote


class About(Struct, frozen=True):
    """Everything kept about one person that a conversation may read."""

    places: tuple[Place, ...] = ()
    role: Role | None = None
    offer: Offer | None = None
    note: OwnNote | None = None
    agreed: tuple[tuple[str, Agreed], ...] = ()
    """Every yes on record, with the name of what hangs on it (see `Record.kept_as`)."""
    unread: tuple[datetime, ...] = ()
    """Until when words of others wait for the person to read them."""
    passing: tuple[datetime, ...] = ()
    """Until when words of theirs wait for others."""

    def place(self, mark: Mark) -> Place | None:
        """Their place in this room."""
        return next((place for place in self.places if place.mark == mark), None)

    @property
    def by_name(self) -> dict[str, Place | Role | OwnNote]:
        """What is kept on a yes, by its names."""
        once = (note for note in (self.role, self.note) if note)
        return {note.kept_as: note for note in (*self.places, *once)}

    @property
    def seats(self) -> tuple[Place, ...]:
        """Places in rooms that somebody else holds."""
        return tuple(place for place in self.places if not place.hosting)

    @property
    def hosted(self) -> tuple[Place, ...]:
        """Rooms that the person holds, those that are being made or closed among them."""
        return tuple(place for place in self.places if place.hosting)

    def still_agrees(self, note: Note, consent: Consent) -> bool:
        """Whether today's version of `consent` is on record with a note."""
        said = ((name, agreed.name, agreed.version) for name, agreed in self.agreed)
        return (note.kept_as, consent.name, consent.version) in said

    @property
    def facilitator(self) -> bool:
        """Whether the person holds the facilitator's role."""
        return self.role is not None and self.role.name == "facilitator"


class Fresh(Struct, frozen=True):
    """Randomness handed to a step, since flows make none: for at most one new room."""

    mark: Mark
    draws: Draws


class View(Struct, frozen=True):
    """The world as one step sees it. `rooms`: the open ones, by number. `names`: those of all rooms
    on record, the unpublished among them, for whoever may open another.

    `me` is set for a person, and `chat` when there is one that they wrote in; `mark` for a room,
    and `who`: a mark, of this room alone, for whom its input is about, that names nobody.
    `held`: the ids of the open rooms that the person holds.
    """

    now: datetime
    settings: Settings
    fresh: Fresh
    facilitators: tuple[UserID, ...] = ()
    me: UserID = UserID("")
    chat: RoomID = RoomID("")
    mark: Mark = Mark("")
    who: str = ""
    about: About = About()
    rooms: tuple[Card, ...] = ()
    names: tuple[str, ...] = ()
    held: tuple[tuple[RoomID, Mark], ...] = ()
