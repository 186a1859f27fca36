"""Rooms that are left, and invitations declined, one after the other and beside the sync.

A stranger's homeserver has a part in it and may take its time, or there may be hundreds of them:
nobody who speaks to us waits for that.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from peerbot.kernel.ids import RoomID
from peerbot.kernel.ports import Limited, Odd, Refused, TryLater
from peerbot.matrix.client import Client
from peerbot.matrix.ports import translate_errors

# More than these are left as they are: an invitation that is not answered does nothing.
_MOST: Final = 1_000
_TRIES: Final = 3
_PAUSE: Final = 5.0


@dataclass(frozen=True)
class _Wanted:
    room_id: RoomID
    reason: str
    inside: bool
    tried: int = 0


class Declining:
    """The queue of rooms to leave."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._rooms: asyncio.Queue[_Wanted] = asyncio.Queue(_MOST)
        self._meant: dict[RoomID, _Wanted] = {}
        """Entries that are queued or being tried, and still wanted."""

    def decline(self, room_id: RoomID, reason: str) -> None:
        """Decline an invitation, soon. `reason` is shown to whoever invited us."""
        self._client.rejected.add("invitation: declined")
        self._queue(_Wanted(room_id, reason, inside=False))

    def leave(self, room_id: RoomID, reason: str = "") -> None:
        """Leave a room that we are in, and forget it, soon."""
        self._client.rejected.add("room: left, not created by the bot")
        self._queue(_Wanted(room_id, reason, inside=True))

    def withdraw(self, room_id: RoomID) -> None:
        """Cancel: the room is one to stay in after all."""
        self._meant.pop(room_id, None)

    async def run(self) -> None:
        """Leave until cancelled. Raises UnknownToken."""
        while True:
            await self._one(await self._rooms.get())

    async def _one(self, wanted: _Wanted) -> None:
        if self._meant.get(wanted.room_id) is not wanted:
            return
        try:
            with suppress(Refused), translate_errors():  # refused: there is nothing left to leave
                await self._client.leave(wanted.room_id, wanted.reason)
                if wanted.inside:
                    await self._client.forget(wanted.room_id)
            self._meant.pop(wanted.room_id, None)
        except Odd:
            # Synapse also answers so for rooms that it cannot reach: the others do not wait for it.
            self._again(wanted)
        except Limited as limit:
            await asyncio.sleep(limit.retry_after)
            self._again(wanted)
        except TryLater:
            await asyncio.sleep(_PAUSE)
            self._again(wanted)

    def _again(self, wanted: _Wanted) -> None:
        if self._meant.get(wanted.room_id) is wanted:
            self._queue(replace(wanted, tried=wanted.tried + 1))

    def _queue(self, wanted: _Wanted) -> None:
        if wanted.tried >= _TRIES or self._rooms.full():
            self._client.rejected.add("invitation: left unanswered")
            self._meant.pop(wanted.room_id, None)
        else:
            self._meant[wanted.room_id] = wanted
            self._rooms.put_nowait(wanted)
