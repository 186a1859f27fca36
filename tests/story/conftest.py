"""A bot on a homeserver of its own, reached through a proxy."""

from collections.abc import AsyncIterator

import pytest

from peerbot.sandbox import Sandbox
from tests.proxy import Proxy
from tests.story.ledger import Ledger
from tests.story.scene import Scene


@pytest.fixture(scope="module")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    """One for the tests of a file: they share it, never its people."""
    sandbox = Sandbox(tmp_path_factory.mktemp("scene") / "sandbox")
    async with Proxy(sandbox.homeserver.url) as proxy:
        sandbox.url = proxy.url
        async with sandbox:
            yield Scene(sandbox, proxy, Ledger(sandbox.homeserver))
