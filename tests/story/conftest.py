"""A bot on a homeserver of its own, reached through a proxy, and heard in all that it logs."""

from collections.abc import AsyncIterator
from functools import partial

import pytest

from peerbot.devtools.bound import bound
from peerbot.devtools.sandbox import Sandbox
from tests.story.scene import Scene, staged

EVERYTHING = """
import logging
logging.basicConfig(level=logging.DEBUG, format="%(levelname)s %(name)s: %(message)s")
"""
"""Lets each library log at DEBUG, too. Set up before the command's own settings, it stays."""


@pytest.fixture(scope="module")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    """One for the tests of a file: they share it, never its people."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("peerbot.devtools.sandbox.bound", partial(bound, first=EVERYTHING))
        async with staged(Sandbox(tmp_path_factory.mktemp("scene") / "sandbox")) as scene:
            yield scene
