"""A clock that jumps has nothing go too early, and a steward hears of it (FAULTS 21)."""

from datetime import UTC, datetime, timedelta

import pytest

from peerbot.app.clock import BELIEVED, SteadyClock
from storage import Kind, Store

NOON = datetime(2026, 3, 7, 12, tzinfo=UTC)
DAY = timedelta(days=1)
KIND = Kind("word", str)


class Machine:
    """A machine whose clock somebody sets."""

    def __init__(self) -> None:
        self.up = 0.0
        self.set_by = timedelta()

    def wall(self) -> datetime:
        """What its clock shows."""
        return NOON + timedelta(seconds=self.up) + self.set_by

    def steady(self) -> float:
        """Seconds since it was switched on."""
        return self.up


@pytest.mark.parametrize("jump", [DAY, -DAY, BELIEVED + timedelta(seconds=1)])
def test_fault_21_a_jump_either_way_is_not_believed(jump: timedelta) -> None:
    machine = Machine()
    clock = SteadyClock(machine.wall, machine.steady)
    machine.up += 60
    machine.set_by = jump
    assert clock() == NOON + timedelta(seconds=60)
    assert clock.jump == jump
    machine.up += 3600
    assert clock() == NOON + timedelta(seconds=3660)
    machine.set_by = timedelta(seconds=2)
    assert clock() == machine.wall()
    assert not clock.jump


def test_a_correction_is_followed() -> None:
    machine = Machine()
    clock = SteadyClock(machine.wall, machine.steady)
    for _ in range(100):
        machine.up += 1
        machine.set_by += timedelta(seconds=90)
        assert clock() == machine.wall()
    assert not clock.jump


def test_after_a_start_the_clock_is_believed() -> None:
    machine = Machine()
    machine.set_by = DAY
    assert SteadyClock(machine.wall, machine.steady)() == machine.wall()


def test_fault_21_nothing_expires_by_a_jump() -> None:
    machine = Machine()
    clock = SteadyClock(machine.wall, machine.steady)
    store = Store.in_memory(clock=clock)
    store.put("somebody", KIND, "kept", until=clock() + timedelta(hours=12))
    machine.set_by = 2 * DAY
    assert store.sweep(clock()) == 0
    assert store.get("somebody", KIND, now=clock()) == "kept"
    store.put("somebody", KIND, "kept anew", until=clock() + timedelta(hours=1))
    machine.set_by = timedelta()
    machine.up += 2 * DAY.total_seconds()
    assert store.sweep(clock()) == 1
    store.close()
