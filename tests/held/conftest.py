"""A bot on a homeserver of its own, reached through a proxy; Element where it counts."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from peerbot.devtools.sandbox import Sandbox
from tests.held.cast import Arrive, Guest, arriving
from tests.held.clocked import Clocked
from tests.interop.member import Elements
from tests.story.scene import Scene, staged


@pytest.fixture(scope="session")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    """One for each worker: tests share it, never its people."""
    async with staged(Sandbox(tmp_path_factory.mktemp("held") / "sandbox")) as scene:
        yield scene


@pytest.fixture(scope="session")
async def elements(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Elements]:
    """One Node process for all files of this folder."""
    async with Elements(tmp_path_factory.mktemp("element") / "element.log") as running:
        yield running


@pytest.fixture
async def arrive(scene: Scene, elements: Elements) -> AsyncIterator[Arrive]:
    """`await arrive("alex")`: a fresh account at its Element, in a chat that the bot came into."""
    arrived: list[Guest] = []
    yield arriving(scene, elements, arrived)
    for guest in arrived:
        await guest.element.stop()


@pytest.fixture
def left_behind(scene: Scene) -> tuple[Path, Path]:
    """All that the bot leaves on this machine: its state and its debug log."""
    return scene.sandbox.state, scene.sandbox.log


@pytest.fixture(scope="module")
async def clocked(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Scene, Clocked]]:
    """A scene whose bot runs in this process, by a clock that the test sets."""
    sandbox = Sandbox(tmp_path_factory.mktemp("clocked") / "sandbox", bot=False)
    async with staged(sandbox) as scene:
        yield scene, Clocked(sandbox)
