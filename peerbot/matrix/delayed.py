"""Delayed events (MSC4140): what the homeserver sends in a room by itself, also without us.

When, and within which limits, is decided in `arming`; here it is asked for, and looked after.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

from peerbot.features.rooms.ports import ByItself
from peerbot.kernel.ids import Clock, RoomID
from peerbot.matrix.arming import NOTHING_WAITS, Armed, Limits, Waiting, limits_in, plan, seen
from peerbot.matrix.client import Client
from peerbot.matrix.errors import (
    LimitExceeded,
    MatrixError,
    NotFound,
    ServerFault,
    UnknownToken,
    Unreachable,
)
from peerbot.matrix.homeserver import Json, an_id, as_object, is_id, objects, path, room_path
from peerbot.matrix.http.session import Session

_DELAY: Final = "org.matrix.msc4140.delay"
_DELAYED: Final = "/_matrix/client/unstable/org.matrix.msc4140/delayed_events"

# Milliseconds: later than any date that can be written down.
_THE_END: Final = 253_402_300_800_000
_LEVELS: Final = "m.room.power_levels"

# How often one is set and looked for before the room does without: an admin may drop all of them.
_TRIES: Final = 2

# What passes, or ends us, and says nothing of what was asked.
_NOT_ABOUT_IT: Final = (LimitExceeded, ServerFault, Unreachable, UnknownToken)


async def limits_of(homeserver: Session) -> Limits:
    """What a homeserver lets wait; nothing where it cannot do this at all. Raises MatrixError."""
    if not await _possible(homeserver):
        return NOTHING_WAITS
    return limits_in(await homeserver.request("GET", path("capabilities")))


async def _possible(homeserver: Session) -> bool:
    unstable = as_object((await homeserver.versions()).get("unstable_features"))
    return bool(unstable.get("org.matrix.msc4140"))


class DelayedLevels:
    """Power levels that wait to be sent. Each call raises MatrixError."""

    def __init__(self, client: Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self.limits: Limits | None = None
        """What the homeserver lets wait, as it said last; None: it was not asked yet."""
        self._armed: dict[RoomID, Armed | None] = {}
        """By room, of those that this process armed: what waits there; None: nothing does."""
        self._left: dict[RoomID, tuple[str, ...]] = {}
        """By room, what is to be dropped for it yet."""
        self._one_at_a_time = asyncio.Lock()
        """Two rooms would else be given the same moment."""

    async def learn(self) -> Limits:
        """What the homeserver lets wait: of how much it says nothing, nothing is known."""
        self.limits = await limits_of(self._client.homeserver)
        return self.limits

    async def arm(
        self, room_id: RoomID, levels: Callable[[], Awaitable[Json]], closes: datetime
    ) -> ByItself:
        """Have these levels sent in a room once it closes, and nothing else. What is set is looked
        for, and set again where it is missing; then the room does without for a while."""
        async with self._one_at_a_time:
            limits = await self.learn()
            stands = False
            await self._drop_for(room_id)
            for last in (False,) * _TRIES + (True,):
                waiting = list(_read(await self._all())) if limits.any else []
                ours = self._armed.get(room_id)
                now = self._clock()
                todo = plan(room_id, closes, now=now, limits=limits, waiting=waiting, ours=ours)
                stands = todo.stands
                if last and todo.due is not None:
                    break  # nothing is to make room for what is not set
                await self._drop_for(room_id, todo.first)
                if todo.due is None:
                    break
                delay_id = await self.send(room_id, await levels(), todo.due)
                self._armed[room_id] = Armed(delay_id, todo.due, closes)
            return seen(stands, closes, self._clock(), limits)

    async def _drop_for(self, room_id: RoomID, delay_ids: Collection[str] = ()) -> None:
        """Drop these, and what is left of before. Synapse takes the list and each of them out of
        one allowance (`rc_delayed_event_mgmt`): a try that began with the list would never get to
        them."""
        left = tuple(dict.fromkeys((*self._left.get(room_id, ()), *delay_ids)))
        while left:
            self._left[room_id] = left
            await self._drop(left[:1])
            left = left[1:]
        self._left.pop(room_id, None)

    async def send(self, room_id: RoomID, levels: Json, when: datetime) -> str:
        """Have these levels sent at a time, besides those that wait already; what names it."""
        left = max(0, (when - self._clock()) // timedelta(milliseconds=1))
        endpoint = room_path(room_id, "state", _LEVELS)
        query = {_DELAY: str(left)}
        answer = await self._client.homeserver.request("PUT", endpoint, levels, query=query)
        return an_id(answer, "delay_id")

    async def _all(self) -> list[Json]:
        return objects(await self._client.homeserver.request("GET", _DELAYED), "delayed_events")

    async def waiting(self, room_id: RoomID) -> list[Json]:
        """Those that wait for a room."""
        if not await _possible(self._client.homeserver):
            return []
        return [event for event in await self._all() if event.get("room_id") == room_id]

    async def silenced(self, room_id: RoomID) -> None:
        """What this process set for a room is of no use any more: it would only take from the
        allowance with which others fall silent."""
        if armed := self._armed.get(room_id):
            await self._drop((armed.delay_id,))
            self._armed[room_id] = None

    async def over(self, room_id: RoomID) -> None:
        """Nothing waits for a room that ends: it would keep its place among so many, for days. A
        homeserver that says nothing of it keeps nobody in a room."""
        if self._armed.get(room_id, ()) is not None:
            try:
                await self.cancel(await self.waiting(room_id))
            except _NOT_ABOUT_IT:
                raise
            except MatrixError:
                pass
        self._armed.pop(room_id, None)
        self._left.pop(room_id, None)

    async def cancel(self, waiting: Collection[Json]) -> None:
        """Drop these, unless they were sent meanwhile."""
        await self._drop([id_ for event in waiting if is_id(id_ := event.get("delay_id"))])

    async def _drop(self, delay_ids: Collection[str]) -> None:
        for delay_id in delay_ids:
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
            except _NOT_ABOUT_IT:
                raise
            except MatrixError:
                pass
        await self.cancel(others)
        return bool(others)


def _read(events: Collection[Json]) -> Iterator[Waiting]:
    """Those of which we can tell for which room they are, and when."""
    for event in events:
        room_id, delay_id, due = event.get("room_id"), event.get("delay_id"), _due(event)
        if is_id(room_id) and is_id(delay_id) and due:
            yield Waiting(RoomID(room_id), delay_id, datetime.fromtimestamp(due / 1000, UTC))


def _due(event: Json) -> int:
    """When an event is sent, in milliseconds since 1970; 0 when that is not said."""
    since, delay = event.get("running_since"), event.get("delay")
    due = since + delay if isinstance(since, int) and isinstance(delay, int) else 0
    return due if 0 <= due < _THE_END else 0
