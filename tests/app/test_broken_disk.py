"""A steward at 2 a.m. with a broken disk: whatever they type says what, where, and what to do."""

import os
import shutil
import sqlite3
import sys
import tempfile
from asyncio.subprocess import PIPE, create_subprocess_exec
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from errno import EDQUOT, EFBIG, ENOSPC, EROFS
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from peerbot.app.state import DATABASE
from peerbot.app.trouble import Exit, Trouble, errors_as_trouble
from peerbot.cli import main
from peerbot.config import load
from tests.app.installation import Ended, Installation

SOMEBODY = "@robin:localhost"

COMMANDS = [
    ("setup", "--no-input"),
    ("run",),
    ("grant", "facilitator", "--yes", SOMEBODY),
    ("revoke", SOMEBODY),
    ("roles",),
    ("erase", SOMEBODY),
    ("sweep",),
    ("status",),
    ("inspect",),
    ("identity",),
]


@pytest.fixture
def broken(ready: Installation, tmp_path: Path) -> Installation:
    """A copy of one that is set up, to be broken."""
    copy = Installation(tmp_path, ready.settings["homeserver"]["url"], ready.voice, ready.keeper)
    shutil.copytree(ready.state, copy.state)
    shutil.copy2(ready.key, copy.key)
    return copy


def types(installation: Installation, *words: str) -> Ended:
    """`peerbot ...` in this process, since so many are typed."""
    hook = sys.excepthook
    try:
        done = CliRunner().invoke(main, [*words, "--config", str(installation.config)])
    finally:
        sys.excepthook = hook
    unforeseen = done.exception is not None and not isinstance(done.exception, SystemExit)
    assert not unforeseen, (words, done.exception)
    return Ended(done.exit_code, done.stdout, done.stderr)


def file_of(broken: Installation) -> Path:
    """The state file."""
    return broken.state / DATABASE


def emptied(broken: Installation) -> None:
    """What some file systems leave of a file after a power cut."""
    file_of(broken).write_bytes(b"")


def cut_short(broken: Installation) -> None:
    """Half of it is there."""
    os.truncate(file_of(broken), file_of(broken).stat().st_size // 2)


def cut_in_its_head(broken: Installation) -> None:
    """Less than what tells that it is a database."""
    os.truncate(file_of(broken), 50)


def overwritten(broken: Installation) -> None:
    """Another file's bytes."""
    file_of(broken).write_bytes(os.urandom(file_of(broken).stat().st_size))


def rotten_pages(broken: Installation) -> None:
    """Everything but the first page."""
    size = file_of(broken).stat().st_size
    with file_of(broken).open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(size - 4096))


def rotten_records(broken: Installation) -> None:
    """A bit of each record; the file as such is whole."""
    with closing(sqlite3.connect(file_of(broken))) as database:
        rows = database.execute("SELECT id, sealed FROM records").fetchall()
        flipped = [(sealed[:-1] + bytes([sealed[-1] ^ 1]), row) for row, sealed in rows]
        database.executemany("UPDATE records SET sealed = ? WHERE id = ?", flipped)
        database.commit()


def replaced_by(make: Callable[[Path], None], what: str) -> Callable[[Installation], None]:
    """Something else stands at one of its paths."""

    def replace(broken: Installation) -> None:
        places = {"file": file_of(broken), "lock": broken.state / f"{DATABASE}.lock"}
        place = {**places, "state": broken.state, "key": broken.key}[what]
        place.rename(place.with_name("elsewhere"))
        make(place)

    return replace


def a_plain_file(place: Path) -> None:
    """In place of a directory, say."""
    place.write_text("text")


def a_link_to_nothing(place: Path) -> None:
    """Its disk is not mounted."""
    place.symlink_to("/nowhere/at/all")


def a_loop(place: Path) -> None:
    """A link to itself."""
    place.symlink_to(place)


def nothing(place: Path) -> None:
    """It is gone."""
    assert not place.exists()


def open_to_others(broken: Installation) -> None:
    """The key, restored with another mode."""
    broken.key.chmod(0o644)


KEY = "the key cannot be used"
DAMAGED = "the state file is damaged"
NONE = "there is no state yet"
PATH = "cannot open a file or directory named in the config"

# What is broken, what is said of it, and where it is.
BROKEN = [
    (emptied, DAMAGED, "state"),
    (cut_short, DAMAGED, "state"),
    (cut_in_its_head, DAMAGED, "state"),
    (overwritten, DAMAGED, "state"),
    (rotten_pages, DAMAGED, "state"),
    (rotten_records, "a record in the state file is damaged", "state"),
    (replaced_by(Path.mkdir, "file"), "cannot access the state file (permission denied)", "state"),
    (replaced_by(Path.mkdir, "lock"), PATH, "state/state.db.lock"),
    (replaced_by(a_loop, "lock"), PATH, "state/state.db.lock"),
    (replaced_by(nothing, "key"), KEY, "key"),
    (replaced_by(a_plain_file, "key"), KEY, "key"),
    (replaced_by(Path.mkdir, "key"), KEY, "key"),
    (open_to_others, KEY, "key"),
]

KEYLESS = ("sweep",)
READS_NO_RECORD = ("grant", "revoke", "roles", "erase", "sweep", "inspect")


@pytest.mark.parametrize(("damage", "words", "where"), BROKEN, ids=range(len(BROKEN)))
def test_each_command_says_what_and_where_and_the_mend(
    broken: Installation, damage: Callable[[Installation], None], words: str, where: str
) -> None:
    damage(broken)
    fine = KEYLESS if words == KEY else READS_NO_RECORD if damage is rotten_records else ()
    for command in COMMANDS:
        done = types(broken, *command)
        if command[0] in fine:
            continue
        assert (done.code in (2, 4), done.out) == (True, ""), (command, done)
        assert words in done.err, (command, done.err)
        assert f"({broken.directory / where})" in done.err, (command, done.err)
        assert len(done.err.splitlines()) >= 2, (command, done.err)
        assert "internal error" not in done.err, (command, done.err)
    assert types(broken, "check").code == 0


@pytest.mark.parametrize("make", [nothing, a_plain_file, a_link_to_nothing])
def test_a_state_that_is_not_mounted_is_not_made_anew_by_mistake(
    broken: Installation, make: Callable[[Path], None]
) -> None:
    """Who reads no further than the first words is stopped: setup replaces no identity."""
    replaced_by(make, "state")(broken)
    for command in COMMANDS[1:]:
        done = types(broken, *command)
        assert (done.code, done.out) == (2, ""), (command, done)
        assert NONE in done.err
        assert "check that its disk is mounted" in done.err
    done = types(broken, "setup", "--no-input")
    assert done.code == 2, done.err
    assert ("no password was given for the account" if make is nothing else PATH) in done.err


NOBODY = 65534


@contextmanager
def another_user() -> Iterator[None]:
    """Be somebody else for a moment. Who is not root is refused by a mode instead."""
    if os.getuid() == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(os.getuid())


def test_files_of_another_user(broken: Installation) -> None:
    """As after a restore by root, or a command by the wrong user."""
    with tempfile.TemporaryDirectory() as folder:  # not below tmp_path, which is its owner's alone
        place = Path(folder)
        place.chmod(0o755)
        broken.state = Path(shutil.copytree(broken.state, place / "state"))
        broken.settings["state"]["directory"] = str(broken.state)
        broken.settings["state"]["key"] = {"file": str(place / "key")}
        broken.config = place / "config.yaml"
        broken.write()
        shutil.copy2(broken.key, place / "key")
        broken.config.chmod(0o644)
        broken.state.chmod(0)
        with another_user():
            for command in COMMANDS:
                done = types(broken, *command)
                assert (done.code, done.out) == (2, ""), (command, done)
                mend = ("as that user" in done.err) or ("as the user that runs the bot" in done.err)
                assert mend, (command, done.err)
        broken.state.chmod(0o700)
        for theirs in (broken.state, place / "key"):
            os.chown(theirs, NOBODY if os.getuid() == 0 else -1, -1)
        file_of(broken).chmod(0o600 if os.getuid() == 0 else 0)
        (broken.state / f"{DATABASE}.lock").chmod(0o666)
        with another_user():
            told_of = [types(broken, *command) for command in (("status",), ("sweep",))]
        for done in told_of:
            assert done.code == 2
            assert "cannot access the state file (permission denied)" in done.err
            assert "chown -R" in done.err
        broken.config.chmod(0)
        with another_user():
            done = types(broken, "check")
        assert done.code == 2
        assert "is not readable by this user" in done.err


async def with_a_full_disk(installation: Installation, *words: str) -> Ended:
    """`peerbot ...` that the kernel lets grow no file."""
    command = (sys.executable, "-m", "peerbot", *words, "--config", str(installation.config))
    process = await create_subprocess_exec(
        *("/bin/sh", "-c", 'ulimit -f 0; exec "$@"', "sh", *command),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        env={**os.environ, **installation.passwords},
    )
    out, err = await process.communicate()
    assert process.returncode is not None
    return Ended(process.returncode, out.decode(), err.decode())


async def test_a_disk_that_takes_nothing(broken: Installation) -> None:
    async with broken.running() as bot:
        bot.kill()  # what is newest is in the log beside the file, which is read first
        await bot.wait()
    (broken.state / f"{DATABASE}-shm").unlink()
    for command in (("run",), ("sweep",), ("status",)):
        done = await with_a_full_disk(broken, *command)
        assert (done.code, done.out) == (Exit.US, ""), (command, done)
        assert "the disk is full; nothing was changed" in done.err
        assert "df -i" in done.err
    for made in (broken.state, broken.key):
        made.rename(made.with_name(f"old-{made.name}"))
    done = await with_a_full_disk(broken, "setup", "--no-input")
    assert (done.code, done.out) == (Exit.US, ""), done.err
    assert "the disk is full; nothing was changed" in done.err
    assert not broken.key.exists()


@pytest.mark.parametrize("number", [ENOSPC, EDQUOT, EFBIG, EROFS])
@pytest.mark.parametrize("named", [True, False])
def test_whatever_the_disk_refuses_is_told(broken: Installation, number: int, named: bool) -> None:
    """Where no file can be named as well, as when the socket is made."""
    error = OSError(number, os.strerror(number), str(broken.state) if named else None)
    with pytest.raises(Trouble) as raised, errors_as_trouble(load(broken.config)):
        raise error
    words = "is it mounted read-only" if number == EROFS else "free some space"
    assert words in raised.value.mend.lower()
    assert raised.value.where == str(broken.state)


def test_a_settings_file_that_was_cut_short(broken: Installation) -> None:
    """It is named, with the line."""
    whole = yaml.safe_dump(broken.settings)
    broken.config.write_text(whole[: len(whole) // 2])
    for command in (("check",), *COMMANDS):
        done = types(broken, *command)
        assert (done.code, done.out) == (2, ""), (command, done)
        assert str(broken.config) in done.err
