"""Many at once: fifteen rooms that are due together, twelve people who come together."""

import asyncio
import math
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

from peerbot.demo.people import Member
from peerbot.vocabulary import RoomID
from tests.held.cast import GIVEN
from tests.proxy import to
from tests.story.scene import Scene, hears, opens, says

ROOMS = 15


def now() -> datetime:
    """The present."""
    return datetime.now(UTC)


def without_delayed_events(scene: Scene) -> None:
    """Let the homeserver be one that silences nothing by itself."""

    def plain(status: int, answer: dict[str, object]) -> tuple[int, dict[str, object]]:
        return status, {**answer, "unstable_features": {}}

    scene.proxy.rewrite(to("GET", "/versions"), plain)


async def all_due_at_once(scene: Scene, robin: Member, due: datetime) -> list[RoomID]:
    """Open fifteen rooms that close within the same second, and go into each."""
    await robin.begin()
    await scene.makes_facilitator(robin)
    rooms = []
    for _ in range(ROOMS):
        left = math.floor((due - now()).total_seconds())
        await opens(robin, lasts=f"{left}s")
        rooms.append(await robin.join_invited())
    return rooms


async def under_default_limits(scene: Scene) -> None:
    """From here on the homeserver limits everybody as it does by default."""
    scene.sandbox.homeserver._default_limits = True
    await scene.sandbox.homeserver.restart()


def silent_since(scene: Scene, room_id: RoomID) -> datetime | None:
    """When nobody but the keeper could write any more, by the homeserver's clock."""
    query = (
        "SELECT origin_server_ts, json FROM events JOIN event_json USING (event_id)"
        " WHERE events.room_id = ? AND type = 'm.room.power_levels' AND"
        " json LIKE '%\"events_default\":100%' ORDER BY stream_ordering LIMIT 1"
    )
    address = f"file:{scene.sandbox.homeserver.database}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as database:
        row = database.execute(query, (room_id,)).fetchone()
    return datetime.fromtimestamp(row[0] / 1000, UTC) if row else None


async def how_late(scene: Scene, robin: Member, rooms: list[RoomID], due: datetime) -> list[float]:
    """Wait until all are out of every room; how late each fell silent, in seconds."""
    for room_id in rooms:
        await robin.silenced(room_id)
    for room_id in rooms:
        await robin.removed(room_id)
    for _ in rooms:
        await hears(robin, "The room has closed")
    times = [silent_since(scene, room_id) for room_id in rooms]
    assert None not in times
    return sorted((time - due).total_seconds() for time in times if time)


async def all_come(members: list[Member], number: str) -> list[float]:
    """Everybody asks for the same room at once; how long it took until each was in, seconds."""

    async def comes(member: Member) -> float:
        member.patience, asked = 300.0, now()
        await says(member, f"join {number}", "I keep your address")
        await says(member, "let me in", GIVEN)
        await member.join_invited()
        return (now() - asked).total_seconds()

    return sorted(await asyncio.gather(*(comes(member) for member in members)))
