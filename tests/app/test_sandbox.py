"""`sandbox` and `demo`: what they print, and that nothing of them stays behind."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from peerbot.app.trouble import Trouble
from peerbot.devtools.demo import story
from peerbot.devtools.demo.people import Member
from peerbot.devtools.sandbox import _empty
from peerbot.devtools.synapse import PATIENCE, Synapse
from peerbot.matrix.http.session import Session
from tests.conftest import ended


async def begin(*words: str, umask: int = -1, **environment: str) -> Process:
    """`peerbot ...`, just started."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "peerbot", *words),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
        env={**os.environ, **environment},
        umask=umask,
    )


@asynccontextmanager
async def sandbox(*words: str, umask: int = -1) -> AsyncIterator[tuple[Process, dict[str, str]]]:
    """`peerbot sandbox`, ready, and what it printed; ended unless it has ended by itself."""
    process = await begin("sandbox", *words, umask=umask)
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
        homeserver = Session(told["homeserver"])
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


async def test_a_pair_is_two_homeservers_whose_people_reach_the_bot(tmp_path: Path) -> None:
    async with sandbox("--dir", str(tmp_path / "box"), "--pair") as (process, told):
        other = Synapse(tmp_path / "unused", port=int(told["other_homeserver"].rpartition(":")[2]))
        other.registration_shared_secret = told["other_registration_shared_secret"]
        account = await other.register("alex")
        assert account.user_id == f"@alex:{told['other_server_name']}"
        async with Member(told["other_homeserver"], account, told["voice"]) as alex:
            await alex.begin()
        assert len(started_for(tmp_path)) == 4
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


MADE = {
    *("config.yaml", "key", "bot.log", ".peerbot-sandbox", "state.db", "control.sock"),
    *("homeserver.yaml", "signing.key", "homeserver.db", "synapse.log", "console.log"),
}


@pytest.mark.parametrize("umask", [0o000, 0o777])
async def test_fault_59_all_that_a_sandbox_makes_is_for_its_user_alone(
    tmp_path: Path, umask: int
) -> None:
    """In a folder that was there before, open to all, with an earlier sandbox as open in it."""
    box = tmp_path / "box"
    for directory in (box, box / "synapse", box / "state"):
        directory.mkdir()
        directory.chmod(0o777)
    for name in (".peerbot-sandbox", "config.yaml", "key", "bot.log", "synapse/homeserver.yaml"):
        (box / name).touch()
        (box / name).chmod(0o666)
    async with sandbox("--dir", str(box), umask=umask):
        everything = [box, *box.rglob("*")]
        assert {path.name for path in everything} >= MADE
        for path in everything:
            expected = 0o700 if path.is_dir() else 0o600
            assert path.stat().st_mode & 0o777 == expected, path.relative_to(tmp_path)


def test_fault_59_a_folder_that_is_not_ours_is_left_as_it_is(tmp_path: Path) -> None:
    """A link in place of the mark is no mark; what a link in a sandbox leads to is not emptied."""
    tmp_path.chmod(0o755)
    diary, others = tmp_path / "diary", tmp_path / "others"
    diary.write_text("mine")
    others.mkdir()
    (others / ".peerbot-sandbox").symlink_to(diary)
    with pytest.raises(Trouble, match="holds other things"):
        _empty(others)
    with pytest.raises(Trouble, match="holds other things"):
        _empty(tmp_path)
    assert (tmp_path.stat().st_mode & 0o777, diary.read_text()) == (0o755, "mine")
    box = tmp_path / "box"
    _empty(box)
    (box / "link").symlink_to(others)
    (box / "file").symlink_to(diary)
    _empty(box)
    assert [path.name for path in box.iterdir()] == [".peerbot-sandbox"]
    assert (diary.read_text(), len(list(others.iterdir()))) == ("mine", 1)


def test_fault_59_another_users_folder_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is not root cannot give a folder away, so it is we who are somebody else."""
    us = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: us + 1)
    with pytest.raises(Trouble, match="another user's"):
        _empty(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["sandbox", "demo"])
def test_fault_59_a_sandbox_where_there_can_be_none(tmp_path: Path, command: str) -> None:
    (tmp_path / "file").write_text("mine")
    for place in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/nowhere")):
        done = subprocess.run(
            [sys.executable, "-m", "peerbot", command, "--dir", str(place)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
        assert "the directory for the sandbox cannot be used" in done.stderr
        assert "Name an empty one of yours" in done.stderr
    assert (tmp_path / "file").read_text() == "mine"


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
