"""What the keeper does in rooms, and what comes of it when it cannot be done."""

from datetime import datetime
from math import inf

from peerbot.features.rooms.fates import Handover, Looking
from peerbot.features.rooms.records import Card
from peerbot.features.rooms.to_room import (
    Armed,
    Due,
    Emptied,
    Left,
    NotCreated,
    NotInvited,
    Removed,
    Silenced,
    TakenBack,
)
from peerbot.kernel.actions import WAITED_FOR, Action, WhyNot
from peerbot.kernel.ids import EventID, Owner, RoomID, UserID, server_of
from peerbot.kernel.messages import Urgency


class KeeperWrites(Action, frozen=True):
    """Keeper: something that changes a room."""

    takes_allowance = True


class CreateRoom(KeeperWrites, frozen=True):
    """Keeper: make the room, encrypted and locked down, with nobody invited."""

    urgency = Urgency.COMING_IN
    odd_tries = WAITED_FOR

    card: Card
    federate: bool

    def undone(self, why: WhyNot, /) -> NotCreated:
        """See `Action`."""
        return NotCreated(why)


class Invite(KeeperWrites, frozen=True):
    """Keeper: invite one person. From `until` on nobody is invited any more.

    With `holders`, not before one of them is in, nor as one more than `size` beside them.
    """

    urgency = Urgency.COMING_IN
    odd_tries = WAITED_FOR

    room_id: RoomID
    user: UserID
    size: int
    until: datetime
    holders: tuple[UserID, ...] = ()

    def queue(self, owner: Owner, /) -> str:
        """The homeserver may let somebody wait for minutes. Nobody is removed later for that, nor
        for people of other homeservers, whose own may be away."""
        return f"invite {'member' if self.holders else 'holder'} {server_of(self.user)} {owner}"

    def undone(self, why: WhyNot, /) -> NotInvited:
        """See `Action`."""
        return NotInvited(self.user, why)


class Remove(KeeperWrites, frozen=True):
    """Keeper: remove one person or withdraw their invitation, with the neutral reason.

    `by`: who asked them to step out; comes back in `Removed`.
    """

    urgency = Urgency.ENDING

    room_id: RoomID
    user: UserID
    by: UserID = UserID("")

    def undone(self, _why: WhyNot, /) -> Removed:
        """See `Action`."""
        return Removed(self.user, refused=True, by=self.by)


class SetTopic(KeeperWrites, frozen=True):
    """Keeper: say in the room's topic when it closes. `minutes`: and in how many; 0: not.

    `handover`: what it says of who holds the room.
    """

    urgency = Urgency.ANNOUNCEMENT

    room_id: RoomID
    closes: datetime
    minutes: int
    handover: Handover = ""

    def queue(self, owner: Owner, /) -> str:
        """It is an announcement, and holds up nothing."""
        return f"topic {owner}"


class Look(Action, frozen=True):
    """Keeper: ask the homeserver who is in the room. `why`, `user` come back in `Seen`."""

    urgency = Urgency.NEWS
    odd_tries = inf  # it decides whether a room closes

    room_id: RoomID
    why: Looking
    user: UserID = UserID("")

    @property
    def whose(self) -> UserID | None:
        """It concerns nobody else's place in the room."""
        return self.user or None

    def queue(self, owner: Owner, /) -> str:
        """It only reads, and must not wait for what is done in the room."""
        return f"look {owner}"


class Empower(KeeperWrites, frozen=True):
    """Keeper: see that nobody but it has any power in a room.

    No step wants it any more: it waits in state files of before, where it gave `user` the power of
    a facilitator, or took it back (not `holds`).
    """

    urgency = Urgency.ENDING

    room_id: RoomID
    user: UserID
    holds: bool = True


class Redact(KeeperWrites, frozen=True):
    """Keeper: take one message in a room back. `by`: who asked; comes back in `TakenBack`."""

    urgency = Urgency.NEWS

    room_id: RoomID
    event_id: EventID
    by: UserID

    @property
    def whose(self) -> UserID:
        """It concerns nobody else's place in the room."""
        return self.by

    def queue(self, owner: Owner, /) -> str:
        """Nobody is removed later for it."""
        return f"take back {owner}"

    def undone(self, _why: WhyNot, /) -> TakenBack:
        """See `Action`."""
        return TakenBack(self.by, "refused")


class SilenceAt(KeeperWrites, frozen=True):
    """Keeper: see that the homeserver silences the room by itself once it closes.

    `text_only`: as on its card, for when people may write again.
    """

    urgency = Urgency.COMING_IN

    room_id: RoomID
    closes: datetime
    text_only: bool = True

    def queue(self, _owner: Owner, /) -> str:
        """Of all rooms one after the other, since they share what may wait; and nobody's removal
        waits for it."""
        return "arm"

    def undone(self, _why: WhyNot, /) -> Armed:
        """See `Action`."""
        return Armed(by_itself=False)


class Silence(KeeperWrites, frozen=True):
    """Keeper: let nobody write any more."""

    urgency = Urgency.SILENCE

    room_id: RoomID

    def queue(self, owner: Owner, /) -> str:
        """Nothing that is done in the room may come between the promise and its time."""
        return f"silence {owner}"

    def undone(self, _why: WhyNot, /) -> Silenced:
        """Closing goes on whatever is refused, so that people hear of it."""
        return Silenced()


class Empty(KeeperWrites, frozen=True):
    """Keeper: withdraw every invitation and remove everyone, one reason for all."""

    urgency = Urgency.ENDING

    room_id: RoomID

    def undone(self, _why: WhyNot, /) -> Emptied:
        """As for `Silence`."""
        return Emptied(refused=True)


class Leave(KeeperWrites, frozen=True):
    """Keeper: leave and forget a room that is empty."""

    urgency = Urgency.ENDING

    room_id: RoomID

    def undone(self, _why: WhyNot, /) -> Left:
        """As for `Silence`."""
        return Left(refused=True)


class DueTime(Action, frozen=True, tag="Wake"):
    """A due time, as earlier versions left it in the outbox."""

    urgency = Urgency.ENDING

    what: str

    def queue(self, owner: Owner, /) -> str:
        """Each waits for its time by itself."""
        return f"wake {self.what} {owner}"

    @property
    def comes_back_as(self) -> Due:
        """See `Action`."""
        return Due(self.what)
