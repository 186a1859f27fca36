"""A file of an earlier version becomes one of today's with its data, or stays as it was."""

import contextlib
import sqlite3
from pathlib import Path

import pytest

from storage import NewerDatabase, Store
from storage.files import open_file
from storage.migrations import STEPS, Step
from storage.sealing import Sealing
from tests.storage.support import (
    KEY,
    LATER,
    MEMBER,
    NOTE,
    NOW,
    SAY,
    Note,
    open_store,
    raw,
    say,
)

# What a later version may do: a column, values in it from what is there, a cleaning up.
SECOND: Step = (
    "ALTER TABLE owners ADD COLUMN rows INTEGER NOT NULL DEFAULT 0",
    "UPDATE owners SET rows ="
    " (SELECT COUNT(*) FROM records WHERE records.owner_tag = owners.owner_tag)",
)
THIRD: Step = ("UPDATE meta SET needs_scrub = 1",)
BROKEN: Step = ("ALTER TABLE owners ADD COLUMN later INTEGER", "INSERT INTO nowhere VALUES (1)")


@pytest.fixture
def first(path: Path) -> Path:
    """A file of version 1, with data."""
    with contextlib.closing(open_store(path)) as store:
        store.put(MEMBER, NOTE, Note("tea"), until=LATER)
        store.put(MEMBER, NOTE, Note("biscuits"), name="second", until=LATER)
        say(store, "hello")
    return path


def open_with(path: Path, *later: Step) -> Store:
    sealing = Sealing(KEY)
    steps = (*STEPS, *later)
    backend = open_file(path, sealing.key_check, create=True, steps=steps)
    return Store(backend, sealing, lambda: NOW)


def test_the_data_of_version_1_is_there_after_a_step(first: Path) -> None:
    with contextlib.closing(open_with(first, SECOND, THIRD)) as store:
        assert store.census().schema == 3
        assert store.get(MEMBER, NOTE, now=NOW) == Note("tea")
        assert store.get(MEMBER, NOTE, name="second", now=NOW) == Note("biscuits")
        assert store.read_row(store.due(NOW, 1)[0], SAY) == "hello"
        assert store.needs_scrub
    with raw(first) as connection:
        assert connection.execute("SELECT rows FROM owners").fetchall() == [(2,)]


def test_a_step_is_taken_once(first: Path) -> None:
    open_with(first, SECOND).close()
    with contextlib.closing(open_with(first, SECOND, THIRD)) as store:
        assert store.census().schema == 3


def test_a_step_that_fails_leaves_the_file_as_it_was(first: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        open_with(first, SECOND, BROKEN)
    with contextlib.closing(open_store(first)) as store:
        assert store.census().schema == 1
        assert store.get(MEMBER, NOTE, now=NOW) == Note("tea")
    with raw(first) as connection:
        columns = [name for _, name, *_ in connection.execute("PRAGMA table_info(owners)")]
    assert columns == ["owner_tag", "wrapped"]


def test_todays_code_refuses_what_a_later_one_wrote(first: Path) -> None:
    open_with(first, SECOND).close()
    with pytest.raises(NewerDatabase):
        open_store(first)


def test_a_new_file_has_taken_every_step(path: Path) -> None:
    with contextlib.closing(open_with(path, THIRD)) as store:
        assert store.census().schema == 2
