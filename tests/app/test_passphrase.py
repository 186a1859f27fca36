"""A state whose key is a passphrase, and passwords that are asked for."""

import asyncio
import os
import pty
import sys

import pytest

from peerbot.app.last_run import LOCKED, UNKNOWN
from peerbot.synapse import PATIENCE
from tests.app.installation import Ended, Installation


@pytest.fixture
def locked(installation: Installation) -> Installation:
    """A config that asks for a passphrase; nothing is set up yet."""
    installation.settings["state"]["key"] = {"passphrase": "ask"}
    installation.write()
    return installation


async def at_a_terminal(
    installation: Installation, *words: str, typed: list[tuple[str, str]]
) -> Ended:
    """`peerbot ...` by somebody who answers each question; what they see is in `err`."""
    ours, theirs = pty.openpty()
    try:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "peerbot", *words, "--config", str(installation.config)),
            stdin=theirs,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, **installation.passwords},
            start_new_session=True,  # else getpass finds the terminal of whoever runs the tests
        )
        assert process.stderr is not None
        seen = b""
        for question, line in typed:
            prompt = f"{question}: ".encode()
            seen += await asyncio.wait_for(process.stderr.readuntil(prompt), PATIENCE)
            os.write(ours, line.encode() + b"\n")
        out, err = await process.communicate()
    finally:
        os.close(ours)
        os.close(theirs)
    assert process.returncode is not None
    return Ended(process.returncode, out.decode(), (seen + err).decode())


async def test_fault_40_the_passphrase_opens_the_state(locked: Installation) -> None:
    done = await locked.run("setup", typed="correct horse\n", **locked.passwords)
    assert done.code == 0, done.err
    assert not locked.key.exists()
    assert (await locked.run("roles", typed="correct horse\n")).code == 0
    wrong = await locked.run("roles", typed="wrong horse\n")
    assert wrong.code == 2
    assert "the key does not open this state; nothing was touched" in wrong.err
    for command in ("roles", "run"):
        silent = await locked.run(command)
        assert (silent.code, silent.out) == (2, "")
        assert "no passphrase was given" in silent.err
        assert "needs a key file or a systemd credential" in silent.err


async def test_a_new_passphrase_is_typed_twice(locked: Installation) -> None:
    first, again = "Passphrase of the state", "Repeat for confirmation"
    right, wrong = "correct horse", "corect horse"
    typed = [(first, right), (again, wrong), (first, right), (again, right)]
    done = await at_a_terminal(locked, "setup", typed=typed)
    assert done.code == 0, done.err
    assert "do not match" in done.err
    opened = await at_a_terminal(locked, "roles", typed=[(first, right)])
    assert opened.code == 0, opened.err
    assert "horse" not in done.out + done.err + opened.out + opened.err


async def test_passwords_are_asked_for_the_first_time_alone(installation: Installation) -> None:
    both = f"{installation.voice.password}\n{installation.keeper.password}\n"
    done = await installation.run("setup", typed=both)
    assert done.code == 0, done.err
    assert (await installation.run("setup", typed="\n\n")).code == 0


async def test_status_asks_for_no_passphrase(locked: Installation) -> None:
    """Nobody may be there to type it, and whoever asks waits for less than ten seconds."""
    assert (await locked.run("setup", typed="correct horse\n", **locked.passwords)).code == 0
    told = await at_a_terminal(locked, "status", typed=[])
    assert (told.code, told.out) == (4, "")
    assert told.err.splitlines() == ["The bot does not run.", *UNKNOWN, *LOCKED]
