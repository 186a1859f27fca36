"""Another program that answers ours with plain text is not answered for ever (FAULTS 33)."""

import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from peerbot.devtools.demo.people import Member
from peerbot.devtools.sandbox import Sandbox
from peerbot.matrix import hearing
from tests.faults.place import HELP, WELCOME, said_by_voice
from tests.held.clocked import Clocked

MOST = 5


@pytest.fixture
async def clocked(tmp_path: Path) -> AsyncIterator[Clocked]:
    """A place of its own: what a bot with a clock an hour ahead leaves is of no use to others."""
    async with Sandbox(tmp_path / "sandbox", bot=False) as sandbox:
        yield Clocked(sandbox)


async def test_fault_33_a_program_that_answers_everything_is_answered_so_often(
    clocked: Clocked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hearing, "_MOST_WORDS", MOST)
    sandbox = clocked.sandbox

    async with clocked.runs() as bot, AsyncExitStack() as people:

        async def arrive(name: str) -> Member:
            account = await sandbox.register(f"{name}-{secrets.token_hex(4)}")
            member = Member(sandbox.homeserver.url, account, sandbox.voice)
            await people.enter_async_context(member)
            await member.begin()
            return member

        program, sam = await arrive("program"), await arrive("sam")
        heard = await program.ask("hi")
        for _ in range(MOST):
            heard = await program.ask(heard)
        assert "I stop answering for an hour" in heard
        for _ in range(3):
            await program.tell(program.chat, heard)
        assert WELCOME in await sam.ask("hi")
        assert len(said_by_voice(program)) == MOST + 1
        assert bot.rejected["message: too many"] == 4
        clocked.ahead(timedelta(hours=1))
        assert HELP in await program.ask("help")
