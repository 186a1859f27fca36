"""Notes reach who holds the room, or their sender hears that they did not.

Whoever they are for hears that something is there; what it is they read when they want to.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest

from peerbot.features.rooms.address import Room
from peerbot.features.rooms.records import Answer, Card
from peerbot.features.rooms.to_person import WordsHanded
from peerbot.features.rooms.to_room import WordsBrought
from peerbot.kernel.ids import Person, UserID, person
from tests.engine.house import House
from tests.engine.ways import with_a_second

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


def brought(house: House, card: Card) -> None:
    """Sam's note for Robin comes to the room at last."""
    note = WordsBrought(SAM, ROBIN, card.title, (SECRET,), card.latest)
    house.engine.take(Room(card.mark), note)
    house.settle()


KNOCK = "Something for you here.\n1. Read it\n0. Skip"
BESIDE = "Something for you here.\nSay: read it. What I asked you before is still open."


def knocks(house: House, user: UserID = ROBIN) -> int:
    """How often somebody heard that something is there."""
    return sum(body in (KNOCK, BESIDE) for body in house.heard(user))


def notes(house: House, user: UserID = ROBIN) -> list[str]:
    """The notes that a facilitator was handed, once they read all there is."""
    house.says(user, "read it")
    return [body for body in house.heard(user) if "my secret" in body]


# --- notes


def test_a_note_is_handed_over_and_its_writer_hears_so(open_house: House) -> None:
    open_house.tells(SAM, *NOTE)
    (said,) = open_house.says(SAM, "yes")
    assert said.startswith("It is on its way.")
    assert "Shall I keep this for next time" in said, "asked once it is known what became of it"
    assert open_house.heard(ROBIN)[-1] == KNOCK
    assert len(open_house.says(ROBIN, "1")) == 1
    assert open_house.heard(SAM)[-1].startswith("It is handed over.")
    assert len(notes(open_house)) == 1
    assert open_house.says(SAM, "no")[0].startswith("All right. Nothing of it is kept.")


def test_a_note_that_nobody_has_read_is_taken_back(open_house: House) -> None:
    open_house.tells(SAM, *NOTE, "yes")
    (said,) = open_house.says(SAM, "take back")
    assert said.startswith("Your note is taken back.")
    assert not notes(open_house)
    assert "somebody has read them" not in open_house.says(SAM, "me")[0]
    open_house.tells(SAM, "no", *NOTE, "yes")
    assert len(notes(open_house)) == 1, "another may be handed instead"


def test_what_was_asked_is_asked_again_when_a_note_is_taken_back(open_house: House) -> None:
    open_house.tells(SAM, *NOTE, "yes")
    (said,) = open_house.says(SAM, "take back the note")
    assert "My question was: shall I keep your note for next time?\n1. Yes" in said
    assert open_house.says(SAM, "yes")[0].startswith("It is kept until")


def test_what_was_read_is_not_taken_back(open_house: House) -> None:
    open_house.tells(SAM, *NOTE, "yes")
    assert len(notes(open_house)) == 1
    assert "nothing that I could take back" in open_house.says(SAM, "take back")[0]


def test_notes_taken_back_and_handed_anew_knock_no_more_than_a_few_times(open_house: House) -> None:
    open_house.tells(SAM, *NOTE, "yes", "take back", "no")
    for _ in range(5):
        open_house.tells(SAM, *NOTE, "yes", "take back", "no")
    assert knocks(open_house) == 3
    assert "I pass on one note of each person" in open_house.tells(SAM, *NOTE, "yes")[-1]


def test_whoever_leaves_takes_their_unread_words_along_and_hears_so(open_house: House) -> None:
    wants = ("note", "my secret", "skip", "yes", "no")
    is_in(open_house, SAM)
    told = open_house.tells(SAM, *wants, "leave")
    assert told[0].startswith("Your note is taken back.")
    assert not notes(open_house)
    is_in(open_house, SAM)
    open_house.wait(5 * MINUTE)
    open_house.tells(SAM, *wants)
    assert len(notes(open_house)) == 1


def test_a_note_of_somebody_without_a_place_goes_with_leave(open_house: House) -> None:
    (said,) = open_house.tells(SAM, *NOTE, "yes", "no", "leave")
    assert said.startswith("You have no place in a room.")
    assert "\nYour note is taken back." in said
    assert not notes(open_house)


def test_who_holds_a_room_takes_back_their_own_words_by_saying_so(open_house: House) -> None:
    open_house.facilitator(JO)
    open_house.opens(JO)
    open_house.tells(JO, "join 1", "note first", "my secret", "skip", "yes", "no")
    (said,) = open_house.says(JO, "take back")
    assert said.startswith("Which message?")
    assert "take back mine" in said
    assert open_house.says(JO, "take back mine")[0].startswith("Your note is taken back.")
    assert not notes(open_house)


def test_a_no_in_general_says_what_is_still_on_its_way(open_house: House) -> None:
    is_in(open_house, SAM)
    open_house.tells(SAM, "note", "my secret", "skip", "yes", "no")
    assert "still waits to be read" in open_house.says(SAM, "never mind")[0]


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
    assert f"was not read by {ROBIN}" in rest
    open_house.world.keyless.clear()
    open_house.says(ROBIN, "hi")
    open_house.tells(SAM, "no", *NOTE)
    assert open_house.says(SAM, "yes")[-1].startswith("It is on its way.")
    open_house.says(ROBIN, "read it")
    assert open_house.heard(SAM)[-1].startswith("It is handed over.")


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
    assert "was not read by" in open_house.heard(SAM)[-1]
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
    told = WordsHanded(card.mark, card.title, SAM, (SECRET,), open_house.now)
    open_house.says(SAM, "hi")
    open_house.engine.take(Person(ROBIN), told)
    open_house.settle()
    assert not knocks(open_house)
    assert not notes(open_house)
    assert "was not read by" in open_house.heard(SAM)[-1]


def test_a_note_that_comes_after_the_room_is_said_to_reach_nobody(open_house: House) -> None:
    card = open_house.open_halls[0].card
    open_house.says(SAM, "hi")
    open_house.tells(ROBIN, "close", "close it")
    brought(open_house, card)
    assert not notes(open_house)
    assert "was not read by" in open_house.heard(SAM)[-1]


def test_one_note_for_each_room_is_all_that_is_passed_on(open_house: House) -> None:
    open_house.tells(SAM, *NOTE, "yes", "no", *NOTE)
    assert knocks(open_house) == 1
    again = open_house.says(SAM, "yes")[-1]
    assert again.startswith("I did not pass that on.")
    assert "one note of each person" in again
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


def test_a_yes_to_a_room_that_has_closed_says_that_nobody_has_the_note(open_house: House) -> None:
    open_house.tells(SAM, *NOTE)
    open_house.tells(ROBIN, "close", "close it")
    (said,) = open_house.says(SAM, "yes")
    too_late, keep, *_ = said.splitlines()
    assert "nobody has your note" in too_late
    assert keep.startswith("Shall I keep this for next time")
    assert not notes(open_house)


# --- nothing of it before it is wanted


def unread(house: House) -> None:
    """Sam's note waits for Robin, who has not read it."""
    house.tells(SAM, *NOTE, "yes", "no")
    assert house.heard(ROBIN)[-1] == KNOCK


def test_what_comes_by_itself_says_nothing_of_it(open_house: House) -> None:
    is_in(open_house, SAM)
    open_house.tells(SAM, *NOTE, "yes", "no")
    open_house.tells(ROBIN, "step out", "1", "please leave", "yes")
    assert open_house.heard(SAM)[-1] == KNOCK
    loud = [body for chat in open_house.world.chats.values() for body in chat.loud]
    assert {KNOCK} <= {*loud}
    for words in ("my secret", "please leave", "asked you", "A note"):
        assert not [body for body in loud if words in body]


def test_one_word_reads_all_that_waits(open_house: House) -> None:
    unread(open_house)
    open_house.tells(ALEX, *NOTE, "yes", "no")
    assert knocks(open_house) == 2
    read = open_house.says(ROBIN, "1")
    assert len([body for body in read if "my secret" in body]) == 2
    assert "nothing here for you to read" in open_house.says(ROBIN, "read it")[0]


def test_a_question_that_is_open_keeps_its_numbers(open_house: House) -> None:
    open_house.says(ROBIN, "clear")
    open_house.tells(SAM, *NOTE, "yes", "no")
    assert open_house.heard(ROBIN)[-1] == BESIDE
    assert open_house.says(ROBIN, "0") == ["All right. I am here when you write."]
    assert "my secret" in open_house.says(ROBIN, "read it")[-1]


def test_also_where_any_words_are_an_answer(open_house: House) -> None:
    open_house.says(ROBIN, "note")
    open_house.tells(SAM, *NOTE, "yes", "no")
    assert "my secret" in open_house.says(ROBIN, "read it")[-1]
    assert "2 of 2." in open_house.says(ROBIN, "Robin")[0]


@pytest.mark.parametrize("words", ["skip", "0", "stop", "rooms", "something else", "hi"])
def test_it_waits_whatever_is_said_first(open_house: House, words: str) -> None:
    unread(open_house)
    answers = open_house.says(ROBIN, words)
    assert not [body for body in answers if "my secret" in body]
    assert "Read it" in open_house.tells(ROBIN, "menu")[-1]
    assert "my secret" in open_house.says(ROBIN, "1")[-1]
    assert "Read it" not in open_house.says(ROBIN, "menu")[-1]


def test_it_waits_over_a_restart(open_house: House) -> None:
    unread(open_house)
    open_house.restart()
    assert "my secret" in open_house.says(ROBIN, "1")[-1]
    assert open_house.heard(SAM)[-1].startswith("It is handed over.")


def test_it_is_read_in_the_chat_that_somebody_has_by_then(open_house: House) -> None:
    unread(open_house)
    open_house.new_chat(ROBIN)
    assert "my secret" in open_house.tells(ROBIN, "hi", "read it")[-1]


def test_it_goes_with_its_writer_before_it_was_read(open_house: House) -> None:
    unread(open_house)
    open_house.tells(SAM, "erase", "erase it")
    assert not open_house.store.has(person(SAM))
    assert "Or its writer took it back." in open_house.says(ROBIN, "1")[0]
    assert not notes(open_house)


def test_the_words_of_who_asks_somebody_to_step_out_go_with_them(open_house: House) -> None:
    is_in(open_house, SAM)
    open_house.tells(ROBIN, "step out", "1", "please leave", "yes", "erase", "erase it")
    assert not open_house.store.has(person(ROBIN))
    assert "Or its writer took it back." in open_house.says(SAM, "1")[0]


def test_a_note_that_nobody_reads_goes_with_the_room(open_house: House) -> None:
    unread(open_house)
    open_house.tells(ROBIN, "close", "close it")
    assert "was not read by" in open_house.heard(SAM)[-1]
    assert (
        "a note, or a proposal, waits until its room has closed"
        in open_house.says(ROBIN, "read it")[0]
    )


def test_a_note_that_nobody_reads_goes_at_the_rooms_time(open_house: House) -> None:
    unread(open_house)
    open_house.wait(81 * MINUTE)
    assert [body for body in open_house.heard(SAM) if "was not read by" in body]
    assert not notes(open_house)


def test_words_to_step_out_can_be_read_over_the_night(open_house: House) -> None:
    is_in(open_house, SAM)
    open_house.tells(ROBIN, "step out", "1", "please leave", "yes", "close", "close it")
    open_house.wait(19 * 60 * MINUTE)
    assert "please leave" in open_house.says(SAM, "1")[-1]


def test_and_no_longer(open_house: House) -> None:
    is_in(open_house, SAM)
    open_house.tells(ROBIN, "step out", "1", "please leave", "yes")
    open_house.wait(21 * 60 * MINUTE)
    assert "nothing here for you to read" in open_house.says(SAM, "read it")[0]


@pytest.mark.parametrize("goes", ["erase", "leave", "reset"])
def test_what_waits_for_somebody_who_goes_is_not_said_to_them(open_house: House, goes: str) -> None:
    unread(open_house)
    if goes == "erase":
        open_house.tells(ROBIN, "erase", "erase it")
    elif goes == "leave":
        open_house.leaves_chat(ROBIN)
    else:
        open_house.wait(MINUTE)
        open_house.resets_identity(ROBIN)
    assert not [body for body in open_house.heard(ROBIN) if "my secret" in body]
    assert "was not read by" in open_house.heard(SAM)[-1]


def test_both_see_in_me_that_something_waits(open_house: House) -> None:
    unread(open_house)
    assert "Words of yours that wait here until somebody" in open_house.tells(SAM, "me", "1")[-1]
    assert "waits here for you to read it, until 03:30" in open_house.tells(ROBIN, "me", "1")[-1]
    open_house.says(ROBIN, "read it")
    for user in (SAM, ROBIN):
        assert "wait" not in open_house.tells(user, "me", "1")[-1]
    assert "I have no notes about you." in open_house.tells(SAM, "me", "1")[-1]


def test_after_a_handover_a_note_can_be_handed_to_who_holds_the_room_now(house: House) -> None:
    with_a_second(house)
    house.tells(SAM, *NOTE, "yes", "no")
    house.goes(ROBIN)
    house.wait(timedelta(minutes=10))
    house.says(JO, "hold")
    house.wait(timedelta(minutes=1))
    house.tells(SAM, *NOTE)
    assert house.says(SAM, "yes")[-1].startswith("It is on its way.")
    assert "A note for you" in house.says(JO, "read it")[-1]
    house.says(ROBIN, "read it")
    assert f"{ROBIN} has your note" in house.heard(SAM)[-1], "and it says nothing else of them"


def test_the_writer_of_a_note_hears_that_the_room_closed_before_it_was_read(
    open_house: House,
) -> None:
    open_house.tells(SAM, *NOTE, "yes", "no")
    open_house.tells(ROBIN, "close", "close it")
    open_house.wait(timedelta(minutes=2))
    (unread,) = [said for said in open_house.heard(SAM) if "before the room closed" in said]
    assert "while the room is open" not in unread
