"""What is erased or has expired leaves no byte in any file, or the store says that it may have."""

import contextlib
import random
from datetime import timedelta
from pathlib import Path

import pytest

from storage import DAY, HOUR, Kind, ScrubUnfinished, Store, StoreBusy, StoreMissing, sweep_locked
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

BLOB = Kind("blob", bytes)


def traces(store: Store, path: Path, owner: str) -> list[bytes]:
    """Everything of an owner that the file holds now, in pieces as small as SQLite keeps whole."""
    tag = (store._sealing.owner_tag(owner),)
    with raw(path) as thief:
        keys = thief.execute("SELECT wrapped FROM owners WHERE owner_tag = ?", tag).fetchall()
        records = thief.execute(
            "SELECT record_tag, sealed FROM records WHERE owner_tag = ?", tag
        ).fetchall()
        rows = thief.execute(
            "SELECT id, lane_tag, sealed FROM outbox WHERE owner_tag = ?", tag
        ).fetchall()
    found = [*tag, *(value for row in (*keys, *records, *rows) for value in row)]
    whole = [value.encode() if isinstance(value, str) else value for value in found]
    return [value[start : start + 48] for value in whole for start in (0, len(value) // 2)]


def fill(store: Store, owner: str, chance: random.Random) -> None:
    for number in range(chance.randint(1, 6)):
        value = bytes(chance.choice((10, 700, 3000, 17_000)))
        store.put(owner, BLOB, value, name=str(number), until=LATER)
        say(store, "hello", owner=owner, queue=f"{owner} {number}")


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("secure_delete", ["on", "off"])
def test_an_erased_owner_leaves_no_byte_in_any_file(
    path: Path, seed: int, secure_delete: str
) -> None:
    """Rows of many sizes come, change and go about them, so that pages are split and refilled.

    The scrub must do without what SQLite overwrites by itself: how much that is differs from one
    version to the next.
    """
    chance = random.Random(seed)  # noqa: S311 - the same rows each time, no secret
    everyone = [MEMBER, *(f"someone {number}" for number in range(chance.randint(1, 40)))]
    with contextlib.closing(open_store(path)) as store:
        tables_of(store)._connection.execute(f"PRAGMA secure_delete = {secure_delete}")
        for owner in everyone:
            fill(store, owner, chance)
        captured = traces(store, path, MEMBER)
        for _ in range(3):
            for owner in chance.sample(everyone, len(everyone)):
                fill(store, owner, chance)
            captured += traces(store, path, MEMBER)
            for row in store.due(NOW, 3):
                store.finish(row.id)
        before = every_byte(path.parent)
        current = traces(store, path, MEMBER)
        assert len(current) > 10
        assert [piece for piece in current if piece not in before] == []
        store.erase(MEMBER)
        assert scrub_due(store)
        store.scrub()
        assert not scrub_due(store)
        left = every_byte(path.parent)
        assert [piece for piece in captured if piece in left] == []
        for owner in everyone[1:]:
            assert store.list(owner, BLOB, now=NOW)
    left = every_byte(path.parent)
    assert [piece for piece in captured if piece in left] == []


def test_fault_42_an_erasing_survives_a_kill_and_is_finished_afterwards(path: Path) -> None:
    with contextlib.closing(open_store(path)) as store:
        store.put(MEMBER, NOTE, Note("to be erased"), until=LATER)
        captured = traces(store, path, MEMBER)
    with child_until_killed(path, f"store.erase({MEMBER!r})"):
        pass
    with contextlib.closing(open_store(path)) as store:
        assert not store.has(MEMBER)
        assert scrub_due(store)
        store.scrub()
    with contextlib.closing(open_store(path)) as store:
        assert not scrub_due(store)
    left = every_byte(path.parent)
    assert [piece for piece in captured if piece in left] == []


def test_erasing_touches_nobody_else(store: Store) -> None:
    store.put(MEMBER, NOTE, Note("mine"), until=LATER)
    store.put(OTHER, NOTE, Note("theirs"), until=LATER)
    store.erase(MEMBER)
    assert store.get(MEMBER, NOTE, now=NOW) is None
    assert not store.has(MEMBER)
    assert store.get(OTHER, NOTE, now=NOW) == Note("theirs")


def test_a_sweep_takes_what_has_expired_and_then_owners_without_rows(store: Store) -> None:
    store.put(MEMBER, SEAT, "seat", until=NOW + HOUR)
    store.put(OTHER, SEAT, "seat", until=NOW + HOUR)
    store.put(OTHER, NOTE, Note("tea"), until=LATER)
    store.enqueue(
        "person:third", SEAT, "word", queue="l", priority=1, not_before=NOW, until=NOW + HOUR
    )
    say(store, owner="person:fourth")
    assert store.sweep(NOW) == 0
    assert store.census().owners == 4
    assert store.sweep(NOW + 2 * HOUR) == 3
    assert not store.has(MEMBER)
    assert not store.has("person:third")
    assert store.has("person:fourth")
    assert store.get(OTHER, NOTE, now=NOW) == Note("tea")
    store.put(MEMBER, SEAT, "back again", until=LATER)
    assert store.get(MEMBER, SEAT, now=NOW) == "back again"


def test_a_sweep_takes_an_owner_whose_last_record_was_deleted(store: Store) -> None:
    store.put(MEMBER, SEAT, "seat", until=LATER)
    store.delete(MEMBER, SEAT)
    assert store.has(MEMBER)
    assert store.sweep(NOW) == 0
    assert not store.has(MEMBER)


def test_a_sweep_asks_for_a_scrub_when_anything_was_written_since_the_last(store: Store) -> None:
    store.sweep(NOW)
    store.scrub()
    store.sweep(NOW)
    assert not scrub_due(store)
    store.finish(say(store))
    assert not scrub_due(store)
    store.sweep(NOW)
    assert scrub_due(store)


def test_what_was_replaced_deleted_and_finished_is_gone_after_a_sweep_and_a_scrub(
    filed: Store, path: Path
) -> None:
    filed.put(MEMBER, NOTE, Note("first"), until=LATER)
    filed.put(MEMBER, SEAT, "seat", until=LATER)
    row_id = say(filed)
    captured = set(traces(filed, path, MEMBER))
    filed.put(MEMBER, NOTE, Note("second"), until=LATER)
    filed.delete(MEMBER, SEAT)
    filed.finish(row_id)
    filed.sweep(NOW)
    filed.scrub()
    gone = captured - set(traces(filed, path, MEMBER))
    assert len(gone) >= 6
    left = every_byte(path.parent)
    assert [piece for piece in gone if piece in left] == []


def test_a_locked_store_is_swept_and_scrubbed_without_its_key(path: Path) -> None:
    with contextlib.closing(open_store(path)) as store:
        store.put(MEMBER, SEAT, "seat", until=NOW + HOUR)
        store.put(OTHER, NOTE, Note("tea"), until=LATER)
        captured = traces(store, path, MEMBER)
        with pytest.raises(StoreBusy):
            sweep_locked(path, NOW)
    assert [piece for piece in captured if piece not in every_byte(path.parent)] == []
    assert sweep_locked(path, NOW + DAY) == 1
    assert sweep_locked(path, NOW + DAY) == 0
    left = every_byte(path.parent)
    assert [piece for piece in captured if piece in left] == []
    with contextlib.closing(open_store(path)) as store:
        assert not scrub_due(store)
        assert not store.has(MEMBER)
        assert store.get(OTHER, NOTE, now=NOW) == Note("tea")


def test_there_is_nothing_to_sweep_without_a_store(path: Path) -> None:
    with pytest.raises(StoreMissing):
        sweep_locked(path, NOW)
    assert not path.exists()


@pytest.mark.parametrize("hold", ["BEGIN; SELECT * FROM meta", "BEGIN IMMEDIATE"])
def test_a_scrub_is_tried_again_while_the_file_is_busy(filed: Store, path: Path, hold: str) -> None:
    """A reader holds up the truncation, a writer the rewriting."""
    filed.put(MEMBER, NOTE, Note("to be erased"), until=LATER)
    captured = traces(filed, path, MEMBER)
    filed.erase(MEMBER)
    with raw(path) as other:
        for statement in hold.split(";"):
            other.execute(statement).fetchall()
        waited: list[float] = []

        def let_go(pause: float) -> None:
            waited.append(pause)
            other.execute("ROLLBACK")

        filed.scrub(wait=let_go)
    assert len(waited) == 1
    assert not scrub_due(filed)
    left = every_byte(path.parent)
    assert [piece for piece in captured if piece in left] == []


@pytest.mark.parametrize("hold", ["BEGIN; SELECT * FROM meta", "BEGIN IMMEDIATE"])
def test_a_scrub_that_never_gets_the_file_says_so_and_stays_due(path: Path, hold: str) -> None:
    with contextlib.closing(open_store(path)) as store:
        store.put(MEMBER, NOTE, Note("to be erased"), until=LATER)
        captured = traces(store, path, MEMBER)
        store.erase(MEMBER)
        with raw(path) as other:
            for statement in hold.split(";"):
                other.execute(statement).fetchall()
            waited: list[float] = []
            with pytest.raises(ScrubUnfinished):
                store.scrub(wait=waited.append)
            assert len(waited) > 1
            assert scrub_due(store)
            assert any(piece in every_byte(path.parent) for piece in captured)
    with contextlib.closing(open_store(path)) as store:
        assert scrub_due(store)
        store.scrub()
        assert not scrub_due(store)
    left = every_byte(path.parent)
    assert [piece for piece in captured if piece in left] == []


def test_ten_thousand_owners(path: Path) -> None:
    month = timedelta(days=30)
    with contextlib.closing(open_store(path)) as store:
        with store.transaction():
            for number in range(10_000):
                until = NOW + (HOUR if number % 2 else month)
                store.put(f"person:{number}", SEAT, f"place {number}", until=until)
        captured = traces(store, path, "person:4242")
        assert store.census().owners == 10_000
        assert store.sweep(NOW + DAY) == 5_000
        assert store.has("person:4242")
        store.erase("person:4242")
        store.scrub()
    left = every_byte(path.parent)
    assert [piece for piece in captured if piece in left] == []
    with contextlib.closing(open_store(path)) as store:
        assert store.census().owners == 4_999
        assert store.get("person:9998", SEAT, now=NOW + DAY) == "place 9998"
        assert not store.has("person:4242")
        assert not store.has("person:4243")
