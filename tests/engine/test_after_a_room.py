"""When a room is over: what is left of it, and what could come next."""

from datetime import timedelta

import pytest

from peerbot.features.core.clear import AskedToClear
from peerbot.features.intake.note import Asking
from peerbot.features.rooms.asking import AfterHolding, AfterRoom
from peerbot.features.rooms.chat.choosing import Listing
from peerbot.features.rooms.chat.opening import Summary
from peerbot.kernel.ids import UserID
from peerbot.kernel.table import Home
from tests.engine.house import House
from tests.engine.ways import JO, ROBIN, SAM, with_a_second

ALEX = UserID("@alex:example.org")

LEFT = "I keep nothing of what was said there. People and servers may have copies."

MINUTE = timedelta(minutes=1)


@pytest.fixture
def held(house: House) -> House:
    """Robin holds a room. In it are Sam, who asked for a line at its end, and Alex, who did not."""
    house.facilitator(ROBIN)
    house.opens(ROBIN, "grief 50")
    for user, line in ((SAM, "yes"), (ALEX, "no")):
        house.tells(user, "join 1", "let me in", line)
        house.comes_in(user)
    return house


def choices(said: str) -> list[str]:
    return [line for line in said.splitlines() if line[:2] in ("0.", "1.", "2.", "3.")]


def test_whoever_asked_for_a_line_hears_what_is_left_and_what_could_come_next(held: House) -> None:
    before = len(held.heard(ALEX))
    held.wait(50 * MINUTE)
    said = held.heard(SAM)[-1]
    assert said.splitlines()[1] == LEFT
    next_, clear, outside = "1. When something is next", "2. Clear this chat", "3. Someone outside"
    assert choices(said) == [next_, clear, outside, "0. Nothing"]
    assert held.heard(ALEX)[before:] == [], "as they wished"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("1", "Nothing is open now"),
        ("2", "I would take back my own messages here"),
        ("3", "I am a program and cannot fetch anybody."),
        ("someone outside", "I am a program and cannot fetch anybody."),
        ("0", "All right."),
        ("thanks", "You are welcome."),
        ("leave", "You have no place in a room."),
    ],
)
def test_each_door_leads_where_it_says_and_nothing_has_to_be_chosen(
    held: House, words: str, said: str
) -> None:
    held.wait(50 * MINUTE)
    assert held.says(SAM, words)[-1].startswith(said)


def test_whoever_held_it_opens_the_same_again(held: House) -> None:
    held.wait(50 * MINUTE)
    said = held.heard(ROBIN)[-1]
    assert said.splitlines()[1] == LEFT
    assert choices(said)[0] == "1. The same again"
    assert held.says(ROBIN, "1")[-1].startswith("Is this right?\nGrief.")
    assert isinstance(held.state(ROBIN), Summary)
    assert "The room is open" in held.says(ROBIN, "yes")[-1]


def test_whoever_took_it_over_is_offered_no_room_that_they_never_opened(house: House) -> None:
    with_a_second(house)
    house.goes(ROBIN)
    house.says(JO, "hold")
    house.comes_in(JO)
    house.tells(JO, "close", "close it")
    assert LEFT in house.heard(JO)[-1]
    assert isinstance(house.state(JO), AfterRoom)


def test_a_question_that_is_open_stays_and_its_numbers_too(held: House) -> None:
    held.says(SAM, "clear")
    held.wait(50 * MINUTE)
    said = held.heard(SAM)[-1]
    assert said.endswith(f"{LEFT}\nLater you can say: next, clear, or: now.")
    assert held.state(SAM) == AskedToClear()
    assert "All right." in held.says(SAM, "0")[-1]


def test_a_question_for_any_words_says_that_it_is_still_open(held: House) -> None:
    held.says(ROBIN, "note")
    held.wait(50 * MINUTE)
    said = held.heard(ROBIN)[-1]
    assert "Later you can say: open again, clear, or: now." in said
    assert "takes what you write next as its answer" in said
    assert isinstance(held.state(ROBIN), Asking)


def test_a_list_that_is_on_the_screen_keeps_its_numbers(held: House) -> None:
    held.says(SAM, "rooms")
    held.tells(ROBIN, "close", "close it")
    assert choices(held.heard(SAM)[-1]) == []
    assert isinstance(held.state(SAM), Listing)


def test_whoever_holds_another_room_is_not_done_yet(held: House) -> None:
    held.opens(ROBIN)
    held.wait(50 * MINUTE - timedelta(seconds=1))
    assert held.state(ROBIN) == Home()
    held.wait(timedelta(seconds=1))
    first, last = held.heard(ROBIN)[-2:]
    assert LEFT in first
    assert choices(first) == []
    assert LEFT in last
    assert choices(last)
    assert isinstance(held.state(ROBIN), AfterHolding)


def test_of_a_room_that_nobody_came_into_nothing_is_left(house: House) -> None:
    house.facilitator(ROBIN)
    house.world.blocking.add(ROBIN)
    assert LEFT not in house.tells(ROBIN, "open grief", "yes")[-1]
    assert house.state(ROBIN) == Home()


def test_what_could_come_next_is_there_after_a_restart(held: House) -> None:
    held.wait(50 * MINUTE)
    held.restart()
    assert "Is this right?" in held.says(ROBIN, "1")[-1]
