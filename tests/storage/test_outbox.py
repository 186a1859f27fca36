"""The outbox: by priority, in order within a queue, not before its time, until its expiry."""

import contextlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import Due, RecordDamaged, Store
from tests.storage.places import Place, Plain
from tests.storage.support import (
    LATER,
    MEMBER,
    NOTE,
    NOW,
    OTHER,
    SAY,
    SOON,
    say,
    tables_of,
)

TICK = timedelta(microseconds=1)


def texts(store: Store, rows: list[Due]) -> list[str]:
    return [store.read_row(row, SAY) for row in rows]


def test_a_row_comes_back_after_a_restart_with_its_id(place: Place) -> None:
    with contextlib.closing(place.open()) as store:
        row_id = say(store, "hello")
    with contextlib.closing(place.open()) as store:
        (row,) = store.due(NOW, 10)
        assert row.id == row_id
        assert len(row_id) == 32
        assert store.read_row(row, SAY) == "hello"


def test_rows_enqueued_after_a_restart_come_after_those_before_it(place: Place) -> None:
    with contextlib.closing(place.open()) as store:
        first = [say(store, queue=queue) for queue in "abc"]
    with contextlib.closing(place.open()) as store:
        second = [say(store, queue=queue) for queue in "def"]
        assert [row.id for row in store.due(NOW, 10)] == first + second


def test_the_more_urgent_go_first_then_the_older(store: Store) -> None:
    for number, priority in enumerate((5, 9, 5, 1)):
        say(store, f"{priority}-{number}", queue=f"queue {number}", priority=priority)
    assert texts(store, store.due(NOW, 10)) == ["1-3", "5-0", "5-2", "9-1"]
    assert texts(store, store.due(NOW, 2)) == ["1-3", "5-0"]
    assert store.due(NOW, 0) == []


def test_a_row_is_due_at_its_time_and_not_a_tick_before(store: Store) -> None:
    moment = NOW + timedelta(microseconds=123_457)
    say(store, not_before=moment)
    assert store.due(moment - TICK, 10) == []
    assert len(store.due(moment, 10)) == 1
    assert store.next_due(NOW) == moment


def test_a_lane_gives_one_row_at_a_time_in_order(store: Store) -> None:
    for text in ("one", "two", "three"):
        say(store, text)
    said = []
    while rows := store.due(NOW, 10):
        said += texts(store, rows)
        assert store.finish(rows[0].id)
    assert said == ["one", "two", "three"]
    assert store.next_due(NOW) is None


def test_a_postponed_row_holds_its_lane_but_not_other_lanes(store: Store) -> None:
    first = say(store, "one")
    say(store, "two")
    say(store, "elsewhere", queue="queue-two")
    assert store.postpone(first, NOW + SOON)
    assert texts(store, store.due(NOW, 10)) == ["elsewhere"]
    assert store.next_due(NOW, {store.due(NOW, 1)[0].queue_tag}) == NOW + SOON
    assert texts(store, store.due(NOW + SOON, 10)) == ["one", "elsewhere"]


def test_an_urgent_row_does_not_overtake_within_its_lane(store: Store) -> None:
    waiting = say(store, "an answer", priority=5)
    say(store, "leaving", priority=1)
    say(store, "closing", queue="another", priority=1)
    assert texts(store, store.due(NOW, 10)) == ["closing", "an answer"]
    assert store.postpone(waiting, NOW + SOON)
    assert texts(store, store.due(NOW, 10)) == ["closing"]


def test_lanes_being_worked_on_are_skipped(store: Store) -> None:
    say(store, "one", queue="a")
    say(store, "two", queue="b")
    busy = store.due(NOW, 1)[0].queue_tag
    assert texts(store, store.due(NOW, 10, {busy})) == ["two"]
    assert store.next_due(NOW, {busy}) == NOW
    both = {row.queue_tag for row in store.due(NOW, 10)}
    assert store.next_due(NOW, both) is None


def test_an_expired_row_is_never_due_and_holds_nobody_up(store: Store) -> None:
    gone = NOW + timedelta(days=1)
    store.enqueue(MEMBER, SAY, "late", queue="l", priority=1, not_before=NOW, until=NOW + SOON)
    store.enqueue(MEMBER, SAY, "still good", queue="l", priority=1, not_before=NOW, until=LATER)
    assert texts(store, store.due(NOW, 10)) == ["late"]
    assert texts(store, store.due(gone, 10)) == ["still good"]
    assert store.next_due(LATER + timedelta(days=2)) is None


def test_finishing_or_postponing_what_is_gone_is_told(store: Store) -> None:
    row_id = say(store)
    assert store.finish(row_id)
    assert not store.finish(row_id)
    assert not store.postpone(row_id, NOW)


def test_erasing_someone_takes_their_rows_and_leaves_the_lane_to_others(store: Store) -> None:
    say(store, "to be erased", queue="shared")
    say(store, "stays", owner=OTHER, queue="shared")
    row = store.due(NOW, 1)[0]
    store.erase(MEMBER)
    assert texts(store, store.due(NOW, 10)) == ["stays"]
    with pytest.raises(RecordDamaged):
        store.read_row(row, SAY)


def test_a_row_read_as_another_kind_is_refused(store: Store) -> None:
    say(store)
    with pytest.raises(RecordDamaged):
        store.read_row(store.due(NOW, 1)[0], NOTE)


def test_a_row_does_not_show_its_bytes_in_a_log(store: Store) -> None:
    say(store)
    row = store.due(NOW, 1)[0]
    assert repr(row.sealed)[2:20] not in repr(row)
    assert repr(row.owner_tag)[2:20] not in repr(row)


def test_due_passes_thousands_of_waiting_rows_without_opening_them(filed: Store) -> None:
    with filed.transaction():
        for number in range(5000):
            say(filed, queue=f"queue {number}", not_before=NOW + SOON)
        say(filed, "now", queue="queue 4999 too", priority=9)
    visited = 0

    def count() -> int:
        nonlocal visited
        visited += 1
        return 0

    connection = tables_of(filed)._connection
    connection.set_progress_handler(count, 1000)  # every thousand steps of SQLite's machine
    assert texts(filed, filed.due(NOW, 10)) == ["now"]
    assert len(filed.due(NOW + SOON, 10)) == 10
    assert filed.next_due(NOW) == NOW
    connection.set_progress_handler(None, 0)
    # A dozen steps for each waiting row; reading or sorting them would take several times that.
    assert visited < 100


Enqueued = tuple[str, int, int]
ROWS = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(1, 3), st.integers(0, 3)), min_size=1, max_size=12
)
DEEDS = st.lists(st.integers(-1, 3), min_size=40, max_size=40)


@pytest.mark.parametrize(
    "opened",
    [lambda: Store.in_memory(clock=lambda: NOW), lambda: Plain().open()],
    ids=["sqlite", "dicts"],
)
@given(rows=ROWS, deeds=DEEDS, limit=st.integers(1, 4))
def test_lanes_keep_order_whatever_is_postponed(
    opened: Callable[[], Store], rows: list[Enqueued], deeds: list[int], limit: int
) -> None:
    """`due` against its own words, naively: time, queues, priorities, one row a queue."""
    with contextlib.closing(opened()) as store:
        waiting: dict[str, Enqueued] = {}
        for queue, priority, delay in rows:
            not_before = NOW + delay * SOON
            row_id = say(store, queue=queue, priority=priority, not_before=not_before)
            waiting[row_id] = (queue, priority, delay)
        order = list(waiting)
        now = 0
        for deed in [*deeds, *[-1] * 200]:
            expected: dict[str, str] = {}
            for row_id in sorted(waiting, key=lambda i: (waiting[i][1], order.index(i))):
                queue, priority, delay = waiting[row_id]
                earlier = order[: order.index(row_id)]
                held = any(i in waiting and waiting[i][0] == queue for i in earlier)
                if delay <= now and not held:
                    expected.setdefault(queue, row_id)
            due = [row.id for row in store.due(NOW + now * SOON, limit)]
            assert due == list(expected.values())[:limit]
            upcoming = store.next_due(NOW)
            assert (upcoming is None) == (not waiting)
            if not due:
                assert upcoming is None or upcoming > NOW + now * SOON
                now += 1
            elif deed < 0:
                store.finish(due[0])
                del waiting[due[0]]
            else:
                queue, priority, _ = waiting[due[-1]]
                waiting[due[-1]] = (queue, priority, now + deed)
                store.postpone(due[-1], NOW + (now + deed) * SOON)
        assert not waiting
