"""A room for invited people alone: who may have a place, and that nothing of them is kept."""

import pytest

from peerbot.features.rooms.actor.asking_in import MOST
from peerbot.features.rooms.address import Room
from peerbot.features.rooms.to_room import AskIn
from peerbot.kernel.chat import EraseOrdered
from peerbot.kernel.ids import UserID, person
from tests.engine.house import House
from tests.engine.little import Killed
from tests.engine.ways import JO, ROBIN, SAM

ALONE = "quiet company 50 for invited people"

REFUSED = "Sorry, that room is for invited people alone, and you are not among them."
GIVEN = "The invitation is there"


@pytest.fixture
def alone(house: House) -> House:
    """A house where Robin holds a room for invited people alone."""
    house.facilitator(ROBIN)
    house.opens(ROBIN, ALONE)
    return house


def asks_in(house: House, user: str, *, by: UserID = ROBIN) -> str:
    """Whoever holds the room invites somebody; what they hear."""
    assert user in house.says(by, f"ask in {user}")[0]
    (said,) = house.says(by, "yes")
    return said


def comes(house: House, user: UserID) -> str:
    """Ask for a place; what is said to that."""
    assert "Only people whom the facilitator invited" in house.says(user, "join 1")[-1]
    return house.says(user, "let me in")[-1]


def test_whoever_is_invited_has_a_place_and_nobody_else(alone: House) -> None:
    assert comes(alone, SAM).startswith(REFUSED)
    assert not alone.kept(SAM)
    assert asks_in(alone, SAM).startswith("That is done.")
    assert comes(alone, JO).startswith(REFUSED)
    alone.restart()
    assert GIVEN in comes(alone, SAM)
    alone.says(SAM, "no")
    alone.says(SAM, "leave")
    assert GIVEN in comes(alone, SAM), "they may come again"
    assert asks_in(alone, SAM).startswith("That is done.")


@pytest.mark.parametrize(
    "words",
    [
        "open for invited people",
        "open quiet company for invited people 50",
        f"open quiet company 50 for invited people with {JO}",
        f"open quiet company, for invited people only, 50 with {JO}",
    ],
)
def test_it_is_for_invited_people_wherever_that_is_said(house: House, words: str) -> None:
    house.facilitator(ROBIN)
    house.facilitator(JO)
    said = house.says(ROBIN, words)[-1]
    if words == "open for invited people":
        said = house.says(ROBIN, "1")[-1]
    assert "Only people whom the facilitator invited" in said
    assert "in 50 minutes" in said


@pytest.mark.parametrize("again", ["1", "open again"])
def test_the_same_again_is_for_invited_people_too(alone: House, again: str) -> None:
    alone.tells(ROBIN, "close", "close it")
    assert "Only people whom the facilitator invited" in alone.says(ROBIN, again)[-1]
    alone.says(ROBIN, "yes")
    alone.comes_in(ROBIN)
    assert comes(alone, SAM).startswith(REFUSED)
    assert "50 minutes, and whom it was for." in alone.tells(ROBIN, "me", "show")[-1]


def test_nothing_is_kept_of_whoever_is_invited(alone: House) -> None:
    asks_in(alone, JO)
    assert not alone.store.has(person(JO))
    assert alone.heard(JO) == []
    (place,) = alone.places(ROBIN)
    assert str(JO) not in repr(alone.where(place.mark))
    alone.steward(JO, EraseOrdered())
    assert GIVEN in comes(alone, JO)


def test_other_rooms_are_for_anybody(house: House) -> None:
    house.facilitator(ROBIN)
    assert "no room that is for invited people" in house.says(ROBIN, f"ask in {SAM}")[0]
    house.opens(ROBIN)
    assert "no room that is for invited people" in house.says(ROBIN, f"ask in {SAM}")[0]
    house.says(SAM, "join 1")
    assert GIVEN in house.says(SAM, "let me in")[-1]
    assert "no room that is for invited people" in house.says(SAM, f"ask in {ROBIN}")[0]


def test_of_several_rooms_it_is_the_one_that_is_named(alone: House) -> None:
    alone.opens(ROBIN, ALONE)
    assert "You hold several such rooms." in alone.says(ROBIN, f"ask in {SAM}")[0]
    assert "You hold several such rooms." in alone.says(ROBIN, f"ask in {SAM} 3")[0]
    alone.tells(ROBIN, f"ask in {SAM} 2", "yes")
    assert comes(alone, SAM).startswith(REFUSED)
    alone.says(SAM, "join 2")
    assert GIVEN in alone.says(SAM, "let me in")[-1]


def test_a_second_invites_too_and_needs_no_invitation(house: House) -> None:
    house.facilitator(JO)
    house.facilitator(ROBIN)
    house.opens(ROBIN, f"quiet company 50 with {JO} for invited people")
    assert "Your invitation comes from" in house.says(JO, "yes")[-1]
    assert asks_in(house, SAM, by=JO).startswith("That is done.")
    assert GIVEN in comes(house, SAM)


def test_what_cannot_be_is_said(alone: House) -> None:
    assert "their whole address" in alone.says(ROBIN, "ask in sam")[0]
    assert "their whole address" in alone.says(ROBIN, "ask in")[0]
    assert "their whole address" in alone.says(ROBIN, f"ask in @{'a' * 250}:example.org")[0]
    assert "only for accounts on example.org" in alone.says(ROBIN, "ask in @a:b.example")[0]
    asks_in(alone, SAM)
    comes(alone, SAM)
    alone.comes_in(SAM)
    alone.tells(ROBIN, "step out", "1", "Too loud.", "yes")
    assert "was asked to step out" in asks_in(alone, SAM)
    alone.says(ROBIN, f"ask in {JO}")
    (place,) = alone.places(ROBIN)
    alone.engine.take(Room(place.mark), AskIn(JO, SAM))
    alone.settle()
    assert "You do not hold that room" in alone.heard(SAM)[-1]
    alone.tells(ROBIN, "close", "close it")
    alone.engine.take(Room(place.mark), AskIn(JO, ROBIN))
    alone.settle()
    assert "closing or closed" in alone.heard(ROBIN)[-1]


def test_so_many_are_invited_and_no_more(alone: House) -> None:
    for number in range(MOST):
        assert asks_in(alone, f"@guest{number}:example.org").startswith("That is done.")
    assert "As many people are invited" in asks_in(alone, SAM)
    assert asks_in(alone, "@guest0:example.org").startswith("That is done.")


@pytest.mark.parametrize("moment", ["say", "say done"])
def test_they_are_invited_once_whenever_the_process_is_killed(alone: House, moment: str) -> None:
    alone.says(ROBIN, f"ask in {SAM}")
    cuts = iter([Killed()])
    alone.world.trouble = lambda deed: next(cuts, None) if deed == moment else None
    alone.survive(lambda: alone.says(ROBIN, "yes"))
    assert len([said for said in alone.heard(ROBIN) if said.startswith("That is done.")]) == 1
    assert GIVEN in comes(alone, SAM)
