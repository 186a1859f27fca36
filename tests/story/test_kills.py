"""The bot is killed (SIGKILL) at one exact point of a story, and started again. Nobody notices.

A point is a request of the bot: killed before it reached the homeserver, or after, when the bot
does not know it yet. Between two requests nothing that anybody could see happens.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from peerbot.demo.search import hits
from tests.proxy import Held, to
from tests.story.scene import Scene, comes_in, gather, hears, opens, says, tells_all


@dataclass(frozen=True)
class Point:
    """Where it strikes: which request of which part of the story."""

    part: str
    method: str
    path: str
    after: bool

    def __str__(self) -> str:
        name = self.path.strip("/?").split("/")[-1].split(r"\.")[-1]
        return f"{self.part}, {'after' if self.after else 'before'} {name}"


POINTS = [
    Point("begin", "POST", "/join", after=True),
    Point("greet", "PUT", r"/sendToDevice/m\.room\.encrypted/", after=True),
    Point("role", "PUT", r"/send/m\.room\.encrypted/", after=False),
    Point("role", "PUT", r"/send/m\.room\.encrypted/", after=True),
    Point("open", "GET", "/sync", after=True),
    Point("open", "POST", "/createRoom", after=True),
    Point("open", "POST", "/invite", after=True),
    Point("let in", "POST", "/invite", after=True),
    Point("erase", "POST", "/kick", after=True),
    Point("erase", "PUT", r"/send/m\.room\.encrypted/", after=False),
    Point("erase", "PUT", r"/send/m\.room\.encrypted/", after=True),
    Point("erase", "POST", "/leave", after=True),
    Point("close", "PUT", r"/state/m\.room\.power_levels", after=True),
    Point("close", "POST", "/kick", after=True),
    Point("close", "POST", "/leave", after=True),
    Point("closing line", "PUT", r"/send/m\.room\.encrypted/", after=True),
]


# What each of them is told, in order, and nothing besides.
TO_ROBIN = [
    "A steward offers you",
    "You are a facilitator",
    "Shall I open it",
    "The room is open",
    "Close the room now",
    "It is closing",
    "before its time",
]
TO_ALEX = [
    "I keep your address, sealed, until then",
    "The invitation is there",
    "line",
    "before its time",
]
TO_SAM = [
    "I have no notes about you",
    "I keep your address, sealed, until then",
    "The invitation is there",
    "line",
    "It cannot be undone",
    "its key is destroyed",
]


@dataclass
class Assassin:
    """Strikes once, in its part of the story."""

    scene: Scene
    point: Point

    @asynccontextmanager
    async def near(self, part: str) -> AsyncIterator[None]:
        """A part of the story; it is not over before the bot was killed and is back."""
        if part != self.point.part:
            yield
            return
        matches = to(self.point.method, self.point.path)
        if self.point.path == "/sync":
            matches = self.scene.by_voice(matches)
        held = self.scene.proxy.hold(matches, after=self.point.after)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._strike(held))
            yield

    async def _strike(self, held: Held) -> None:
        await held.reached()
        await self.scene.sandbox.kill_bot()
        held.drop()
        await self.scene.sandbox.start_bot()


@pytest.mark.parametrize("point", POINTS, ids=str)
async def test_nobody_notices_that_the_bot_was_killed(scene: Scene, point: Point) -> None:
    killed, before = Assassin(scene, point), scene.keepers_rooms()
    async with scene.people("robin", "alex", "sam") as (robin, alex, sam):
        await robin.begin()
        await alex.begin()
        async with killed.near("begin"):
            await sam.begin()
        async with killed.near("greet"):
            await says(sam, "hi", "I have no notes about you")
        assert (await scene.steward("grant", "facilitator", robin.user_id)).code == 0
        await says(robin, "role", "A steward offers you")
        async with killed.near("role"):
            await says(robin, "yes", "You are a facilitator")
        async with killed.near("open"):
            number = await opens(robin)
            await robin.until(lambda: robin.invitations)
        async with killed.near("let in"):
            await comes_in(alex, number, closing_line=True)
        await comes_in(sam, number, closing_line=True)

        room_id = await gather(robin, alex, sam)
        await tells_all(alex, room_id, "hello, you two", robin, sam)
        assert scene.keepers_rooms() - before == {room_id}
        for member in (robin, alex, sam):
            assert scene.ledger.invitations(room_id, member.user_id) == 1

        async with killed.near("erase"):
            await says(sam, "erase", "It cannot be undone")
            await says(sam, "erase it", "its key is destroyed")
            await sam.until(lambda: sam.voice not in sam.present(sam.chat))
        async with killed.near("close"):
            await says(robin, "close", "Close the room now")
            await says(robin, "close it", "It is closing")
            for member in (robin, alex):
                await member.removed(room_id)
        async with killed.near("closing line"):
            await hears(alex, "before its time")
            await hears(robin, "before its time")

        await scene.sandbox.at_rest()
        assert scene.keepers_rooms() == before
        assert (await scene.steward("status")).lines[0] == "All is well."
        assert (await scene.steward("erase", sam.user_id)).lines == (
            "Nothing is held of this person.",
        )
        assert not hits([sam.user_id, sam.chat], scene.sandbox.state, scene.sandbox.log)
        for member, expected in ((robin, TO_ROBIN), (alex, TO_ALEX), (sam, TO_SAM)):
            answers = scene.answers(member)
            assert all(e in a for e, a in zip(expected, answers, strict=True)), answers
