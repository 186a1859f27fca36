"""Calls: declined in a chat, where nobody could answer them, and what a room needs for them.

A call of two is `m.call.invite` (spec: Voice over IP), which the caller's client takes back when it
hears `m.call.reject`. Newer clients join a session (MSC4143) and send a notification that rings
(MSC4075), which is declined by an event that refers to it (MSC4310).
"""

from datetime import timedelta
from functools import partial
from hashlib import sha256
from typing import Final

from peerbot.kernel.ids import Clock, RoomID, UserID
from peerbot.kernel.ports import Refused
from peerbot.matrix.beside import Beside
from peerbot.matrix.client import SignedClient
from peerbot.matrix.crypto.devices import NoDevice
from peerbot.matrix.crypto.megolm import NotEncrypted
from peerbot.matrix.crypto.opening import Decrypted
from peerbot.matrix.homeserver import Json, is_id
from peerbot.matrix.ports import translate_errors
from peerbot.matrix.quota import Quota

INVITE: Final = "m.call.invite"
_NOTIFICATIONS: Final = ("m.rtc.notification", "org.matrix.msc4075.rtc.notification")
_NOTIFY: Final = "org.matrix.msc4075.call.notify"

MEMBER_EVENTS: Final = (
    "m.call.member",
    "org.matrix.msc3401.call.member",
    "m.rtc.member",
    "org.matrix.msc4143.rtc.member",
)
"""What somebody sends to be in a call of a room: state of MSC3401, which Element's clients send, or
an event of either kind of MSC4143. Element offers a call to whoever may send these."""

_A_WHILE: Final = timedelta(hours=1)
# A phone may ring again and again; more often than this it is not told to stop.
_IN_A_WHILE: Final = 10


def is_call(opened: Decrypted) -> bool:
    """Whether somebody calls us."""
    return opened.type in (INVITE, _NOTIFY, *_NOTIFICATIONS)


class Calls:
    """Declines them, and says now and then that nobody will ever answer."""

    def __init__(self, client: SignedClient, beside: Beside, clock: Clock) -> None:
        self._client = client
        self._beside = beside
        self._lately = Quota(_A_WHILE, clock)

    def decline(self, user: UserID, chat: RoomID, call: Decrypted) -> bool:
        """Decline a call, soon; whether it is the first for a while, so that it has to be said."""
        count = self._lately.count(user)
        if count <= _IN_A_WHILE and (event := _no_to(call)) is not None:
            job = partial(self._decline, user, chat, call, *event)
            self._beside.do(user, f"decline {call.event_id}", job)
        return count == 1

    async def _decline(
        self, user: UserID, chat: RoomID, call: Decrypted, event_type: str, content: Json
    ) -> None:
        txn_id = sha256(f"decline {call.event_id}".encode()).hexdigest()[:32]
        try:
            with translate_errors():
                await self._client.send_encrypted(chat, [user], content, txn_id, event_type)
        except (NotEncrypted, NoDevice, Refused):
            return  # they hear nothing from us, nor does their call


def _no_to(call: Decrypted) -> tuple[str, Json] | None:
    """Type and content of what declines a call; None where nothing does."""
    if call.type in _NOTIFICATIONS:
        prefix = "m" if call.type == _NOTIFICATIONS[0] else "org.matrix.msc4310"
        relation = {"rel_type": "m.reference", "event_id": call.event_id}
        return f"{prefix}.rtc.decline", {"m.relates_to": relation}
    call_id, version = call.content.get("call_id"), call.content.get("version")
    if call.type != INVITE or not is_id(call_id):
        return None
    if version in (0, None):  # before there was a word for declining
        return "m.call.hangup", {"call_id": call_id, "version": 0}
    return "m.call.reject", {"call_id": call_id, "version": "1", "party_id": "program"}
