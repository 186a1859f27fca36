"""People who use Element, on the shared homeserver."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from peerbot.devtools.sandbox import Sandbox
from peerbot.devtools.synapse import Synapse
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


@pytest.fixture(scope="module")
async def sandbox(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Sandbox]:
    """A homeserver with the bot running on it."""
    async with Sandbox(tmp_path_factory.mktemp("interop") / "sandbox") as running:
        yield running


class Guest:
    """Somebody in a chat with the bot."""

    def __init__(self, element: Element, voice: str) -> None:
        self.element = element
        self.voice = voice
        self.chat = ""

    async def ask(self, words: str) -> str:
        """Say something; the bot's answer, which Element must show without any warning."""
        await self.element.send(self.chat, words)
        return await self.hear()

    async def hear(self) -> str:
        """The bot's next message."""
        said = await self.element.wait_message(self.chat, self.voice)
        assert (said.encrypted, said.shield) == (True, "none")
        assert said.body is not None
        return said.body

    async def begin(self) -> None:
        """Start a new chat with the bot, and wait until it comes in."""
        self.chat = await self.element.create_direct_chat(self.voice)
        await self.element.wait_room(self.chat, lambda room: room.members.get(self.voice) == "join")

    async def left_alone(self, chat: str) -> None:
        """Wait until the bot has left a chat."""
        await self.element.wait_room(chat, lambda room: room.members.get(self.voice) == "leave")


Arrive = Callable[..., Awaitable[Guest]]
"""`await arrive("alex")`: a fresh account at its Element, in a chat that the bot came into; strict
by default."""


@pytest.fixture
async def arrive(sandbox: Sandbox, elements: Elements) -> AsyncIterator[Arrive]:
    """Brings people; they go home after the test."""
    arrived: list[Element] = []

    async def come(name: str, *, strict: bool = True) -> Guest:
        account = await sandbox.register(f"{name}-{secrets.token_hex(4)}")
        element = await elements.member(sandbox.homeserver.url, account, strict=strict)
        arrived.append(element)
        guest = Guest(element, sandbox.voice)
        await guest.begin()
        return guest

    yield come
    for element in arrived:
        await element.stop()
