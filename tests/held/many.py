"""Many at once: fifteen rooms that are due together, twelve people who come together."""

import asyncio
import math
from collections.abc import Callable
from datetime import UTC, datetime

from peerbot.devtools.demo.people import Member
from peerbot.kernel.ids import RoomID
from tests.held.cast import GIVEN, Guest, asks_in
from tests.proxy import to
from tests.story.scene import Scene, hears_the_end, opens

ROOMS = 15


def now() -> datetime:
    """The present."""
    return datetime.now(UTC)


def without_delayed_events(scene: Scene) -> None:
    """Let the homeserver be one that silences nothing by itself."""

    def plain(status: int, answer: dict[str, object]) -> tuple[int, dict[str, object]]:
        return status, {**answer, "unstable_features": {}}

    scene.proxy.rewrite(to("GET", "/versions"), plain)


async def all_due_at_once(
    robin: Member, due: datetime, clock: Callable[[], datetime] = now, some: int = ROOMS
) -> list[RoomID]:
    """Open fifteen rooms (or `some`) that close within the same second, and go into each."""
    rooms = []
    for _ in range(some):
        left = math.floor((due - clock()).total_seconds())
        await opens(robin, lasts=f"{left}s")
        rooms.append(await robin.join_invited())
    return rooms


async def under_default_limits(scene: Scene, limits: bool = True) -> None:
    """From here on the homeserver, started anew, limits everybody as it does by default, or not."""
    scene.sandbox.homeserver._default_limits = limits
    await scene.sandbox.homeserver.restart()


async def how_late(robin: Member, rooms: list[RoomID], due: datetime) -> list[float]:
    """Wait until all is over; how late each room fell silent, in seconds."""

    async def silent(room_id: RoomID) -> float:
        await robin.silenced(room_id)
        return (now() - due).total_seconds()

    late = await asyncio.gather(*map(silent, rooms))
    await all_over(robin, rooms)
    return sorted(late)


async def all_over(robin: Member, rooms: list[RoomID]) -> None:
    """Wait until Robin is out of every room, and has heard so."""
    for room_id in rooms:
        await robin.removed(room_id)
    for _ in rooms:
        await hears_the_end(robin)


async def all_come(guests: list[Guest], number: str) -> list[float]:
    """Everybody asks for the same room at once; how long it took until each was in, seconds."""

    async def comes(guest: Guest) -> float:
        asked = now()
        await asks_in(guest, number, GIVEN)
        await guest.join_invited()
        return (now() - asked).total_seconds()

    return sorted(await asyncio.gather(*map(comes, guests)))
