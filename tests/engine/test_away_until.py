"""A facilitator is away until a day: nobody names them as a second, and nothing else changes."""

from datetime import timedelta

import pytest

from peerbot.features.roles.messages import RoleRevoked
from peerbot.features.roles.records import Role, RoleEntry
from peerbot.kernel.table import Home
from tests.engine.house import House
from tests.engine.ways import JO, ROBIN, SAM, earlier_versions, with_a_second

DAY = timedelta(days=1)

MONDAY = "Monday, 9 March 2026"
"""It is Saturday, at ten past two in Berlin."""


@pytest.fixture
def two(house: House) -> House:
    """Robin and Jo have the role."""
    house.facilitator(ROBIN)
    house.facilitator(JO)
    return house


def away(house: House) -> RoleEntry:
    entry = house.role(JO)
    assert entry
    return entry


def test_the_day_is_read_back_with_what_it_means_and_kept_on_a_yes(two: House) -> None:
    said = two.says(JO, "away until monday")[-1]
    assert said.startswith(f"Away until {MONDAY}?")
    assert "no reason" in said
    assert away(two).away is None
    assert f"away until {MONDAY}" in two.says(JO, "yes")[-1]
    assert away(two).away
    for words in (("role",), ("stop", "me", "show")):
        assert f"away until {MONDAY}" in two.tells(JO, *words)[-1]


def test_a_no_keeps_nothing(two: House) -> None:
    two.tells(JO, "away 3 days", "no")
    assert away(two).away is None
    assert two.state(JO) == Home()


def test_whoever_names_them_reads_until_when_and_no_reason(two: House) -> None:
    two.tells(JO, "away until monday", "yes")
    before = len(two.heard(JO))
    said = two.says(ROBIN, f"open grief 50 with {JO}")[-1]
    assert f"{JO} is away until {MONDAY}." in said
    assert two.state(ROBIN) == Home()
    assert len(two.heard(JO)) == before, "and Jo is not asked"


def test_from_that_day_on_they_can_be_named(two: House) -> None:
    two.tells(JO, "away until monday", "yes")
    two.wait(45 * timedelta(hours=1))
    assert "is away until" in two.says(ROBIN, f"open grief 50 with {JO}")[-1]
    two.wait(timedelta(hours=1))  # it is ten past midnight
    two.opens(ROBIN, f"grief 50 with {JO}")
    assert "Will you hold it when they cannot?" in two.heard(JO)[-1]
    assert "away" not in two.says(JO, "role")[-1]
    two.tells(JO, "1", "Jo")
    assert away(two).away is None, "what is kept anew tells nothing of it"


def test_it_ends_before_with_a_word(two: House) -> None:
    two.tells(JO, "away until monday", "yes")
    assert "You are away until" in two.says(JO, "away")[-1]
    assert two.tells(JO, "stop", "I'm back")[-1] == (
        "All right. You can be named as a second again."
    )
    assert away(two).away is None
    assert "so nothing has changed" in two.says(JO, "i am back")[-1]


def test_whoever_was_named_and_is_away_by_then_is_not_asked(two: House) -> None:
    two.says(ROBIN, f"open grief 50 with {JO}")
    two.tells(JO, "away until monday", "yes")
    before = len(two.heard(JO))
    two.says(ROBIN, "yes")
    assert len(two.heard(JO)) == before
    assert f"{JO} does not hold it when you cannot" in two.heard(ROBIN)[-1]


def test_a_room_that_they_agreed_to_hold_stays_so(house: House) -> None:
    with_a_second(house)
    house.tells(JO, "away until monday", "yes")
    house.goes(ROBIN)
    house.wait(timedelta(minutes=10))
    assert "Will you hold the room?" in house.heard(JO)[-1]
    assert "yours to hold now" in house.tells(JO, "hold")[-1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("away", "Until when are you away?"),
        ("away for a while", "I could not read until when."),
        ("away until 2025-12-24", "I could not read until when."),
        ("away until next monday", "I could not read until when."),
        ("away until 24 december", "That is Thursday, 24 December 2026, and more than 90 days"),
    ],
)
def test_what_it_cannot_take_is_asked_again(two: House, words: str, said: str) -> None:
    assert two.says(JO, words)[-1].startswith(said)
    assert two.says(JO, "17 march")[-1].startswith("Away until Tuesday, 17 March 2026?")


def test_a_yes_on_that_very_day_asks_again(two: House) -> None:
    two.says(JO, "away until tomorrow")
    two.wait(DAY)
    assert two.says(JO, "yes")[-1].endswith("90 days at most.\n0. Back")


def test_whoever_has_no_role_is_never_a_second(two: House) -> None:
    assert "Nobody names you as a second" in two.says(SAM, "away until monday")[-1]
    two.says(JO, "away until monday")
    two.steward(JO, RoleRevoked())
    assert "You have no role" in two.says(JO, "yes")[-1]
    assert not any(isinstance(it.record, Role) for it in two.kept(JO))


def test_under_a_yes_of_another_meaning_nothing_is_kept(two: House) -> None:
    two.says(JO, "away until monday")
    earlier_versions(two, JO)
    assert away(two).away is None
    two.says(JO, "yes")
    assert away(two).away is None


def test_it_goes_with_them(two: House) -> None:
    two.tells(JO, "away until monday", "yes", "erase", "erase it")
    assert two.role(JO) is None


def test_whoever_is_not_away_keeps_what_they_are_asked(two: House) -> None:
    two.says(SAM, "erase")
    before = two.state(SAM)
    assert "1. Erase" in two.says(SAM, "i am back")[-1]
    assert "Nobody names you as a second" in two.says(SAM, "away until monday")[-1]
    assert two.state(SAM) == before
