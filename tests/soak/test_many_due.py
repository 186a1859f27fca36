"""A thousand rooms that close in the same second, by a clock that is set: what the homeserver's
limits leave is used for nothing before all of them are silent."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from peerbot.kernel.ids import UserID
from peerbot.kernel.ports import Limited
from tests.engine.house import ROOMS, House, with_section
from tests.soak.conftest import Told

MANY = 1000
HOSTS = 20
BURST, PER_SECOND = 10, 0.2
"""Synapse's `rc_message`, which each event takes from that an account sends."""

SENT = ("silence", "set_topic", "let_write", "take_back", "demote")


@dataclass
class Allowance:
    """What the keeper may send, as Synapse counts it: a bucket that leaks."""

    house: House
    level: float = 0.0
    at: datetime | None = None
    silent: list[datetime] = field(default_factory=list)

    def __call__(self, deed: str) -> Limited | None:
        """See `tests.engine.little.Little.trouble`."""
        now = self.house.now
        if deed == "silence done":
            self.silent.append(now)
        if deed not in SENT:
            return None
        leaked = (now - self.at).total_seconds() * PER_SECOND if self.at else 0.0
        self.level, self.at = max(0.0, self.level - leaked), now
        if self.level + 1 > BURST:
            return Limited((self.level + 1 - BURST) / PER_SECOND)
        self.level += 1
        return None


def test_fault_47_a_thousand_rooms_due_in_the_same_second(
    monkeypatch: pytest.MonkeyPatch, told: Told
) -> None:
    monkeypatch.setattr("tests.engine.house.MANY", 100 * MANY)
    with House(settings=with_section(replace(ROOMS, most_rooms=MANY, most_each=MANY))) as house:
        hosts = [UserID(f"@host{number}:example.org") for number in range(HOSTS)]
        for host in hosts:
            house.facilitator(host)
            for _ in range(MANY // HOSTS):
                house.opens(host, "quiet company until 3:00")
        due = house.now.replace(hour=2, minute=0)
        house.wait(due - timedelta(minutes=1) - house.now)
        allowance = house.world.trouble = Allowance(house)
        house.wait(timedelta(hours=2))
        late = [(when - due).total_seconds() for when in allowance.silent]
        least = (MANY - BURST) / PER_SECOND
        figures = [round(late[len(late) * part // 100 - 1] / least, 3) for part in (50, 95, 100)]
        told("lateness over the least there is, for half, most, all", figures)
        assert len(late) == MANY
        assert late[-1] < 1.1 * least
        house.wait(timedelta(days=1))
        assert house.open_halls == []
