"""Another program that answers ours with plain text is not answered for ever (FAULTS 33)."""

from datetime import timedelta

import pytest

from peerbot.matrix import voice
from tests.faults.conftest import Arrive
from tests.faults.place import HELP, WELCOME, Place, said_by_voice
from tests.held.clocked import Clocked


async def test_fault_33_a_program_that_answers_everything_is_answered_so_often(
    place: Place, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = 5
    monkeypatch.setattr(voice, "_MOST_WORDS", most)
    program, sam = await arrive("program"), await arrive("sam")
    await place.sandbox.at_rest()
    await place.sandbox.stop_bot()
    clocked = Clocked(place.sandbox)
    async with clocked.runs() as bot:
        heard = await program.ask("hi")
        for _ in range(most):
            heard = await program.ask(heard)
        assert "I stop answering for an hour" in heard
        for _ in range(3):
            await program.tell(program.chat, heard)
        assert WELCOME in await sam.ask("hi")
        assert len(said_by_voice(program)) == most + 1
        assert bot.set_aside["message: too many"] == 4
        clocked.ahead(timedelta(hours=1))
        assert HELP in await program.ask("help")
