"""`sandbox` and `demo`: what they print, and that nothing of them stays behind."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from peerbot.demo import story
from peerbot.matrix.homeserver import Homeserver
from peerbot.synapse import PATIENCE
from tests.conftest import ended


async def begin(*words: str, **environment: str) -> Process:
    """`peerbot ...`, just started."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "peerbot", *words),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
        env={**os.environ, **environment},
    )


@asynccontextmanager
async def sandbox(*words: str) -> AsyncIterator[tuple[Process, dict[str, str]]]:
    """`peerbot sandbox`, ready, and what it printed; ended unless it has ended by itself."""
    process = await begin("sandbox", *words)
    try:
        assert process.stdout is not None
        line = await asyncio.wait_for(process.stdout.readline(), PATIENCE)
        assert line, (await process.communicate())[1].decode()
        yield process, json.loads(line)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


def started_for(directory: Path) -> list[int]:
    """The processes that name the directory: the homeserver, the bot, the sandbox itself."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue  # it ended meanwhile
            if str(directory).encode() in command:
                found.append(int(entry.name))
    return found


async def test_what_it_prints(tmp_path: Path) -> None:
    async with sandbox("--dir", str(tmp_path / "box")) as (process, told):
        assert set(told) == {
            *("homeserver", "server_name", "voice", "keeper"),
            *("registration_shared_secret", "config", "state"),
        }
        homeserver = Homeserver(told["homeserver"])
        try:
            assert "versions" in await homeserver.versions()
        finally:
            await homeserver.close()
        status = await begin("status", "--config", told["config"])
        out, _ = await status.communicate()
        assert out.startswith(b"All is well.")
        assert len(started_for(tmp_path)) == 3
        process.terminate()
        assert await process.wait() == 0
        assert started_for(tmp_path) == []


async def test_nothing_stays_when_it_is_killed(tmp_path: Path) -> None:
    async with sandbox("--dir", str(tmp_path / "box")) as (process, _):
        everything = started_for(tmp_path)
        assert len(everything) == 3
        process.kill()
        await asyncio.gather(*map(ended, everything))
    # What it left is its own to empty.
    async with sandbox("--dir", str(tmp_path / "box"), "--no-bot") as (process, _):
        assert len(started_for(tmp_path)) == 2
        process.send_signal(signal.SIGINT)
        assert await process.wait() == 0
        assert started_for(tmp_path) == []


async def test_a_directory_with_other_things_in_it(tmp_path: Path) -> None:
    (tmp_path / "diary").write_text("mine")
    process = await begin("sandbox", "--dir", str(tmp_path))
    out, err = await process.communicate()
    assert (process.returncode, out) == (2, b"")
    assert b"the directory for the sandbox holds other things" in err
    assert (tmp_path / "diary").read_text() == "mine"


@pytest.mark.parametrize("command", ["sandbox", "demo"])
async def test_without_a_homeserver_to_start(tmp_path: Path, command: str) -> None:
    nowhere = str(tmp_path / "no-python")
    process = await begin(command, "--dir", str(tmp_path / "box"), PEERBOT_SYNAPSE_PYTHON=nowhere)
    _, err = await process.communicate()
    assert process.returncode == 4
    assert b"make tools" in err


async def test_the_demo(tmp_path: Path) -> None:
    process = await begin("demo", "--dir", str(tmp_path / "box"))
    out, err = await process.communicate()
    assert process.returncode == 0, out.decode() + err.decode()
    assert err == b""
    told = out.decode()
    assert told.rstrip().endswith("Everything above was real, and checked where it says so.")
    assert told.count("  checked: ") > 10
    assert started_for(tmp_path) == []


async def test_a_false_claim_ends_the_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(story, "hits", lambda *_: ["a name"])
    told: list[str] = []
    with pytest.raises(story.Untrue, match="finds none"):
        await story.demo(tmp_path / "box", keep=False, tell=told.append)
    assert "The end" not in told[-1]
    assert started_for(tmp_path) == []
