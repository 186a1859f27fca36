"""What rooms ask of the account that holds them. The rules are those of `peerbot.kernel.ports`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from peerbot.features.rooms.fates import TakeBackFate
from peerbot.features.rooms.records import Card
from peerbot.kernel.ids import EventID, RoomID, UserID
from peerbot.kernel.ports import PortFault


class NoRoomVersion(PortFault):
    """The homeserver offers no room version in which nobody can redact what protects a room."""


@dataclass(frozen=True)
class ByItself:
    """Whether something waits on the homeserver that silences a room without us, and when to look
    at it `again`."""

    waits: bool
    again: datetime


class RoomListener(Protocol):
    """What the keeper hands its news to."""

    def room_lost(self, room_id: RoomID) -> None:
        """The keeper is no longer in a room."""

    def membership_changed(self, room_id: RoomID, user: UserID, came: bool) -> None:
        """Somebody came into a room or left it."""


class Keeper(Protocol):
    """The account that holds the rooms. Raises `Refused(why)` and the shared faults."""

    async def create(self, card: Card, topic: str, *, federate: bool) -> RoomID:
        """Make the room with nobody invited. Not repeatable: a second call is a second room.

        Nobody but the keeper has any power in it. Raises `NoRoomVersion`.
        """

    async def invite(
        self, room_id: RoomID, user: UserID, *, size: int, holders: Collection[UserID]
    ) -> None:
        """Invite, unless in or invited already; with `holders`, `Refused("full")` when `size`
        people are in or invited beside them."""

    async def look(self, room_id: RoomID) -> tuple[UserID, ...]:
        """Who is in a room, the keeper aside; nobody when it is gone."""

    async def demote(self, room_id: RoomID) -> None:
        """Take from everybody the power that rooms of older versions gave, also where the
        homeserver would give it back when it silences the room by itself."""

    async def take_back(self, room_id: RoomID, event_id: EventID, *, txn_id: str) -> TakeBackFate:
        """Redact a message or a reaction, and nothing else; what is redacted already is done."""

    async def silence_at(self, room_id: RoomID, when: datetime) -> ByItself:
        """Let the homeserver silence the room by itself once that time has come, where it can
        (MSC4140): so the promise holds even when this process is dead. Never before it, unless
        this process was dead for as long as the homeserver lets anything wait."""

    async def let_write(self, room_id: RoomID, *, text_only: bool) -> None:
        """Let people write again where the homeserver silenced the room too early."""

    async def remove(self, room_id: RoomID, user: UserID, reason: str) -> None:
        """Remove, or withdraw the invitation of, one person."""

    async def set_topic(self, room_id: RoomID, topic: str) -> None:
        """Say something every homeserver may see."""

    async def silence(self, room_id: RoomID) -> None:
        """Raise what it takes to write above everybody but the keeper."""

    async def empty(self, room_id: RoomID, reason: str) -> None:
        """Remove everyone and withdraw every invitation. Tries all before it raises `Refused`."""

    async def leave(self, room_id: RoomID, reason: str) -> None:
        """Leave and forget; empties first when somebody is still there."""

    async def reconcile(self, known: Collection[RoomID]) -> frozenset[RoomID]:
        """Leave every room that is not known, as it is; give the known ones we are not in."""

    async def trusted(self) -> bool:
        """Whether the identity is the pinned one and the account still has no device keys."""
