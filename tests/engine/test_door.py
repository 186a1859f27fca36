"""The door: somebody's first words, and whatever nobody could take in."""

import textwrap
from datetime import timedelta

import pytest

from tests.engine.house import House
from tests.engine.ways import SAM

TRUTHS = (
    "I am a program",
    "not a person",
    "none before your yes",
    "I hold this chat's keys, sealed, until a week after your last word",
    "Whoever runs my machine could read this",
)


def on_a_phone(said: str) -> list[str]:
    """Its lines on a narrow screen."""
    return [part for line in said.splitlines() for part in textwrap.wrap(line, 36)]


@pytest.mark.parametrize(
    "first", ["hello", "join 1", "note", "help", "role", "now", "1", "I do not know what to write"]
)
def test_the_truths_stand_above_the_first_answer_whatever_it_begins_with(
    house: House, first: str
) -> None:
    (answer,) = house.says(SAM, first)
    assert all(truth in answer for truth in TRUTHS)
    assert answer.startswith("Hello. I am a program")


def test_the_first_words_fit_on_a_phone(house: House) -> None:
    (answer,) = house.says(SAM, "hello")
    before, _, _ = answer.partition("\n1. ")
    assert len(on_a_phone(before)) <= 9
    choices = [line[3:] for line in answer.splitlines() if line[1:3] == ". "]
    assert choices == [
        "People together now",
        "Someone outside",
        "What happens to what I write",
        "Nothing",
    ]


def test_the_whole_does_not_come_twice_in_a_day(house: House) -> None:
    house.says(SAM, "hello")
    house.wait(timedelta(hours=23))
    assert "I am a program" not in house.says(SAM, "hello")[-1]
    house.wait(timedelta(hours=1))
    assert house.says(SAM, "rooms")[-1].startswith("Hello. I am a program")


def test_a_silent_answer_is_no_greeting(house: House) -> None:
    assert house.says(SAM, "stop") == []
    assert house.says(SAM, "rooms")[-1].startswith("Hello. I am a program")


def test_whoever_is_erased_is_a_stranger_again(house: House) -> None:
    house.tells(SAM, "hello", "erase", "yes")
    house.new_chat(SAM)
    assert house.says(SAM, "rooms")[-1].startswith("Hello. I am a program")


def test_no_reply_comes_twice_running_and_after_three_there_is_silence(house: House) -> None:
    house.says(SAM, "hello")
    said = [house.says(SAM, "qwertz uiop") for _ in range(5)]
    assert [len(each) for each in said] == [1, 1, 1, 0, 0]
    assert len({body for each in said for body in each}) == 3
    assert len(said[2][0].splitlines()) == 1
    assert "1. People together now" in said[0][0]
    assert house.says(SAM, "help") != []
    assert house.says(SAM, "qwertz uiop") == said[0], "it was understood since"


def test_a_question_stays_while_somebody_is_not_understood(house: House) -> None:
    house.facilitator(SAM)
    house.tells(SAM, "open quiet company 50")
    said = [house.says(SAM, "qwertz uiop") for _ in range(4)]
    assert [len(each) for each in said] == [1, 1, 1, 0]
    house.says(SAM, "1")
    house.comes_in(SAM)
    assert len(house.open_halls) == 1


def test_what_is_still_on_the_screen_works(house: House) -> None:
    house.tells(SAM, "hello", "1")
    assert "No room is open" in house.heard(SAM)[-1]
    assert "outside our collective" in house.says(SAM, "2")[-1]
    assert house.says(SAM, "0")[-1].startswith("All right.")


def test_a_number_of_an_earlier_menu_changes_nothing(house: House) -> None:
    house.facilitator(SAM)
    menu = house.tells(SAM, "hi", "menu")[-1]
    (clear,) = [line[0] for line in menu.splitlines() if line.endswith("Clear this chat")]
    house.says(SAM, "now")
    house.says(SAM, "nothing")
    assert "cannot take that in" in house.says(SAM, clear)[-1]
