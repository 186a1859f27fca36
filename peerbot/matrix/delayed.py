"""Delayed events (MSC4140): what the homeserver sends in a room by itself, also without us."""

from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

from peerbot.kernel.ids import Clock, RoomID
from peerbot.matrix.client import Client
from peerbot.matrix.errors import (
    LimitExceeded,
    MatrixError,
    NotFound,
    ServerFault,
    UnknownToken,
    Unreachable,
)
from peerbot.matrix.homeserver import Json, as_object, is_id, objects, path, room_path

_DELAY: Final = "org.matrix.msc4140.delay"
_DELAYED: Final = "/_matrix/client/unstable/org.matrix.msc4140/delayed_events"

# Milliseconds: later than any date that can be written down.
_THE_END: Final = 253_402_300_800_000
_LEVELS: Final = "m.room.power_levels"


class DelayedLevels:
    """Power levels that wait to be sent. Each call raises MatrixError."""

    def __init__(self, client: Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock

    async def possible(self) -> bool:
        """Whether the homeserver can do this at all."""
        unstable = as_object((await self._client.homeserver.versions()).get("unstable_features"))
        return bool(unstable.get("org.matrix.msc4140"))

    async def send(self, room_id: RoomID, levels: Json, when: datetime) -> None:
        """Have these levels sent at a time, besides those that wait already."""
        left = max(0, int((when - self._clock()).total_seconds() * 1000))
        endpoint = room_path(room_id, "state", _LEVELS)
        query = {_DELAY: str(left)}
        await self._client.homeserver.request("PUT", endpoint, levels, query=query)

    async def waiting(self, room_id: RoomID) -> list[Json]:
        """Those that wait for a room."""
        if not await self.possible():
            return []
        answer = await self._client.homeserver.request("GET", _DELAYED)
        return [e for e in objects(answer, "delayed_events") if e.get("room_id") == room_id]

    async def cancel(self, waiting: Collection[Json]) -> None:
        """Drop these, unless they were sent meanwhile."""
        for delay_id in (event.get("delay_id") for event in waiting):
            if is_id(delay_id):
                endpoint = path(delay_id, prefix=_DELAYED)
                with suppress(NotFound):  # it was due meanwhile
                    await self._client.homeserver.request("POST", endpoint, {"action": "cancel"})

    async def replace(self, room_id: RoomID, levels: Json) -> bool:
        """Let nothing wait but these levels, at the time of those before; whether others waited.

        The content of what waits is frozen. Where none can be set in its place (no time that we can
        read, or as many wait as one account may have) the old one goes all the same: the bot
        silences rooms by itself as well.
        """
        others = [event for event in await self.waiting(room_id) if event.get("content") != levels]
        if latest := max((_due(event) for event in others), default=0):
            try:
                await self.send(room_id, levels, datetime.fromtimestamp(latest / 1000, UTC))
            except (LimitExceeded, ServerFault, Unreachable, UnknownToken):
                raise
            except MatrixError:
                pass
        await self.cancel(others)
        return bool(others)


def _due(event: Json) -> int:
    """When an event is sent, in milliseconds since 1970; 0 when that is not said."""
    since, delay = event.get("running_since"), event.get("delay")
    due = since + delay if isinstance(since, int) and isinstance(delay, int) else 0
    return due if 0 <= due < _THE_END else 0
