"""The bot is killed (SIGKILL) at exact points of a story, and started again. Nobody notices.

A point is a request of the bot: killed before it reached the homeserver, or after, when the bot
does not know it yet. Between two requests nothing that anybody could see happens.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from tests.proxy import Held, to
from tests.story.plot import play
from tests.story.point import Point
from tests.story.scene import Scene

GATHERING = [
    Point("begin", "POST", "/join", after=True),
    Point("greet", "PUT", r"/sendToDevice/m\.room\.encrypted/", after=True),
    Point("role", "PUT", r"/send/m\.room\.encrypted/", after=False),
    Point("role", "PUT", r"/send/m\.room\.encrypted/", after=True),
    Point("open", "GET", "/sync", after=True),
    Point("open", "POST", "/createRoom", after=True),
    Point("open", "POST", "/invite", after=True),
    Point("let in", "POST", "/invite", after=True),
]

PARTING = [
    Point("erase", "POST", "/kick", after=True),
    Point("erase", "PUT", r"/send/m\.room\.encrypted/", after=False),
    Point("erase", "PUT", r"/send/m\.room\.encrypted/", after=True),
    Point("erase", "POST", "/leave", after=True),
    Point("close", "PUT", r"/state/m\.room\.power_levels", after=True),
    Point("close", "POST", "/kick", after=True),
    Point("close", "POST", "/leave", after=True),
    Point("closing line", "PUT", r"/send/m\.room\.encrypted/", after=True),
]


@dataclass
class Assassin:
    """Strikes once at each point, in its part of the story."""

    scene: Scene
    points: tuple[Point, ...]

    @asynccontextmanager
    async def near(self, part: str) -> AsyncIterator[None]:
        """A part of the story; it is not over before the bot was killed and is back."""
        point = next((point for point in self.points if point.part == part), None)
        if point is None:
            yield
            return
        matches = to(point.method, point.path)
        if point.path == "/sync":
            matches = self.scene.by_voice(matches)
        held = self.scene.proxy.hold(matches, after=point.after)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._strike(held))
            yield

    async def _strike(self, held: Held) -> None:
        await held.reached()
        await self.scene.sandbox.kill_bot()
        held.drop()
        await self.scene.sandbox.start_bot()


@pytest.mark.parametrize(("gathering", "parting"), [*zip(GATHERING, PARTING, strict=True)], ids=str)
async def test_nobody_notices_that_the_bot_was_killed(
    scene: Scene, gathering: Point, parting: Point
) -> None:
    """Twice in one story; between them it is seen that all are there, once. `tests/soak` has each
    point in a story of its own."""
    await play(scene, Assassin(scene, (gathering, parting)).near)
