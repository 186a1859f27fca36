"""Someone changes the file without the key: nothing false is ever given out."""

import contextlib
from pathlib import Path

import pytest

from storage import DAY, HOUR, RecordDamaged, WrongKey
from tests.storage.places import Change, Place
from tests.storage.support import (
    LATER,
    MEMBER,
    NOW,
    OTHER,
    SAY,
    SEAT,
    alter,
    each,
    exchange,
    flip,
    open_store,
    say,
)


@pytest.fixture
def filled(place: Place) -> Place:
    with contextlib.closing(place.open()) as store:
        for owner in (MEMBER, OTHER):
            store.put(owner, SEAT, "seat", until=NOW + HOUR)
            store.put(owner, SEAT, "other seat", name="other", until=NOW + HOUR)
            say(store, "said", owner=owner, queue=owner)
    return place


@pytest.mark.parametrize(
    "how",
    [
        *(flip(byte) for byte in (0, 1, 13, 200, -1)),
        each(lambda _: b""),
        each(lambda _: b"\x01"),
        each(lambda old: old[:28]),
        each(lambda old: old[:-1]),
        each(lambda old: old + b"\0"),
        exchange,
    ],
)
def test_a_changed_or_exchanged_value_does_not_open(filled: Place, how: Change) -> None:
    filled.alter("records.sealed", how)
    filled.alter("outbox.sealed", how)
    with contextlib.closing(filled.open()) as store:
        for owner in (MEMBER, OTHER):
            for name in ("", "other"):
                with pytest.raises(RecordDamaged):
                    store.get(owner, SEAT, name=name, now=NOW)
        rows = store.due(NOW, 10)
        assert len(rows) == 2
        for row in rows:
            with pytest.raises(RecordDamaged):
                store.read_row(row, SAY)


def test_a_prolonged_record_does_not_open(filled: Place) -> None:
    filled.alter("records.expires_at", each(lambda old: old + 3600))
    with contextlib.closing(filled.open()) as store:
        with pytest.raises(RecordDamaged):
            store.get(MEMBER, SEAT, now=NOW + 2 * HOUR)
        with pytest.raises(RecordDamaged):
            store.get(MEMBER, SEAT, now=NOW)


def test_a_shortened_record_is_gone_as_if_deleted(filled: Place) -> None:
    filled.alter("records.expires_at", each(lambda _: 0))
    with contextlib.closing(filled.open()) as store:
        assert store.get(MEMBER, SEAT, now=NOW) is None


def test_a_record_under_a_strange_owner_tag_is_not_found(filled: Place) -> None:
    filled.alter("records.owner_tag", flip(0))
    with contextlib.closing(filled.open()) as store:
        assert store.get(MEMBER, SEAT, now=NOW) is None
        assert store.list(MEMBER, SEAT, now=NOW) == []


def test_a_record_under_a_strange_record_tag_is_left_out_and_counted_once(filled: Place) -> None:
    filled.alter("records.record_tag", flip(5))
    with contextlib.closing(filled.open()) as store:
        assert store.get(MEMBER, SEAT, now=NOW) is None
        assert store.list(MEMBER, SEAT, now=NOW) == []
        assert store.list(MEMBER, SEAT, now=NOW) == []
        assert store.rejected == 2


def test_one_damaged_record_does_not_hide_the_others(filled: Place) -> None:
    filled.alter("records.sealed", lambda values: [b"\x01", *values[1:]])
    with contextlib.closing(filled.open()) as store:
        found = [e for owner in (MEMBER, OTHER) for e in store.list(owner, SEAT, now=NOW)]
        assert len(found) == 3
        assert store.rejected == 1


@pytest.mark.parametrize("how", [flip(0), flip(30), each(lambda _: b""), exchange])
def test_a_changed_or_exchanged_owner_key_opens_nothing_and_is_not_replaced(
    filled: Place, how: Change
) -> None:
    filled.alter("owners.wrapped", how)
    with contextlib.closing(filled.open()) as store:
        with pytest.raises(RecordDamaged):
            store.get(MEMBER, SEAT, now=NOW)
        with pytest.raises(RecordDamaged):
            store.put(MEMBER, SEAT, "new", until=LATER)
        assert store.list(MEMBER, SEAT, now=NOW) == []
        assert store.rejected == 2
        store.erase(MEMBER)
        store.put(MEMBER, SEAT, "a new beginning", until=LATER)
        assert store.get(MEMBER, SEAT, now=NOW) == "a new beginning"


def test_rows_without_their_owner_do_not_open(filled: Place) -> None:
    filled.empty("owners")
    with contextlib.closing(filled.open()) as store:
        assert store.has(MEMBER)
        with pytest.raises(RecordDamaged):
            store.get(MEMBER, SEAT, now=NOW)
        with pytest.raises(RecordDamaged):
            store.read_row(store.due(NOW, 1)[0], SAY)


@pytest.mark.parametrize(
    ("column", "how"),
    [
        ("owner_tag", exchange),
        ("owner_tag", flip(0)),
        ("queue_tag", flip(3)),
        ("id", each(lambda old: old[:-1] + "g")),
        ("priority", each(lambda old: old - 1)),
        ("seq", each(lambda old: old + 10)),
        ("expires_at", each(lambda old: old + 86400)),
    ],
)
def test_no_row_of_the_outbox_is_moved_or_prolonged(
    filled: Place, column: str, how: Change
) -> None:
    filled.alter(f"outbox.{column}", how)
    with contextlib.closing(filled.open()) as store:
        rows = store.due(NOW, 10)
        assert rows
        for row in rows:
            with pytest.raises(RecordDamaged):
                store.read_row(row, SAY)


@pytest.mark.parametrize("not_before", [-(2**63), 2**63 - 1])
def test_an_absurd_time_of_a_row_only_changes_when_it_is_due(
    filled: Place, not_before: int
) -> None:
    filled.alter("outbox.not_before", each(lambda _: not_before))
    with contextlib.closing(filled.open()) as store:
        assert len(store.due(NOW, 10)) == (2 if not_before < 0 else 0)
        assert store.next_due(NOW) is not None
        assert store.census().outbox == 2


def test_an_absurd_expiry_does_not_stop_the_census(filled: Place) -> None:
    filled.alter("records.expires_at", each(lambda _: 2**63 - 1))
    with contextlib.closing(filled.open()) as store:
        assert store.census().records == 4
        assert store.sweep(LATER + DAY) == 2


def test_a_changed_key_check_reads_as_a_wrong_key(path: Path) -> None:
    open_store(path).close()
    alter(path, "meta.key_check", flip(0))
    with pytest.raises(WrongKey):
        open_store(path)
