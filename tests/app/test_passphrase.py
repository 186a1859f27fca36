"""A state whose key is a passphrase, and passwords that are asked for."""

import asyncio
import math
import os
import pty
import re
import sys
from pathlib import Path

import pytest
from diceware.wordlist import get_wordlist_path

from peerbot.app.last_run import LOCKED, UNKNOWN
from peerbot.app.passphrase import six_words
from peerbot.app.state import make_state
from peerbot.config import load
from peerbot.devtools.synapse import PATIENCE
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
    command = (sys.executable, "-m", "peerbot", *words, "--config", str(installation.config))
    return await typing(*command, typed=typed, **installation.passwords)


async def typing(*command: str, typed: list[tuple[str, str]], **environment: str) -> Ended:
    """Any command by somebody at a terminal."""
    ours, theirs = pty.openpty()
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=theirs,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, **environment},
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


RIGHT = "correct horse battery staple again"


async def test_fault_40_the_passphrase_opens_the_state(locked: Installation) -> None:
    done = await locked.run("setup", typed=f"{RIGHT}\n", **locked.passwords)
    assert done.code == 0, done.err
    assert not locked.key.exists()
    assert (await locked.run("roles", typed=f"{RIGHT}\n")).code == 0
    wrong = await locked.run("roles", typed="wrong horse\n")
    assert wrong.code == 2
    assert "the key does not match this state; nothing was changed" in wrong.err
    for command in ("roles", "run"):
        silent = await locked.run(command)
        assert (silent.code, silent.out) == (2, "")
        assert "no passphrase was given" in silent.err
        assert "needs a key file or a systemd credential" in silent.err


async def test_a_new_passphrase_is_typed_twice(locked: Installation) -> None:
    first, again = "Passphrase of the state", "Repeat for confirmation"
    right, wrong = RIGHT, RIGHT.replace("rr", "r")
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


SHORT = [
    "correct horse battery staple",
    "a b c d e",
    "four  words   in    19",
    "Tr0ub4dor&3",
    "correcthorsebatterystapleagain",
]


@pytest.mark.parametrize("short", SHORT)
async def test_a_short_passphrase_is_refused_at_setup_and_six_words_are_offered(
    locked: Installation, short: str
) -> None:
    done = await locked.run("setup", typed=f"{short}\n", **locked.passwords)
    assert (done.code, done.out) == (2, "")
    assert "the passphrase is too short: it needs at least five words and 20 characters" in done.err
    assert short not in done.err
    assert not (locked.state / "state.db").exists()
    offered = re.search(
        r"nobody has seen: ([a-z-]+(?: [a-z-]+){5})\. Six words .* 77 bits", done.err
    )
    assert offered, done.err
    if short == SHORT[0]:
        done = await locked.run("setup", typed=f"{offered[1]}\n", **locked.passwords)
        assert done.code == 0, done.err
        again = await locked.run("setup", typed=f"{short}\n", **locked.passwords)
        assert "the key does not match this state" in again.err


def test_the_words_are_drawn_from_as_many_as_is_said() -> None:
    """The list of the EFF: 7,776 different words, and each draw another."""
    with Path(get_wordlist_path("en_eff")).open() as file:
        words = {line.split()[1] for line in file}
    assert len(words) == 7776
    assert round(6 * math.log2(len(words)), 1) == 77.5
    drawn = [six_words() for _ in range(20)]
    assert len(set(drawn)) == 20
    assert set(" ".join(drawn).split()) <= words


async def test_a_short_one_of_before_goes_on_opening(locked: Installation) -> None:
    """Versions before took any; nobody is locked out, and setup can be run again."""
    old = "correct horse"
    make_state(load(locked.config), lambda: old).close()
    done = await locked.run("setup", typed=f"{old}\n", **locked.passwords)
    assert done.code == 0, done.err
    assert (await locked.run("roles", typed=f"{old}\n")).code == 0


async def test_status_asks_for_no_passphrase(locked: Installation) -> None:
    """Nobody may be there to type it, and whoever asks waits for less than ten seconds."""
    assert (await locked.run("setup", typed=f"{RIGHT}\n", **locked.passwords)).code == 0
    told = await at_a_terminal(locked, "status", typed=[])
    assert (told.code, told.out) == (4, "")
    assert told.err.splitlines() == ["The bot is not running.", *UNKNOWN, *LOCKED]
