"""Who is in a room: asked of the homeserver whenever it matters, never recorded."""

from collections.abc import Iterable, Iterator
from typing import Final

from peerbot.matrix.answers import CHUNK, MEMBERS, whole
from peerbot.matrix.client import Client
from peerbot.matrix.errors import AnswerTooLarge
from peerbot.matrix.homeserver import a_list, as_object, is_id, room_path
from peerbot.vocabulary import RoomID, UserID

PRESENT: Final = ("join", "invite")
"""Memberships that let somebody see what comes next, now or once they accept."""

# Whoever is there under an id that is none. They count as somebody.
_NOBODY: Final = "@"


async def present(client: Client, room_id: RoomID) -> frozenset[UserID]:
    """Who is in a room or invited to it, ourselves included.

    Raises Forbidden or NotFound when we are not in it, MatrixError.
    """
    endpoint, query = room_path(room_id, "members"), {"not_membership": "leave"}
    answer = await client.homeserver.request_large(
        "GET", endpoint, parts=CHUNK, query=query, cap=MEMBERS
    )
    return frozenset(_present(map(whole, a_list(answer, "chunk"))))


def _present(events: Iterable[object]) -> Iterator[UserID]:
    """Raises AnswerTooLarge for what cannot be read: nobody talks where others may listen."""
    for event in events:
        if event is None:
            raise AnswerTooLarge
        if as_object(as_object(event).get("content")).get("membership") in PRESENT:
            user = as_object(event).get("state_key")
            yield UserID(user if is_id(user) else _NOBODY)
