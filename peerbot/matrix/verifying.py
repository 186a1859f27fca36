"""Answers to people who press *Verify*: a prompt refusal, and now and then a sentence on why.

Only people with a chat get one, a few times an hour: a request costs a stranger nothing.
"""

from datetime import timedelta
from hashlib import sha256
from typing import Final
from uuid import uuid4

from peerbot.matrix.client import SignedClient
from peerbot.matrix.crypto.opening import Decrypted
from peerbot.matrix.crypto.verification import CANCEL, REQUEST, Request, cancel_in_room
from peerbot.matrix.homeserver import path
from peerbot.matrix.ports import border
from peerbot.matrix.quota import Quota
from peerbot.matrix.sync import Event
from peerbot.vocabulary import Clock, EventID, RoomID, UserID

_A_WHILE: Final = timedelta(hours=1)
# More than a person presses a button that does not help.
_IN_A_WHILE: Final = 10


class Verifying:
    """Refuses to verify, and remembers whom it told."""

    def __init__(self, client: SignedClient, clock: Clock) -> None:
        self._client = client
        self._lately = Quota(_A_WHILE, clock)

    def may(self, user: UserID) -> tuple[bool, bool]:
        """Whether to answer this request of a person, and whether with a sentence."""
        count = self._lately.count(user)
        return count <= _IN_A_WHILE, count == 1

    async def refuse_in_chat(self, user: UserID, chat: RoomID, event_id: EventID) -> None:
        """Refuse a request that came in a chat. Raises NotEncrypted, NoDevice, PortFault."""
        txn_id = sha256(f"decline {event_id}".encode()).hexdigest()[:32]
        with border():
            await self._client.send_encrypted(
                chat, [user], cancel_in_room(event_id), txn_id, CANCEL
            )

    async def refuse_device(self, request: Request) -> None:
        """Refuse a request that a device sent. Raises PortFault."""
        endpoint = path("sendToDevice", CANCEL, uuid4().hex)
        messages = {request.sender: {request.device_id: request.cancel}}
        with border():
            await self._client.homeserver.request("PUT", endpoint, {"messages": messages})


def is_request(message: Decrypted | Event) -> bool:
    """Whether a message is somebody's wish to verify us.

    Element sends these in clear in encrypted chats, too. So whoever runs the homeserver can make
    one up, and gets no more for it than the person would: a refusal.
    """
    return message.type == "m.room.message" and message.content.get("msgtype") == REQUEST
