"""The story under the rate limits that a homeserver has by default: slower, and nothing is lost."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from peerbot.sandbox import Sandbox
from tests.proxy import Proxy
from tests.story.ledger import Ledger
from tests.story.scene import Scene, comes_in, gather, hears, says, tells_all

LASTS = timedelta(seconds=20)

ON_TIME = timedelta(seconds=5)
"""After the promise, everyone has to be out within this: closing goes first."""


async def test_the_story_under_default_rate_limits(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path / "sandbox", limits=True)
    async with Proxy(sandbox.homeserver.url) as proxy:
        sandbox.url = proxy.url
        async with sandbox:
            await story(Scene(sandbox, proxy, Ledger(sandbox.homeserver)))


async def story(scene: Scene) -> None:
    """Twelve answers, where ten are free and each more costs five seconds."""
    async with scene.people("robin", "alex") as (robin, alex):
        await robin.begin()
        await alex.begin()
        await scene.makes_facilitator(robin)
        await says(alex, "hi", "I have no notes about you")
        await says(robin, f"open quiet company {LASTS.seconds}s", "Shall I open it")
        promised = datetime.now(UTC) + LASTS
        await says(robin, "yes", "The room is open, as number 1")
        room_id = await robin.join_invited()
        await comes_in(alex, "1", closing_line=True)
        await gather(room_id, robin, alex)
        await tells_all(alex, room_id, "hello", robin)
        for member in (robin, alex):
            await member.removed(room_id)
        assert -timedelta(seconds=1) < datetime.now(UTC) - promised < ON_TIME
        await hears(alex, "has closed")
        await hears(robin, "has closed")
        await says(alex, "erase", "It cannot be undone")
        await says(alex, "erase it", "its key is destroyed")
        await scene.sandbox.at_rest()
        assert (len(scene.answers(robin)), len(scene.answers(alex))) == (5, 7)
        told = await scene.steward("erase", alex.user_id)
        assert told.lines == ("Nothing is held of this person.",)
