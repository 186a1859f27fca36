"""The story under the rate limits that a homeserver has by default: slower, and nothing is lost."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from peerbot.devtools.demo.people import time_for
from peerbot.devtools.sandbox import Sandbox
from tests.proxy import Json, to
from tests.story.scene import Scene, comes_in, gather, hears, hears_the_end, says, staged, tells_all

LIMITED = 20
"""Seconds that four answers wait while the room is open: ten were free."""

LASTS, TAKES = 10, 14
"""Seconds that it lasts besides, at least, and about how many answers' time is spent in it."""

ON_TIME, REMOVALS = 5, 4
"""Seconds after the promise within which everyone has to be out, or as many answers' time: closing
goes first."""


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
        for member in (alex, sam):
            await member.begin()
            await says(member, "hi", "I have no notes about you")
        lasts = LIMITED + time_for(TAKES, robin, alex, sam, least=LASTS)
        on_time = time_for(REMOVALS, robin, alex, sam, least=ON_TIME)
        await says(robin, f"open quiet company {lasts}s", "Shall I open it")
        promised = datetime.now(UTC) + timedelta(seconds=lasts)
        await says(robin, "yes", "The room is open, as number 1")
        room_id = await robin.join_invited()
        for member in (alex, sam):
            await comes_in(member, "1", closing_line=member is alex)
        await gather(room_id, robin, alex, sam)
        await tells_all(alex, room_id, "hello", robin, sam)
        for member in (robin, alex, sam):
            await member.removed(room_id)
        assert -1 < (datetime.now(UTC) - promised).total_seconds() < on_time
        await hears(alex, "has closed")
        await hears_the_end(robin)
        await says(sam, "erase", "It cannot be undone")
        await says(sam, "erase it", "its key is destroyed")
        await scene.sandbox.at_rest()
        assert [len(scene.answers(member)) for member in (robin, alex, sam)] == [5, 5, 6]
        assert await scene.holds_nothing_of(sam)
