"""The file: private, held by one process, made whole or not at all, never touched by mistake."""

import asyncio
import contextlib
import stat
from pathlib import Path

import peewee
import pytest

from storage import (
    FileDamaged,
    FileRefused,
    NewerDatabase,
    Store,
    StoreBusy,
    StoreError,
    StoreMissing,
    WrongKey,
    sweep_locked,
)
from tests.storage.support import (
    KEY,
    LATER,
    MEMBER,
    NOTE,
    NOW,
    OTHER_KEY,
    SEAT,
    Note,
    alter,
    child_until_killed,
    each,
    open_store,
    raw,
    tables_of,
)


def contents(directory: Path) -> dict[str, bytes]:
    """Every file but SQLite's shared memory, which holds nothing of its own."""
    return {
        path.name: path.read_bytes()
        for path in directory.iterdir()
        if not path.name.endswith("-shm")
    }


def test_every_file_is_for_its_owner_alone(filed: Store, path: Path) -> None:
    filed.put(MEMBER, SEAT, "seat", until=LATER)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == dict.fromkeys(
        ("peers.db", "peers.db-wal", "peers.db-shm", "peers.db.lock"), 0o600
    )


def test_a_file_that_others_could_read_is_closed_to_them(path: Path) -> None:
    open_store(path).close()
    path.chmod(0o644)
    open_store(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_after_a_clean_end_everything_is_in_one_file(path: Path) -> None:
    with contextlib.closing(open_store(path)) as store:
        store.put(MEMBER, SEAT, "seat", until=LATER)
    assert sorted(contents(path.parent)) == ["peers.db", "peers.db.lock"]


def test_the_settings_that_promises_rest_on(filed: Store) -> None:
    connection = tables_of(filed)._connection
    settings = {
        name: connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "secure_delete", "temp_store", "page_size")
    }
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "temp_store": 2,
        "page_size": 4096,
    }


def test_a_wrong_key_touches_nothing(path: Path) -> None:
    with contextlib.closing(open_store(path)) as store:
        store.put(MEMBER, SEAT, "seat", until=LATER)
    before = contents(path.parent)
    with pytest.raises(WrongKey):
        open_store(path, OTHER_KEY)
    assert contents(path.parent) == before
    with contextlib.closing(open_store(path)) as store:
        assert store.get(MEMBER, SEAT, now=NOW) == "seat"


def test_a_wrong_key_touches_nothing_after_a_kill_either(path: Path) -> None:
    """Then the newest pages are in the log, which an ordinary opening copies into the file."""
    with child_until_killed(path, f"store.put({MEMBER!r}, NOTE, Note('kept'), until=LATER)"):
        pass
    before = contents(path.parent)
    assert len(before["peers.db-wal"]) > 0
    with pytest.raises(WrongKey):
        open_store(path, OTHER_KEY)
    assert contents(path.parent) == before
    with contextlib.closing(open_store(path)) as store:
        assert store.get(MEMBER, NOTE, now=NOW) == Note("kept")


@pytest.mark.parametrize("key", [b"", KEY[:16], KEY + b"\0"])
def test_a_key_of_another_length_is_a_mistake(path: Path, key: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        open_store(path, key)
    assert not path.exists()


def test_a_newer_database_is_refused_untouched_with_and_without_the_key(path: Path) -> None:
    open_store(path).close()
    alter(path, "meta.schema", each(lambda schema: schema + 1))
    before = contents(path.parent)
    for key in (KEY, OTHER_KEY):
        with pytest.raises(NewerDatabase):
            open_store(path, key)
    with pytest.raises(NewerDatabase):
        sweep_locked(path, NOW)
    assert contents(path.parent) == before


def test_a_newer_database_is_refused_although_a_kill_left_that_in_the_log(path: Path) -> None:
    with child_until_killed(path, "store._backend.record_schema(2)"):
        pass
    before = contents(path.parent)
    with pytest.raises(NewerDatabase):
        open_store(path)
    assert contents(path.parent) == before


def test_a_store_is_held_by_one_process(path: Path) -> None:
    with child_until_killed(path, ""), pytest.raises(StoreBusy):
        open_store(path)
    open_store(path).close()


def test_a_store_is_held_once_within_a_process_too(filed: Store, path: Path) -> None:
    with pytest.raises(StoreBusy):
        open_store(path)
    filed.put(MEMBER, SEAT, "seat", until=LATER)


def test_a_store_that_did_not_open_is_not_held(path: Path) -> None:
    open_store(path).close()
    with pytest.raises(WrongKey):
        open_store(path, OTHER_KEY)
    open_store(path).close()


def test_a_lost_file_is_not_replaced_unless_asked(path: Path) -> None:
    with pytest.raises(StoreMissing):
        Store.open(path, KEY, create=False)
    assert not path.exists()
    Store.open(path, KEY).close()
    Store.open(path, KEY, create=False).close()


def test_a_making_that_was_killed_is_begun_again(path: Path) -> None:
    for suffix in (".new", ".new-wal", ".new-journal"):
        path.with_name(path.name + suffix).write_bytes(b"half of something")
    open_store(path).close()
    assert sorted(contents(path.parent)) == ["peers.db", "peers.db.lock"]


@pytest.mark.parametrize("damage", [b"", b"no database", b"SQLite format 3\0" + bytes(4000)])
def test_what_is_no_store_is_refused_untouched(path: Path, damage: bytes) -> None:
    path.write_bytes(damage)
    with pytest.raises(FileDamaged):
        open_store(path)
    assert path.read_bytes() == damage


def test_another_programs_database_is_refused_untouched(path: Path) -> None:
    with raw(path) as connection:
        connection.execute("CREATE TABLE accounts (name TEXT)")
    before = path.read_bytes()
    with pytest.raises(FileDamaged):
        open_store(path)
    assert path.read_bytes() == before


def test_a_store_without_its_head_is_refused(path: Path) -> None:
    open_store(path).close()
    with raw(path) as connection:
        connection.execute("DELETE FROM meta")
    with pytest.raises(FileDamaged):
        open_store(path)


def test_a_corrupt_file_is_told_when_it_is_opened(path: Path) -> None:
    with contextlib.closing(open_store(path)) as store, store.transaction():
        for number in range(300):
            store.put(f"someone {number}", SEAT, "seat", until=LATER)
    whole = path.read_bytes()
    middle = len(whole) // 2 // 4096 * 4096
    path.write_bytes(whole[:middle] + b"\xff" * 4096 + whole[middle + 4096 :])
    with pytest.raises(FileDamaged):
        open_store(path)


def test_a_file_cut_short_is_told_when_it_is_opened(path: Path) -> None:
    with contextlib.closing(open_store(path)) as store, store.transaction():
        for number in range(300):
            store.put(f"someone {number}", SEAT, "seat", until=LATER)
    path.write_bytes(path.read_bytes()[:-8192])
    with pytest.raises(FileDamaged):
        open_store(path)


def test_a_store_that_may_not_be_written_says_so(filed: Store) -> None:
    filed.put(MEMBER, SEAT, "before", until=LATER)
    tables_of(filed)._connection.execute("PRAGMA query_only = on")  # as on a read-only disk
    with pytest.raises(FileRefused):
        filed.put(MEMBER, SEAT, "after", until=LATER)
    assert filed.get(MEMBER, SEAT, now=NOW) == "before"


def test_a_fault_of_our_own_is_not_taken_for_the_files(filed: Store) -> None:
    with pytest.raises(Exception, match="no such table") as caught:
        tables_of(filed).rows(peewee.SQL("SELECT 1 FROM missing_table"))
    assert not isinstance(caught.value, StoreError)


async def test_a_store_may_not_be_used_from_another_thread(filed: Store) -> None:
    with pytest.raises(Exception, match="thread"):
        await asyncio.to_thread(filed.has, MEMBER)
