"""Encrypts events of rooms: who may read them gets the room key first, then the event is sealed."""

import asyncio
from collections.abc import Collection
from weakref import WeakValueDictionary

from peerbot.kernel.ids import RoomID, UserID
from peerbot.matrix.crypto.account import MEGOLM_ALGORITHM, OwnAccount
from peerbot.matrix.crypto.canonical import padded
from peerbot.matrix.crypto.devices import (
    DeviceLists,
    NoDevice,
    Unusable,
    reachable,
    why_unusable,
)
from peerbot.matrix.crypto.generation import Generation
from peerbot.matrix.crypto.megolm import Outgoing
from peerbot.matrix.crypto.olm import Olm, Peer
from peerbot.matrix.crypto.outgoing import OutgoingSessions
from peerbot.matrix.crypto.records import DevicesRecord
from peerbot.matrix.crypto.withheld import Withheld
from peerbot.matrix.homeserver import Json
from storage import RecordDamaged


class RoomEncryption:
    """What goes out of a `CryptoMachine`, with the parts that it shares."""

    def __init__(
        self,
        *,
        account: OwnAccount,
        generation: Generation,
        olm: Olm,
        devices: DeviceLists,
        outgoing: OutgoingSessions,
        withheld: Withheld,
        user_id: UserID,
        admit_unsigned: bool,
    ) -> None:
        self._account = account
        self._generation = generation
        self._olm = olm
        self._devices = devices
        self._outgoing = outgoing
        self._withheld = withheld
        self._user_id = user_id
        self._admit_unsigned = admit_unsigned
        self._speaking = WeakValueDictionary[RoomID, asyncio.Lock]()

    async def encrypt(
        self, room_id: RoomID, recipients: Collection[UserID], event_type: str, content: Json
    ) -> Json:
        """The content of an `m.room.encrypted` event that the recipients' signed devices can read.

        Gives them the room key first. A device that cannot take it is left out and tried again at
        the next call. Raises NotEncrypted, NoDevice when it reached nobody, StateWentBack,
        MatrixError.
        """
        others = set(recipients) - {self._user_id}
        async with self._speaking.setdefault(room_id, asyncio.Lock()):
            await self._generation.keep_fresh()
            try:
                known = await self._devices.of(others)
                peers = [peer for user in others for peer in self.peers(user, known.get(user))]
                outgoing = await self._outgoing.to(room_id, peers)
                silent = await self._share(room_id, outgoing, peers)
            except RecordDamaged:
                raise NoDevice(dict.fromkeys(others, Unusable.DAMAGED)) from None
            if not outgoing.holders:
                unclaimed = dict.fromkeys(others, Unusable.NO_ONE_TIME_KEY)
                unclaimed |= dict.fromkeys(silent, Unusable.UNKNOWN)
                raise NoDevice({u: self._why(known.get(u)) or unclaimed[u] for u in others})
            answered = {user: record for user, record in known.items() if user not in silent}
            await self._withheld.tell(room_id, outgoing, answered, peers)
            return self._seal(room_id, outgoing, event_type, content)

    async def _share(
        self, room_id: RoomID, outgoing: Outgoing, peers: Collection[Peer]
    ) -> frozenset[UserID]:
        """Give the key to the devices that do not have it yet; whose homeserver was silent, so that
        some may lack it. Raises when none can be sent."""
        lacking = [peer for peer in peers if peer not in outgoing.holders]
        begun = await self._olm.begin_sessions(lacking)
        key = outgoing.room_key(room_id)
        outgoing.holders.update(await self._olm.send(lacking, "m.room_key", key))
        return begun.silent

    def _seal(self, room_id: RoomID, outgoing: Outgoing, event_type: str, content: Json) -> Json:
        """Encrypt one event. A relation stays readable, as clients and homeservers need it."""
        payload = {"type": event_type, "content": content, "room_id": room_id}
        sealed: Json = {
            "algorithm": MEGOLM_ALGORITHM,
            "sender_key": self._account.curve25519,
            "device_id": self._account.device_id,
            "session_id": outgoing.session.session_id,
            "ciphertext": outgoing.session.encrypt(padded(payload)).to_base64(),
        }
        if "m.relates_to" in content:
            sealed["m.relates_to"] = content["m.relates_to"]
        return sealed

    def peers(self, user: UserID, record: DevicesRecord | None) -> list[Peer]:
        """The devices of a person that may have a room key."""
        devices = reachable(record, admit_unsigned=self._admit_unsigned)
        return [Peer(user, device) for device in devices]

    def _why(self, record: DevicesRecord | None) -> Unusable | None:
        return why_unusable(record, admit_unsigned=self._admit_unsigned)
