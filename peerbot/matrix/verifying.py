"""Answers to people who press *Verify*: a prompt refusal, and now and then a sentence on why.

Only people with a chat get one, a few times an hour: a request costs a stranger nothing. Nobody
waits for it but whoever asked.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from hashlib import sha256
from typing import Final
from uuid import uuid4

from peerbot.kernel.ids import Clock, EventID, RoomID, UserID
from peerbot.matrix.beside import Beside, Job
from peerbot.matrix.client import SignedClient
from peerbot.matrix.crypto.devices import NoDevice
from peerbot.matrix.crypto.megolm import NotEncrypted
from peerbot.matrix.crypto.opening import Decrypted
from peerbot.matrix.crypto.verification import CANCEL, REQUEST, Request, cancel_in_room
from peerbot.matrix.homeserver import path
from peerbot.matrix.ports import translate_errors
from peerbot.matrix.quota import Quota
from peerbot.matrix.sync import Event

_A_WHILE: Final = timedelta(hours=1)
# More than a person presses a button that does not help.
_IN_A_WHILE: Final = 10


class Verifying:
    """Refuses to verify, and remembers whom it told."""

    def __init__(
        self,
        client: SignedClient,
        beside: Beside,
        clock: Clock,
        notice: Callable[[UserID, RoomID, str, str], None],
    ) -> None:
        """`notice` says a sentence in a chat about something, beside the sync."""
        self._client = client
        self._beside = beside
        self._lately = Quota(_A_WHILE, clock)
        self._notice = notice

    def asked_in_chat(self, user: UserID, chat: RoomID, event_id: EventID) -> None:
        """They pressed *Verify* in the chat."""
        self._answer(user, chat, event_id, partial(self._refuse_in_chat, user, chat, event_id))

    def asked_by_device(self, request: Request, chat: RoomID) -> None:
        """A device of somebody with a chat asked, as far as it is really theirs."""
        if self._client.machine.devices.has(request.sender, request.device_id):
            refuse = partial(self._refuse_device, request)
            self._answer(request.sender, chat, request.transaction_id, refuse)

    def _answer(self, user: UserID, chat: RoomID, about: str, refuse: Job) -> None:
        count = self._lately.count(user)
        if count <= _IN_A_WHILE:
            self._beside.do(user, f"refuse {about}", refuse)
        if count == 1:
            self._notice(user, chat, "no-verifying", about)

    async def _refuse_in_chat(self, user: UserID, chat: RoomID, event_id: EventID) -> None:
        txn_id = sha256(f"decline {event_id}".encode()).hexdigest()[:32]
        with suppress(NotEncrypted, NoDevice), translate_errors():
            await self._client.send_encrypted(
                chat, [user], cancel_in_room(event_id), txn_id, CANCEL
            )

    async def _refuse_device(self, request: Request) -> None:
        endpoint = path("sendToDevice", CANCEL, uuid4().hex)
        messages = {request.sender: {request.device_id: request.cancel}}
        with translate_errors():
            await self._client.homeserver.request("PUT", endpoint, {"messages": messages})


def is_request(message: Decrypted | Event) -> bool:
    """Whether a message is somebody's wish to verify us.

    Element sends these in clear in encrypted chats, too. So whoever runs the homeserver can make
    one up, and gets no more for it than the person would: a refusal.
    """
    return message.type == "m.room.message" and message.content.get("msgtype") == REQUEST
