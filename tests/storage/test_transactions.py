"""All or nothing: failures, nesting, a killed process, a full disk."""

import contextlib
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import DiskFull, ScrubUnfinished, Store, StoreBusy, TransactionLost
from tests.storage.places import Place
from tests.storage.support import (
    LATER,
    MEMBER,
    NOTE,
    NOW,
    OTHER,
    SEAT,
    Note,
    child_until_killed,
    every_byte,
    open_store,
    raw,
    say,
    scrub_due,
    tables_of,
)


class FlowError(Exception):
    """Something that is not the store's."""


@contextlib.contextmanager
def failing_transaction(store: Store) -> Iterator[None]:
    """A transaction that something fails in after all that is done within."""
    with contextlib.suppress(FlowError), store.transaction():
        yield
        raise FlowError


def test_a_failure_undoes_everything(store: Store) -> None:
    with failing_transaction(store):
        store.put(MEMBER, SEAT, "seat", until=LATER)
        say(store)
    assert not store.has(MEMBER)
    assert store.next_due(NOW) is None


def test_a_key_made_in_a_lost_transaction_is_not_used_again(place: Place) -> None:
    with contextlib.closing(place.open()) as store:
        with failing_transaction(store):
            store.put(MEMBER, SEAT, "seat", until=LATER)
        store.put(MEMBER, SEAT, "again", until=LATER)
    with contextlib.closing(place.open()) as store:
        assert store.get(MEMBER, SEAT, now=NOW) == "again"


def test_a_failure_that_is_caught_undoes_its_own_block_only(store: Store) -> None:
    with store.transaction():
        store.put(MEMBER, SEAT, "before", name="before", until=LATER)
        with failing_transaction(store):
            store.put(MEMBER, SEAT, "inside", name="inside", until=LATER)
            store.put(OTHER, SEAT, "inside", until=LATER)
        with store.transaction():
            store.put(OTHER, SEAT, "after", name="after", until=LATER)
    names = {entry.name for owner in (MEMBER, OTHER) for entry in store.list(owner, SEAT, now=NOW)}
    assert names == {"before", "after"}


def test_a_failure_passes_through_every_block(store: Store) -> None:
    with contextlib.suppress(FlowError), store.transaction():
        store.put(MEMBER, SEAT, "outer", until=LATER)
        with store.transaction():
            store.put(OTHER, SEAT, "inner", until=LATER)
            raise FlowError
    assert not store.has(MEMBER)
    assert not store.has(OTHER)


def test_an_erasing_that_fails_has_not_happened(store: Store) -> None:
    store.put(MEMBER, SEAT, "seat", until=LATER)
    with failing_transaction(store):
        store.erase(MEMBER)
        assert not store.has(MEMBER)
    assert store.get(MEMBER, SEAT, now=NOW) == "seat"
    assert not scrub_due(store)


def test_someone_erased_can_begin_again_in_the_same_transaction(place: Place) -> None:
    with contextlib.closing(place.open()) as store:
        store.put(MEMBER, SEAT, "old", until=LATER)
        with store.transaction():
            store.erase(MEMBER)
            store.put(MEMBER, SEAT, "new", until=LATER)
    with contextlib.closing(place.open()) as store:
        assert store.get(MEMBER, SEAT, now=NOW) == "new"


def test_a_scrub_within_a_transaction_is_a_mistake(store: Store) -> None:
    with pytest.raises(RuntimeError), store.transaction():
        store.scrub()


def test_a_transaction_the_database_gave_up_is_not_written_piecemeal(filed: Store) -> None:
    def write() -> None:
        with filed.transaction():
            filed.put(MEMBER, SEAT, "first", until=LATER)
            tables_of(filed)._connection.rollback()  # as SQLite itself does when a disk fails
            filed.put(MEMBER, SEAT, "second", until=LATER)

    with pytest.raises(TransactionLost):
        write()
    assert not filed.has(MEMBER)
    filed.put(MEMBER, SEAT, "third", until=LATER)
    assert filed.get(MEMBER, SEAT, now=NOW) == "third"


def test_what_the_database_gave_up_over_is_what_is_raised(filed: Store) -> None:
    """Within a block in a block, which is gone by then and cannot be gone back to."""

    def write() -> None:
        with filed.transaction(), filed.transaction():
            filed.put(MEMBER, SEAT, "first", until=LATER)
            tables_of(filed)._connection.rollback()
            raise FlowError

    with pytest.raises(FlowError):
        write()
    assert not filed.has(MEMBER)
    filed.put(MEMBER, SEAT, "second", until=LATER)
    assert filed.get(MEMBER, SEAT, now=NOW) == "second"


def test_a_transaction_given_up_at_its_end_is_told(filed: Store) -> None:
    def write() -> None:
        with filed.transaction():
            filed.put(MEMBER, SEAT, "first", until=LATER)
            tables_of(filed)._connection.rollback()

    with pytest.raises(TransactionLost):
        write()
    assert not filed.has(MEMBER)


def test_a_foreign_lock_is_told_and_nothing_is_lost(filed: Store, path: Path) -> None:
    filed.put(MEMBER, SEAT, "before", until=LATER)
    with raw(path) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy):
            filed.put(MEMBER, SEAT, "during", until=LATER)
        assert filed.get(MEMBER, SEAT, now=NOW) == "before"
        other.execute("ROLLBACK")
    filed.put(MEMBER, SEAT, "after", until=LATER)
    assert filed.get(MEMBER, SEAT, now=NOW) == "after"


def test_killed_inside_a_transaction_leaves_the_state_before_it(path: Path) -> None:
    with contextlib.closing(open_store(path)) as store:
        store.put(MEMBER, NOTE, Note("before"), until=LATER)
    # More than SQLite's page cache holds, so that half of it is on the disk when the kill comes.
    body = """
transaction = store.transaction()
transaction.__enter__()
store.put("person:@wren-of-the-marsh:example.org", NOTE, Note("during"), until=LATER)
for number in range(2000):
    store.put(f"someone {number}", NOTE, Note("x" * 3000), until=LATER)
"""
    with child_until_killed(path, body):
        assert path.with_name(path.name + "-wal").stat().st_size > 1_000_000
    with contextlib.closing(open_store(path)) as store:
        assert store.get(MEMBER, NOTE, now=NOW) == Note("before")
        assert store.census().owners == 1
        store.put(MEMBER, NOTE, Note("after"), until=LATER)
    with contextlib.closing(open_store(path)) as store:
        assert store.get(MEMBER, NOTE, now=NOW) == Note("after")


def test_killed_after_a_transaction_keeps_it(path: Path) -> None:
    body = 'store.put("person:@wren-of-the-marsh:example.org", NOTE, Note("kept"), until=LATER)'
    with child_until_killed(path, body):
        pass
    with contextlib.closing(open_store(path)) as store:
        assert store.get(MEMBER, NOTE, now=NOW) == Note("kept")


@contextlib.contextmanager
def no_file_above(size: int) -> Iterator[None]:
    """A disk that is full for real: the kernel lets no file grow beyond that size."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


def test_a_full_disk_keeps_nothing_of_the_transaction_and_recovers(path: Path) -> None:
    def write(store: Store) -> None:
        with store.transaction():
            store.put(MEMBER, SEAT, "during", until=LATER)
            for number in range(1000):
                store.put(f"someone {number}", SEAT, "seat", until=LATER)

    with contextlib.closing(open_store(path)) as store:
        store.put(MEMBER, SEAT, "before", until=LATER)
        with no_file_above(200_000):
            with pytest.raises(DiskFull):
                write(store)
            assert store.get(MEMBER, SEAT, now=NOW) == "before"
            assert store.census().owners == 1
        store.put(MEMBER, SEAT, "after", until=LATER)
    with contextlib.closing(open_store(path)) as store:
        assert store.get(MEMBER, SEAT, now=NOW) == "after"


def test_a_disk_that_is_full_after_a_kill_is_not_taken_for_a_damaged_file(path: Path) -> None:
    """The newest pages are in the log then, and reading it takes room."""
    with child_until_killed(path, f"store.put({MEMBER!r}, NOTE, Note('kept'), until=LATER)"):
        pass
    path.with_name(f"{path.name}-shm").unlink()  # as after a restart of the machine
    with no_file_above(0), pytest.raises(DiskFull):
        open_store(path)
    with contextlib.closing(open_store(path)) as store:
        assert store.get(MEMBER, NOTE, now=NOW) == Note("kept")


def test_a_disk_too_full_to_scrub_leaves_it_to_be_done(path: Path) -> None:
    with contextlib.closing(open_store(path)) as store:
        with store.transaction():
            for number in range(300):
                store.put(f"someone {number}", SEAT, "seat", until=LATER)
        store.put(MEMBER, SEAT, "to be erased", until=LATER)
    with contextlib.closing(open_store(path)) as store:
        with raw(path) as thief:
            (wrapped,) = thief.execute(
                "SELECT wrapped FROM owners WHERE owner_tag = ?",
                (store._sealing.owner_tag(MEMBER),),
            ).fetchone()
        store.erase(MEMBER)
        with no_file_above(100_000), pytest.raises(ScrubUnfinished):
            store.scrub()
        assert scrub_due(store)
    with contextlib.closing(open_store(path)) as store:
        assert scrub_due(store)
        store.scrub()
        assert not scrub_due(store)
    assert wrapped not in every_byte(path.parent)
