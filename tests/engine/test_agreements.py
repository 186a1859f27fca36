"""What is agreed in a kind of room, and what somebody there proposes for this time.

Whoever holds the room reads a proposal and no name; its writer hears what became of it.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest

from peerbot.features.agreements.proposing import LONGEST_PROPOSAL
from peerbot.features.agreements.settings import AgreementSettings
from peerbot.features.rooms.actor.passing import MOST_PROPOSED
from peerbot.features.rooms.actor.states import Opened
from peerbot.features.rooms.address import Room
from peerbot.features.rooms.records import Answer
from peerbot.features.rooms.to_room import WordsBrought
from peerbot.features.when.chat import DateChosen
from peerbot.kernel.ids import UserID, person
from tests.engine.house import AGREEMENTS, House, with_section
from tests.engine.little import Killed
from tests.engine.ways import JO, ROBIN, SAM, meets, with_a_second

ALEX = UserID("@alex:example.org")
MINUTE = timedelta(minutes=1)

WORDS = "No advice unless asked."
PROPOSE = (f"propose: {WORDS}", "1")
KNOCK = "Something for you here.\n1. Read it\n0. Skip"


def is_in(house: House, *users: UserID, number: int = 1) -> None:
    """They have a place, and were let in."""
    for user in users:
        house.tells(user, f"join {number}", "let me in", "no")
        house.comes_in(user)


@pytest.fixture
def open_house(house: House) -> House:
    """Robin holds a room, in which Sam and Alex are."""
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    is_in(house, SAM, ALEX)
    return house


def read(house: House, user: UserID = ROBIN) -> list[str]:
    """What is there for somebody to read."""
    return [body for body in house.says(user, "read it") if body.startswith("A proposal")]


def opened(house: House) -> Opened:
    """The room that Robin holds."""
    state = house.where(house.open_halls[0].card.mark).state
    assert isinstance(state, Opened)
    return state


# --- what is agreed


def test_at_a_date_of_a_group_what_is_agreed_in_its_kind_of_room_is_said(house: House) -> None:
    house.facilitator(ROBIN)
    meets(house, ROBIN)
    house.opens(ROBIN)
    assert "It is for: Quiet company." in house.says(SAM, "agreements")[-1]
    house.tells(SAM, "when", "1")
    said = house.says(SAM, "agreements")[-1]
    assert "It is for: Grief." in said
    assert "Listening comes first." in said
    assert "Nobody has to write." not in said
    assert isinstance(house.state(SAM), DateChosen), "the question is still open"


def test_in_a_room_its_own_agreements_are_said_and_the_question_stays(open_house: House) -> None:
    open_house.says(SAM, "clear")
    said = open_house.says(SAM, "agreements")[-1].splitlines()
    assert said[1] == "It is for: Quiet company."
    assert said[2:5] == ["Nobody has to write.", "No questions.", "A sign is enough."]
    assert "say: propose" in said[5]
    assert open_house.says(SAM, "0")[0].startswith("All right"), "of the question before"
    open_house.says(SAM, "note")
    assert "Nobody has to write." in open_house.says(SAM, "agreements")[-1], "and in a note"


def test_at_a_card_they_are_those_of_that_room(house: House) -> None:
    for user, kind in ((ROBIN, "quiet company"), (JO, "grief")):
        house.facilitator(user)
        house.opens(user, f"{kind} 50")
    house.tells(SAM, "hi")
    everywhere = house.says(SAM, "agreements")[-1]
    assert "Quiet company: Nobody has to write. No questions." in everywhere
    assert "Grief: Listening comes first." in everywhere
    card = house.tells(SAM, "join 2", "everything else")[-1]
    assert "say: agreements" in card
    at_card = house.says(SAM, "agreements")[-1]
    assert "Listening comes first." in at_card
    assert "Nobody has to write." not in at_card
    assert "propose" not in at_card, "who is in no room has none to propose it in"
    assert house.says(SAM, "let me in")[0].startswith("The invitation is there.")


def test_who_holds_a_room_reads_those_of_theirs(open_house: House) -> None:
    assert "Nobody has to write." in open_house.says(ROBIN, "agreements")[-1]


def test_a_room_for_two_has_those_of_the_room_it_came_from(open_house: House) -> None:
    open_house.says(SAM, "help me here")
    open_house.says(ROBIN, "1")
    open_house.comes_in(ROBIN)
    open_house.tells(SAM, "1", "1", "no")
    assert {hall.card.kind for hall in open_house.open_halls} == {"quiet company"}
    assert open_house.says(SAM, "agreements")[-1].splitlines()[2] == "Nobody has to write."


def test_where_nothing_is_written_it_names_the_rules(open_house: House) -> None:
    only_grief = AgreementSettings(kinds=AGREEMENTS.kinds[1:])
    open_house.settings = with_section(only_grief, open_house.settings)
    open_house.restart()
    assert "say: rules" in open_house.says(SAM, "agreements")[-1]
    assert "agreements" not in open_house.tells(JO, "join 1", "everything else")[-1]


# --- a proposal


def test_it_is_read_without_a_name_and_its_writer_hears_so(open_house: House) -> None:
    shown = open_house.says(SAM, PROPOSE[0])[-1]
    assert f'"{WORDS}"' in shown
    assert "Your words may show who you are" in shown
    assert open_house.says(SAM, "1")[-1].startswith("It is on its way.")
    assert open_house.heard(ROBIN)[-1] == KNOCK
    (proposal,) = read(open_house)
    assert f'"{WORDS}"' in proposal
    assert "sam" not in proposal.lower()
    assert open_house.heard(SAM)[-1].startswith("It was read.")
    assert "somebody has read them" not in open_house.tells(SAM, "me", "show")[-1]


def test_what_one_reads_is_the_same_whoever_wrote_it(house: House) -> None:
    """No order, no place in the room, no address in another one's letters."""
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    is_in(house, SAM, ALEX, JO)
    said = set()
    for user in (SAM, ALEX, JO):
        house.tells(user, *PROPOSE)
        said |= set(read(house))
        house.wait(MINUTE)
    assert len(said) == 1


def test_it_is_in_the_words_and_capitals_that_it_was_written_with(open_house: House) -> None:
    assert "\"Speak in 'I'.\"" in open_house.says(SAM, "Propose Speak in 'I'.")[-1]
    assert '"No Names"' in open_house.tells(SAM, "0", "I propose: No Names")[-1]
    assert '"Propose nothing"' in open_house.tells(SAM, "0", "I propose Propose nothing")[-1]
    assert '"No Names"' in open_house.tells(SAM, "0", "propose", "No\nNames")[-1]


def test_what_cannot_be_passed_on_is_asked_again(open_house: House) -> None:
    longer = open_house.tells(SAM, "propose", "x" * (LONGEST_PROPOSAL + 1))[-1]
    assert longer.startswith("Please write it shorter.")
    assert "without an address" in open_house.says(SAM, "ask @robin:example.org")[-1]
    assert open_house.says(SAM, "\u3164")[-1].startswith("What do you propose")
    assert f'"{"x" * LONGEST_PROPOSAL}"' in open_house.says(SAM, "x" * LONGEST_PROPOSAL)[-1]


def test_a_no_passes_nothing_on_and_keeps_nothing(open_house: House) -> None:
    for words in (
        ("propose", "no"),
        (PROPOSE[0], "no"),
        (PROPOSE[0], "rooms"),
        (PROPOSE[0], "stop"),
    ):
        open_house.tells(SAM, *words)
    assert KNOCK not in open_house.heard(ROBIN)
    assert not opened(open_house).proposed
    assert "not passed on" in open_house.tells(SAM, PROPOSE[0], "rooms")[-1]


def test_only_who_was_let_in_proposes(house: House) -> None:
    house.facilitator(ROBIN)
    assert "be let into a room" in house.says(SAM, "propose")[-1]
    house.tells(ROBIN, "open quiet company 50", "yes")
    house.tells(SAM, "join 1", "let me in")
    assert "be let into a room" in house.tells(SAM, "propose")[-1], "they wait"
    assert "say it there" in house.says(ROBIN, "propose no advice")[-1]
    house.comes_in(ROBIN)
    assert house.says(SAM, "propose")[-1].startswith("What do you propose")
    house.tells(SAM, "no", "leave")
    assert "be let into a room" in house.says(SAM, "propose")[-1]


def test_in_a_room_for_two_nothing_is_proposed(open_house: House) -> None:
    open_house.says(SAM, "help me here")
    open_house.says(ROBIN, "1")
    open_house.comes_in(ROBIN)
    open_house.tells(SAM, "1", "1", "no")
    open_house.comes_in(SAM)
    assert "(Quiet company)," in open_house.says(SAM, "propose")[-1], "in the one with others"


def test_the_room_itself_takes_none_of_who_is_not_let_in(open_house: House) -> None:
    """They left while it was on its way."""
    card = open_house.open_halls[0].card
    open_house.says(JO, "hi")
    brought = WordsBrought(JO, ROBIN, card.title, (Answer("", WORDS),), card.latest, "agreement")
    open_house.engine.take(Room(card.mark), brought)
    open_house.settle()
    assert "You are not let into the room" in open_house.heard(JO)[-1]
    assert not read(open_house)


def test_of_several_rooms_it_is_asked_for_which(open_house: House) -> None:
    open_house.facilitator(JO)
    open_house.opens(JO, "grief 50")
    is_in(open_house, SAM, number=2)
    asked = open_house.says(SAM, PROPOSE[0])[-1]
    assert asked.startswith("Which room?\n1. Quiet company, until")
    assert "(Grief)" in open_house.says(SAM, "2")[-1]
    open_house.says(SAM, "1")
    assert not read(open_house)
    assert read(open_house, JO)


def test_a_room_that_closes_meanwhile_is_none_to_choose(open_house: House) -> None:
    open_house.facilitator(JO)
    open_house.opens(JO, "grief 50")
    is_in(open_house, SAM, number=2)
    open_house.says(SAM, PROPOSE[0])
    open_house.tells(JO, "close", "close it")
    assert open_house.says(SAM, "2")[-1].startswith("I am a program")
    assert "(Quiet company)" in open_house.says(SAM, "1")[-1]


@pytest.mark.parametrize("so_far", [("propose",), PROPOSE[:1]])
def test_with_the_room_the_question_goes(open_house: House, so_far: tuple[str, ...]) -> None:
    open_house.tells(SAM, *so_far)
    open_house.tells(ROBIN, "close", "close it")
    assert "passed it to nobody" in open_house.says(SAM, "no loud jokes")[-1]
    assert "be let into a room" in open_house.says(SAM, "propose")[-1]
    assert not read(open_house)


# --- its bounds


def test_one_waits_at_a_time_and_a_few_are_all(open_house: House) -> None:
    open_house.tells(SAM, *PROPOSE)
    assert "is not read yet" in open_house.tells(SAM, *PROPOSE)[-1]
    assert len(read(open_house)) == 1
    open_house.tells(ALEX, *PROPOSE)
    for _ in range(MOST_PROPOSED - 1):
        open_house.tells(SAM, *PROPOSE)
        read(open_house)
    assert "I pass on three proposals" in open_house.tells(SAM, *PROPOSE)[-1]
    assert not read(open_house)


def test_taken_back_nobody_reads_it_and_it_counts(open_house: House) -> None:
    for _ in range(MOST_PROPOSED):
        open_house.tells(SAM, *PROPOSE)
        assert open_house.says(SAM, "take back")[-1].startswith("Your proposal is taken back.")
    assert not read(open_house)
    assert "I pass on three proposals" in open_house.tells(SAM, *PROPOSE)[-1]


def test_what_is_taken_back_is_named_each(open_house: House) -> None:
    open_house.tells(SAM, *PROPOSE, "note", "my secret", "skip", "yes", "no")
    said = open_house.says(SAM, "leave")[0]
    assert "Your note is taken back." in said
    assert "Your proposal is taken back." in said


def test_while_it_waits_me_tells_of_it(open_house: House) -> None:
    open_house.tells(SAM, *PROPOSE)
    shown = open_house.tells(SAM, "me", "show")[-1]
    assert "Words of yours that wait here until somebody has read them" in shown
    assert "say: take back" in shown


# --- what becomes of it


def test_fault_42_it_goes_with_its_writer(open_house: House) -> None:
    open_house.tells(SAM, *PROPOSE, "erase", "erase it")
    assert not open_house.store.has(person(SAM))
    assert not read(open_house)


@pytest.mark.parametrize("moment", ["say", "say done"])
def test_killed_on_its_way_it_arrives_once(open_house: House, moment: str) -> None:
    open_house.says(SAM, PROPOSE[0])
    cuts = iter([Killed()])
    open_house.world.trouble = lambda deed: next(cuts, None) if deed == moment else None
    open_house.survive(lambda: open_house.says(SAM, "1"))
    assert open_house.heard(ROBIN).count(KNOCK) == 1
    open_house.restart()
    assert len(read(open_house)) == 1
    assert sum(body.startswith("It was read.") for body in open_house.heard(SAM)) == 1


@pytest.mark.parametrize("ends", ["by itself", "before its time"])
def test_unread_it_goes_with_the_room(open_house: House, ends: str) -> None:
    open_house.tells(SAM, *PROPOSE)
    if ends == "by itself":
        open_house.wait(90 * MINUTE)
    else:
        open_house.tells(ROBIN, "close", "close it")
        open_house.wait(MINUTE)
    assert any("before the room closed. Nobody has it" in it for it in open_house.heard(SAM))
    assert not read(open_house)


def test_it_comes_to_a_room_that_has_closed(open_house: House) -> None:
    card = open_house.open_halls[0].card
    open_house.says(SAM, PROPOSE[0])
    open_house.tells(ROBIN, "close", "close it")
    brought = WordsBrought(SAM, ROBIN, card.title, (Answer("", WORDS),), card.latest, "agreement")
    open_house.engine.take(Room(card.mark), brought)
    open_house.settle()
    assert "before the room closed. Nobody has it" in open_house.heard(SAM)[-1]


def _keyless(house: House) -> None:
    house.world.keyless.add(ROBIN)


def _left(house: House) -> None:
    house.leaves_chat(ROBIN)


@pytest.mark.parametrize("gone", [_keyless, _left])
def test_who_cannot_be_reached_is_told_of_and_it_can_be_proposed_again(
    open_house: House, gone: Callable[[House], None]
) -> None:
    gone(open_house)
    failed = open_house.tells(SAM, *PROPOSE)[-1]
    assert f"was not read by {ROBIN}" in failed
    open_house.world.keyless.clear()
    open_house.says(ROBIN, "hi")
    open_house.tells(SAM, *PROPOSE)
    assert len(read(open_house)) == 1


def handed_on(house: House) -> None:
    """Jo holds Robin's room from now on, and Robin has no place in it."""
    house.tells(ROBIN, "leave")
    house.says(ROBIN, "erase")
    house.says(ROBIN, "erase it")


def test_a_yes_is_one_to_who_held_the_room_then(house: House) -> None:
    with_a_second(house)
    house.says(SAM, PROPOSE[0])
    handed_on(house)
    again = house.says(SAM, "1")[-1]
    assert again.startswith("Somebody else holds that room now, so I passed nothing on.")
    assert f"{JO}, who holds the room" in again
    house.says(SAM, "1")
    assert len(read(house, JO)) == 1


def test_when_the_room_changes_hands_it_can_be_proposed_to_who_holds_it(house: House) -> None:
    """Unread it does not stand in the way of another."""
    with_a_second(house)
    card = house.open_halls[0].card
    house.tells(SAM, *PROPOSE)
    house.goes(ROBIN)
    house.says(JO, "hold")
    house.tells(SAM, *PROPOSE)
    assert len(read(house, JO)) == 1
    brought = WordsBrought(SAM, ROBIN, card.title, (Answer("", WORDS),), card.latest, "agreement")
    house.engine.take(Room(card.mark), brought)
    house.settle()
    assert f"{ROBIN} does not hold the room" in house.heard(SAM)[-1]


def test_read_by_who_does_not_hold_the_room_any_more(house: House) -> None:
    with_a_second(house)
    house.tells(SAM, *PROPOSE)
    house.goes(ROBIN)
    house.wait(10 * MINUTE)
    house.says(JO, "hold")
    assert len(read(house)) == 1
    assert f"{ROBIN} does not hold the room" in house.heard(SAM)[-1]


def test_with_a_new_identity_a_proposal_goes_unread(open_house: House) -> None:
    open_house.tells(SAM, *PROPOSE)
    open_house.resets_identity(SAM)
    assert not read(open_house)
    assert not [body for body in open_house.heard(SAM) if "has your proposal" in body]
