"""For those who hold a room: nobody new comes in, and a closing that lets people finish."""

from datetime import timedelta

import pytest

from peerbot.features.roles.messages import RoleRevoked
from peerbot.features.rooms.actor.states import Opened
from peerbot.features.rooms.address import Room
from peerbot.features.rooms.to_room import Lock
from peerbot.kernel.ids import UserID
from peerbot.kernel.ports import TryLater
from tests.engine.house import House
from tests.engine.ways import JO, ROBIN, SAM, with_a_second

ALEX = UserID("@alex:example.org")

MINUTE = timedelta(minutes=1)


@pytest.fixture
def shared(house: House) -> House:
    """Robin holds a room that Jo holds when Robin cannot; both are in it, and so is Sam."""
    with_a_second(house)
    return house


# --- lock


@pytest.mark.parametrize("who", [ROBIN, JO])
def test_nobody_new_comes_into_a_locked_room_and_its_card_says_so(
    shared: House, who: UserID
) -> None:
    assert shared.says(who, "lock")[-1].startswith("It is locked: nobody new is let in")
    assert "Nobody new is let in at the moment." in shared.tells(ALEX, "hi", "rooms")[-1]
    assert "Nobody new is let in at the moment." in shared.says(ALEX, "1")[-1]
    assert shared.says(ALEX, "let me in")[-1].startswith("Sorry, nobody new is let into that room")
    assert shared.says(who, "unlock")[-1].startswith("It is open to new people again.")
    assert shared.tells(ALEX, "join 1", "let me in")[-1].startswith("The invitation is there.")


def test_the_other_one_who_holds_it_hears_of_a_lock(shared: House) -> None:
    shared.says(JO, "lock")
    assert "The other one who holds it has locked it" in shared.heard(ROBIN)[-1]
    shared.says(ROBIN, "unlock")
    assert "The other one who holds it has unlocked it" in shared.heard(JO)[-1]


def test_fault_72_whoever_waits_when_a_room_is_locked_keeps_their_place(house: House) -> None:
    house.facilitator(ROBIN)
    house.tells(ROBIN, "open quiet company 50", "yes")
    house.tells(SAM, "join 1", "let me in")
    house.says(ROBIN, "lock")
    house.comes_in(ROBIN)
    assert house.heard(SAM)[-1].startswith("The invitation is there.")


def test_whoever_has_a_place_comes_back_into_a_locked_room(shared: House) -> None:
    shared.says(ROBIN, "lock")
    shared.says(JO, "join 1")
    assert "Sorry" not in shared.heard(JO)[-1]


def test_who_holds_no_room_locks_none(shared: House) -> None:
    for words in ("lock", "unlock", "here", "step out of line", "kick", "more time", "close"):
        (said,) = shared.says(SAM, words)
        assert said.startswith("You hold no open room. For people together now, say: rooms.")
    assert shared.says(ROBIN, "unlock")[-1] == "New people are let in already."
    shared.says(ROBIN, "lock")
    assert shared.says(ROBIN, "lock")[-1].startswith("Nobody new is let in already.")


def test_of_several_rooms_the_one_is_asked_for(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN, "grief 30")
    house.opens(ROBIN, "quiet company 60")
    assert house.says(ROBIN, "lock")[-1].startswith("Which room?")
    assert "My question was" in house.says(ROBIN, "7")[-1]
    assert "My question was" in house.says(ROBIN, "the loud one")[-1]
    assert house.says(ROBIN, "2")[-1].endswith("It is: Quiet company.")
    assert "Which room?" not in house.says(ROBIN, "lock")[-1], "one is left to lock"


# --- close in two minutes


def test_a_room_closes_in_two_minutes_and_its_topic_says_so_first(shared: House) -> None:
    asked = shared.says(ROBIN, "close")[-1]
    assert "In two minutes, people can finish what they write" in asked
    assert shared.says(ROBIN, "in two minutes")[-1].startswith("It closes 02:12 Berlin")
    (hall,) = shared.open_halls
    assert hall.topic.endswith("in about 2 minutes. Finish your sentence.")
    shared.wait(MINUTE)
    assert shared.open_halls
    shared.wait(MINUTE)
    assert not shared.open_halls
    assert any("before its time" in said for said in shared.heard(SAM)), "and everyone hears so"


def test_a_room_that_closes_sooner_by_itself_stays_at_that(shared: House) -> None:
    shared.wait(49 * MINUTE)
    assert shared.tells(ROBIN, "close", "2")[-1].startswith("It closes 03:00 Berlin")
    shared.wait(MINUTE)
    assert not shared.open_halls
    assert not any("before its time" in said for said in shared.heard(SAM))


def test_more_time_takes_a_closing_back(shared: House) -> None:
    shared.tells(ROBIN, "close", "in two minutes")
    assert "The other one who holds it closes it" in shared.heard(JO)[-1]
    assert "It now closes 02:22" in shared.says(JO, "extend 10")[-1]
    shared.wait(5 * MINUTE)
    assert shared.open_halls
    shared.wait(7 * MINUTE)
    assert not shared.open_halls


# --- step out, in one line


@pytest.mark.parametrize(
    "words",
    [
        "step out sam Too loud.",
        "kick @sam Too loud.",
        "please step out Sam: Too loud.",
        "step out \u201csam\u201d Too loud.",
        f"step out {SAM} Too loud.",
        f"step out https://matrix.to/#/{SAM} Too loud.",
    ],
)
def test_who_and_why_in_one_line_are_read_back_and_confirmed(shared: House, words: str) -> None:
    (said,) = shared.says(ROBIN, words)
    assert f"{SAM} is taken out of the room" in said
    assert 'They can read: "Too loud."' in said
    assert "It is done." in shared.says(ROBIN, "yes")[-1]
    assert SAM not in shared.open_halls[0].there


def test_why_is_asked_where_only_the_name_was_said(shared: House) -> None:
    assert shared.says(ROBIN, "step out sam")[-1].startswith("Why?")
    assert "Is this right?" in shared.says(ROBIN, "Too loud.")[-1]


@pytest.mark.parametrize("name", ["alex", "jo"])
def test_whoever_is_not_there_or_holds_it_is_not_named(shared: House, name: str) -> None:
    (said,) = shared.says(ROBIN, f"step out {name} too loud")
    assert "I find nobody in the room by that name" in said
    assert "Is this right?" in shared.says(ROBIN, "1")[-1], "and why is not asked again"


def test_a_second_who_is_in_the_room_asks_somebody_to_step_out(shared: House) -> None:
    shared.tells(JO, "step out sam Too loud.", "yes")
    assert "It is done." in shared.heard(JO)[-1]
    assert SAM not in shared.open_halls[0].there


def test_a_second_who_is_not_in_the_room_is_told_to_be_there(house: House) -> None:
    house.facilitator(ROBIN)
    house.facilitator(JO)
    house.opens(ROBIN, f"quiet company 50 with {JO}")
    house.says(JO, "yes")
    house.tells(SAM, "join 1", "let me in", "no")
    house.comes_in(SAM)
    assert house.says(JO, "step out sam")[-1].startswith("Please be in the room for that.")
    assert "Please be in the room" in house.says(JO, "step out")[-1]


def test_every_word_of_a_reason_is_kept(shared: House) -> None:
    assert 'They can read: "too loud !"' in shared.says(ROBIN, "step out sam too loud !")[-1]


def test_a_number_is_no_name(shared: House) -> None:
    assert "I find nobody" not in shared.says(ROBIN, "step out 1")[-1]


def test_whoever_says_something_else_is_not_waited_for(shared: House) -> None:
    before, shared.world.trouble = shared.world.trouble, _nobody_looks
    assert shared.says(ROBIN, "step out sam too loud") == []
    assert shared.says(ROBIN, "hm")[-1].startswith("One moment.")
    assert "One moment." not in shared.says(ROBIN, "hm")[-1]
    shared.world.trouble = before
    shared.wait(MINUTE)
    assert shared.heard(ROBIN)[-1].endswith("say once more: step out.")


def _nobody_looks(deed: str) -> Exception | None:
    return TryLater() if deed == "look" else None


@pytest.mark.parametrize("word", ["lock", "step out sam too loud", "extend 10"])
def test_a_second_whose_role_has_ended_acts_no_more(shared: House, word: str) -> None:
    shared.steward(JO, RoleRevoked())
    before = shared.open_halls[0].card
    shared.tells(JO, word, "yes")
    assert SAM in shared.open_halls[0].there
    assert not any("It is done." in said for said in shared.heard(JO))
    where = shared.engine.world.where(Room(before.mark), shared.now)
    assert isinstance(where.state, Opened)
    assert (where.state.card.locked, where.state.card.closes) == (False, before.closes)


def test_a_yes_after_the_role_has_ended_takes_nobody_out(shared: House) -> None:
    shared.says(JO, "step out sam too loud")
    shared.steward(JO, RoleRevoked())
    assert shared.says(JO, "yes")[-1].startswith("Nothing was done.")
    assert SAM in shared.open_halls[0].there


def test_whoever_was_in_a_locked_room_comes_back_into_it(shared: House) -> None:
    shared.says(ROBIN, "lock")
    shared.goes(SAM)
    assert shared.tells(SAM, "join 1", "let me in")[-1].startswith("The invitation is there")


def test_locking_again_knocks_at_nobody(shared: House) -> None:
    shared.says(ROBIN, "lock 1")
    heard = len(shared.heard(JO))
    shared.engine.take(Room(shared.open_halls[0].card.mark), Lock(ROBIN, locked=True))
    shared.settle()
    assert len(shared.heard(JO)) == heard


def test_a_room_that_is_still_being_made_closes_at_once(house: House) -> None:
    house.facilitator(ROBIN)
    before, house.world.trouble = house.world.trouble, _nothing_is_made
    house.tells(ROBIN, "open quiet company 50", "yes")
    assert house.tells(ROBIN, "close", "in two minutes")[-1].startswith("It is closing.")
    house.world.trouble = before
    house.wait(2 * MINUTE)
    assert not house.open_halls


def _nothing_is_made(deed: str) -> Exception | None:
    return TryLater() if deed == "create" else None


def test_whoever_asked_for_a_word_before_the_end_hears_of_an_early_one(shared: House) -> None:
    shared.says(SAM, "ten minutes")
    shared.tells(ROBIN, "close", "in two minutes")
    assert shared.heard(SAM)[-1] == "The room closes in 2 minutes."


def test_a_room_until_a_time_is_made_no_longer_than_members_are_told(house: House) -> None:
    house.facilitator(ROBIN)
    assert "until 04:00 Berlin at the latest" in house.says(ROBIN, "open grief until 3:30")[-1]
    house.wait(10 * MINUTE)
    house.says(ROBIN, "yes")
    house.comes_in(ROBIN)
    assert "members were told 04:00" in house.says(ROBIN, "extend 35")[-1]


# --- the second wants to hold it


def holder_of(house: House) -> UserID:
    where = house.engine.world.where(Room(house.open_halls[0].card.mark), house.now)
    assert isinstance(where.state, Opened)
    return where.state.card.facilitator


def test_a_holder_who_is_in_the_room_is_asked_and_holds_it_on(shared: House) -> None:
    (waits,) = shared.says(JO, "hold")
    assert f"{ROBIN} is in the room" in waits
    assert "it is theirs in two minutes" in shared.heard(ROBIN)[-1]
    assert "Who holds the room may change." in shared.open_halls[0].topic
    assert shared.says(ROBIN, "0")[-1].startswith("All right. You hold it on.")
    assert "holds it on" in shared.heard(JO)[-1]
    assert "may change" not in shared.open_halls[0].topic
    shared.wait(3 * MINUTE)
    assert holder_of(shared) == ROBIN


def test_fault_71_unanswered_it_passes_and_may_be_taken_back_at_once(shared: House) -> None:
    shared.says(JO, "hold")
    shared.wait(2 * MINUTE)
    assert holder_of(shared) == JO
    assert shared.heard(JO)[-1].startswith("The room is yours to hold now.")
    assert f"{JO} holds the room now" in shared.heard(ROBIN)[-1]
    assert "somebody else holds it now" in shared.heard(SAM)[-1]
    assert "Somebody else holds the room now." in shared.open_halls[0].topic
    assert ROBIN in shared.open_halls[0].joined, "they stay in the room"
    assert shared.says(ROBIN, "hold")[-1].startswith("The room is yours to hold now.")
    assert holder_of(shared) == ROBIN
    assert f"{ROBIN} is in the room" in shared.says(JO, "hold")[-1], "not to and fro"


def test_the_topic_of_the_last_minutes_keeps_them(shared: House) -> None:
    shared.wait(41 * MINUTE)
    shared.says(JO, "hold")
    assert shared.open_halls[0].topic.endswith("in about 9 minutes. Who holds the room may change.")


def test_i_am_here_is_an_answer_only_where_that_was_asked(shared: House) -> None:
    assert "You hold no open room" not in shared.says(SAM, "i am here")[-1]
    shared.says(JO, "hold")
    assert shared.says(ROBIN, "I'm here")[-1].startswith("All right. You hold it on.")


def test_a_holder_may_let_the_second_hold_it_at_once(shared: House) -> None:
    shared.says(JO, "hold")
    shared.says(ROBIN, "let them")
    assert holder_of(shared) == JO


def test_a_holder_who_is_out_is_not_waited_for(shared: House) -> None:
    shared.goes(ROBIN)
    assert shared.says(JO, "hold")[-1].startswith("The room is yours to hold now.")
    assert holder_of(shared) == JO


def test_a_question_that_is_open_stays_and_a_word_answers_the_other(shared: House) -> None:
    shared.says(ROBIN, "extend")
    shared.says(JO, "hold")
    assert "say: here" in shared.heard(ROBIN)[-1]
    shared.says(ROBIN, "here")
    assert shared.says(ROBIN, "10")[-1].startswith("It now closes")
    shared.wait(3 * MINUTE)
    assert holder_of(shared) == ROBIN


def test_fault_70_both_act_at_once_and_one_holds_it(shared: House) -> None:
    shared.says(JO, "hold")
    shared.says(JO, "hold")
    shared.wait(2 * MINUTE)
    assert shared.says(ROBIN, "here")[-1].startswith("You hold no open room.")
    assert holder_of(shared) == JO
    shared.tells(JO, "close", "yes")
    assert not shared.open_halls


def test_whoever_held_it_may_leave_or_be_forgotten(shared: House) -> None:
    shared.says(JO, "hold")
    shared.wait(2 * MINUTE)
    shared.tells(ROBIN, "erase", "erase it")
    assert holder_of(shared) == JO
    where = shared.engine.world.where(Room(shared.open_halls[0].card.mark), shared.now)
    assert ROBIN not in str(where.state)


def test_a_second_who_is_forgotten_while_it_is_asked_holds_nothing(shared: House) -> None:
    shared.says(JO, "hold")
    shared.tells(JO, "erase", "erase it")
    shared.wait(3 * MINUTE)
    assert holder_of(shared) == ROBIN


# --- the menu


def test_what_a_holder_needs_stands_first(shared: House) -> None:
    choices = [line for line in shared.says(ROBIN, "menu")[-1].splitlines() if line[0].isdigit()]
    assert choices[:4] == [
        "1. How it is in your room now",
        "2. Make your room longer",
        "3. Ask somebody to step out",
        "4. Close your room",
    ]
