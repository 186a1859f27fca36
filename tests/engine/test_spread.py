"""What many are told at once reaches each at a moment of its own, and in time."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle

import pytest
from msgspec.structs import replace

from peerbot.engine.commit import SPREAD_IN_SANDBOX
from peerbot.features.rooms.address import Mark
from peerbot.features.rooms.to_person import RoomClosed, RoomEnds
from tests.engine.house import House
from tests.engine.test_saga import ALEX, KIM, MINUTE, ROBIN, SAM, closings, ended, once, opened

SECOND = timedelta(seconds=1)
CLOSED = RoomClosed(Mark(""), "time").spread
ENDS = RoomEnds(Mark(""), 10).spread


@pytest.fixture
def spread(house: House) -> House:
    """A house in which chance takes its time: early, then late, then in between."""
    chances = cycle((0.1, 0.9, 0.5))
    house.chance = lambda: next(chances)
    house.restart()
    return house


def moments(house: House, since: datetime, until: timedelta) -> Iterator[tuple[datetime, int]]:
    """How many had heard of the room's end, second by second."""
    while house.now < since + until:
        house.wait(SECOND)
        yield house.now, sum(len(closings(house, user)) for user in (SAM, ALEX))


def test_closing_lines_come_apart_and_within_a_minute(spread: House) -> None:
    opened(spread)
    hall = spread.open_halls[0]
    end = hall.card.closes
    spread.wait(end - spread.now)
    assert hall.silent
    assert not hall.there, "nobody waits for a word to be silenced or let go"
    assert len(closings(spread, ROBIN)) == 1, "whoever held the room hears it at once"
    told = [count for _, count in moments(spread, end, CLOSED)]
    assert set(told) == {0, 1, 2}
    ended(spread)
    once(spread)


def test_the_word_before_the_end_is_in_time_and_true(spread: House) -> None:
    opened(spread)
    spread.tells(SAM, "ten minutes", "yes")
    before = len(spread.heard(SAM))
    end = spread.open_halls[0].card.closes
    spread.wait(end - 10 * MINUTE - spread.now)
    spread.wait(ENDS)
    assert len(spread.heard(SAM)) == before + 1
    assert "10 minutes" in spread.heard(SAM)[-1]
    assert ENDS < MINUTE / 2, "else ten minutes would be nine"


def test_a_word_on_its_way_holds_no_answer_up(spread: House) -> None:
    opened(spread)
    spread.wait(spread.open_halls[0].card.closes - spread.now)
    assert len(closings(spread, SAM)) + len(closings(spread, ALEX)) < 2
    for user in (SAM, ALEX, KIM):
        assert spread.says(user, "help")


def test_a_word_on_its_way_survives_a_restart_and_goes_with_its_person(spread: House) -> None:
    opened(spread)
    spread.wait(spread.open_halls[0].card.closes - spread.now)
    spread.tells(ALEX, "erase", "erase it")
    spread.restart()
    spread.wait(CLOSED)
    assert len(closings(spread, SAM)) == 1
    assert closings(spread, ALEX) == []


def test_in_a_sandbox_a_word_takes_a_second_at_most(spread: House) -> None:
    spread.settings = replace(spread.settings, allows_seconds=True)
    spread.restart()
    opened(spread)
    spread.wait(spread.open_halls[0].card.closes - spread.now)
    spread.wait(SPREAD_IN_SANDBOX)
    once(spread)
