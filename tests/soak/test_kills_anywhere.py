"""The story once for each request of the bot: killed before it, and after it. Nobody notices."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.proxy import Held, Seen
from tests.story.conftest import scene
from tests.story.plot import PARTS, play
from tests.story.scene import Scene

__all__ = ["scene"]


class Sweep:
    """Strikes at the n-th request of one part, and says whether there were so many."""

    def __init__(self, scene: Scene, part: str, number: int, *, after: bool) -> None:
        self.struck = False
        self._scene = scene
        self._part = part
        self._number = number
        self._after = after
        self._seen = 0
        self._armed = False

    @asynccontextmanager
    async def near(self, part: str) -> AsyncIterator[None]:
        """A part of the story; it is not over before the bot is back."""
        if part != self._part:
            yield
            return
        self._armed = True
        held = self._scene.proxy.hold(self._is_it, after=self._after)
        striking = asyncio.create_task(self._strike(held))
        yield
        self._armed = False
        self.struck = held.seen is not None
        if self.struck:
            await striking
        else:
            striking.cancel()
            await asyncio.wait({striking})

    def _is_it(self, seen: Seen) -> bool:
        """Both accounts sync all the time, whatever the story is at."""
        if not self._armed or "/sync" in seen.path:
            return False
        self._seen += 1
        return self._seen == self._number

    async def _strike(self, held: Held) -> None:
        await held.reached()
        await self._scene.sandbox.kill_bot()
        held.drop()
        await self._scene.sandbox.start_bot()


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("part", PARTS)
async def test_killed_at_every_request(scene: Scene, part: str, after: bool) -> None:
    struck, number = True, 0
    while struck:
        number += 1
        sweep = Sweep(scene, part, number, after=after)
        await play(scene, sweep.near)
        struck = sweep.struck
    assert number > 1
