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
from peerbot.vocabulary.ports import Limited, Odd, Refused, TryLater

# More than these are left as they are: an invitation that is not answered does nothing.
_MOST: Final = 1_000
_TRIES: Final = 3
_PAUSE: Final = 5.0


class Declining:
    """What is to be declined yet."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._rooms: asyncio.Queue[tuple[RoomID, int]] = asyncio.Queue(_MOST)

    def decline(self, room_id: RoomID) -> None:
        """Decline an invitation, soon."""
        self._client.set_aside.add("invitation: declined")
        self._queue(room_id, tried=0)

    async def run(self) -> None:
        """Decline until cancelled. Raises UnknownToken."""
        while True:
            await self._one(*await self._rooms.get())

    async def _one(self, room_id: RoomID, tried: int) -> None:
        try:
            with suppress(Refused), border():  # refused: there is nothing to decline any more
                await self._client.leave(room_id)
        except Odd:
            # Synapse says so of rooms that it cannot reach as well: the others do not wait for it.
            self._queue(room_id, tried + 1)
        except Limited as told:
            await asyncio.sleep(told.retry_after)
            self._queue(room_id, tried + 1)
        except TryLater:
            await asyncio.sleep(_PAUSE)
            self._queue(room_id, tried + 1)

    def _queue(self, room_id: RoomID, tried: int) -> None:
        if tried >= _TRIES or self._rooms.full():
            self._client.set_aside.add("invitation: left as it is")
        else:
            self._rooms.put_nowait((room_id, tried))
