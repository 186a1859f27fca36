"""What people are told of rooms, each in their own chat."""

from datetime import datetime, timedelta

from peerbot.features.rooms import to_room
from peerbot.features.rooms.address import Mark, Room
from peerbot.features.rooms.fates import (
    AnswerFate,
    AskInFate,
    Ending,
    HelpFate,
    NoPlace,
    NoRoom,
    NoteFate,
    ProposalFate,
    SecondFate,
    StepOutFate,
    TakeBackFate,
    Written,
)
from peerbot.features.rooms.records import Answer, Card, place_name
from peerbot.kernel.ids import Owner, UserID
from peerbot.kernel.messages import Courtesy, Message, Released, Send


class Ended(Released, frozen=True):
    """Nothing of the person is left in a room."""

    mark: Mark

    @property
    def sender(self) -> str:
        """See `Released`."""
        return self.mark

    @property
    def drops(self) -> str:
        """See `Released`."""
        return place_name(self.mark)


class PlaceGiven(Courtesy, frozen=True):
    """The room let the person in: the invitation is on the homeserver. `again`: one was before, and
    they declined it or left."""

    mark: Mark
    again: bool = False


class PlaceWaits(Message, frozen=True):
    """The person is let in as soon as somebody holds the room."""

    mark: Mark


class PlaceRefused(Ended, frozen=True):
    """The room could not let the person in."""

    why: NoPlace


class PlaceFreed(Ended, frozen=True):
    """The person's place in a room that goes on is free again.

    `refused`: the homeserver let us not remove them.
    """

    refused: bool = False


class RoomClosed(Ended, frozen=True):
    """A room is over; `hosted`: it was theirs to hold."""

    why: Ending
    hosted: bool = False

    @property
    def spread(self) -> timedelta:
        """After the end nothing hurries, but for whoever holds the room: they may be waiting."""
        return timedelta() if self.hosted else timedelta(minutes=1)

    def queue(self, owner: Owner, /) -> str:
        """An announcement waits for its moment by itself."""
        return super().queue(owner) if self.hosted else f"announcement {self.mark} {owner}"


class RoomIsOpen(Courtesy, frozen=True):
    """To the facilitator: the room is there, and they are invited."""

    card: Card


class RoomNotOpened(Ended, frozen=True):
    """To the facilitator: no room came of it."""

    why: NoRoom


class ToAll(Message, frozen=True):
    """To everyone with a place, soon, but each at a moment of their own."""

    mark: Mark

    @property
    def spread(self) -> timedelta:
        """What it says of minutes, and of who holds the room, stays true."""
        return timedelta(seconds=20)

    def queue(self, owner: Owner, /) -> str:
        """An announcement waits for its moment by itself."""
        return f"announcement {self.mark} {owner}"


class RoomEnds(ToAll, frozen=True):
    """A room closes in so many minutes: 10 or 2, or fewer when the word comes late."""

    minutes: int


class HeldByAnother(ToAll, frozen=True):
    """Somebody else holds the room from now on."""


class RoomNow(Message, frozen=True):
    """How a room is at this moment, as the homeserver says. `people`: who is in, keeper aside."""

    title: str
    people: tuple[UserID, ...]
    closes: datetime
    latest: datetime


class WhoIsIn(Courtesy, frozen=True):
    """To a facilitator who wants somebody to step out: whom there is to choose from."""

    mark: Mark
    title: str
    people: tuple[UserID, ...]


class Extended(Message, frozen=True):
    """To those who hold it: the room goes on until `closes`, or may not (`refused`). `by_other`:
    the other of them wanted it."""

    title: str
    closes: datetime
    latest: datetime
    refused: bool
    by_other: bool = False


class NotIn(Message, frozen=True):
    """To the second, who wants somebody to step out and is not in the room."""

    title: str


class LockSettled(Message, frozen=True):
    """To those who hold it: whether the room lets new people in. `by_other`: as in `Extended`."""

    title: str
    locked: bool
    by_other: bool = False


class ClosesSoon(Message, frozen=True):
    """To whoever closed it: the room closes at a time that is near. `by_other`: the other of those
    who hold it closed it."""

    title: str
    closes: datetime
    by_other: bool = False


class SteppedOut(Ended, frozen=True):
    """To a member: the facilitator (`by`) ended their place in this room. `why`: in their words."""

    why: str
    by: UserID = UserID("")


class HelpAsked(Message, frozen=True):
    """To who holds a room: `user` asks for them, privately, until a time when it is no help. They
    answer to the `call`. `again`: they wanted to be asked once more."""

    mark: Mark
    title: str
    user: UserID
    since: datetime
    until: datetime
    call: Mark = Mark("")
    again: bool = False

    @property
    def written(self) -> tuple[UserID, datetime]:
        """See `Message`."""
        return self.user, self.until


class HelpOver(Message, frozen=True):
    """To who holds a room: a call is answered, or no longer one."""

    call: Mark


class HelpAnswerSettled(Message, frozen=True):
    """To who answered a call: what became of that."""

    title: str
    fate: AnswerFate


class RoomForTwo(Message, frozen=True):
    """To who asked for the facilitator: there is a room for the two of them."""

    mark: Mark

    def declined(self, by: UserID, /) -> tuple[Send, ...]:
        """See `Message`."""
        return (Send(Room(self.mark), to_room.LetGo(by)),)


class HelpSettled(Message, frozen=True):
    """To who asked for the facilitator. `to`: whom it is passed on to, or who answered."""

    title: str
    fate: HelpFate
    to: tuple[UserID, ...] = ()


class WordsHanded(Message, frozen=True, tag="NoteHanded"):
    """To the facilitator: a member's note, or (`what`) a proposal, at that member's wish. Until the
    room is over."""

    mark: Mark
    title: str
    user: UserID
    answers: tuple[Answer, ...]
    until: datetime
    what: Written = "note"

    @property
    def written(self) -> tuple[UserID, datetime]:
        """See `Message`."""
        return self.user, self.until


class WordsSettled(Message, frozen=True, tag="NoteSettled"):
    """To the writer of a note, or (`what`) of a proposal: what became of it. `to`: whom it was
    for."""

    title: str
    to: UserID
    fate: NoteFate | ProposalFate
    what: Written = "note"


class StepOutSettled(Message, frozen=True):
    """To the facilitator: what became of asking `user` to step out."""

    user: UserID
    title: str
    fate: StepOutFate


class TakeBackSettled(Message, frozen=True):
    """To the facilitator: what became of taking a message back."""

    fate: TakeBackFate


class AskInSettled(Message, frozen=True):
    """To whoever holds a room: what became of inviting `user` there. `title`: empty once it is
    closed."""

    user: UserID
    title: str
    fate: AskInFate


class HoldAsked(Message, frozen=True):
    """To the second: the facilitator is away; will they hold the room?"""

    mark: Mark

    def declined(self, by: UserID, /) -> tuple[Send, ...]:
        """See `Message`."""
        return (Send(Room(self.mark), to_room.Holds(by, yes=False)),)


class HandoverAsked(Message, frozen=True):
    """To whoever holds the room and is in it: the second wants to hold it."""

    mark: Mark

    def declined(self, by: UserID, /) -> tuple[Send, ...]:
        """See `Message`."""
        return (Send(Room(self.mark), to_room.HoldsOn(by, yes=False)),)


class HandoverWaits(Message, frozen=True):
    """To the second who wants to hold the room: its holder is in it, and is asked."""

    title: str
    facilitator: UserID


class HandoverKept(Message, frozen=True):
    """To the second who wanted to hold the room: its holder holds it on."""

    title: str


class HandedOn(Message, frozen=True):
    """To whoever held the room: the second does now, and they do when the second cannot."""

    card: Card

    def declined(self, by: UserID, /) -> tuple[Send, ...]:
        """See `Message`."""
        return (Send(Room(self.card.mark), to_room.LetGo(by)),)


class SecondAsked(Message, frozen=True):
    """To a facilitator whom another named: will they hold that room when the other cannot?"""

    mark: Mark

    def declined(self, by: UserID, /) -> tuple[Send, ...]:
        """See `Message`."""
        return (Send(Room(self.mark), to_room.SecondDeclines(by)),)


class SecondNamed(Message, frozen=True):
    """To whoever holds a room: whether the one they named is asked. `title`: empty once it is
    closed."""

    user: UserID
    title: str
    fate: SecondFate


class SecondAnswered(Courtesy, frozen=True):
    """To the facilitator: whether the one they named will hold the room when they cannot."""

    title: str
    user: UserID
    yes: bool


class HolderNotInvited(Courtesy, frozen=True):
    """To one of those who may hold a room: their invitation was refused."""

    mark: Mark


class NowHolding(Courtesy, frozen=True):
    """To the second: the room is theirs to hold."""

    card: Card
