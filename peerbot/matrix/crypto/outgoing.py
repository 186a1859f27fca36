"""The Megolm session of each room that we speak in. In memory alone: each is new at every start."""

from collections.abc import Collection

from peerbot.kernel.ids import Clock, RoomID, UserID
from peerbot.matrix.crypto.account import MEGOLM_ALGORITHM
from peerbot.matrix.crypto.megolm import NotEncrypted, Outgoing
from peerbot.matrix.crypto.olm import Peer
from peerbot.matrix.errors import NotFound
from peerbot.matrix.homeserver import Json
from peerbot.matrix.http.session import Session


class OutgoingSessions:
    """Finds a room's session, and lets go of those that must not be used again."""

    def __init__(self, homeserver: Session, clock: Clock) -> None:
        self._homeserver = homeserver
        self._clock = clock
        self._of: dict[RoomID, Outgoing] = {}  # the one that began last comes last

    async def to(self, room_id: RoomID, peers: Collection[Peer]) -> Outgoing:
        """The room's session for these devices, a new one when it must make way.

        Raises NotEncrypted, MatrixError.
        """
        outgoing = self._of.get(room_id)
        if outgoing is None or not outgoing.serves(peers, self._clock()):
            outgoing = Outgoing.begin(await self._settings(room_id), self._clock())
            self.drop(room_id)
            self._of[room_id] = outgoing
            self._let_go_of_old()
        return outgoing

    def drop(self, room_id: RoomID) -> None:
        """Begin a new session in this room next time."""
        self._of.pop(room_id, None)

    def forget(self, user_id: UserID) -> None:
        """Room keys that this person held are not used again."""
        for room_id, outgoing in list(self._of.items()):
            if any(peer.user_id == user_id for peer in outgoing.holders):
                self.drop(room_id)

    def give_again(self, curve25519: str) -> None:
        """A device that begins anew may have lost our room keys too: it gets them once more."""
        for outgoing in self._of.values():
            outgoing.drop(curve25519)

    def _let_go_of_old(self) -> None:
        """Chats that have fallen silent keep no session in memory."""
        for room_id, outgoing in list(self._of.items()):
            if outgoing.is_young(self._clock()):
                return
            self.drop(room_id)

    async def _settings(self, room_id: RoomID) -> Json:
        """The room's `m.room.encryption`. Raises NotEncrypted."""
        try:
            settings = await self._homeserver.state(room_id, "m.room.encryption")
        except NotFound:
            raise NotEncrypted from None
        if settings.get("algorithm") != MEGOLM_ALGORITHM:
            raise NotEncrypted
        return settings
