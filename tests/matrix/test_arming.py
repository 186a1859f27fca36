"""When homeservers are asked to silence rooms by themselves: never before their time, within what
they let wait, and apart from each other."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerbot.kernel.ids import RoomID
from peerbot.matrix.arming import (
    AFTER_US,
    APART,
    LATE,
    NOTHING_WAITS,
    Armed,
    Limits,
    Waiting,
    limits_in,
    look_again,
    plan,
)

NOW = datetime(2026, 3, 7, 1, 10, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
A, B = RoomID("!a"), RoomID("!b")


@pytest.mark.parametrize(
    ("named", "limits"),
    [
        ({"max_delay_ms": 86_400_000, "max_scheduled": 100}, Limits(DAY, 100)),
        ({"max_delay_ms": 0, "max_scheduled": 0}, Limits(timedelta(), 0)),
        ({"max_scheduled": 7}, Limits(None, 7)),
        ({}, Limits()),
        (None, Limits()),
        ([1], Limits()),
        ({"max_delay_ms": "86400000", "max_scheduled": True}, Limits()),
        ({"max_delay_ms": 1e9, "max_scheduled": None}, Limits()),
        ({"max_delay_ms": -1, "max_scheduled": -1}, Limits()),
        ({"max_delay_ms": 10**400, "max_scheduled": 10**400}, Limits(None, 10**400)),
    ],
)
def test_limits_are_read_as_synapse_names_them_and_anything_else_is_none(
    named: Any, limits: Limits
) -> None:
    capability = "org.matrix.msc4140.delayed_events"
    assert limits_in({"capabilities": {capability: named}}) == limits
    assert limits_in({}) == limits_in({"capabilities": []}) == Limits()


def test_where_nothing_may_wait_nothing_is_set() -> None:
    for limits in (NOTHING_WAITS, Limits(timedelta()), Limits(SECOND), Limits(DAY, 0)):
        assert not limits.any
        todo = plan(A, NOW + HOUR, now=NOW, limits=limits, waiting=[])
        assert (todo.due, todo.stands) == (None, False)
        assert look_again(NOW + HOUR, NOW, limits) == NOW + HOUR


@dataclass
class Homeserver:
    """What waits on one for one account. `slow`: how late each request comes there. `ahead`: its
    clock, beside ours."""

    limits: Limits
    now: datetime = NOW
    slow: timedelta = timedelta()
    ahead: timedelta = timedelta()
    waits: list[Waiting] = field(default_factory=list)
    armed: dict[RoomID, Armed] = field(default_factory=dict)
    sent: list[Waiting] = field(default_factory=list)
    ids: Iterable[int] = field(default_factory=count)

    def arm(self, room_id: RoomID, closes: datetime) -> bool:
        """What `DelayedLevels.arm` does; whether one waits then."""
        for _ in range(2):
            todo = plan(
                room_id,
                closes,
                now=self.now,
                limits=self.limits,
                waiting=self.waits,
                ours=self.armed.get(room_id),
            )
            self.waits = [event for event in self.waits if event.delay_id not in todo.first]
            if todo.due is None:
                return todo.stands
            assert self.limits.longest is None or todo.due - self.now <= self.limits.longest
            assert self.limits.most is None or len(self.waits) < self.limits.most
            delay_id = str(next(iter(self.ids)))
            self.waits.append(Waiting(room_id, delay_id, todo.due + self.slow + self.ahead))
            self.armed[room_id] = Armed(delay_id, todo.due, closes)
        raise AssertionError("it is set anew without end")

    def passes(self, span: timedelta) -> None:
        """Time goes on, and what is due is sent."""
        self.now += span
        self.sent += [event for event in self.waits if event.due <= self.now + self.ahead]
        self.waits = [event for event in self.waits if event not in self.sent]

    def due(self, room_id: RoomID) -> datetime:
        """When the one is due that waits for a room, by our clock."""
        (event,) = (event for event in self.waits if event.room_id == room_id)
        return event.due - self.ahead


def test_fault_47_rooms_that_end_together_are_silenced_one_after_the_other() -> None:
    homeserver, closes = Homeserver(Limits(DAY, 100), slow=SECOND / 5), NOW + HOUR
    rooms = [RoomID(f"!{number}") for number in range(100)]
    for room_id in rooms:
        assert homeserver.arm(room_id, closes)
        homeserver.passes(SECOND / 10)
    due = sorted(event.due for event in homeserver.waits)
    assert closes + AFTER_US <= due[0]
    assert all(later - earlier >= APART for earlier, later in pairwise(due))
    assert due[-1] <= closes + LATE
    homeserver.armed.clear()  # another process, which set none of them
    before = list(homeserver.waits)
    assert all(homeserver.arm(room_id, closes) for room_id in rooms)
    assert homeserver.waits == before


@pytest.mark.parametrize("ahead", [timedelta(), -HOUR, HOUR], ids=["same", "behind", "ahead"])
def test_fault_41_a_room_of_a_week_is_armed_anew_all_the_while(ahead: timedelta) -> None:
    """Also where the homeserver's clock shows another time than ours."""
    homeserver = Homeserver(Limits(DAY, 100), slow=SECOND, ahead=ahead)
    closes = NOW + 7 * DAY
    assert homeserver.arm(A, closes)
    set_anew = 0
    while (again := look_again(closes, homeserver.now, homeserver.limits)) < closes:
        homeserver.passes(again - homeserver.now)
        before = homeserver.waits
        assert homeserver.arm(A, closes)
        set_anew += before != homeserver.waits
        left = homeserver.due(A) - homeserver.now
        assert left >= DAY * 3 / 4 or homeserver.due(A) >= closes
    assert not homeserver.sent
    assert set_anew < 40, "a few each day"
    assert timedelta() < homeserver.due(A) - closes < 10 * SECOND


def test_fault_41_with_the_bot_dead_it_falls_silent_when_the_longest_wait_is_over() -> None:
    homeserver = Homeserver(Limits(DAY, 100))
    rooms = [RoomID(f"!{number}") for number in range(20)]
    assert all(homeserver.arm(room_id, NOW + 7 * DAY) for room_id in rooms)
    due = sorted(event.due for event in homeserver.waits)
    assert due[0] >= NOW + DAY * 7 / 8
    assert due[-1] == NOW + DAY
    assert all(later - earlier >= APART for earlier, later in pairwise(due))


def test_what_is_set_for_another_time_is_set_anew_before_the_old_one_goes() -> None:
    homeserver = Homeserver(Limits(DAY, 100))
    homeserver.arm(A, NOW + HOUR)
    (old,) = homeserver.waits
    ours = homeserver.armed[A]
    longer = plan(A, NOW + 2 * HOUR, now=NOW, limits=homeserver.limits, waiting=[old], ours=ours)
    assert (longer.first, longer.due) == ((), NOW + 2 * HOUR + AFTER_US)
    sooner = plan(A, NOW + HOUR / 2, now=NOW, limits=homeserver.limits, waiting=[old], ours=ours)
    assert (sooner.first, sooner.due) == ((), NOW + HOUR / 2 + AFTER_US)
    assert homeserver.arm(A, NOW + 2 * HOUR)
    assert homeserver.due(A) == NOW + 2 * HOUR + AFTER_US


def test_where_as_many_wait_as_may_the_old_one_goes_first() -> None:
    homeserver = Homeserver(Limits(DAY, 2))
    homeserver.arm(A, NOW + HOUR)
    homeserver.arm(B, NOW + HOUR)
    todo = plan(A, NOW + 2 * HOUR, now=NOW, limits=homeserver.limits, waiting=homeserver.waits)
    assert (todo.first, todo.due) == (("0",), NOW + 2 * HOUR + AFTER_US)
    assert homeserver.arm(A, NOW + 2 * HOUR)
    assert len(homeserver.waits) == 2


def test_where_fewer_may_wait_than_before_the_old_one_goes_and_none_is_set() -> None:
    waiting = [Waiting(RoomID(f"!{n}"), str(n), NOW + (n + 1) * HOUR) for n in range(5)]
    todo = plan(RoomID("!4"), NOW + 9 * HOUR, now=NOW, limits=Limits(DAY, 3), waiting=waiting)
    assert (todo.first, todo.due, todo.stands) == (("4",), None, False)


rooms = st.lists(st.integers(1, 60 * 24 * 7), min_size=1, max_size=12)


@given(rooms, st.integers(1, 6), st.sampled_from([None, 6 * HOUR, DAY, 8 * DAY]))
def test_however_many_rooms_those_that_end_first_keep_theirs(
    minutes: list[int], most: int, longest: timedelta | None
) -> None:
    homeserver = Homeserver(Limits(longest, most))
    closing = {RoomID(f"!{n}"): NOW + timedelta(minutes=m) for n, m in enumerate(minutes)}
    for room_id, closes in closing.items():
        homeserver.arm(room_id, closes)
    for room_id, closes in closing.items():  # as at the next look
        homeserver.arm(room_id, closes)
    assert len(homeserver.waits) == min(most, len(closing))
    within = [room_id for room_id in closing if longest is None or closing[room_id] < NOW + longest]
    armed = {event.room_id for event in homeserver.waits}
    for event in homeserver.waits:
        if event.room_id in within and longest is None:
            assert event.due >= closing[event.room_id]
    for room_id in within:
        if room_id not in armed:
            spared = max(event.due for event in homeserver.waits)
            assert spared <= closing[room_id] + AFTER_US + len(closing) * APART


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(1, 60 * 48), st.integers(0, 600)), max_size=20
    ),
    st.integers(0, 5),
)
def test_whatever_is_changed_no_room_falls_silent_before_its_time(
    changes: list[tuple[int, int, int]], slow: int
) -> None:
    """As long as something looks at it in time."""
    homeserver = Homeserver(Limits(8 * DAY, 3), slow=slow * SECOND / 10)
    closing: dict[RoomID, datetime] = {}
    for room, minutes, later in [*changes, (9, 1, 60 * 60 * 60)]:
        room_id = RoomID(f"!{room}")
        closing[room_id] = homeserver.now + timedelta(minutes=minutes)
        homeserver.arm(room_id, closing[room_id])
        assert len(homeserver.waits) <= 3
        homeserver.passes(timedelta(seconds=later))
        for event in homeserver.sent:
            assert event.due >= closing[event.room_id]
        homeserver.sent.clear()
