"""One pair of homeservers for the whole folder: tests share it, never its people."""

from collections.abc import AsyncIterator

import pytest

from peerbot.devtools.synapse import Synapse
from tests.pair.homeservers import pair
from tests.story.scene import Scene


@pytest.fixture(scope="session")
async def both(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Scene, Synapse]]:
    """The one with the bot on it, and the other."""
    async with pair(tmp_path_factory.mktemp("pair") / "sandbox") as both:
        yield both


@pytest.fixture(scope="session")
def scene(both: tuple[Scene, Synapse]) -> Scene:
    """Where the bot is."""
    return both[0]


@pytest.fixture(scope="session")
def there(both: tuple[Scene, Synapse]) -> Synapse:
    """The other homeserver."""
    return both[1]
