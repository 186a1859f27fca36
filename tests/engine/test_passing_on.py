"""Notes and calls for help reach who holds the room, or their sender hears that they did not."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from peerbot.vocabulary import Person, Room, UserID
from peerbot.vocabulary.inputs import NoteHanded
from peerbot.vocabulary.notes import Answer, Card
from peerbot.vocabulary.room_inputs import HelpWanted, NoteBrought
from tests.engine.house import House

ROBIN = UserID("@robin:example.org")
JO = UserID("@jo:example.org")
SAM = UserID("@sam:example.org")
ALEX = UserID("@alex:example.org")

MINUTE = timedelta(minutes=1)

NOTE = ("join 1", "note first", "my secret", "skip")
"""Up to the question whether it is handed over."""

SECRET = Answer("What may people call you?", "my secret")


@pytest.fixture
def open_house(house: House) -> House:
    """Robin holds a room."""
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    return house


def is_in(house: House, user: UserID) -> None:
    house.tells(user, "join 1", "let me in", "no")
    house.comes_in(user)


def with_a_second(house: House) -> None:
    """Jo holds Robin's room when Robin cannot, and is in it."""
    house.facilitator(ROBIN)
    house.facilitator(JO)
    house.opens(ROBIN, f"quiet company 50 with {JO}")
    house.says(JO, "yes")
    house.comes_in(JO)
    is_in(house, SAM)


def brought(house: House, card: Card) -> None:
    """Sam's note for Robin comes to the room at last."""
    note = NoteBrought(SAM, ROBIN, card.title, (SECRET,), card.latest)
    house.engine.take(Room(card.mark), note)
    house.settle()


def notes(house: House, user: UserID = ROBIN) -> list[str]:
    """The notes that a facilitator was handed."""
    return [body for body in house.heard(user) if "my secret" in body]


def asked_for(house: House, user: UserID) -> list[str]:
    """What somebody heard of those who asked for them."""
    return [body for body in house.heard(user) if body.startswith("Somebody asks for you")]


# --- notes


def test_a_note_is_handed_over_and_its_writer_hears_so(open_house: House) -> None:
    open_house.tells(SAM, *NOTE)
    _keep_it, handed = open_house.says(SAM, "yes")
    assert handed.startswith("It is handed over.")
    assert len(notes(open_house)) == 1
    assert open_house.says(SAM, "no")[0].startswith("All right. Nothing of it is kept.")


def _left(house: House) -> None:
    house.leaves_chat(ROBIN)


def _lost(house: House) -> None:
    house.world.chats[house.chat(ROBIN)].open = False


def _keyless(house: House) -> None:
    house.world.keyless.add(ROBIN)


UNREACHED = pytest.mark.parametrize("gone", [_left, _lost, _keyless])


def test_whoever_holds_a_room_is_not_asked_to_hand_a_note_to_themselves(open_house: House) -> None:
    asked = open_house.tells(ROBIN, "note", "my secret", "skip")[-1]
    assert asked.startswith("Shall I keep this for next time")
    shown = open_house.tells(ROBIN, "yes", "no", "note")[-1]
    assert "my secret" in shown
    assert "Hand it" not in shown


@UNREACHED
def test_a_note_that_reaches_nobody_is_said_and_can_be_handed_again(
    open_house: House, gone: Callable[[House], None]
) -> None:
    open_house.tells(SAM, *NOTE)
    gone(open_house)
    failed = open_house.says(SAM, "yes")[-1]
    first, rest = failed.split("\n", 1)
    assert first == "That could not be done."
    assert f"did not reach {ROBIN}" in rest
    open_house.world.keyless.clear()
    open_house.says(ROBIN, "hi")
    open_house.tells(SAM, "no", *NOTE)
    assert open_house.says(SAM, "yes")[-1].startswith("It is handed over.")


def test_a_note_waits_for_a_homeserver_that_is_away(open_house: House) -> None:
    open_house.tells(SAM, *NOTE)
    open_house.world.out_of_reach.add(ROBIN)
    open_house.tells(SAM, "yes", "no")
    open_house.world.out_of_reach.clear()
    open_house.wait(10 * MINUTE)
    assert len(notes(open_house)) == 1
    assert open_house.heard(SAM)[-1].startswith("It is handed over.")


@pytest.mark.parametrize("ends", ["by itself", "before its time"])
def test_a_note_that_waits_goes_with_the_room(open_house: House, ends: str) -> None:
    open_house.tells(SAM, *NOTE)
    open_house.world.out_of_reach.add(ROBIN)
    open_house.tells(SAM, "yes", "no")
    if ends == "before its time":
        open_house.tells(ROBIN, "close", "close it")
        open_house.wait(10 * MINUTE)
    else:
        open_house.wait(65 * MINUTE)
    assert not open_house.open_halls
    assert "did not reach" in open_house.heard(SAM)[-1]
    open_house.world.out_of_reach.clear()
    open_house.wait(60 * MINUTE)
    assert not notes(open_house)


def test_an_undelivered_note_goes_with_its_writer(open_house: House) -> None:
    open_house.tells(SAM, *NOTE)
    open_house.world.out_of_reach.add(ROBIN)
    open_house.says(SAM, "yes")
    assert "Done." in open_house.tells(SAM, "erase", "erase it")[-1]
    open_house.world.out_of_reach.clear()
    open_house.wait(10 * MINUTE)
    assert not notes(open_house)


def test_a_note_that_comes_too_late_is_not_said(open_house: House) -> None:
    """The process was off while it was on its way."""
    card = open_house.open_halls[0].card
    told = NoteHanded(card.mark, card.title, SAM, (SECRET,), open_house.now)
    open_house.says(SAM, "hi")
    open_house.engine.take(Person(ROBIN), told)
    open_house.settle()
    assert not notes(open_house)
    assert "did not reach" in open_house.heard(SAM)[-1]


def test_a_note_that_comes_after_the_room_is_said_to_reach_nobody(open_house: House) -> None:
    card = open_house.open_halls[0].card
    open_house.says(SAM, "hi")
    open_house.tells(ROBIN, "close", "close it")
    brought(open_house, card)
    assert not notes(open_house)
    assert "did not reach" in open_house.heard(SAM)[-1]


def test_one_note_for_each_room_is_all_that_is_passed_on(open_house: House) -> None:
    open_house.tells(SAM, *NOTE, "yes", "no", *NOTE)
    again = open_house.says(SAM, "yes")[-1]
    assert again.startswith("I did not pass that on.")
    assert "One for each room" in again
    assert len(notes(open_house)) == 1
    open_house.tells(ALEX, *NOTE, "yes")
    assert len(notes(open_house)) == 2


def test_no_note_of_somebody_who_stepped_out_is_passed_on(open_house: House) -> None:
    is_in(open_house, SAM)
    open_house.tells(ROBIN, "step out", "1", "please", "yes")
    open_house.tells(SAM, *NOTE)
    assert "You stepped out of the room" in open_house.says(SAM, "yes")[-1]
    assert not notes(open_house)


def test_a_note_for_who_no_longer_holds_the_room_goes_to_nobody(house: House) -> None:
    """The yes was to one person; the room changed hands while the note was on its way."""
    with_a_second(house)
    card = house.open_halls[0].card
    house.tells(ROBIN, "erase", "erase it")
    brought(house, card)
    assert f"{ROBIN} does not hold the room" in house.heard(SAM)[-1]
    assert not notes(house, JO)


# --- help


def test_who_asks_and_from_which_room_is_said_below_the_first_line(open_house: House) -> None:
    is_in(open_house, SAM)
    assert f"I pass it on to {ROBIN}" in open_house.says(SAM, "help me here")[-1]
    first, rest = asked_for(open_house, ROBIN)[-1].split("\n", 1)
    assert SAM not in first
    assert SAM in rest
    assert "Quiet company" in rest


def test_help_is_asked_for_once_in_five_minutes(open_house: House) -> None:
    is_in(open_house, SAM)
    is_in(open_house, ALEX)
    open_house.says(SAM, "help me here")
    assert open_house.says(SAM, "help me here")[-1].startswith("It is good that you say so.")
    assert len(asked_for(open_house, ROBIN)) == 1
    open_house.says(ALEX, "help me here")
    assert len(asked_for(open_house, ROBIN)) == 2
    open_house.wait(5 * MINUTE)
    open_house.says(SAM, "help me here")
    assert len(asked_for(open_house, ROBIN)) == 3


@UNREACHED
def test_help_that_reaches_nobody_is_said_with_a_next_step(
    open_house: House, gone: Callable[[House], None]
) -> None:
    is_in(open_house, SAM)
    gone(open_house)
    said = open_house.says(SAM, "help me here")[-1]
    assert said.startswith("I could not reach anybody.")
    assert "say: now" in said
    assert "I could not reach anybody." in open_house.says(SAM, "help me here")[-1]


def test_help_that_waits_too_long_is_said_to_reach_nobody(open_house: House) -> None:
    is_in(open_house, SAM)
    open_house.world.out_of_reach.add(ROBIN)
    assert open_house.says(SAM, "help me here")[-1].startswith("I am asking for you now.")
    open_house.wait(10 * MINUTE)
    assert open_house.heard(SAM)[-1].startswith("I could not reach anybody.")
    open_house.world.out_of_reach.clear()
    open_house.wait(5 * MINUTE)
    assert not asked_for(open_house, ROBIN)


def test_help_goes_to_everybody_who_holds_the_room_and_is_in(house: House) -> None:
    with_a_second(house)
    house.says(SAM, "help me here")
    assert asked_for(house, ROBIN)
    assert asked_for(house, JO)


def test_help_reaches_the_second_while_the_facilitator_is_out(house: House) -> None:
    with_a_second(house)
    house.goes(ROBIN)
    house.leaves_chat(ROBIN)
    assert f"I pass it on to {JO}," in house.says(SAM, "help me here")[-1]
    assert asked_for(house, JO)


def test_help_reaches_those_who_are_out_when_nobody_is_in(house: House) -> None:
    with_a_second(house)
    house.goes(ROBIN)
    house.goes(JO)
    house.says(SAM, "help me here")
    assert asked_for(house, ROBIN)
    assert asked_for(house, JO)


def test_one_of_two_is_enough_and_none_of_two_is_said_once(house: House) -> None:
    with_a_second(house)
    house.world.keyless.add(ROBIN)
    house.says(SAM, "help me here")
    assert asked_for(house, JO)
    assert not [body for body in house.heard(SAM) if "could not reach anybody" in body]
    house.wait(5 * MINUTE)
    house.world.keyless.add(JO)
    house.says(SAM, "help me here")
    assert len([body for body in house.heard(SAM) if "could not reach anybody" in body]) == 1


def test_the_second_asks_the_facilitator(house: House) -> None:
    with_a_second(house)
    assert f"I pass it on to {ROBIN}," in house.says(JO, "help me here")[-1]
    assert asked_for(house, ROBIN)


def test_who_asks_for_help_and_is_erased_leaves_no_word_on_its_way(open_house: House) -> None:
    is_in(open_house, SAM)
    open_house.world.out_of_reach.add(ROBIN)
    open_house.says(SAM, "help me here")
    open_house.tells(SAM, "erase", "erase it")
    open_house.world.out_of_reach.clear()
    open_house.wait(4 * MINUTE)
    assert not asked_for(open_house, ROBIN)


def test_who_left_the_room_meanwhile_asks_nobody(open_house: House) -> None:
    open_house.says(SAM, "hi")
    open_house.engine.take(Room(open_house.open_halls[0].card.mark), HelpWanted(SAM))
    open_house.settle()
    assert "You have no place in a room" in open_house.heard(SAM)[-1]
    assert not asked_for(open_house, ROBIN)


def test_help_in_a_room_that_one_holds_oneself(open_house: House) -> None:
    assert "You hold the room yourself" in open_house.says(ROBIN, "help me here")[-1]


def test_a_facilitator_who_is_a_member_elsewhere_gets_help_there(house: House) -> None:
    house.facilitator(ROBIN)
    house.facilitator(JO)
    house.opens(JO, "grief 20")
    house.opens(ROBIN, "quiet company 60")
    house.tells(JO, "join 2", "let me in", "no")
    house.comes_in(JO)
    assert f"I pass it on to {ROBIN}" in house.says(JO, "help me here")[-1]


def test_a_call_for_help_is_no_answer_of_a_note(open_house: House) -> None:
    is_in(open_house, SAM)
    for before in (("note",), ("note", "Sam", "0", "no", "yes", "no", "change", "1")):
        open_house.wait(6 * MINUTE)
        open_house.tells(SAM, *before)
        assert open_house.says(SAM, "help me here")[-1].startswith("I am asking for you now.")
        assert "Somebody asks for you" in open_house.heard(ROBIN)[-1]


def test_a_yes_to_a_room_that_has_closed_says_that_nobody_has_the_note(open_house: House) -> None:
    open_house.tells(SAM, *NOTE)
    open_house.tells(ROBIN, "close", "close it")
    too_late, keep = open_house.says(SAM, "yes")
    assert "nobody has your note" in too_late
    assert keep.startswith("Shall I keep this for next time")
    assert not notes(open_house)
