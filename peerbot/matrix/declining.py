"""Invitations that are not accepted, declined one after the other and beside the sync.

A stranger's homeserver has a part in it and may take its time, or there may be hundreds of them:
nobody who speaks to us waits for that.
"""

import asyncio
from contextlib import suppress
from typing import Final

from peerbot.matrix.client import Client
from peerbot.matrix.ports import border
from peerbot.vocabulary import RoomID
from peerbot.vocabulary.ports import Limited, Refused, TryLater

# More than these are left as they are: an invitation that is not answered does nothing.
_MOST: Final = 1_000
_TRIES: Final = 3
_PAUSE: Final = 5.0


class Declining:
    """What is to be declined yet."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._rooms: asyncio.Queue[RoomID] = asyncio.Queue(_MOST)

    def decline(self, room_id: RoomID) -> None:
        """Decline an invitation, soon."""
        self._client.set_aside.add("invitation: declined")
        try:
            self._rooms.put_nowait(room_id)
        except asyncio.QueueFull:
            self._client.set_aside.add("invitation: left as it is")

    async def run(self) -> None:
        """Decline until cancelled. Raises UnknownToken."""
        while True:
            await self._one(await self._rooms.get())

    async def _one(self, room_id: RoomID) -> None:
        for _ in range(_TRIES):
            try:
                with suppress(Refused), border():  # refused: there is nothing to decline any more
                    await self._client.leave(room_id)
            except Limited as told:
                await asyncio.sleep(told.retry_after)
            except TryLater:
                await asyncio.sleep(_PAUSE)
            else:
                return
        self._client.set_aside.add("invitation: left as it is")
