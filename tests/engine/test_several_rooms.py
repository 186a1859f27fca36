"""With several rooms the program asks which, or a number says so at once."""

from datetime import timedelta

import pytest

from peerbot.features.roles.messages import RoleRevoked
from peerbot.kernel.ids import UserID
from tests.engine.house import NIGHT, House

ROBIN = UserID("@robin:example.org")
JO = UserID("@jo:example.org")
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
        (SAM, "help me here", "somebody in the room (Quiet company) asks"),
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


def test_how_much_longer_is_asked_first(two: House) -> None:
    assert two.says(ROBIN, "extend")[-1].startswith("How much longer?")
    assert two.says(ROBIN, "15")[-1].startswith("Which room?")
    assert "It now closes" in two.says(ROBIN, "1")[-1]


@pytest.mark.parametrize("words", ["extend 0", "extend -10", "extend a lot"])
def test_what_is_no_length_is_said_with_what_would_be(house: House, words: str) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    (said,) = house.says(ROBIN, words)
    assert said.startswith("I could not read how much longer.")
    assert "1h30" in said
    assert "It now closes" in house.says(ROBIN, "15")[-1]


@pytest.mark.parametrize(
    "words",
    [
        ("extend 15",),
        ("extend by 15",),
        ("extend 15, please",),
        ("extend 15 minutes",),
        ("extend a quarter of an hour",),
        ("extend until 3:15",),
        ("extend", "15"),
        ("extend", "quarter of an hour"),
        ("extend", "until 3:15"),
    ],
)
def test_more_time_however_it_is_said(house: House, words: tuple[str, ...]) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)  # at 02:10, for 50 minutes
    assert house.tells(ROBIN, *words)[-1].startswith("It now closes 03:15 Berlin.")


def test_a_time_before_the_end_makes_nothing_longer(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    assert "closes 03:00 Berlin as it is" in house.says(ROBIN, "extend until 2:50")[-1]
    assert "at the latest" in house.says(ROBIN, "extend until 4:00")[-1]
    assert "03:00" in house.says(ROBIN, "room")[-1]


def test_the_second_makes_it_longer_and_the_first_hears_so(house: House) -> None:
    house.facilitator(ROBIN)
    house.facilitator(JO)
    house.opens(ROBIN, f"quiet company 50 with {JO}")
    house.says(JO, "yes")
    house.comes_in(JO)
    assert house.says(JO, "extend 15")[-1].startswith("It now closes 03:15 Berlin.")
    assert "The other one who holds it has made it longer" in house.heard(ROBIN)[-1]


@pytest.mark.parametrize(
    ("words", "closes"),
    [
        ("grief", "03:40"),
        ("grief 1h30", "03:40"),
        ("grief for 1.5 hours", "03:40"),
        ("grief, half an hour", "02:40"),
        ("grief until 3:30", "03:30"),
        ("quiet company until 3am", "03:00"),
    ],
)
def test_a_room_is_opened_for_a_length_however_it_is_said(
    house: House, words: str, closes: str
) -> None:
    house.facilitator(ROBIN)
    assert f"It closes {closes} Berlin" in house.says(ROBIN, f"open {words}")[-1]


def test_a_room_until_a_time_closes_then_however_long_they_think(house: House) -> None:
    house.facilitator(ROBIN)
    house.says(ROBIN, "open grief until 3:30")
    house.wait(5 * MINUTE)
    assert "It closes 03:30 Berlin" in house.says(ROBIN, "yes")[-1]


def test_a_length_that_cannot_be_read_is_said_with_what_can(house: House) -> None:
    house.facilitator(ROBIN)
    (said,) = house.says(ROBIN, "open grief for a while")
    assert said.startswith("I could not read how long.")
    assert "until 23:30" in said


def test_whose_role_has_ended_makes_no_room_longer(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    house.steward(ROBIN, RoleRevoked())
    assert house.says(ROBIN, "extend 15")[-1].startswith("Your role has ended")
    assert "before its time" in house.tells(ROBIN, "close", "close it")[-1]


@pytest.mark.parametrize("who", [JO, "jo", "@jo", "Jo", f"https://matrix.to/#/{JO}"])
def test_the_second_is_named_by_an_address_a_name_or_a_link(house: House, who: str) -> None:
    house.facilitator(ROBIN)
    house.facilitator(JO)
    assert f"I ask {JO} whether" in house.says(ROBIN, f"open quiet company 50 with {who}")[-1]


def test_a_name_that_two_have_names_nobody(house: House) -> None:
    for user in (ROBIN, JO, UserID("@jo:elsewhere.example")):
        house.facilitator(user)
    (said,) = house.says(ROBIN, "open quiet company 50 with jo")
    assert "or more than one" in said


@pytest.mark.parametrize(
    "words", ["extend 1 30", "extend fifteen thousand", "extend half", "extend 30s"]
)
def test_what_could_be_another_length_makes_nothing_longer(house: House, words: str) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    assert house.says(ROBIN, words)[-1].startswith("I could not read how much longer")
    assert "03:00" in house.says(ROBIN, "room")[-1]


def test_a_room_is_named_with_the_length_where_that_was_asked(two: House) -> None:
    two.says(ROBIN, "extend")
    assert two.says(ROBIN, "15, room 2")[-1].startswith("It now closes 03:25")
