"""`run`: how it starts, stops, and refuses; the files and the socket it leaves and guards."""

import asyncio
import os
import signal
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from peerbot.app import control
from peerbot.app.control import Request, ask, listening
from peerbot.app.state import open_state
from peerbot.app.trouble import Trouble, errors_as_trouble
from peerbot.config import load
from peerbot.devtools.bound import bound
from peerbot.devtools.synapse import Registered, Synapse
from peerbot.matrix.homeserver import path as endpoint
from peerbot.matrix.http.session import Session
from tests.app.installation import Installation

NOBODY = 65534


def contents(*places: Path) -> dict[Path, bytes]:
    """Every file that is there, with its bytes."""
    files = [file for place in places for file in (place, *place.rglob("*")) if file.is_file()]
    return {file: file.read_bytes() for file in files}


async def sign_out_everywhere(synapse: Synapse, account: Registered) -> None:
    """What somebody does who can: every token of the account ends."""
    homeserver = Session(synapse.url, account.token)
    try:
        await homeserver.request("POST", endpoint("logout", "all"), {})
    finally:
        await homeserver.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_ends_when_told_to(ready: Installation, number: signal.Signals) -> None:
    async with ready.running() as bot:
        bot.send_signal(number)
        assert await bot.wait() == 0
    assert not (ready.state / "control.sock").exists()


async def test_it_carries_in_memory_nothing_that_only_other_commands_need(
    ready: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    telling = "import atexit, sys\natexit.register(lambda: print(*sys.modules))"
    monkeypatch.setattr(ready, "program", ("-c", bound("peerbot", first=telling)))
    async with ready.running() as bot:
        bot.terminate()
        out, err = await bot.communicate()
    carried = out.decode().split()
    assert "peerbot.app.bot" in carried, err.decode()
    others = ("peerbot.devtools", "peerbot.cli_setup", "diceware")
    assert [module for module in carried if module.startswith(others)] == []


async def test_before_setup_it_names_the_command(installation: Installation) -> None:
    for command in ("run", "status", "sweep"):
        done = await installation.run(command)
        assert (done.code, done.out) == (2, "")
        assert "there is no state yet" in done.err
        assert "Run: peerbot setup." in done.err


async def test_what_it_leaves_is_for_its_user_alone(ready: Installation) -> None:
    async with ready.running():
        everything = list(ready.state.iterdir())
        assert {p.name for p in everything} >= {"state.db", "state.db-wal", "control.sock"}
        assert ready.state.stat().st_mode & 0o777 == 0o700
        for file in (*everything, ready.key):
            assert file.stat().st_mode & 0o777 == 0o600, file.name


async def test_fault_37_a_second_one_on_the_same_state(ready: Installation) -> None:
    async with ready.running():
        second = await ready.run("run")
        assert (second.code, second.out) == (2, "")
        assert "another process is using the state" in second.err
        assert "Only one bot can run at a time" in second.err
        assert (await ready.run("status")).out.startswith("All is well.")


async def test_fault_40_a_wrong_key_touches_nothing(spoilt: Installation) -> None:
    right = spoilt.key.read_text()
    spoilt.key.write_text("0" * 64 + "\n")
    before = contents(spoilt.state)
    for command in (("run",), ("setup", "--no-input"), ("grant", "facilitator", "@a:b.org")):
        done = await spoilt.run(*command)
        assert (done.code, done.out) == (2, "")
        assert "the key does not match this state; nothing was changed" in done.err
    assert contents(spoilt.state) == before
    spoilt.key.write_text(right)
    async with spoilt.running():
        pass


async def test_no_homeserver_at_the_start(spoilt: Installation) -> None:
    spoilt.settings["homeserver"]["url"] = "http://127.0.0.1:9"
    spoilt.write()
    done = await spoilt.run("run")
    assert (done.code, done.out) == (3, "")
    assert "cannot reach the homeserver" in done.err
    assert "Is it running, and is homeserver.url correct?" in done.err


async def test_fault_22_the_voices_token_was_revoked_before_the_start(
    synapse: Synapse, spoilt: Installation
) -> None:
    await sign_out_everywhere(synapse, spoilt.voice)
    done = await spoilt.run("run")
    assert (done.code, done.out) == (5, "")
    assert "the homeserver no longer knows this device" in done.err
    assert "find out who can" in done.err


async def test_the_keepers_token_was_revoked_before_the_start(
    synapse: Synapse, spoilt: Installation
) -> None:
    """It runs all the same, so that people are told; the steward reads it in both places."""
    await sign_out_everywhere(synapse, spoilt.keeper)
    async with spoilt.running() as bot:
        assert "The keeper's account is gone" in (await spoilt.run("status")).err
        bot.terminate()
        _, err = await bot.communicate()
        assert "the keeper's account is gone" in err.decode()


async def test_fault_22_fault_60_a_token_revoked_while_it_runs(
    synapse: Synapse, spoilt: Installation
) -> None:
    async with spoilt.running() as bot:
        await sign_out_everywhere(synapse, spoilt.voice)
        _, err = await bot.communicate()
        assert bot.returncode == 5
        assert "the homeserver no longer knows this device" in err.decode()
    told = await spoilt.run("status")
    assert told.code == 5
    assert "UTC: the homeserver no longer knows this device" in told.err


async def test_the_socket_of_a_killed_bot_is_in_nobodys_way(ready: Installation) -> None:
    async with ready.running() as bot:
        bot.kill()
        await bot.wait()
    assert (ready.state / "control.sock").exists()
    assert "The bot is not running." in (await ready.run("status")).err
    async with ready.running():
        assert "All is well." in (await ready.run("status")).out


@contextmanager
def another_user() -> Iterator[None]:
    """Be somebody else for a moment. Only root can, so its tests do more than others'."""
    if os.getuid() == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(os.getuid())


async def test_another_user_gets_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where the file's mode lets them in. Who is not root cannot be anybody else, so there it
    is the bot that is another's."""

    async def answer(_request: Request) -> control.Reply:
        raise AssertionError("a stranger was heard")

    us = os.getuid()
    # Not below tmp_path, which only its owner may enter.
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as stranger:
        place = Path(folder) / "control.sock"
        async with listening(place, answer):
            for path in (place.parent, place):
                path.chmod(0o777)
            if us:
                monkeypatch.setattr(os, "getuid", lambda: us + 1)
            with another_user():
                stranger.connect(str(place))
            monkeypatch.undo()
            stranger.setblocking(False)
            assert await asyncio.get_running_loop().sock_recv(stranger, 100) == b""


async def test_another_users_command_is_told_whose_it_must_be(ready: Installation) -> None:
    config = load(ready.config)
    ready.state.chmod(0)
    try:
        with another_user():
            reply = await ask(ready.state / "control.sock", Request("status"))
        with another_user(), pytest.raises(Trouble) as raised, errors_as_trouble(config):
            open_state(config, lambda: "")
    finally:
        ready.state.chmod(0o700)
    assert reply is not None
    assert reply.code == raised.value.code == 2
    assert "Run this command as the user that runs the bot" in reply.lines[1]
    assert "Run the command as the user that runs the bot" in raised.value.mend
