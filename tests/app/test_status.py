"""What `status` says, and with which exit code, when something is not there (FAULTS 60)."""

import asyncio
import os
import re
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

import pytest

from peerbot.app import bot as bot_module
from peerbot.app import commands, control
from peerbot.app.bot import NOTHING_FOR, Bot
from peerbot.app.clock import SteadyClock, since_boot
from peerbot.app.commands import NOTHING_IN, Desk
from peerbot.app.control import Request, ask
from peerbot.app.last_run import LAST_RUN, STARTING
from peerbot.app.state import SOCKET, open_state
from peerbot.app.trouble import Exit
from peerbot.config import load
from peerbot.devtools.synapse import PATIENCE, Synapse
from peerbot.matrix.sync import Batch
from tests.app.installation import Ended, Installation, install

WHEN = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC"


def is_told(told: Ended, code: Exit, *lines: str) -> None:
    """These lines in a row, as regular expressions, and nothing that says it is well."""
    assert (told.code, told.out) == (code, "")
    assert re.match("\n".join(lines), told.err), told.err


def test_fault_60_a_steward_waits_for_less_than_ten_seconds() -> None:
    """The bot asks its homeserver within the time that the command waits for the bot."""
    assert commands.ANSWERS_WITHIN < control.ANSWERS_WITHIN < 9


async def test_fault_60_a_bot_that_was_stopped(ready: Installation) -> None:
    async with ready.running():
        pass
    told = await ready.run("status")
    is_told(
        told, Exit.US, r"The bot is not running\.", f"It ended at {WHEN}: it was asked to stop."
    )
    assert "Open or closing rooms: 0." in told.err


async def test_fault_60_a_bot_that_is_dead(ready: Installation) -> None:
    async with ready.running() as bot:
        bot.kill()
        await bot.wait()
    told = await ready.run("status")
    first, began = r"The bot is not running\.", f"It started at {WHEN}."
    is_told(told, Exit.US, first, began, "It left no exit status: somebody killed it")
    assert "Open or closing rooms: 0." in told.err


async def test_fault_60_a_bot_that_is_frozen(
    ready: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control, "ANSWERS_WITHIN", 0.05)
    async with ready.running() as bot:
        bot.send_signal(signal.SIGSTOP)
        try:
            reply = await ask(ready.state / SOCKET, Request("status"))
        finally:
            bot.send_signal(signal.SIGCONT)
    assert reply is not None
    assert reply.code == Exit.US
    assert reply.lines[0] == "The bot is running but does not answer."


async def test_fault_60_a_bot_that_holds_the_state_and_does_not_listen(ready: Installation) -> None:
    with closing(open_state(load(ready.config), str)):
        told = await ready.run("status")
    assert told.err.splitlines() == list(STARTING.lines)
    assert told.code == Exit.US


async def test_fault_60_a_bot_that_could_not_start_tells_why(spoilt: Installation) -> None:
    """Also while something else is wrong by now, and when how it ended is not on record."""
    spoilt.settings["homeserver"]["url"] = "http://127.0.0.1:9"
    spoilt.write()
    assert (await spoilt.run("run")).code == Exit.SERVER
    first = r"The bot is not running\."
    why = f"It ended at {WHEN}: cannot reach the homeserver: nothing is listening at this address "
    is_told(await spoilt.run("status"), Exit.SERVER, first, why + r"\(REFUSED\)")
    assert "@" not in (spoilt.state / LAST_RUN).read_text()
    spoilt.key.write_text("0" * 64 + "\n")
    is_told(
        await spoilt.run("status"),
        Exit.INPUT,
        *(first, why + ".*", "Is it running, .*", "the key does not match this state"),
    )
    (spoilt.state / LAST_RUN).write_text("{")
    is_told(await spoilt.run("status"), Exit.INPUT, first, "There is no record of how it ended")


@pytest.fixture(scope="module")
async def far(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Synapse]:
    """A homeserver that may go away."""
    async with Synapse(tmp_path_factory.mktemp("far") / "synapse") as synapse:
        yield synapse


@pytest.fixture(scope="module")
async def on_far(far: Synapse, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """One that is set up on it."""
    installation = await install(tmp_path_factory.mktemp("on-far"), far)
    assert (await installation.set_up()).code == 0
    return installation


async def about_homeserver(bot: Process) -> str:
    """The next line of the log that tells of it."""
    assert bot.stderr is not None
    async with asyncio.timeout(PATIENCE):
        while line := (await bot.stderr.readline()).decode():
            if "the homeserver" in line:
                return line
    raise AssertionError("it ended")


async def test_fault_60_the_homeserver_goes_and_is_back(far: Synapse, on_far: Installation) -> None:
    async with on_far.running() as bot:
        await far.kill()
        assert "the homeserver does not answer, or its answers are unusable: " in (
            await about_homeserver(bot)
        )
        is_told(
            await on_far.run("status"), Exit.SERVER, r"Something is wrong\.", re.escape(NOTHING_IN)
        )
        await far.start()
        back = await about_homeserver(bot)
        assert re.search(r"the homeserver answers again, after \d:\d\d:\d\d$", back), back
        assert (await on_far.run("status")).out.startswith("All is well.")
        bot.terminate()
        assert bot.stderr is not None
        assert "homeserver" not in (await bot.stderr.read()).decode()


@asynccontextmanager
async def desk_of(installation: Installation) -> AsyncIterator[Desk]:
    """The desk of a bot in this process, where deadlines and clocks can be set."""
    config, clock = load(installation.config), SteadyClock()
    with closing(open_state(config, str, clock)) as store:
        bot = Bot(config, store, clock)
        await bot.start()
        try:
            yield Desk(bot.engine, config, bot)
        finally:
            await bot.close()


async def test_fault_60_a_homeserver_that_hangs_shows_at_once(
    far: Synapse, on_far: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No sync has failed by then: one is given a minute."""
    async with desk_of(on_far) as desk:
        assert (await desk.status()).lines[0] == "All is well."
        os.kill(far.pid, signal.SIGSTOP)
        try:
            with monkeypatch.context() as patch:
                patch.setattr(commands, "ANSWERS_WITHIN", 0.05)
                hangs = await desk.status()
        finally:
            os.kill(far.pid, signal.SIGCONT)
        assert (hangs.code, hangs.lines[:2]) == (Exit.SERVER, ("Something is wrong.", NOTHING_IN))
        assert (await desk.status()).code == Exit.WELL


async def test_fault_60_nothing_taken_in_for_five_minutes(
    on_far: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the reason: here the homeserver answers all the while."""
    assert NOTHING_FOR <= 300
    later = since_boot() + NOTHING_FOR + 60

    async def take_in(_batch: Batch) -> None:
        """Nothing is hard about this one."""

    async with desk_of(on_far) as desk:
        assert desk.bot is not None
        voice, keeper = (desk.bot._retrying(name, take_in) for name in ("voice", "keeper"))
        assert (await desk.status()).code == Exit.WELL
        monkeypatch.setattr(bot_module, "since_boot", lambda: later)
        for handle in (voice, keeper):
            late = await desk.status()
            assert (late.code, late.lines[:2]) == (Exit.SERVER, ("Something is wrong.", NOTHING_IN))
            await handle(Batch((), (), (), "a token"))
        assert (await desk.status()).code == Exit.WELL
