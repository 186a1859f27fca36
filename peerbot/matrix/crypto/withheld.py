"""Room keys that are not given: what we say of it, and what is said to us (spec: Key withheld).

None of it is encrypted, and the homeserver can forge it. So what comes in only ends a wait: it is
believed about messages whose key is not here anyway.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final
from uuid import uuid4

from cachetools import LRUCache

from peerbot.kernel.ids import RoomID, UserID
from peerbot.matrix.crypto.account import MEGOLM_ALGORITHM, OwnAccount
from peerbot.matrix.crypto.megolm import Outgoing
from peerbot.matrix.crypto.olm import Peer
from peerbot.matrix.crypto.records import DevicesRecord
from peerbot.matrix.errors import MatrixError, UnknownToken
from peerbot.matrix.homeserver import Json, as_object, is_id, path
from peerbot.matrix.http.session import Session

WITHHELD: Final = "m.room_key.withheld"

# Strangers can send any number of these, so what is kept of them is bounded; whoever is pushed out
# waits a little longer for a word.
_MOST: Final = 1_000


class Code(StrEnum):
    """Why we give a device no key. Clients show a sentence of their own for each."""

    UNVERIFIED = "m.unverified"
    """Its owner has not signed it."""
    NO_OLM = "m.no_olm"
    """It is signed, and has no usable one-time key to begin an Olm session with."""


# What clients without a sentence of their own show.
_REASONS: Final = {
    Code.UNVERIFIED: "Only sessions that their owner has verified get keys.",
    Code.NO_OLM: "No secure channel to this session could be made.",
}


class Withheld:
    """Tells devices that they get no key, and remembers which sessions' keys we were refused."""

    def __init__(self, homeserver: Session, account: OwnAccount) -> None:
        self._homeserver = homeserver
        self._account = account
        self._sessions = LRUCache[tuple[UserID, RoomID, str], None](_MOST)
        self.came: set[tuple[UserID, RoomID, str]] = set()
        """Whose sessions were refused lately."""

    async def tell(
        self,
        room_id: RoomID,
        outgoing: Outgoing,
        known: Mapping[UserID, DevicesRecord],
        meant: Collection[Peer],
    ) -> None:
        """Tell each device of these people that does not have the key why, once a session.

        `meant`: those that should have it. Raises UnknownToken.
        """
        everyone = {Peer(user, d) for user, record in known.items() for d in record.devices}
        untold = everyone - outgoing.holders - outgoing.told_withheld
        messages = defaultdict[str, Json](dict)
        for peer in untold:
            code = Code.NO_OLM if peer in meant else Code.UNVERIFIED
            said = self._refusal(code, room_id, outgoing.session.session_id)
            messages[peer.user_id][peer.device.device_id] = said
        if not messages:
            return
        endpoint = path("sendToDevice", WITHHELD, uuid4().hex)
        try:
            await self._homeserver.request("PUT", endpoint, {"messages": messages})
        except UnknownToken:
            raise
        except MatrixError:
            return  # a courtesy: no message waits for it
        outgoing.told_withheld.update(untold)

    def receive(self, event: Json) -> bool:
        """Take in an `m.room_key.withheld`; whether it says that no Olm session could be made.

        Any other code is about one session: that it is blocked, unverified, not in the room.
        """
        content, sender = as_object(event.get("content")), event.get("sender")
        if not is_id(sender):
            return False
        if content.get("code") == Code.NO_OLM:
            return True
        room_id, session_id = content.get("room_id"), content.get("session_id")
        if is_id(room_id) and is_id(session_id):
            session = UserID(sender), RoomID(room_id), session_id
            self._sessions[session] = None
            self.came.add(session)
        return False

    def has(self, sender: UserID, room_id: RoomID, session_id: str) -> bool:
        """Whether that person's device withholds this session."""
        return (sender, room_id, session_id) in self._sessions

    def _refusal(self, code: Code, room_id: RoomID, session_id: str) -> Json:
        """The content of an `m.room_key.withheld`; with `m.no_olm` it is about no room."""
        content: Json = {
            "algorithm": MEGOLM_ALGORITHM,
            "code": code.value,
            "reason": _REASONS[code],
            "sender_key": self._account.curve25519,
            "from_device": self._account.device_id,
        }
        if code is not Code.NO_OLM:
            content |= {"room_id": room_id, "session_id": session_id}
        return content
