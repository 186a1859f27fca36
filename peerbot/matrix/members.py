"""Who is in a room: asked of the homeserver whenever it matters, never recorded."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from cachetools import LRUCache

from peerbot.kernel.ids import Clock, RoomID, UserID
from peerbot.kernel.ports import Limited, TryLater
from peerbot.matrix.answers import CHUNK, whole
from peerbot.matrix.client import Client
from peerbot.matrix.crypto.pauses import Pauses
from peerbot.matrix.homeserver import a_list, as_object, is_id, room_path
from peerbot.matrix.ports import translate_errors

PRESENT: Final = ("join", "invite")
"""Memberships that let somebody see what comes next, now or once they accept."""

# Whoever is there under an id that is none, or in an entry too large to read. They count as
# somebody: nobody talks where others may listen.
_NOBODY: Final = UserID("@")

# Chats whose people are held in memory; the longest quiet one is asked of the server again.
_CHATS: Final = 5_000
# How long chats may hold up everything while the homeserver does not say who is in them: as long as
# one takes to start again. After that each waits by itself, and is asked about less and less often.
_HOLDS_UP: Final = timedelta(seconds=20)
_SHORTEST_PAUSE: Final = timedelta(seconds=2)
_LONGEST_PAUSE: Final = timedelta(minutes=1)


class Untold(Exception):
    """The homeserver does not say who is in this one chat, though it may answer otherwise."""


class People:
    """Who is in each chat, as last told, until something changes there."""

    def __init__(self, client: Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._there = LRUCache[RoomID, frozenset[UserID]](_CHATS)
        self._pauses = Pauses[RoomID](_SHORTEST_PAUSE, _LONGEST_PAUSE, clock)
        self._silent_since: datetime | None = None
        """Since when the homeserver says it of no chat at all."""

    def forget(self, chat: RoomID) -> None:
        """Somebody came or went: ask again."""
        self._there.pop(chat, None)

    async def of(self, chat: RoomID) -> frozenset[UserID]:
        """Who is in a chat or invited to it, ourselves included.

        A homeserver that is away is waited for, as everybody waits: TryLater. Where it stays silent
        about this chat alone, nobody else waits for it any more: Untold. Raises Refused when we are
        not there.
        """
        if chat in self._there:
            return self._there[chat]
        if not self._pauses.over(chat):
            raise Untold
        now = self._clock()
        try:
            with translate_errors():
                there = await present(self._client, chat)
        except (TryLater, Limited) as fault:
            self._silent_since = self._silent_since or now
            if type(fault) is TryLater and timedelta(0) <= now - self._silent_since < _HOLDS_UP:
                raise
            self._pauses.begin(chat)
            raise Untold from None
        self._silent_since = None
        self._pauses.end(chat)
        self._there[chat] = there
        return there


async def present(client: Client, room_id: RoomID) -> frozenset[UserID]:
    """Who is in a room or invited to it, ourselves included.

    Raises Forbidden or NotFound when we are not in it, MatrixError.
    """
    endpoint = room_path(room_id, "members")
    query = {"not_membership": "leave"}
    answer = await client.homeserver.request_large("GET", endpoint, parts=CHUNK, query=query)
    return frozenset(_present(map(whole, a_list(answer, "chunk"))))


def _present(events: Iterable[object]) -> Iterator[UserID]:
    for event in events:
        if event is None:
            yield _NOBODY
        elif as_object(as_object(event).get("content")).get("membership") in PRESENT:
            user = as_object(event).get("state_key")
            yield UserID(user) if is_id(user) else _NOBODY
