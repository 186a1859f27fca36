"""The story under the rate limits that a homeserver has by default: slower, and nothing is lost."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from peerbot.sandbox import Sandbox
from tests.proxy import Json, to
from tests.story.scene import Scene, comes_in, gather, hears, says, staged, tells_all

LASTS = timedelta(seconds=30)

ON_TIME = timedelta(seconds=5)
"""After the promise, everyone has to be out within this: closing goes first."""


async def test_the_story_under_default_rate_limits(tmp_path: Path) -> None:
    waits = 0

    def count(status: int, body: Json) -> tuple[int, Json]:
        nonlocal waits
        waits += status == 429
        return status, body

    async with staged(Sandbox(tmp_path / "sandbox", limits=True)) as scene:
        scene.proxy.rewrite(to("PUT", "/send/m.room.encrypted/"), count)
        await story(scene)
    assert waits > 0


async def story(scene: Scene) -> None:
    """Fourteen answers at once, where ten are free and each more costs five seconds."""
    async with scene.people("robin", "alex", "sam") as (robin, alex, sam):
        await robin.begin()
        await scene.makes_facilitator(robin)
        await says(robin, f"open quiet company {LASTS.seconds}s", "Shall I open it")
        promised = datetime.now(UTC) + LASTS
        await says(robin, "yes", "The room is open, as number 1")
        room_id = await robin.join_invited()
        for member in (alex, sam):
            await member.begin()
            await says(member, "hi", "I have no notes about you")
            await comes_in(member, "1", closing_line=member is alex)
        await gather(room_id, robin, alex, sam)
        await tells_all(alex, room_id, "hello", robin, sam)
        for member in (robin, alex, sam):
            await member.removed(room_id)
        assert -timedelta(seconds=1) < datetime.now(UTC) - promised < ON_TIME
        await hears(alex, "has closed")
        await hears(robin, "has closed")
        await says(sam, "erase", "It cannot be undone")
        await says(sam, "erase it", "its key is destroyed")
        await scene.sandbox.at_rest()
        assert [len(scene.answers(member)) for member in (robin, alex, sam)] == [5, 5, 6]
        assert await scene.holds_nothing_of(sam)
