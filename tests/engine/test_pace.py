"""A facilitator's own number of rooms for a week: theirs alone, and it refuses nothing."""

from datetime import timedelta

import pytest

from peerbot.features.pace.records import Pace
from peerbot.features.roles.messages import RoleRevoked
from peerbot.kernel.table import Home
from tests.engine.house import House
from tests.engine.ways import JO, ROBIN, SAM

DAY = timedelta(days=1)
"""It is Saturday, at ten past two in Berlin."""


@pytest.fixture
def counting(house: House) -> House:
    """Robin wants two."""
    house.facilitator(ROBIN)
    house.tells(ROBIN, "pace", "2", "yes")
    return house


def pace(house: House) -> Pace | None:
    kept = (it.record for it in house.kept(ROBIN))
    return next((it for it in kept if isinstance(it, Pace)), None)


def test_nothing_is_kept_before_a_yes(house: House) -> None:
    house.facilitator(ROBIN)
    assert "from 1 to 14" in house.says(ROBIN, "my week")[-1]
    assert "I show it to you alone" in house.says(ROBIN, "2")[-1]
    house.says(ROBIN, "no")
    assert pace(house) is None
    house.opens(ROBIN)
    assert pace(house) is None


def test_the_summary_says_which_one_it_would_be_and_refuses_none(counting: House) -> None:
    for count in ("1 room", "2 rooms", "3 rooms"):
        said = counting.says(ROBIN, "open quiet company 10")[-1]
        assert f"With this one you open {count} this week. You wanted 2." in said
        assert "The room is open" in counting.says(ROBIN, "yes")[-1]
        counting.wait(timedelta(minutes=10))
    counting.says(ROBIN, "open quiet company 10")
    counting.says(ROBIN, "no")
    mine = pace(counting)
    assert mine
    assert mine.opened == 3, "one that was not opened does not count"


def test_weeks_begin_on_monday_where_the_collective_is(counting: House) -> None:
    counting.opens(ROBIN, "quiet company 10")
    counting.wait(DAY + timedelta(hours=21, minutes=45))  # Sunday, five to midnight in Berlin
    assert "you open 2 rooms" in counting.says(ROBIN, "open grief")[-1]
    counting.wait(timedelta(minutes=10))
    assert "you open 1 room this week" in counting.says(ROBIN, "open grief")[-1]


def test_a_room_for_two_and_one_taken_over_do_not_count(house: House) -> None:
    house.facilitator(JO)
    house.facilitator(ROBIN)
    house.tells(ROBIN, "pace", "2", "yes")
    house.opens(JO, f"quiet company 50 with {ROBIN}")
    house.says(ROBIN, "yes")
    house.comes_in(ROBIN)
    house.tells(SAM, "join 1", "let me in", "no")
    house.comes_in(SAM)
    house.says(SAM, "help me here")
    house.says(ROBIN, "i come")
    house.goes(JO)
    house.says(ROBIN, "hold")
    mine = pace(house)
    assert mine
    assert mine.opened == 0


def test_it_is_shown_to_them_changed_and_taken_back(counting: House) -> None:
    assert "open in a week (2)" in counting.tells(ROBIN, "me", "show")[-1]
    assert "and opened 0 since Monday" in counting.says(ROBIN, "pace")[-1]
    counting.tells(ROBIN, "5", "yes")
    mine = pace(counting)
    assert mine
    assert mine.wanted == 5
    assert "Your number of rooms for a week" in counting.says(ROBIN, "consent")[-1]
    assert counting.says(ROBIN, "1") == ["It is taken back."]
    assert pace(counting) is None
    counting.tells(ROBIN, "pace", "3", "yes", "pace", "no number")
    assert pace(counting) is None


@pytest.mark.parametrize("words", ["15", "many", "1.5"])
def test_what_is_no_number_for_it_is_asked_again(counting: House, words: str) -> None:
    counting.says(ROBIN, "pace")
    assert "a number from 1 to 14" in counting.says(ROBIN, words)[-1]
    counting.says(ROBIN, "back")
    assert pace(counting)


def test_nobody_else_has_one(counting: House) -> None:
    assert "nothing to count" in counting.says(SAM, "pace")[-1]
    assert counting.state(SAM) == Home()


def test_it_goes_with_the_role_with_them_and_after_90_days_without_a_room(counting: House) -> None:
    counting.steward(ROBIN, RoleRevoked())
    assert pace(counting) is None
    counting.facilitator(ROBIN)
    counting.tells(ROBIN, "pace", "2", "yes", "consent")
    assert counting.says(ROBIN, "2")[-1] == "It is taken back."
    assert counting.role(ROBIN) is None
    assert pace(counting) is None
    counting.facilitator(ROBIN)
    counting.tells(ROBIN, "pace", "2", "yes", "erase", "erase it")
    assert pace(counting) is None
    counting.facilitator(ROBIN)
    counting.tells(ROBIN, "pace", "2", "yes")
    counting.wait(80 * DAY)
    counting.opens(ROBIN, "quiet company 10")
    counting.wait(80 * DAY)
    assert pace(counting), "each room renews it"
    counting.wait(12 * DAY)
    assert pace(counting) is None
