"""Who is in a room: asked of the homeserver whenever it matters, never recorded."""

from typing import Final

from peerbot.matrix.client import Client
from peerbot.matrix.homeserver import as_object, objects, room_path
from peerbot.vocabulary import RoomID, UserID

PRESENT: Final = ("join", "invite")
"""Memberships that let somebody see what comes next, now or once they accept."""


async def present(client: Client, room_id: RoomID) -> frozenset[UserID]:
    """Who is in a room or invited to it, ourselves included.

    Raises Forbidden or NotFound when we are not in it, MatrixError.
    """
    answer = await client.homeserver.request(
        "GET", room_path(room_id, "members"), query={"not_membership": "leave"}
    )
    return frozenset(
        UserID(str(event.get("state_key")))
        for event in objects(answer, "chunk")
        if as_object(event.get("content")).get("membership") in PRESENT
    )
