"""Places in a room for people of one other homeserver: so many and no more."""

import pytest
from msgspec.structs import replace

from peerbot.kernel.chat import Said
from peerbot.kernel.ids import UserID
from tests.engine.house import ROOMS, House, with_section
from tests.engine.ways import JO, ROBIN, SAM

FAR = tuple(UserID(f"@{name}:elsewhere.example") for name in ("ali", "bo", "cleo"))


@pytest.fixture
def crowded(house: House) -> House:
    """A house where Robin's room has places for two people of each other homeserver."""
    rooms = replace(ROOMS, federate=True, most_each_server=2)
    house.settings = with_section(rooms, house.settings)
    house.restart()
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    return house


NO_PLACE = "Sorry, I have no place for you in that room at the moment. It is not about you."


def asks(house: House, user: UserID) -> str:
    """Ask for a place; what is said to that."""
    (said,) = house.tells(user, "join 1", "let me in")[-1:]
    return said


def test_fault_69_so_many_places_for_people_of_another_homeserver(crowded: House) -> None:
    ali, bo, cleo = FAR
    for user in (ali, bo, SAM, JO, UserID("@cleo:third.example")):
        assert "The invitation is there" in asks(crowded, user)
    assert asks(crowded, cleo).startswith(NO_PLACE)
    assert not crowded.kept(cleo)
    assert crowded.places(ali)
    crowded.says(bo, "leave")
    assert "The invitation is there" in asks(crowded, cleo)
    assert asks(crowded, bo).startswith(NO_PLACE)


def test_fault_69_of_two_who_ask_for_the_last_place_at_once_one_gets_it(crowded: House) -> None:
    ali, bo, cleo = FAR
    asks(crowded, ali)
    for user in (bo, cleo):
        crowded.says(user, "join 1")
    for user in (bo, cleo):
        crowded.engine.hear(user, crowded.chat(user), Said("let me in"), lambda: None)
    crowded.settle()
    said = [crowded.heard(user)[-1] for user in (bo, cleo)]
    assert sum(it.startswith(NO_PLACE) for it in said) == 1
    assert sum("The invitation is there" in it for it in said) == 1


def test_whoever_holds_a_room_does_not_count(house: House) -> None:
    ali, bo, cleo = FAR
    rooms = replace(ROOMS, federate=True, most_each_server=2)
    house.settings = with_section(rooms, house.settings)
    house.restart()
    house.facilitator(ali)
    house.opens(ali)
    for user in (bo, cleo):
        assert "The invitation is there" in asks(house, user)
    assert asks(house, UserID("@dana:elsewhere.example")).startswith(NO_PLACE)
