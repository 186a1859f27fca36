"""A file of an earlier version becomes one of today's with its data, or stays as it was."""

import contextlib
from pathlib import Path

import peewee
import pytest

from storage import NewerDatabase, Store
from storage.files import open_file
from storage.migrations import STEPS, Step
from storage.sealing import Sealing
from storage.tables import Tables
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


def second(tables: Tables) -> None:
    tables.change(
        peewee.SQL("ALTER TABLE owners ADD COLUMN rows INTEGER NOT NULL DEFAULT 0"),
    )
    tables.change(
        peewee.SQL(
            "UPDATE owners SET rows ="
            " (SELECT COUNT(*) FROM records WHERE records.owner_tag = owners.owner_tag)"
        )
    )


def third(tables: Tables) -> None:
    tables.mark_for_scrub()


def broken(tables: Tables) -> None:
    tables.change(peewee.SQL("ALTER TABLE owners ADD COLUMN later INTEGER"))
    tables.change(peewee.SQL("INSERT INTO nowhere VALUES (1)"))


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
    with contextlib.closing(open_with(first, second, third)) as store:
        assert store.census().schema == 3
        assert store.get(MEMBER, NOTE, now=NOW) == Note("tea")
        assert store.get(MEMBER, NOTE, name="second", now=NOW) == Note("biscuits")
        assert store.read_row(store.due(NOW, 1)[0], SAY) == "hello"
        assert store.needs_scrub
    with raw(first) as connection:
        assert connection.execute("SELECT rows FROM owners").fetchall() == [(2,)]


def test_a_step_is_taken_once(first: Path) -> None:
    open_with(first, second).close()
    with contextlib.closing(open_with(first, second, third)) as store:
        assert store.census().schema == 3


def test_a_step_that_fails_leaves_the_file_as_it_was(first: Path) -> None:
    with pytest.raises(peewee.OperationalError):
        open_with(first, second, broken)
    with contextlib.closing(open_store(first)) as store:
        assert store.census().schema == 1
        assert store.get(MEMBER, NOTE, now=NOW) == Note("tea")
    with raw(first) as connection:
        columns = [name for _, name, *_ in connection.execute("PRAGMA table_info(owners)")]
    assert columns == ["owner_tag", "wrapped"]


def test_todays_code_refuses_what_a_later_one_wrote(first: Path) -> None:
    open_with(first, second).close()
    with pytest.raises(NewerDatabase):
        open_store(first)


def test_a_new_file_is_of_the_newest_version(path: Path) -> None:
    with contextlib.closing(open_with(path, third)) as store:
        assert store.census().schema == 2
