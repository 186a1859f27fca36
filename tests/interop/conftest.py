"""People who use Element, on the shared homeserver."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from peerbot.synapse import Synapse
from tests.conftest import Register
from tests.interop.member import Element, Elements

ElementMember = Callable[..., Awaitable[Element]]
"""`await element_member("alice")` is a fresh account at its Element; strict, signed by default."""


@pytest.fixture(scope="session")
async def elements(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Elements]:
    """One Node process for the whole run."""
    async with Elements(tmp_path_factory.mktemp("element") / "element.log") as running:
        yield running


@pytest.fixture
async def element_member(
    synapse: Synapse, register: Register, elements: Elements
) -> AsyncIterator[ElementMember]:
    """Opens Elements for fresh accounts; they are closed after the test."""
    opened: list[Element] = []

    async def fresh(name: str = "someone", *, strict: bool = True, sign: bool = True) -> Element:
        account = await register(name)
        member = await elements.member(synapse.url, account, strict=strict, sign=sign)
        opened.append(member)
        return member

    yield fresh
    for member in opened:
        await member.stop()
