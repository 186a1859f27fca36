"""With several rooms the program asks which, or a number says so at once."""

from datetime import timedelta

import pytest

from peerbot.features.roles.messages import RoleRevoked
from peerbot.kernel.ids import UserID
from tests.engine.house import NIGHT, House

ROBIN = UserID("@robin:example.org")
SAM = UserID("@sam:example.org")

MINUTE = timedelta(minutes=1)


@pytest.fixture
def two(house: House) -> House:
    """Robin holds a room of 30 minutes and one of 60; Sam is in both."""
    house.facilitator(ROBIN)
    house.opens(ROBIN, "grief 30")
    house.opens(ROBIN, "quiet company 60")
    house.tells(SAM, "join 1", "let me in", "no", "join 2", "let me in", "no")
    house.comes_in(SAM)
    return house


@pytest.mark.parametrize(
    ("user", "word", "answer"),
    [
        (SAM, "room", "people are in the room"),
        (SAM, "help me here", "It is about the room (Quiet company)"),
        (ROBIN, "room", "people are in the room"),
        (ROBIN, "extend 15", "It now closes 03:25 Berlin."),
        (ROBIN, "step out", "The room is: Quiet company."),
    ],
)
def test_which_room_is_asked(two: House, user: UserID, word: str, answer: str) -> None:
    asked = two.says(user, word)[-1]
    assert asked.startswith("Which room?\n1. Grief, until 02:40 Berlin\n2. Quiet company")
    assert "program and cannot take that in" in two.says(user, "the long one")[-1]
    assert "I still cannot take that in" in two.says(user, "7")[-1]
    said = two.says(user, "2")[-1]
    assert answer in said
    assert "Quiet company" in said


@pytest.mark.parametrize(
    ("user", "word", "title"),
    [
        (SAM, "room 1", "Grief"),
        (SAM, "room 2", "Quiet company"),
        (ROBIN, "extend 5 1", "Grief"),
        (ROBIN, "extend 5 minutes, room 2", "Quiet company"),
    ],
)
def test_a_number_says_it_at_once(two: House, user: UserID, word: str, title: str) -> None:
    assert two.says(user, word)[-1].endswith(f"It is: {title}.")


def test_a_number_that_is_none_of_theirs_extends_nothing(two: House) -> None:
    assert two.says(ROBIN, "extend 5 9")[-1].startswith("Which room?")
    assert [hall.silent_at for hall in two.open_halls] == [NIGHT + 30 * MINUTE, NIGHT + 60 * MINUTE]


def test_a_room_that_closed_while_it_was_asked_which(two: House) -> None:
    two.says(SAM, "room")
    two.wait(31 * MINUTE)
    assert "1. Grief" not in two.says(SAM, "1")[-1]
    two.wait(30 * MINUTE)
    assert "You are in no room" in two.says(SAM, "2")[-1]


@pytest.mark.parametrize("word", ["extend", "extend 0", "extend a lot", "extend 9999"])
def test_how_many_minutes_is_asked_first(two: House, word: str) -> None:
    assert two.says(ROBIN, word)[-1].startswith("How many minutes?")


@pytest.mark.parametrize("words", ["extend 1 hour", "extend -10", "extend 15, please", "extend"])
def test_more_time_is_a_number_of_minutes_or_is_asked_for_again(house: House, words: str) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    assert house.says(ROBIN, words)[-1].startswith("How many minutes?")
    assert "It now closes" in house.says(ROBIN, "extend 15 minutes")[-1]


def test_whose_role_has_ended_makes_no_room_longer(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    house.steward(ROBIN, RoleRevoked())
    assert house.says(ROBIN, "extend 15")[-1].startswith("Your role has ended")
    assert "before its time" in house.tells(ROBIN, "close", "close it")[-1]
