"""A member whose client is a stock matrix-nio: what it can and cannot do with us."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from nio import (
    AsyncClient,
    AsyncClientConfig,
    MegolmEvent,
    RoomMessageNotice,
    RoomMessageText,
    RoomPreset,
)

from peerbot.devtools.sandbox import Sandbox
from peerbot.devtools.synapse import PATIENCE
from tests.interop.conftest import Arrive
from tests.interop.member import Element, Message

Event = RoomMessageNotice | RoomMessageText | MegolmEvent


class Nio:
    """Somebody at a client that is made of nio alone, with its own store."""

    def __init__(self, client: AsyncClient) -> None:
        self.client = client
        self.events: list[tuple[str, Event]] = []

    async def sync(self) -> None:
        """Take in what is new."""
        answer = await self.client.sync(timeout=2_000, full_state=not self.client.next_batch)
        for room_id, room in answer.rooms.join.items():
            for event in room.timeline.events:
                if isinstance(event, Event):
                    self.events.append((room_id, event))
        if self.client.should_upload_keys:
            await self.client.keys_upload()
        if self.client.should_query_keys:
            await self.client.keys_query()

    async def until(self, found: Callable[[], bool]) -> None:
        """Sync until it is so."""
        async with asyncio.timeout(PATIENCE):
            while not found():
                await self.sync()

    async def begin(self, voice: str) -> str:
        """An encrypted chat with the voice, once that is there."""
        made = await self.client.room_create(
            preset=RoomPreset.private_chat,
            is_direct=True,
            invite=[voice],
            initial_state=[
                {
                    "type": "m.room.encryption",
                    "state_key": "",
                    "content": {"algorithm": "m.megolm.v1.aes-sha2"},
                }
            ],
        )
        room_id = str(made.room_id)

        def there() -> bool:
            room = self.client.rooms.get(room_id)
            return room is not None and voice in room.users and room.encrypted

        await self.until(there)
        return room_id

    async def say(self, room_id: str, words: str) -> str:
        """Say something, encrypted, to whatever devices are there; its event id."""
        content = {"msgtype": "m.text", "body": words}
        sent = await self.client.room_send(
            room_id, "m.room.message", content, ignore_unverified_devices=True
        )
        return str(sent.event_id)

    def heard(self, room_id: str, sender: str) -> list[Event]:
        """What somebody said in a room."""
        return [e for room, e in self.events if (room, e.sender) == (room_id, sender)]


@pytest.fixture(scope="module")
async def sandbox(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Sandbox]:
    """One of its own, whose bot was not started yet: what it lets in differs."""
    async with Sandbox(tmp_path_factory.mktemp("nio") / "sandbox", bot=False) as running:
        yield running


async def runs(sandbox: Sandbox, *, unsigned: str) -> None:
    """The bot, as a steward who decides about people without an identity."""
    await sandbox.stop_bot()
    settings = json.loads(sandbox.config.read_text())
    settings["members"]["unsigned"] = unsigned
    sandbox.config.write_text(json.dumps(settings))
    await sandbox.start_bot()


@pytest.fixture
async def someone(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[Nio]:
    """A fresh account at such a client."""
    account = await sandbox.register(f"nio-{secrets.token_hex(4)}")
    config = AsyncClientConfig(encryption_enabled=True)
    url, directory = sandbox.homeserver.url, str(tmp_path)
    client = AsyncClient(url, account.user_id, account.device_id, directory, config)
    client.restore_login(account.user_id, account.device_id, account.token)
    yield Nio(client)
    await client.close()  # type: ignore[no-untyped-call] # nio leaves it bare


async def test_without_an_identity_it_is_told_why_there_is_no_answer(
    sandbox: Sandbox, someone: Nio
) -> None:
    """nio knows no cross-signing, so nobody vouches for its device."""
    await runs(sandbox, unsigned="refuse")
    chat = await someone.begin(sandbox.voice)
    await someone.say(chat, "hi")
    await someone.until(lambda: bool(someone.heard(chat, sandbox.voice)))
    [told] = someone.heard(chat, sandbox.voice)
    assert isinstance(told, RoomMessageNotice)
    assert not told.decrypted
    assert "I only write to sessions that their owner has confirmed" in told.body


@pytest.mark.parametrize("strict", [True, False])
async def test_where_people_without_an_identity_are_let_in_it_talks_and_comes_into_rooms(
    sandbox: Sandbox, someone: Nio, arrive: Arrive, strict: bool
) -> None:
    """In the room an app that follows MSC4153 and it read nothing of each other."""
    await runs(sandbox, unsigned="admit")
    chat = await someone.begin(sandbox.voice)

    async def ask(words: str) -> str:
        before = len(someone.heard(chat, sandbox.voice))
        await someone.say(chat, words)
        await someone.until(lambda: len(someone.heard(chat, sandbox.voice)) > before)
        answer = someone.heard(chat, sandbox.voice)[-1]
        assert isinstance(answer, RoomMessageNotice | RoomMessageText)
        assert answer.decrypted
        return answer.body

    assert "I have no notes about you" in await ask("hi")

    robin = await arrive("robin", strict=strict)
    code, said = await sandbox.command("grant", "facilitator", robin.element.user_id)
    assert code == 0, said
    for words in ("role", "yes", "open quiet company 50", "yes"):
        answer = await robin.ask(words)
    assert "The room is open" in answer
    room_id = await robin.element.wait_invite()
    await robin.element.join(room_id)
    number = answer.partition("as number ")[2].partition(".")[0]
    assert robin.element.user_id in await ask(f"join {number}")
    assert "The invitation is there" in await ask("let me in")
    await someone.until(lambda: room_id in someone.client.invited_rooms)
    await someone.client.join(room_id)
    await someone.until(lambda: room_id in someone.client.rooms)
    await robin.element.wait_room(
        room_id, lambda room: room.members.get(someone.client.user_id) == "join"
    )
    assert "Writing stops at" in (someone.client.rooms[room_id].topic or "")

    # A mode of Element's, "exclude insecure devices", is what MSC4153 asks of all.
    sent = await someone.say(room_id, "hello from here")
    seen = await robin.element.until(lambda: shown(robin.element, room_id, sent))
    assert (seen.body is None, seen.readable) == (strict, not strict)
    await robin.element.send(room_id, "hello to you")
    await someone.until(lambda: bool(someone.heard(room_id, robin.element.user_id)))
    [told] = someone.heard(room_id, robin.element.user_id)
    assert isinstance(told, MegolmEvent if strict else RoomMessageText)


async def shown(element: Element, room_id: str, event_id: str) -> Message | None:
    """An event once the client is done with it."""
    return next(
        (m for m in await element.timeline(room_id) if m.event_id == event_id and not m.decrypting),
        None,
    )
