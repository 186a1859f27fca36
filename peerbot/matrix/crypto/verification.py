"""Requests to verify us, by comparing emoji: not possible yet, so each is declined at once.

Element asks inside the chat (`m.room.message` with a type of its own); other clients may ask a
device, in clear (spec: Key verification framework). Anybody can do the second.
"""

from dataclasses import dataclass
from typing import Final

from cachetools import LRUCache

from peerbot.kernel.ids import EventID, UserID
from peerbot.matrix.homeserver import Json, as_object, is_id

REQUEST: Final = "m.key.verification.request"
CANCEL: Final = "m.key.verification.cancel"

# Strangers may ask as well. Of each only the last request is kept, until the next sync is handled.
_MOST: Final = 1_000

# "The device does not know how to handle the requested method", of which there is none.
_DECLINED: Final[Json] = {
    "code": "m.unknown_method",
    "reason": "This account cannot compare emoji yet.",
}


@dataclass(frozen=True)
class Request:
    """Somebody's device asks ours to verify each other."""

    sender: UserID
    device_id: str
    transaction_id: str

    @property
    def cancel(self) -> Json:
        """The content of the `m.key.verification.cancel` that goes to that device."""
        return {"transaction_id": self.transaction_id, **_DECLINED}


def cancel_in_room(event_id: EventID) -> Json:
    """The content of the `m.key.verification.cancel` that answers a request in a room."""
    return {"m.relates_to": {"rel_type": "m.reference", "event_id": event_id}, **_DECLINED}


class Requests:
    """Those that came to this device and were not answered yet."""

    def __init__(self) -> None:
        self._last = LRUCache[UserID, Request](_MOST)

    def receive(self, event: Json) -> None:
        """Take in an `m.key.verification.request`; a malformed one is dropped."""
        content, sender = as_object(event.get("content")), event.get("sender")
        device_id, transaction_id = content.get("from_device"), content.get("transaction_id")
        ids = (sender, device_id, transaction_id)
        if not all(map(is_id, ids)):
            return
        request = Request(UserID(str(sender)), str(device_id), str(transaction_id))
        self._last[request.sender] = request

    def take(self) -> tuple[Request, ...]:
        """All of them, once."""
        taken = tuple(self._last.values())
        self._last.clear()
        return taken
