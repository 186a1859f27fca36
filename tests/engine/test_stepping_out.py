"""Asking somebody to step out: a summary first, and then an answer that is true."""

from datetime import timedelta

import pytest

from peerbot.features.rooms.address import Room, room
from peerbot.features.rooms.to_person import WhoIsIn
from peerbot.features.rooms.to_room import StepOut
from peerbot.kernel.ids import Person, UserID
from peerbot.kernel.ports import TryLater
from tests.engine.house import REASON, House
from tests.engine.little import no_trouble
from tests.engine.ways import with_a_second

ROBIN = UserID("@robin:example.org")
JO = UserID("@jo:example.org")
SAM = UserID("@sam:example.org")


@pytest.fixture
def open_house(house: House) -> House:
    """Robin holds a room, and Sam is in it."""
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    house.tells(SAM, "join 1", "let me in", "no")
    house.comes_in(SAM)
    return house


def stepped_out(house: House) -> list[str]:
    """What Sam reads of it, once they want to."""
    house.says(SAM, "read it")
    return [body for body in house.heard(SAM) if "asked you to step out" in body]


@pytest.mark.parametrize("words", ["room", "wait", "1", "extend 15", "step out", "0 of you"])
def test_no_word_is_a_reason_before_it_was_shown(open_house: House, words: str) -> None:
    shown = open_house.tells(ROBIN, "step out", "1", words)[-1]
    assert shown.startswith("Is this right?")
    assert f"{SAM} is taken out of the room (Quiet company)" in shown
    assert f'They can read: "{words}"' in shown
    assert SAM in open_house.open_halls[0].joined
    open_house.says(ROBIN, "no")
    assert SAM in open_house.open_halls[0].joined
    assert not stepped_out(open_house)


def test_help_is_help_also_where_a_reason_is_asked_for(open_house: House) -> None:
    assert "These words work" in open_house.tells(ROBIN, "step out", "1", "help")[-1]


def test_what_they_read_is_what_was_shown(open_house: House) -> None:
    shown = open_house.tells(ROBIN, "step out", "1", "so  loud " * 99)[-1]
    done = open_house.says(ROBIN, "yes")[-1]
    assert done.startswith("It is done.")
    assert f"{SAM} is out of the room (Quiet company)" in done
    why = shown.split("They can read: ")[1].split("\n")[0]
    assert f"They wrote: {why}\n" in stepped_out(open_house)[0]
    assert SAM not in open_house.open_halls[0].there


def test_a_removal_that_is_refused_is_said(open_house: House) -> None:
    open_house.open_halls[0].powerless = True
    said = open_house.tells(ROBIN, "step out", "1", "please", "yes")[-1]
    assert said.startswith("The homeserver did not let me take them out.")
    assert SAM in open_house.open_halls[0].joined


def test_who_left_meanwhile_hears_nothing(open_house: House) -> None:
    open_house.tells(ROBIN, "step out", "1", "please")
    open_house.says(SAM, "leave")
    assert "had no place in the room" in open_house.says(ROBIN, "yes")[-1]
    assert not stepped_out(open_house)
    assert "The invitation is there." in open_house.tells(SAM, "join 1", "let me in")[-1]


def test_a_room_that_closed_meanwhile(open_house: House) -> None:
    mark = open_house.open_halls[0].card.mark
    open_house.tells(ROBIN, "close", "close it")
    open_house.engine.take(Room(mark), StepOut(SAM, "please", ROBIN))
    open_house.settle()
    assert "has closed, or is closing" in open_house.heard(ROBIN)[-1]
    assert not stepped_out(open_house)


def test_a_room_that_changed_hands_meanwhile(house: House) -> None:
    with_a_second(house)
    held_before = UserID("@alex:example.org")
    house.says(held_before, "hi")
    house.engine.take(Room(house.open_halls[0].card.mark), StepOut(SAM, "please", held_before))
    house.settle()
    assert "Somebody else holds the room" in house.heard(held_before)[-1]
    assert not stepped_out(house)


def test_a_removal_that_the_closing_overtakes_is_answered_all_the_same(open_house: House) -> None:
    open_house.world.trouble = lambda deed: TryLater() if deed == "remove" else None
    open_house.tells(ROBIN, "step out", "1", "please", "yes", "close", "close it")
    open_house.world.trouble = no_trouble
    open_house.wait(timedelta(minutes=1))
    assert any(f"{SAM} is out of the room" in body for body in open_house.heard(ROBIN))


def test_another_question_keeps_its_numbers(open_house: House) -> None:
    """The homeserver answered late who is in, and something else was asked meanwhile."""
    open_house.says(ROBIN, "clear")
    mark = open_house.open_halls[0].card.mark
    open_house.engine.take(Person(ROBIN), WhoIsIn(mark, "Quiet company", (SAM,)))
    open_house.settle()
    assert "say once more: step out" in open_house.heard(ROBIN)[-1]
    assert open_house.says(ROBIN, "0") == ["All right. I am here when you write."]


def test_what_matrix_shows_is_true_of_every_removal() -> None:
    assert "a place in it has ended" in REASON
    assert "not about you" not in REASON


@pytest.mark.parametrize("erased", [False, True])
def test_it_holds_until_the_room_ends_and_names_nobody(open_house: House, erased: bool) -> None:
    open_house.tells(ROBIN, "step out", "1", "please", "yes")
    mark = open_house.open_halls[0].card.mark
    if erased:
        open_house.tells(SAM, "erase", "erase it")
    where = open_house.engine.world.where(Room(mark), open_house.now)
    assert SAM not in str(where.state)
    assert (
        "Somebody who holds it asked you to step out"
        in open_house.tells(SAM, "join 1", "let me in")[-1]
    )
    open_house.tells(ROBIN, "close", "close it")
    assert not open_house.store.has(room(mark))
    open_house.opens(ROBIN)
    assert "The invitation is there." in open_house.tells(SAM, "join 1", "let me in")[-1]


def test_whoever_stepped_out_does_not_come_back_as_the_second(house: House) -> None:
    house.facilitator(ROBIN)
    house.facilitator(JO)
    house.opens(ROBIN, f"quiet company 50 with {JO}")
    house.tells(JO, "later", "join 1", "1", "0")
    house.comes_in(JO)
    house.tells(ROBIN, "step out", "1", "please", "yes")
    heard = len(house.heard(ROBIN))
    assert "Somebody who holds it asked you to step out" in house.says(JO, "second yes")[-1]
    assert f"{JO} does not hold it" in house.heard(ROBIN)[heard]
    assert JO not in house.open_halls[0].there
    assert not house.kept(JO)[1:]
