"""The whole bot as people meet it: from Element, in its strictest mode."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from peerbot.sandbox import Sandbox
from tests.interop.member import Element, Elements


@pytest.fixture(scope="module")
async def sandbox(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Sandbox]:
    """A homeserver with the bot running on it."""
    async with Sandbox(tmp_path_factory.mktemp("story") / "sandbox") as running:
        yield running


class Guest:
    """Somebody in a chat with the bot."""

    def __init__(self, element: Element, voice: str, chat: str) -> None:
        self.element = element
        self._voice = voice
        self._chat = chat

    async def ask(self, words: str) -> str:
        """Say something; the bot's answer, which Element must show without any warning."""
        await self.element.send(self._chat, words)
        return await self.hear()

    async def hear(self) -> str:
        """The bot's next message."""
        said = await self.element.wait_message(self._chat, self._voice)
        assert (said.encrypted, said.shield) == (True, "none")
        assert said.body is not None
        return said.body


Arrive = Callable[[str], Awaitable[Guest]]


@pytest.fixture
async def arrive(sandbox: Sandbox, elements: Elements) -> AsyncIterator[Arrive]:
    """`await arrive("alex")`: a fresh account at its Element, in a chat that the bot came into."""
    arrived: list[Element] = []

    async def begin(name: str) -> Guest:
        account = await sandbox.register(name)
        element = await elements.member(sandbox.homeserver.url, account)
        arrived.append(element)
        chat = await element.create_direct_chat(sandbox.voice)
        await element.wait_room(chat, lambda room: room.members.get(sandbox.voice) == "join")
        return Guest(element, sandbox.voice, chat)

    yield begin
    for element in arrived:
        await element.stop()


async def test_a_room_from_its_opening_to_its_end(sandbox: Sandbox, arrive: Arrive) -> None:
    robin, alex = await arrive("robin"), await arrive("alex")

    code, said = await sandbox.command("grant", "facilitator", robin.element.user_id)
    assert code == 0, said
    assert "A steward offers you" in await robin.ask("role")
    assert "You are a facilitator" in await robin.ask("yes")
    assert "Shall I open it" in await robin.ask("open quiet company 50")
    assert "The room is open, as number 1" in await robin.ask("yes")
    room_id = await robin.element.wait_invite()
    await robin.element.join(room_id)

    assert "I have no notes about you" in await alex.ask("hi")
    assert robin.element.user_id in await alex.ask("join 1")
    assert "The invitation is there" in await alex.ask("let me in")
    assert "one line" in await alex.ask("yes")

    assert await alex.element.wait_invite() == room_id
    await alex.element.join(room_id)
    names = {robin.element.user_id, alex.element.user_id}
    for person in (robin, alex):
        await person.element.wait_room(
            room_id, lambda room: names <= {m for m, how in room.members.items() if how == "join"}
        )
    for speaker, listener in ((robin.element, alex.element), (alex.element, robin.element)):
        await speaker.send(room_id, "hello, this is among us")
        heard = await listener.wait_message(room_id, speaker.user_id)
        assert (heard.body, heard.shield) == ("hello, this is among us", "none")
        assert {to.user for to in await speaker.sealed_for()} <= names | {sandbox.voice}

    assert "Close the room now" in await robin.ask("close")
    assert "It is closing" in await robin.ask("close it")
    reasons = set()
    for person in (robin, alex):
        left = await person.element.wait_room(room_id, lambda room: room.membership == "leave")
        assert left.changed_by == sandbox.keeper
        reasons.add(left.reason)
    assert len(reasons) == 1
    assert "before its time" in await alex.hear()


async def test_after_a_restart_the_chat_goes_on(sandbox: Sandbox, arrive: Arrive) -> None:
    sam = await arrive("sam")
    assert "I have no notes about you" in await sam.ask("hi")
    await sandbox.kill_bot()
    await sandbox.start_bot()
    assert "These words work at any time" in await sam.ask("help")
