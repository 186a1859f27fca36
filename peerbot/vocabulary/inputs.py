"""What comes in to a person's chat: words, and what became of their wishes elsewhere."""

from datetime import datetime, timedelta
from typing import Literal

from peerbot.kernel.ids import Mark, Owner, RoomID, UserID
from peerbot.kernel.messages import Message
from peerbot.vocabulary.notes import Answer, Card

NoPlace = Literal["full", "closed", "forbidden", "blocked", "limited", "out", "away"]
"""Why somebody was not let in; forbidden: their account or a server does not take it; blocked:
their own settings refuse invitations; limited: the homeserver lets nobody invite them for a while;
out: they were asked to step out of this one room; away: their homeserver does not answer ours."""

NoRoom = Literal["limited", "forbidden", "unsafe", "late", "version"]
"""Why no room was made; unsafe: the keeper is not as at setup; late: its time was over; version:
the homeserver makes only rooms of a kind that protects nobody."""

Ending = Literal["time", "facilitator", "alone", "lost", "unsafe", "uninvited", "stuck"]
"""Why a room closed; alone: nobody was there to hold it; uninvited: whoever should hold it could
not be invited; stuck: the homeserver let us not remove everyone."""

Looking = Literal["room", "step-out", "help", "check"]
"""Why the room is looked into: somebody asked, or to see whether anybody holds it."""

NoteFate = Literal["waits", "handed", "unreached", "changed", "again", "out"]
"""What became of a note; waits: whom it is for has yet to read it; changed: somebody else holds the
room by now; again: one was handed there already; out: its writer was asked to step out of that
room."""

HelpFate = Literal["sent", "nobody", "soon", "no-place"]
"""What became of asking for the facilitator; soon: it was asked for a few minutes ago."""

StepOutFate = Literal["out", "refused", "gone", "closed", "not-yours"]
"""What became of asking somebody to step out; refused: the homeserver let us not remove them; gone:
they were not there any more."""


TakeBackFate = Literal["done", "gone", "not-message", "refused", "closed", "not-yours"]
"""What became of taking a message back; gone: the room has no such message; not-message: it is
something else, such as the room's name."""


class Said(Message, frozen=True):
    """Words a person wrote, already decrypted, verified and capped."""

    text: str


class ThirdPersonCame(Message, frozen=True):
    """Somebody else is in the chat, or invited to it."""


class ChatGone(Message, frozen=True):
    """The chat is over: the person left or removed the voice, or the voice left."""

    chat: RoomID


class Undelivered(Message, frozen=True):
    """An answer got too old to be sent without risking to say it twice."""


class OfferMade(Message, frozen=True):
    """A steward offers a role."""

    role: str
    until: datetime


class RoleRevoked(Message, frozen=True):
    """A steward takes a role, or an offer of it, back."""


class EraseOrdered(Message, frozen=True):
    """A steward erases the person, at their wish made elsewhere."""


class Scrubbed(Message, frozen=True):
    """What was erased is also gone from the file's free space."""


class ScrubDelayed(Message, frozen=True):
    """The file could not be cleaned yet; it is tried again."""


class PlaceGiven(Message, frozen=True):
    """The room let the person in: the invitation is on the homeserver. `again`: one was before, and
    they declined it or left."""

    mark: Mark
    again: bool = False


class PlaceWaits(Message, frozen=True):
    """The person is let in as soon as somebody holds the room."""

    mark: Mark


class PlaceRefused(Message, frozen=True):
    """The room could not let the person in."""

    mark: Mark
    why: NoPlace


class PlaceFreed(Message, frozen=True):
    """The person's place in a room that goes on is free again.

    `refused`: the homeserver let us not remove them.
    """

    mark: Mark
    refused: bool = False


class RoomClosed(Message, frozen=True):
    """A room is over; `hosted`: it was theirs to hold."""

    mark: Mark
    why: Ending
    hosted: bool = False

    @property
    def spread(self) -> timedelta:
        """After the end nothing hurries, but for whoever holds the room: they may be waiting."""
        return timedelta() if self.hosted else timedelta(minutes=1)

    def queue(self, owner: Owner, /) -> str:
        """An announcement waits for its moment by itself."""
        return super().queue(owner) if self.hosted else f"announcement {self.mark} {owner}"


class RoomIsOpen(Message, frozen=True):
    """To the facilitator: the room is there, and they are invited."""

    card: Card


class RoomNotOpened(Message, frozen=True):
    """To the facilitator: no room came of it."""

    mark: Mark
    why: NoRoom


class RoomEnds(Message, frozen=True):
    """A room closes in so many minutes: 10 or 2, or fewer when the word comes late."""

    mark: Mark
    minutes: int

    @property
    def spread(self) -> timedelta:
        """The word says minutes, and stays true."""
        return timedelta(seconds=20)

    def queue(self, owner: Owner, /) -> str:
        """An announcement waits for its moment by itself."""
        return f"announcement {self.mark} {owner}"


class RoomNow(Message, frozen=True):
    """How a room is at this moment, as the homeserver says. `people`: who is in, keeper aside."""

    title: str
    people: tuple[UserID, ...]
    closes: datetime
    latest: datetime


class WhoIsIn(Message, frozen=True):
    """To a facilitator who wants somebody to step out: whom there is to choose from."""

    mark: Mark
    title: str
    people: tuple[UserID, ...]


class Extended(Message, frozen=True):
    """To the facilitator: the room goes on until `closes`, or may not (`refused`)."""

    title: str
    closes: datetime
    latest: datetime
    refused: bool


class SteppedOut(Message, frozen=True):
    """To a member: the facilitator (`by`) ended their place in this room. `why`: in their words."""

    mark: Mark
    why: str
    by: UserID = UserID("")


class HelpAsked(Message, frozen=True):
    """To who holds a room: `user` asks for them, privately, until a time when it is no help."""

    mark: Mark
    title: str
    user: UserID
    since: datetime
    until: datetime

    @property
    def written(self) -> tuple[UserID, datetime]:
        """See `Message`."""
        return self.user, self.until


class HelpSettled(Message, frozen=True):
    """To who asked for the facilitator. `to`: whom it is passed on to."""

    title: str
    fate: HelpFate
    to: tuple[UserID, ...] = ()


class NoteHanded(Message, frozen=True):
    """To the facilitator: a member's note, at that member's wish. Until the room is over."""

    mark: Mark
    title: str
    user: UserID
    answers: tuple[Answer, ...]
    until: datetime

    @property
    def written(self) -> tuple[UserID, datetime]:
        """See `Message`."""
        return self.user, self.until


class NoteSettled(Message, frozen=True):
    """To a note's writer: what became of it. `to`: whom it was for."""

    title: str
    to: UserID
    fate: NoteFate


class StepOutSettled(Message, frozen=True):
    """To the facilitator: what became of asking `user` to step out."""

    user: UserID
    title: str
    fate: StepOutFate


class TakeBackSettled(Message, frozen=True):
    """To the facilitator: what became of taking a message back."""

    fate: TakeBackFate


class HoldAsked(Message, frozen=True):
    """To the second: the facilitator is away; will they hold the room?"""

    mark: Mark


class SecondAsked(Message, frozen=True):
    """To a facilitator whom another named: will they hold that room when the other cannot?"""

    mark: Mark


class SecondAnswered(Message, frozen=True):
    """To the facilitator: whether the one they named will hold the room when they cannot."""

    title: str
    user: UserID
    yes: bool


class HolderNotInvited(Message, frozen=True):
    """To one of those who may hold a room: their invitation was refused."""

    mark: Mark


class NowHolding(Message, frozen=True):
    """To the second: the room is theirs to hold."""

    card: Card


class IdentityReset(Message, frozen=True):
    """The person said that they reset their account's identity; nobody can know that it was they.

    Until then nothing of theirs was acted on; the new identity is believed from here on.
    """


class NoteExpires(Message, frozen=True):
    """The person asked for a word before their note goes."""

    def queue(self, owner: Owner, /) -> str:
        """It waits for months, and holds up nothing."""
        return f"word before {owner}"


PersonInput = (
    Said
    | ThirdPersonCame
    | ChatGone
    | Undelivered
    | IdentityReset
    | OfferMade
    | RoleRevoked
    | EraseOrdered
    | Scrubbed
    | ScrubDelayed
    | PlaceGiven
    | PlaceRefused
    | PlaceFreed
    | RoomClosed
    | RoomIsOpen
    | RoomNotOpened
    | PlaceWaits
    | RoomEnds
    | RoomNow
    | WhoIsIn
    | Extended
    | SteppedOut
    | StepOutSettled
    | TakeBackSettled
    | HelpAsked
    | HelpSettled
    | NoteHanded
    | NoteSettled
    | HoldAsked
    | SecondAsked
    | SecondAnswered
    | HolderNotInvited
    | NowHolding
    | NoteExpires
)
