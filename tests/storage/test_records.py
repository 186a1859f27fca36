"""Records: what is put comes back until its date, to whoever asks rightly, and to nobody else."""

import contextlib
from datetime import UTC, datetime, timedelta, timezone

import pytest

from storage import DAY, HOUR, Entry, Kind, RecordDamaged, Store
from tests.storage.places import Place
from tests.storage.support import (
    LATER,
    MEMBER,
    NOTE,
    NOW,
    OTHER,
    SEAT,
    SOON,
    Note,
    say,
)


def test_a_value_comes_back_after_a_restart(place: Place) -> None:
    with contextlib.closing(place.open()) as store:
        store.put(MEMBER, NOTE, Note("tea, no talking"), until=LATER)
    with contextlib.closing(place.open()) as store:
        assert store.get(MEMBER, NOTE, now=NOW) == Note("tea, no talking")


def test_what_was_never_put_is_none(store: Store) -> None:
    assert store.get(MEMBER, NOTE, now=NOW) is None
    assert store.list(MEMBER, NOTE, now=NOW) == []
    assert not store.has(MEMBER)


def test_owner_kind_and_name_each_tell_records_apart(store: Store) -> None:
    store.put(MEMBER, SEAT, "mine", name="a", until=LATER)
    assert store.get(OTHER, SEAT, name="a", now=NOW) is None
    assert store.get(MEMBER, SEAT, name="b", now=NOW) is None
    assert store.get(MEMBER, NOTE, name="a", now=NOW) is None
    assert store.get(MEMBER, SEAT, name="a", now=NOW) == "mine"


def test_a_mark_knows_a_name_again_and_gives_it_away_to_nobody(place: Place) -> None:
    with contextlib.closing(place.open()) as store:
        mark = store.mark_of(MEMBER, "@sam:example.org")
        assert store.mark_of(MEMBER, "@alex:example.org") != mark
        assert store.mark_of(OTHER, "@sam:example.org") != mark
        assert "sam" not in mark
    with contextlib.closing(place.open()) as store:
        assert store.mark_of(MEMBER, "@sam:example.org") == mark
    with contextlib.closing(Store.in_memory()) as another_key:
        assert another_key.mark_of(MEMBER, "@sam:example.org") != mark


def test_a_second_put_replaces_value_and_expiry(store: Store) -> None:
    store.put(MEMBER, SEAT, "old", until=NOW + HOUR)
    store.put(MEMBER, SEAT, "new", until=LATER)
    assert store.get(MEMBER, SEAT, now=NOW + DAY) == "new"
    assert store.census().records == 1


@pytest.mark.parametrize(
    ("grain", "until", "gone"),
    [
        (HOUR, NOW + timedelta(minutes=1), datetime(2026, 3, 1, 13, tzinfo=UTC)),
        (HOUR, datetime(2026, 3, 1, 13, tzinfo=UTC), datetime(2026, 3, 1, 13, tzinfo=UTC)),
        (DAY, NOW + timedelta(microseconds=1), datetime(2026, 3, 2, tzinfo=UTC)),
        (DAY, datetime(2026, 3, 3, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC)),
        (
            DAY,
            datetime(2026, 3, 2, 1, tzinfo=timezone(2 * HOUR)),
            datetime(2026, 3, 2, tzinfo=UTC),
        ),
    ],
)
def test_an_expiry_is_rounded_up_to_the_grain_and_checked_on_read(
    store: Store, grain: timedelta, until: datetime, gone: datetime
) -> None:
    kind = Kind("grained", str, grain=grain)
    store.put(MEMBER, kind, "here", until=until)
    last = gone - timedelta(microseconds=1)
    assert store.get(MEMBER, kind, now=last) == "here"
    assert store.list(MEMBER, kind, now=last) == [Entry("", "here", gone)]
    assert store.get(MEMBER, kind, now=gone) is None
    assert store.list(MEMBER, kind, now=gone) == []


def test_list_gives_one_kind_of_one_owner(store: Store) -> None:
    store.put(MEMBER, SEAT, "pine harbour", name="a", until=LATER)
    store.put(MEMBER, SEAT, "oak bridge", name="b", until=LATER)
    store.put(MEMBER, NOTE, Note("not this"), until=LATER)
    store.put(OTHER, SEAT, "nor this", name="a", until=LATER)
    assert sorted((entry.name, entry.value) for entry in store.list(MEMBER, SEAT, now=NOW)) == [
        ("a", "pine harbour"),
        ("b", "oak bridge"),
    ]


def test_delete_takes_one_record_and_says_whether_it_was_there(store: Store) -> None:
    store.put(MEMBER, SEAT, "a", name="a", until=LATER)
    store.put(MEMBER, SEAT, "b", name="b", until=LATER)
    assert store.delete(MEMBER, SEAT, name="a")
    assert not store.delete(MEMBER, SEAT, name="a")
    assert store.get(MEMBER, SEAT, name="a", now=NOW) is None
    assert store.get(MEMBER, SEAT, name="b", now=NOW) == "b"


def test_a_past_until_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="future"):
        store.put(MEMBER, SEAT, "late", until=NOW)
    with pytest.raises(ValueError, match="future"):
        store.enqueue(MEMBER, SEAT, "late", queue="l", priority=1, not_before=NOW, until=NOW - HOUR)
    assert not store.has(MEMBER)


@pytest.mark.parametrize("grain", [timedelta(0), -HOUR, timedelta(milliseconds=1500)])
def test_a_grain_is_whole_seconds(grain: timedelta) -> None:
    with pytest.raises(ValueError, match="grain"):
        Kind("odd", str, grain=grain)


def test_the_largest_value_fits_and_a_larger_one_is_refused(store: Store) -> None:
    blob = Kind("blob", bytes)
    store.put(MEMBER, blob, bytes(1_048_000), until=LATER)
    assert store.get(MEMBER, blob, now=NOW) == bytes(1_048_000)
    with pytest.raises(ValueError, match="too large"):
        store.put(MEMBER, blob, bytes(1_048_576), until=LATER)
    assert store.get(MEMBER, blob, now=NOW) == bytes(1_048_000)


def test_half_a_surrogate_pair_as_json_can_carry_it(store: Store) -> None:
    """A hostile homeserver may send one in a user id: such an owner works, such a text does not."""
    owner = "person:@\ud800:example.org"
    store.put(owner, SEAT, "here", until=LATER)
    assert store.get(owner, SEAT, now=NOW) == "here"
    assert store.get("person:@\udfff:example.org", SEAT, now=NOW) is None
    with pytest.raises(ValueError, match="surrogate") as caught:
        store.put(MEMBER, SEAT, "secret \ud800", until=LATER)
    assert caught.value.__context__ is None


def test_a_value_of_another_type_is_an_error_that_quotes_nothing(store: Store) -> None:
    store.put(MEMBER, Kind("changing", str), "a secret text", until=LATER)
    with pytest.raises(RecordDamaged) as caught:
        store.get(MEMBER, Kind("changing", int), now=NOW)
    assert caught.value.__context__ is None
    assert "secret" not in repr(caught.value)
    assert "changing" not in repr(caught.value)


def test_a_census_counts_without_a_word(store: Store) -> None:
    store.put(MEMBER, NOTE, Note("tea"), until=NOW + SOON)
    store.put(MEMBER, SEAT, "x" * 1000, until=NOW + SOON)
    store.put(OTHER, SEAT, "pine harbour", until=LATER)
    say(store)
    store.erase("person:nobody")
    census = store.census()
    assert (census.schema, census.owners, census.records, census.outbox) == (1, 2, 3, 1)
    assert census.sizes == {512: 3, 1920: 1}
    assert {day.isoformat(): rows for day, rows in census.expiry_days.items()} == {
        "2026-03-01": 1,
        "2026-03-02": 1,
        "2026-03-04": 1,
        "2026-03-05": 1,
    }
    assert census.file_bytes > 0
    assert census.needs_scrub


def test_two_stores_in_memory_share_nothing() -> None:
    with (
        contextlib.closing(Store.in_memory(clock=lambda: NOW)) as one,
        contextlib.closing(Store.in_memory(clock=lambda: NOW)) as two,
    ):
        one.put(MEMBER, SEAT, "here", until=LATER)
        assert one.get(MEMBER, SEAT, now=NOW) == "here"
        assert not two.has(MEMBER)
        one.erase(MEMBER)
        one.scrub()
        assert not one.has(MEMBER)
        assert not one.needs_scrub


def test_the_clock_of_a_store_is_the_present_unless_given() -> None:
    with contextlib.closing(Store.in_memory()) as store:
        store.put(MEMBER, SEAT, "here", until=datetime.now(UTC) + HOUR)
        with pytest.raises(ValueError, match="future"):
            store.put(MEMBER, SEAT, "here", until=datetime.now(UTC) - HOUR)
