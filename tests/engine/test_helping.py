"""Somebody in a room asks for whoever holds it, and hears what comes of that, whatever it is."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from peerbot.features.rooms.address import Mark, Room
from peerbot.features.rooms.records import Card
from peerbot.features.rooms.to_room import HelpAnswered, HelpWanted, LetIn
from peerbot.kernel.chat import Said
from peerbot.kernel.ids import UserID, person
from peerbot.kernel.ports import Refused, TryLater
from tests.engine.house import House
from tests.engine.ways import with_a_second

ROBIN = UserID("@robin:example.org")
JO = UserID("@jo:example.org")
SAM = UserID("@sam:example.org")
ALEX = UserID("@alex:example.org")

MINUTE = timedelta(minutes=1)

ASKED = "Somebody in your room"


@pytest.fixture
def open_house(house: House) -> House:
    """Robin holds a room, and Sam is in it."""
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    is_in(house, SAM)
    return house


def is_in(house: House, user: UserID) -> None:
    house.tells(user, "join 1", "let me in", "no")
    house.comes_in(user)


def asked(house: House, user: UserID = ROBIN) -> list[str]:
    """How somebody was asked to come."""
    return [body for body in house.heard(user) if ASKED in body]


def for_two(house: House) -> Card:
    """The card of the only room that is one for two."""
    (card,) = (hall.card for hall in house.open_halls if hall.card.for_two)
    return card


def awaited(house: House) -> UserID | None:
    """Whom the only room for two is for, as its card says."""
    published = house.engine.world.listings.read(Card, house.now)
    return next(it.listing.guest for it in published if it.listing.for_two)


# --- asking


def test_who_holds_the_room_is_asked_and_reads_of_nobody(open_house: House) -> None:
    assert f"I tell {ROBIN} that" in open_house.says(SAM, "help me here")[-1]
    (said,) = asked(open_house)
    first, *rest = said.splitlines()
    assert "room" not in first
    assert rest[-3:] == ["1. I come", "2. In five minutes", "0. Not free now"]
    assert SAM not in said
    assert "sam" not in said


def test_help_is_asked_for_once_in_five_minutes(open_house: House) -> None:
    is_in(open_house, ALEX)
    open_house.says(SAM, "help me here")
    assert open_house.says(SAM, "help me here")[-1].startswith("It is good that you say so.")
    assert len(asked(open_house)) == 1
    open_house.says(ALEX, "help me here")
    assert len(asked(open_house)) == 2
    open_house.wait(5 * MINUTE)
    open_house.says(SAM, "help me here")
    assert len(asked(open_house)) == 3


@pytest.mark.parametrize("gone", ["left", "lost", "keyless"])
def test_help_that_reaches_nobody_is_said_with_a_next_step(open_house: House, gone: str) -> None:
    match gone:
        case "left":
            open_house.leaves_chat(ROBIN)
        case "lost":
            open_house.world.chats[open_house.chat(ROBIN)].open = False
        case _:
            open_house.world.keyless.add(ROBIN)
    said = open_house.says(SAM, "help me here")[-1]
    assert said.startswith("I could not reach anybody.")
    assert "say: now" in said
    assert "I could not reach anybody." in open_house.says(SAM, "help me here")[-1]


def test_help_that_waits_too_long_is_said_to_reach_nobody(open_house: House) -> None:
    open_house.world.out_of_reach.add(ROBIN)
    assert open_house.says(SAM, "help me here")[-1].startswith("I am asking for you now.")
    open_house.wait(10 * MINUTE)
    assert open_house.heard(SAM)[-1].startswith("I could not reach anybody.")
    open_house.world.out_of_reach.clear()
    open_house.wait(5 * MINUTE)
    assert not asked(open_house)


def test_everybody_who_holds_the_room_and_is_in_is_asked(house: House) -> None:
    with_a_second(house)
    house.says(SAM, "help me here")
    assert asked(house)
    assert asked(house, JO)


def test_the_second_is_asked_while_the_facilitator_is_out(house: House) -> None:
    with_a_second(house)
    house.goes(ROBIN)
    house.leaves_chat(ROBIN)
    assert f"I tell {JO} that" in house.says(SAM, "help me here")[-1]
    assert asked(house, JO)


def test_those_who_are_out_are_asked_when_nobody_is_in(house: House) -> None:
    with_a_second(house)
    house.goes(ROBIN)
    house.goes(JO)
    house.says(SAM, "help me here")
    assert asked(house)
    assert asked(house, JO)


def test_one_of_two_is_enough_and_none_of_two_is_said_once(house: House) -> None:
    with_a_second(house)
    house.world.keyless.add(ROBIN)
    house.says(SAM, "help me here")
    assert not [body for body in house.heard(SAM) if "could not reach anybody" in body]
    house.wait(5 * MINUTE)
    house.world.keyless.add(JO)
    house.says(SAM, "help me here")
    assert len([body for body in house.heard(SAM) if "could not reach anybody" in body]) == 1


def test_the_second_asks_the_facilitator(house: House) -> None:
    with_a_second(house)
    assert f"I tell {ROBIN} that" in house.says(JO, "help me here")[-1]
    assert asked(house)
    assert not asked(house, JO)


def test_who_left_the_room_meanwhile_asks_nobody(open_house: House) -> None:
    open_house.says(ALEX, "hi")
    open_house.engine.take(Room(open_house.open_halls[0].card.mark), HelpWanted(ALEX))
    open_house.settle()
    assert "You have no place in a room" in open_house.heard(ALEX)[-1]
    assert not asked(open_house)


def test_help_in_a_room_that_one_holds_oneself(open_house: House) -> None:
    assert "You hold the room yourself" in open_house.says(ROBIN, "help me here")[-1]


def test_a_facilitator_who_is_a_member_elsewhere_gets_help_there(house: House) -> None:
    house.facilitator(ROBIN)
    house.facilitator(JO)
    house.opens(JO, "grief 20")
    house.opens(ROBIN, "quiet company 60")
    house.tells(JO, "join 2", "let me in", "no")
    house.comes_in(JO)
    assert f"I tell {ROBIN} that" in house.says(JO, "help me here")[-1]


def test_a_call_for_help_is_no_answer_of_a_note(open_house: House) -> None:
    for before in (("note",), ("note", "Sam", "0", "no", "yes", "no", "change", "1")):
        open_house.wait(6 * MINUTE)
        open_house.tells(SAM, *before)
        assert open_house.says(SAM, "help me here")[-1].startswith("I am asking for you now.")


# --- coming


def test_whoever_comes_opens_a_room_for_the_two_with_the_same_end(open_house: House) -> None:
    (room,) = (hall.card for hall in open_house.open_halls)
    open_house.says(SAM, "help me here")
    thanks, done = open_house.says(ROBIN, "1")
    assert thanks.startswith("Thank you.")
    assert SAM not in done.splitlines()[0]
    assert f"It was {SAM} who asked" in done
    two = for_two(open_house)
    assert (two.closes, two.latest, two.facilitator, two.size) == (
        room.closes,
        room.latest,
        ROBIN,
        1,
    )
    comes, offered = open_house.heard(SAM)[-2:]
    assert f"{ROBIN} opens a room for the two of you" in comes
    assert offered.startswith("Somebody comes to you.")
    card = open_house.says(SAM, "1")[-1]
    assert "nobody else is let in" in card
    assert "1. Let me in" in card
    assert "You have a place" in open_house.says(SAM, "1")[-1]
    open_house.comes_in(ROBIN)
    assert f'to "{two.name}"' in open_house.heard(SAM)[-1]


def test_a_room_for_two_is_listed_to_nobody_else(open_house: House) -> None:
    open_house.tells(SAM, "help me here")
    open_house.says(ROBIN, "1")
    (listed,) = open_house.says(ALEX, "rooms")
    assert listed.count("Quiet company") == 1
    assert "I know no open room" in open_house.says(ALEX, "join 2")[-1]
    assert "2. Quiet company, for two" in open_house.says(SAM, "rooms")[-1]
    assert "2. Quiet company, for two" in open_house.says(ROBIN, "rooms")[-1]


def test_who_would_rather_not_says_so_and_the_room_closes(open_house: House) -> None:
    open_house.tells(SAM, "help me here")
    open_house.says(ROBIN, "1")
    assert open_house.tells(SAM, "1", "no")[-1:] == [
        "All right. I tell them, and nothing is kept of it."
    ]
    assert open_house.heard(ROBIN)[-1].startswith("They would rather not")
    assert len(open_house.open_halls) == 1
    assert open_house.heard(SAM)[-1].startswith("All right.")


def test_who_does_not_even_want_to_read_about_it_says_so(open_house: House) -> None:
    open_house.tells(SAM, "help me here")
    open_house.says(ROBIN, "1")
    assert open_house.says(SAM, "0") == ["All right. I tell them, and nothing is kept of it."]
    assert len(open_house.open_halls) == 1


def test_help_in_both_rooms_is_asked_in_the_one_with_others(open_house: House) -> None:
    open_house.tells(SAM, "help me here")
    open_house.says(ROBIN, "1")
    open_house.tells(SAM, "1", "1")
    open_house.wait(5 * MINUTE)
    assert f"I tell {ROBIN} that" in open_house.says(SAM, "help me here")[-1]


def test_it_is_said_beside_another_question(open_house: House) -> None:
    open_house.says(ROBIN, "clear")
    open_house.tells(SAM, "help me here", "note")
    (said,) = asked(open_house)
    assert "Say: i come." in said
    assert "What I asked you before is still open." in said
    open_house.says(ROBIN, "i come")
    assert "then: join 2" in open_house.heard(SAM)[-1]
    open_house.says(SAM, "stop")
    assert "1. Let me in" in open_house.says(SAM, "join 2")[-1]


def test_fault_64_of_two_who_come_at_once_one_does(house: House) -> None:
    with_a_second(house)
    house.says(SAM, "help me here")
    for holder in (ROBIN, JO):
        house.engine.hear(holder, house.chat(holder), Said("1"), lambda: None)
    house.settle()
    assert for_two(house).facilitator == ROBIN
    assert house.heard(JO)[-1].startswith("It is answered already")
    assert "own room" not in house.tells(JO, "me", "show")[-1].lower()
    assert len([body for body in house.heard(SAM) if body.startswith("Somebody comes")]) == 2


def test_a_yes_said_twice_is_one(open_house: House) -> None:
    open_house.says(SAM, "help me here")
    for word in ("1", "i come"):
        open_house.engine.hear(ROBIN, open_house.chat(ROBIN), Said(word), lambda: None)
    open_house.settle()
    assert awaited(open_house) == SAM
    assert not [body for body in open_house.heard(ROBIN) if body.startswith("It is answered")]
    assert "Quiet company, for two" in open_house.says(ROBIN, "close")[-1]


def test_the_other_hears_that_somebody_comes(house: House) -> None:
    with_a_second(house)
    house.says(SAM, "help me here")
    house.says(ROBIN, "1")
    assert house.heard(JO)[-1].startswith("Nobody waits for you any more")
    assert house.says(JO, "i come")[-1].startswith("Nobody waits for you now.")
    assert house.says(JO, "not free")[-1].startswith("Nobody waits for you now.")


def test_there_can_be_no_further_room(open_house: House) -> None:
    open_house.tells(SAM, "help me here")
    open_house.world.trouble = lambda deed: Refused("forbidden") if deed == "create" else None
    open_house.says(ROBIN, "1")
    assert open_house.heard(ROBIN)[-1].startswith("The homeserver does not let me make a room.")
    assert f"{ROBIN} would have come" in open_house.heard(SAM)[-1]


# --- other answers, and none


def test_who_is_not_free_says_so(open_house: House) -> None:
    open_house.says(SAM, "help me here")
    assert open_house.says(ROBIN, "0")[-1].startswith("All right.")
    said = open_house.heard(SAM)[-1]
    assert "is free now. It is not about you." in said
    assert "say: now" in said


def test_nobody_is_free_once_nobody_of_two_is(house: House) -> None:
    with_a_second(house)
    house.says(SAM, "help me here")
    house.says(JO, "0")
    house.says(JO, "not free")
    assert "is free now" not in house.heard(SAM)[-1]
    house.says(ROBIN, "not free")
    assert "is free now" in house.heard(SAM)[-1]


def test_in_five_minutes_they_are_asked_again(open_house: House) -> None:
    open_house.says(SAM, "help me here")
    assert open_house.says(ROBIN, "2")[-1].startswith("I tell them.")
    assert f"{ROBIN} has heard you, and can come in five minutes" in open_house.heard(SAM)[-1]
    open_house.wait(4 * MINUTE)
    assert len(asked(open_house)) == 1
    open_house.wait(MINUTE)
    assert "still waits" in asked(open_house)[-1]
    open_house.says(ROBIN, "1")
    assert awaited(open_house) == SAM


def test_no_answer_is_said_after_two_minutes_and_one_may_still_come(open_house: House) -> None:
    open_house.says(SAM, "help me here")
    open_house.wait(2 * MINUTE)
    said = open_house.heard(SAM)[-1]
    assert said.startswith("There is no answer so far.")
    assert "say: now" in said
    open_house.says(ROBIN, "1")
    assert awaited(open_house) == SAM


def test_a_call_is_over_after_five_minutes(open_house: House) -> None:
    open_house.says(SAM, "help me here")
    open_house.wait(5 * MINUTE)
    assert open_house.heard(SAM)[-1].startswith("Nobody could come to you.")
    assert open_house.heard(ROBIN)[-1].startswith("Nobody waits for you any more")
    assert open_house.says(ROBIN, "i come")[-1].startswith("Nobody waits for you now.")
    assert len(open_house.open_halls) == 1


def test_an_answer_to_a_room_that_has_closed_is_too_late(open_house: House) -> None:
    mark = open_house.open_halls[0].card.mark
    open_house.says(SAM, "help me here")
    open_house.tells(ROBIN, "close", "close it")
    for answer in ("come", "later"):
        open_house.engine.take(Room(mark), HelpAnswered(ROBIN, Mark("call"), answer))
        open_house.settle()
    answered = open_house.heard(ROBIN)
    assert answered[-2].startswith("It is answered already")
    assert answered[-1].startswith("Nobody waits for you now.")


def test_fault_65_in_the_last_minute_whoever_comes_reads_how_short_it_is(open_house: House) -> None:
    open_house.wait(49 * MINUTE + MINUTE / 2)
    open_house.says(SAM, "help me here")
    open_house.says(ROBIN, "1")
    assert for_two(open_house).closes == open_house.now + MINUTE / 2
    assert "in less than a minute" in open_house.tells(SAM, "1")[-1]
    open_house.wait(MINUTE)
    assert not open_house.open_halls


# --- taking it back, leaving, being erased


def test_a_call_is_taken_back(open_house: House) -> None:
    open_house.says(SAM, "help me here")
    assert "nobody is asked any more" in open_house.says(SAM, "take back")[0]
    assert open_house.heard(ROBIN)[-1].startswith("Nobody waits for you any more")
    assert open_house.says(ROBIN, "i come")[-1].startswith("Nobody waits for you now.")


def test_a_call_taken_back_is_not_repeated_at_once(open_house: House) -> None:
    for _ in range(5):
        open_house.tells(SAM, "help me here", "take back")
    assert len(asked(open_house)) == 1
    open_house.wait(5 * MINUTE)
    open_house.says(SAM, "help me here")
    assert len(asked(open_house)) == 2


def test_a_call_that_reached_nobody_yet_is_taken_back(open_house: House) -> None:
    open_house.world.out_of_reach.add(ROBIN)
    open_house.says(SAM, "help me here")
    assert open_house.says(SAM, "take back")[0].startswith("Your call is taken back.")
    open_house.world.out_of_reach.clear()
    open_house.wait(MINUTE)
    assert not asked(open_house)


def test_a_call_taken_back_frees_no_note_that_was_read(open_house: House) -> None:
    open_house.tells(SAM, "note", "my secret", "skip", "yes", "no")
    assert "my secret" in open_house.says(ROBIN, "1")[-1]
    open_house.tells(SAM, "help me here", "take back")
    assert "I pass on one note" in open_house.tells(SAM, "note", "my secret", "skip", "yes")[-1]


def _nobody_looks(deed: str) -> Exception | None:
    return TryLater() if deed == "look" else None


@pytest.mark.parametrize("word", ["take back", "leave"])
def test_a_call_that_waits_for_the_homeserver_goes_no_further(open_house: House, word: str) -> None:
    before, open_house.world.trouble = open_house.world.trouble, _nobody_looks
    open_house.tells(SAM, "help me here", word)
    open_house.world.trouble = before
    open_house.wait(MINUTE)
    assert not asked(open_house)


GONE: list[Callable[[House], object]] = [
    lambda house: house.says(SAM, "leave"),
    lambda house: house.goes(SAM),
    lambda house: house.tells(SAM, "erase", "erase it"),
]


@pytest.mark.parametrize("goes", GONE, ids=["leave", "left", "erase"])
def test_fault_66_whoever_called_and_goes_is_waited_for_by_nobody(
    open_house: House, goes: Callable[[House], object]
) -> None:
    open_house.says(SAM, "help me here")
    goes(open_house)
    assert open_house.heard(ROBIN)[-1].startswith("Nobody waits for you any more")
    assert not for_calls(open_house)


def for_calls(house: House) -> list[Mark]:
    """Every call that somebody could answer."""
    published = house.engine.world.listings.read(Card, house.now)
    return [call for it in published for call in it.listing.calls]


def test_fault_66_who_is_erased_before_they_come_in_closes_it(open_house: House) -> None:
    open_house.says(SAM, "help me here")
    open_house.says(ROBIN, "1")
    open_house.tells(SAM, "erase", "erase it")
    assert not open_house.store.has(person(SAM))
    assert len(open_house.open_halls) == 1
    assert open_house.heard(ROBIN)[-1].startswith("They would rather not")


def test_fault_66_who_comes_and_is_erased_closes_it(open_house: House) -> None:
    open_house.says(SAM, "help me here")
    open_house.says(ROBIN, "1")
    open_house.tells(ROBIN, "erase", "erase it")
    assert not open_house.open_halls
    assert "not open" in open_house.says(SAM, "1")[-1]


def test_who_is_erased_while_it_is_made_is_in_it_nowhere(open_house: House) -> None:
    open_house.says(SAM, "help me here")
    open_house.world.trouble = lambda deed: TryLater() if deed == "create" else None
    open_house.says(ROBIN, "1")
    open_house.tells(SAM, "erase", "erase it")
    assert not open_house.store.has(person(SAM))
    open_house.world.trouble = lambda _deed: None
    open_house.wait(5 * MINUTE)
    assert not [body for body in open_house.heard(ROBIN) if SAM in body]
    assert len(open_house.open_halls) == 1


def test_who_holds_it_no_more_leaves_nobody_waiting(open_house: House) -> None:
    open_house.says(SAM, "help me here")
    open_house.says(ROBIN, "1")
    open_house.tells(ROBIN, "close", "2", "1")
    assert open_house.heard(SAM)[-1].startswith("Nobody could come to you.")


def test_a_call_ends_with_its_room(open_house: House) -> None:
    open_house.says(SAM, "help me here")
    open_house.tells(ROBIN, "close", "close it")
    told = [body.split("\n")[0] for body in open_house.heard(SAM)[-2:]]
    assert "Nobody could come to you." in told


def test_whoever_left_a_room_for_two_may_come_again(open_house: House) -> None:
    open_house.says(SAM, "help me here")
    open_house.says(ROBIN, "1")
    open_house.comes_in(ROBIN)
    open_house.tells(SAM, "1", "1", "no")
    open_house.declines(SAM)
    assert "2. Quiet company, for two" in open_house.says(SAM, "rooms")[-1]
    open_house.tells(SAM, "2", "1")
    assert "The invitation is there" in open_house.heard(SAM)[-1]


def test_nobody_else_gets_a_place_in_a_room_for_two(open_house: House) -> None:
    open_house.says(SAM, "help me here")
    open_house.says(ROBIN, "1")
    open_house.says(ALEX, "hi")
    open_house.engine.take(Room(for_two(open_house).mark), LetIn(ALEX))
    open_house.settle()
    assert ALEX not in next(h.invited for h in open_house.open_halls if h.card.for_two)


def test_the_second_does_not_answer_themselves(house: House) -> None:
    with_a_second(house)
    house.says(JO, "help me here")
    assert house.says(JO, "i come")[-1].startswith("It is answered already")
    house.says(ROBIN, "1")
    assert for_two(house).facilitator == ROBIN


def test_whoever_holds_no_room_is_led_to_people(open_house: House) -> None:
    assert "say: now" in open_house.says(ALEX, "i come")[-1]
    assert "say: now" in open_house.says(ALEX, "not free")[-1]


def test_it_can_be_answered_after_a_restart(open_house: House) -> None:
    open_house.says(SAM, "help me here")
    open_house.restart()
    open_house.says(ROBIN, "1")
    assert awaited(open_house) == SAM
