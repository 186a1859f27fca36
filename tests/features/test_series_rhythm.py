"""Whoever hosts a date reads its steps, and hears each at its time if they want that."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from peerbot.features.roles.messages import RoleRevoked
from peerbot.features.series.rhythm.chat import StepDue
from peerbot.features.series.rhythm.records import MyRhythm
from peerbot.kernel.ids import Person, UserID
from peerbot.kernel.table import Home
from tests.engine.house import RHYTHM, SERIES, House, with_section
from tests.engine.ways import JO, ROBIN, SAM, earlier_versions
from tests.features.test_series import planned

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
STARTS = datetime(2026, 3, 10, 18, tzinfo=UTC)
"""Seven in Berlin. The steps take two hours and a quarter."""

STEP = "A word about the time.\n"


@pytest.fixture
def house() -> Iterator[House]:
    """Robin hosts six evenings, and Jo with them; the first one is today at seven."""
    with House() as house:
        for user in (ROBIN, JO):
            house.facilitator(user)
        planned(house, "plan six evenings tuesdays 19:00")
        house.says(ROBIN, "plan with jo")
        house.says(JO, "yes")
        house.wait(STARTS - 8 * HOUR - house.now)
        house.says(ROBIN, "plan")
        yield house


def begins(house: House, starts: datetime = STARTS) -> None:
    """Robin opens a room for the date, and is there."""
    house.wait(starts - 15 * MINUTE - house.now)
    house.says(ROBIN, "begin")
    house.comes_in(ROBIN)


def heard(house: House, user: UserID = ROBIN) -> list[str]:
    """The steps that were said, each as its time and its words."""
    said = (it.removeprefix(STEP) for it in house.heard(user) if it.startswith(STEP))
    return [f"{it[:5]} {it.partition(': ')[2]}" for it in said]


def kept(house: House, user: UserID = ROBIN) -> list[MyRhythm]:
    return [it.record for it in house.kept(user) if isinstance(it.record, MyRhythm)]


ALL = [
    "19:00 Arriving.",
    "19:10 Agreements, read aloud.",
    "19:20 Check-in: a word each.",
    "19:40 The theme.",
    "20:20 Closing round.",
    "20:50 Who likes stays a little.",
    "21:00 Debrief, for you who held it.",
]


def test_the_card_has_all_steps_at_their_times_and_nothing_is_kept_without_a_yes(
    house: House,
) -> None:
    said = house.says(ROBIN, "rhythm")[-1].splitlines()
    assert said[0] == "This is the card for Tuesday, 10 March 2026."
    assert said[1] == "19:00 Berlin: Arriving. 19:10 Berlin: Agreements, read aloud."
    assert said[4] == "21:00 Berlin: Debrief, for you who held it."
    assert "until 11 March 2026" in said[5]
    assert house.says(ROBIN, "no")[-1].startswith("All right.")
    assert not kept(house)
    house.wait(12 * HOUR)
    assert not heard(house)


def test_with_a_yes_each_step_comes_at_its_time_and_then_nothing_is_kept(house: House) -> None:
    house.tells(ROBIN, "rhythm", "yes")
    assert "I say each step here at its time." in house.says(ROBIN, "rhythm")[-1]
    assert house.state(ROBIN) == Home()
    assert "That I say the steps of a date here (Grief)" in house.tells(ROBIN, "me", "1")[-1]
    begins(house)
    house.wait(STARTS - MINUTE - house.now)
    assert not heard(house)
    house.wait(MINUTE)
    assert heard(house) == ALL[:1]
    assert house.heard(ROBIN)[-1] == STEP + "19:00 Berlin to 19:10 Berlin: Arriving."
    house.wait(3 * HOUR)
    assert heard(house) == ALL
    assert not heard(house, JO), "who said no yes hears none"
    assert not kept(house)
    house.wait(timedelta(days=7))
    assert heard(house) == ALL, "it was for that date alone"


def test_few_steps_have_a_line_each_and_one_begun_is_not_said_again() -> None:
    with House(
        settings=with_section(
            replace(SERIES, templates=(replace(SERIES.templates[-1], rhythm=RHYTHM[:3]),))
        )
    ) as house:
        house.facilitator(ROBIN)
        planned(house, "plan six evenings today 4:00 once")
        house.wait(100 * MINUTE)
        house.says(ROBIN, "begin")
        house.comes_in(ROBIN)
        house.wait(15 * MINUTE)
        said = house.says(ROBIN, "rhythm")[-1].splitlines()
        assert said[1:4] == [
            "04:00 Berlin: Arriving.",
            "04:10 Berlin: Agreements, read aloud.",
            "04:20 Berlin: Check-in: a word each.",
        ]
        house.wait(10 * MINUTE)
        house.says(ROBIN, "yes")
        house.wait(HOUR)
        assert heard(house) == ["04:20 Check-in: a word each."]


def test_there_is_a_card_a_day_before_for_hosts_where_steps_were_written(house: House) -> None:
    none = "There is no card for you now."
    assert house.says(SAM, "rhythm")[-1].partition("\n")[0] != ""
    assert none in house.says(SAM, "rhythm")[-1]
    house.wait(2 * 24 * HOUR)
    assert none in house.says(JO, "rhythm")[-1], "the next one is in five days"
    planned(house, "plan grief thursdays 19:00 6 weeks")
    house.wait(STARTS + timedelta(days=6, hours=1) - house.now)
    assert "17 March 2026" in house.says(JO, "rhythm")[-1]
    house.wait(4 * HOUR)
    house.wait(24 * HOUR)
    assert none in house.says(JO, "yes")[-1], "it is over"


@pytest.mark.parametrize("how", ["taken back", "reset", "revoked"])
def test_it_ends_with_its_yes_taken_back_the_role_or_another_identity(
    house: House, how: str
) -> None:
    house.tells(ROBIN, "rhythm", "yes")
    assert kept(house)
    if how == "taken back":
        said = house.says(ROBIN, "consent")[-1]
        (number,) = (it[0] for it in said.splitlines() if "Saying the steps of a date" in it)
        house.says(ROBIN, number)
    elif how == "reset":
        house.resets_identity(ROBIN)
    else:
        house.steward(ROBIN, RoleRevoked())
    assert not kept(house)
    house.wait(12 * HOUR)
    assert not heard(house)


def test_a_date_that_is_moved_goes_by_its_new_time_and_one_left_out_has_no_steps(
    house: House,
) -> None:
    for user in (ROBIN, JO):
        house.tells(user, "rhythm", "yes")
    house.tells(JO, "plan move 10 march to 18:30", "yes")
    begins(house, STARTS - 30 * MINUTE)
    house.wait(STARTS - house.now)
    assert heard(house) == ["18:50 Check-in: a word each."], "where the card is by then"
    house.tells(JO, "plan step down", "yes")
    house.wait(40 * MINUTE)
    assert len(heard(house)) == 2
    assert not kept(house, JO), "who hosts it no more hears no more"
    assert len(heard(house, JO)) == 1


def test_of_a_date_that_nobody_opens_no_step_is_said_once_that_is_certain(house: House) -> None:
    house.tells(ROBIN, "rhythm", "yes")
    house.wait(STARTS + 3 * HOUR - house.now)
    assert heard(house) == ALL[:2]
    assert not kept(house)


def test_of_a_date_that_is_left_out_nothing_is_said(house: House) -> None:
    house.tells(ROBIN, "rhythm", "yes")
    house.tells(JO, "plan skip 10 march", "yes")
    house.wait(12 * HOUR)
    assert not heard(house)
    assert not kept(house)


def test_fault_81_off_over_some_steps_it_says_where_the_card_is_and_over_all_nothing(
    house: House,
) -> None:
    house.tells(ROBIN, "rhythm", "yes")
    house.now = STARTS + 50 * MINUTE
    house.restart()
    assert heard(house) == ["19:40 The theme."]
    house.now = STARTS + 3 * HOUR
    house.restart()
    assert heard(house) == ["19:40 The theme."]
    assert not kept(house)
    house.now = STARTS + timedelta(days=7) - HOUR
    house.tells(ROBIN, "rhythm", "yes")
    house.now += timedelta(days=14)
    house.restart()
    house.wait(HOUR)
    assert len(heard(house)) == 1
    assert not kept(house)


def test_fault_81_a_clock_that_was_put_back_says_no_step_twice(house: House) -> None:
    house.tells(ROBIN, "rhythm", "yes")
    begins(house)
    house.wait(STARTS + 15 * MINUTE - house.now)
    assert heard(house) == ALL[:2]
    house.now -= HOUR
    house.restart()
    house.engine.take(Person(ROBIN), StepDue(kept(house)[0].series))
    house.settle()
    house.wait(HOUR + 3 * HOUR)
    assert heard(house)[:2] == ALL[:2]
    assert heard(house)[-1] == ALL[-1]


def test_a_yes_whose_meaning_changed_says_no_more(house: House) -> None:
    house.tells(ROBIN, "rhythm", "yes")
    earlier_versions(house, ROBIN)
    house.wait(STARTS + 15 * MINUTE - house.now)
    assert not heard(house)
    assert not kept(house)
