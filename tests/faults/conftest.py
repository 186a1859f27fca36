"""One place for all tests of faults; each mends what it broke, and has people of its own."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest

from peerbot.devtools.demo.people import Member
from peerbot.devtools.sandbox import Sandbox
from tests.faults.place import Place
from tests.proxy import Proxy

Arrive = Callable[[str], Awaitable[Member]]
"""`await arrive("alex")`: somebody new, in a chat that the voice came into."""


@pytest.fixture(scope="session")
async def shared_place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    """The homeserver, the proxy and the bot, for the whole run."""
    sandbox = Sandbox(tmp_path_factory.mktemp("faults") / "sandbox")
    async with Proxy(sandbox.homeserver.url) as proxy:
        sandbox.url = proxy.url
        async with sandbox:
            yield Place(sandbox, proxy)


@pytest.fixture
async def place(shared_place: Place) -> AsyncIterator[Place]:
    """The place with nothing amiss and the bot running; whatever a test did to it is undone."""
    yield shared_place
    shared_place.proxy.clear()
    if not shared_place.bot_runs:
        await shared_place.sandbox.start_bot()


@pytest.fixture
async def arrive(place: Place) -> AsyncIterator[Arrive]:
    """Brings people; they go home after the test."""
    async with AsyncExitStack() as stack:

        async def come(name: str) -> Member:
            account = await place.sandbox.register(f"{name}-{secrets.token_hex(4)}")
            url, voice = place.sandbox.homeserver.url, place.sandbox.voice
            member = await stack.enter_async_context(Member(url, account, voice))
            await member.begin()
            return member

        yield come
