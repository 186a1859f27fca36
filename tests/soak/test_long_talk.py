"""A long talk while the bot and the homeserver are killed: every question is answered once."""

import asyncio
import itertools
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from peerbot.devtools.sandbox import Sandbox
from tests.interop.member import Element, Elements

QUESTIONS = 200
KILLS = 20


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    """A homeserver with the bot running on it."""
    async with Sandbox(tmp_path / "sandbox") as running:
        yield running


async def kill_now_and_then(sandbox: Sandbox) -> None:
    """SIGKILL the bot at moments nobody chose, and every fifth time the homeserver too."""
    for number in range(KILLS):
        await asyncio.sleep(random.uniform(0.1, 2))  # noqa: S311 - moments, not secrets
        await sandbox.kill_bot()
        if number % 5 == 4:
            await sandbox.homeserver.kill()
            await sandbox.homeserver.start()
        await sandbox.start_bot()


async def ask_on(member: Element, chat: str, done: asyncio.Task[None]) -> int:
    """Ask at least QUESTIONS times, and for as long as there are kills; how often it was."""
    for number in itertools.count(1):
        # While the homeserver is down the member presses "Retry" until it goes out, once.
        await member.send(chat, "help")
        if number >= QUESTIONS and done.done():
            return number
    raise AssertionError("unreachable")


async def test_every_question_is_answered_once(sandbox: Sandbox, tmp_path: Path) -> None:
    account = await sandbox.register("member")
    async with Elements(tmp_path / "element.log") as elements:
        member = await elements.member(sandbox.homeserver.url, account)
        chat = await member.create_direct_chat(sandbox.voice)
        await member.wait_room(chat, lambda room: room.members.get(sandbox.voice) == "join")
        async with asyncio.TaskGroup() as tasks:
            killing = tasks.create_task(kill_now_and_then(sandbox))
            asked = await ask_on(member, chat, killing)
        # The chat is answered in order: with this one every earlier answer is there, doubles too.
        await member.send(chat, "now")
        answers: list[str] = []
        while not answers or "No one here is on call" not in answers[-1]:
            said = await member.wait_message(chat, sandbox.voice)
            assert said.shield == "none"
            assert said.body is not None
            answers.append(said.body)
        assert len(answers) - 1 == asked
