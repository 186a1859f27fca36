"""A bot on a homeserver of its own, reached through a proxy."""

from collections.abc import AsyncIterator

import pytest

from peerbot.sandbox import Sandbox
from tests.story.scene import Scene, staged


@pytest.fixture(scope="module")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    """One for the tests of a file: they share it, never its people."""
    async with staged(Sandbox(tmp_path_factory.mktemp("scene") / "sandbox")) as scene:
        yield scene
