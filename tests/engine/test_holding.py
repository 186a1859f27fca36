"""Holding a room together: the second, the hand-over, and the questions that the bot starts."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec import json

from peerbot.engine.entries import ENTRY
from peerbot.engine.records import PERSON_STATE, state_kind
from peerbot.features.core.clear import AskedToClear
from peerbot.features.core.erase import Erasing
from peerbot.features.roles.messages import RoleRevoked
from peerbot.features.rooms.address import Room, room
from peerbot.features.rooms.chat.choosing import Reading
from peerbot.features.rooms.chat.holding import SecondOffered
from peerbot.features.rooms.records import open_cards
from peerbot.features.rooms.to_room import LetGo
from peerbot.kernel.chat import Said
from peerbot.kernel.ids import UserID, person
from peerbot.kernel.ports import Limited, TryLater
from peerbot.kernel.table import Home
from tests.engine.house import House
from tests.engine.little import Hall, no_trouble
from tests.engine.ways import JO, ROBIN, SAM, earlier_versions, hold

ALEX = UserID("@alex:example.org")

MINUTE = timedelta(minutes=1)

AWAY = 10 * MINUTE
"""How long a facilitator may be away."""


def names(house: House, kind: str = "quiet company 50") -> None:
    """Robin opens a room and names Jo."""
    for user in (ROBIN, JO):
        if house.role(user) is None:
            house.facilitator(user)
    house.opens(ROBIN, f"{kind} with {JO}")


def second(house: House, kind: str = "quiet company 50") -> Hall:
    """Jo has said yes to it and is in the room."""
    names(house, kind)
    house.says(JO, "yes")
    house.comes_in(JO)
    return house.open_halls[0]


def asked_to_hold(house: House, kind: str = "quiet company 50") -> Hall:
    """Robin has been away for so long that Jo is asked."""
    hall = second(house, kind)
    house.goes(ROBIN)
    house.wait(AWAY)
    return hall


def hears(house: House, user: UserID, since: int) -> str:
    """What somebody was told since they had heard so many messages."""
    return "\n".join(house.heard(user)[since:])


def agreed(house: House, user: UserID) -> set[str]:
    """The names of everything somebody said yes to."""
    return {yes.name for kept in house.kept(user) for yes in kept.grants}


# --- a question of the bot's own leaves the question that waits


def test_an_answer_that_crosses_a_question_to_hold_is_not_taken_for_it(house: House) -> None:
    hall = second(house)
    house.tells(SAM, "join 1", "1", "0")
    house.comes_in(SAM)
    house.goes(ROBIN)
    house.wait(AWAY - timedelta(seconds=1))
    house.says(JO, "clear")
    house.wait(timedelta(seconds=1))
    beside = house.heard(JO)[-1]
    assert "Say: hold. Or say: hold no." in beside
    assert "0." not in beside
    assert house.state(JO) == AskedToClear()
    house.says(JO, "no")
    assert hall.keeper
    house.says(JO, "hold")
    assert "The room is yours to hold now" in house.heard(JO)[-1]
    assert hall.keeper


def test_an_answer_that_crosses_a_question_to_be_the_second_agrees_to_nothing(
    house: House,
) -> None:
    house.facilitator(JO)
    house.tells(JO, "note", "my name")
    asking = house.state(JO)
    names(house)
    assert house.state(JO) == asking
    assert "Say: second yes. Or say: second no." in house.heard(JO)[-1]
    house.says(JO, "1")
    assert "host" not in agreed(house, JO)
    assert house.open_halls[0].card.second is None


@pytest.mark.parametrize("at", ["clear", "note", "me", "consent"])
def test_it_is_answered_in_the_middle_of_another_question_which_stays(
    house: House, at: str
) -> None:
    house.facilitator(ROBIN)
    house.facilitator(JO)
    house.says(JO, at)
    names(house)
    before = house.state(JO)
    house.says(JO, "second yes")
    assert "host" in agreed(house, JO)
    assert house.state(JO) == before
    house.goes(ROBIN)
    house.wait(AWAY)
    house.says(JO, "hold")
    assert house.state(JO) == before
    assert [place.hosting for place in house.places(JO)] == [True]


@pytest.mark.parametrize("words", ["back", "cancel", "thanks"])
def test_words_that_leave_a_question_are_no_no_to_holding(house: House, words: str) -> None:
    hall = asked_to_hold(house)
    house.says(JO, words)
    assert hall.keeper
    house.says(JO, "hold")
    assert "The room is yours to hold now" in house.heard(JO)[-1]


@pytest.mark.parametrize("words", ["no", "0", "hold no"])
def test_a_no_to_holding_closes_the_room(house: House, words: str) -> None:
    asked_to_hold(house)
    before = len(house.heard(JO))
    house.says(JO, words)
    assert not house.open_halls
    assert "Thank you for telling me" in hears(house, JO, before)


@pytest.mark.parametrize("words", ["second yes", "second no"])
def test_of_two_rooms_that_wait_for_an_answer_the_yes_is_to_one_that_is_named(
    house: House, words: str
) -> None:
    house.facilitator(JO)
    house.says(JO, "clear")
    for host, kind in ((ROBIN, "grief 60"), (ALEX, "quiet company 50")):
        house.facilitator(host)
        house.opens(host, f"{kind} with {JO}")
    assert "(Quiet company)" in house.says(JO, words)[-1]
    assert isinstance(house.state(JO), SecondOffered)
    assert "host" not in agreed(house, JO)
    house.says(JO, "yes")
    assert [place.title for place in house.places(JO)] == ["Quiet company"]
    house.says(JO, "second no")
    assert "does not hold it when you cannot (Grief)" in house.heard(ROBIN)[-1]


# --- what is said is said to whom it names


def test_a_note_goes_to_whom_the_question_named_and_else_is_asked_again(house: House) -> None:
    second(house)
    house.tells(SAM, "join 1", "2", "Sam", "1")
    house.goes(ROBIN)
    house.wait(AWAY)
    house.says(JO, "hold")
    again = house.says(SAM, "yes")[-1]
    assert "Somebody else holds that room now" in again
    assert f"Shall I hand it to {JO}" in again
    assert "A note for you" not in "".join(house.heard(JO))
    house.says(SAM, "yes")
    assert "A note for you" in house.says(JO, "1")[-1]
    assert "A note for you" not in "".join(house.heard(ROBIN))


def test_a_yes_to_a_card_that_changed_shows_it_again(house: House) -> None:
    asked_to_hold(house)
    house.says(SAM, "join 1")
    house.says(JO, "hold")
    house.comes_in(JO)
    again = house.says(SAM, "let me in")[-1]
    assert again.startswith("The room has a new holder.")
    assert f"with {JO}" in again
    assert isinstance(house.state(SAM), Reading)
    assert not house.kept(SAM)
    house.says(SAM, "let me in")
    assert SAM in house.open_halls[0].invited


def test_a_yes_to_a_card_without_a_second_is_none_to_one_with_a_second(house: House) -> None:
    names(house)
    house.says(SAM, "join 1")
    house.says(JO, "yes")
    assert f"{JO} holds it" in house.says(SAM, "let me in")[-1]
    assert not house.kept(SAM)


def test_who_holds_the_room_after_a_hand_over_has_their_own_lines_on_the_card(
    house: House,
) -> None:
    house.facilitator(JO)
    house.tells(JO, "role", "1", "Jo the second")
    house.tells(JO, "role", "2", "Yes, about children")
    house.facilitator(ROBIN)
    house.tells(ROBIN, "role", "1", "Robin the first")
    asked_to_hold(house)
    house.says(JO, "hold")
    card = house.says(SAM, "join 1")[0]
    assert "Jo the second" in card
    assert 'the facilitator wrote: "Yes, about children"' in card
    assert "Robin" not in card


# --- the second


def test_the_facilitator_hears_whether_the_second_agrees_or_leaves(house: House) -> None:
    names(house)
    for words, told in (
        ("yes", f"{JO} holds it when you cannot"),
        ("leave", f"{JO} does not hold it when you cannot"),
    ):
        house.says(JO, words)
        assert told in house.heard(ROBIN)[-1]
        assert house.world.chats[house.chat(ROBIN)].loud[-1] == house.heard(ROBIN)[-1]
    assert "holds it" not in house.says(SAM, "join 1")[0]


@pytest.mark.parametrize("words", [("leave",), ("consent", "1"), ("erase", "erase it")])
def test_fault_71_nobody_is_left_alone_when_the_second_who_held_out_for_them_goes(
    house: House, words: tuple[str, ...]
) -> None:
    second(house, "grief 90")
    house.tells(SAM, "join 1", "let me in", "no")
    house.comes_in(SAM)
    house.goes(ROBIN)
    house.wait(AWAY + AWAY / 2)
    assert house.open_halls, "Jo says nothing, and is in it"
    house.tells(JO, *words)
    house.wait(AWAY)
    assert not house.open_halls
    assert "I leave nobody alone in one" in house.heard(SAM)[-1]


def test_a_room_whose_facilitator_is_in_it_goes_on_without_its_second(house: House) -> None:
    second(house, "grief 90")
    house.says(JO, "leave")
    house.wait(2 * AWAY)
    assert house.open_halls


def test_a_no_to_being_the_second_is_told_and_leaves_no_name(house: House) -> None:
    names(house)
    before = house.kept(JO)
    assert house.says(JO, "no") == ["All right. I pass it on."]
    assert house.state(JO) == Home(), "no reason is asked"
    assert house.kept(JO) == before
    assert f"{JO} does not hold it when you cannot" in house.heard(ROBIN)[-1]
    assert JO not in stored(house)
    assert "You are not asked to hold a room" in house.says(JO, "second yes")[-1]
    assert "host" not in agreed(house, JO)


def test_whoever_is_named_reads_so_under_what_is_kept_until_they_answer(house: House) -> None:
    names(house)
    kept = "whose facilitator asks you to hold it"
    assert kept in house.tells(JO, "stop", "me", "1")[-1]
    house.says(JO, "second no")
    shown = house.tells(JO, "me", "1")[-1]
    assert "This is all." in shown
    assert kept not in shown


def stored(house: House) -> str:
    """Everything on record of the one open room: where it is in its life."""
    mark = house.open_halls[0].card.mark
    where = house.store.get(room(mark), state_kind(Room), now=house.now)
    cards = open_cards(house.nobody)
    return f"{where}{json.encode(cards)!r}{house.engine.world.where(Room(mark), house.now)}"


def test_whoever_is_named_and_erased_leaves_no_name_with_the_room(house: House) -> None:
    names(house)
    assert JO in stored(house)
    assert "Done." in house.tells(JO, "erase", "1")[-1]
    assert JO not in stored(house)
    assert f"{JO} does not hold it" in house.heard(ROBIN)[-1]


def test_whoever_is_in_the_room_and_named_leaves_neither_place_nor_name(house: House) -> None:
    house.facilitator(JO)
    house.says(JO, "clear")
    names(house)
    house.tells(JO, "join 1", "1", "0")
    house.comes_in(JO)
    house.tells(JO, "erase", "1")
    assert JO not in stored(house)
    assert JO not in house.open_halls[0].there


def test_a_facilitator_who_is_erased_stays_in_no_question_to_the_second(house: House) -> None:
    names(house)
    house.tells(ROBIN, "erase", "1")
    house.restart()
    assert ROBIN not in str(house.state(JO))
    house.wait(timedelta(days=3))
    house.restart()
    assert ROBIN not in str(house.state(JO))


def test_a_yes_to_hold_a_room_that_has_closed_agrees_to_nothing(house: House) -> None:
    names(house)
    house.tells(ROBIN, "close", "1")
    assert "You are not asked to hold a room now" in house.says(JO, "yes")[-1]
    assert "host" not in agreed(house, JO)


def opens_slowly(house: House, meanwhile: Callable[[], object]) -> None:
    """Robin names Jo; something happens before the room is there for anybody to see."""
    house.facilitator(ROBIN)
    if house.role(JO) is None:
        house.facilitator(JO)
    house.says(ROBIN, f"open quiet company 50 with {JO}")
    hold(house, "invite", "remove")
    house.says(ROBIN, "yes")
    meanwhile()
    hold(house, "remove")
    house.wait(5 * MINUTE)
    house.comes_in(ROBIN)


def test_whose_role_has_ended_meanwhile_is_not_asked(house: House) -> None:
    before = len(house.heard(JO))
    opens_slowly(house, lambda: house.steward(JO, RoleRevoked()))
    assert "Will you hold it" not in hears(house, JO, before)
    assert JO not in stored(house)
    assert f"{JO} does not hold it" in house.heard(ROBIN)[-1]


def test_whoever_is_being_erased_meanwhile_is_not_asked(house: House) -> None:
    house.facilitator(ALEX)
    house.opens(ALEX)
    house.facilitator(JO)
    house.tells(JO, "join 1", "1", "0")
    house.comes_in(JO)
    opens_slowly(house, lambda: house.tells(JO, "erase", "1"))
    assert isinstance(house.state(JO), Erasing)
    assert "Will you hold it" not in "".join(house.heard(JO))
    assert f"{JO} does not hold it" in house.heard(ROBIN)[-1]


def test_a_member_who_becomes_the_second_keeps_what_they_chose(house: House) -> None:
    house.facilitator(JO)
    house.says(JO, "clear")
    names(house)
    house.tells(JO, "join 1", "1", "1", "second yes")
    assert agreed(house, JO) >= {"place", "closing-line", "host"}
    assert [place.closing_line for place in house.places(JO)] == [True]


def test_whoever_is_erased_while_their_naming_room_closes_is_erased(house: House) -> None:
    names(house)
    hold(house, "empty")
    house.tells(ROBIN, "close", "1")
    house.tells(JO, "erase", "1")
    hold(house)
    house.wait(timedelta(hours=1))
    assert "Done." in house.heard(JO)[-1]


def test_the_second_gets_the_ten_minute_word_that_they_chose(house: House) -> None:
    second(house)
    house.says(JO, "ten minutes")
    before = len(house.heard(JO))
    house.wait(40 * MINUTE)
    assert "The room closes in 10 minutes." in hears(house, JO, before)


def test_the_second_is_invited_again_when_they_ask(house: House) -> None:
    hall = second(house)
    house.goes(JO)
    assert JO not in hall.there
    assert "The invitation comes from" in house.says(JO, "join 1")[-1]
    assert JO in hall.invited


@pytest.mark.parametrize("who", [ROBIN, JO])
def test_a_refused_invitation_is_told_to_whoever_may_hold_the_room(
    house: House, who: UserID
) -> None:
    hall = second(house)
    house.goes(who)
    hall.invited.discard(who)
    house.world.blocking.add(who)
    before = len(house.heard(who))
    house.says(who, "join 1")
    assert '"block invitations"' in hears(house, who, before)
    assert "say: join 1" in hears(house, who, before)
    house.world.blocking.clear()
    house.says(who, "join 1")
    assert who in hall.invited


def test_a_no_to_holding_after_the_facilitator_came_back_closes_nothing(house: House) -> None:
    hall = asked_to_hold(house)
    house.comes_in(ROBIN)
    assert "You need not hold a room now" in house.says(JO, "no")[-1]
    assert hall.keeper
    house.wait(AWAY)
    assert hall.keeper


def test_whoever_agreed_to_an_earlier_meaning_holds_no_room_by_it(house: House) -> None:
    second(house)
    earlier_versions(house, JO)
    house.tells(ROBIN, "erase", "1")
    assert house.sender.health.rejected == 0
    assert not house.open_halls


# --- nobody is left alone


@pytest.mark.parametrize("asks", [1, 3])
def test_a_facilitator_whose_going_no_sync_told_of_is_missed(house: House, asks: int) -> None:
    """A leave and an invitation within one sync are told of as an invitation alone; and asking
    again and again puts nothing off."""
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    house.tells(SAM, "join 1", "1", "0")
    house.comes_in(SAM)
    house.wait(12 * MINUTE)
    house.open_halls[0].joined.discard(ROBIN)  # and the keeper hears nothing of it
    for _ in range(asks):
        house.says(ROBIN, "join 1")
        house.wait(AWAY / asks - timedelta(seconds=1))
    assert house.open_halls
    house.wait(timedelta(seconds=asks))
    assert not house.open_halls
    assert "I leave nobody alone in one" in house.heard(SAM)[-1]


# --- the lobby


def test_whoever_waited_is_called_when_they_are_let_in(house: House) -> None:
    house.facilitator(ROBIN)
    house.tells(ROBIN, "open quiet company 50", "yes")
    house.tells(SAM, "join 1", "1")
    chat = house.world.chats[house.chat(SAM)]
    assert not chat.loud
    assert "You are let in once somebody is there" in house.says(SAM, "and now?")[-1]
    house.comes_in(ROBIN)
    assert chat.loud == [chat.heard[-1]]
    assert chat.loud[0].startswith("The invitation is there.")


def test_whoever_is_let_in_at_once_is_not_called(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    house.tells(SAM, "join 1", "1")
    assert "The invitation is there." in house.heard(SAM)[-1]
    assert not house.world.chats[house.chat(SAM)].loud


# --- what is said is what holds


def test_a_room_at_its_longest_is_never_said_to_be_made_longer(house: House) -> None:
    house.facilitator(ROBIN)
    summary = house.says(ROBIN, "open quiet company 180")[-1]
    assert "It cannot be made longer" in summary
    house.says(ROBIN, "yes")
    house.comes_in(ROBIN)
    house.says(SAM, "join 1")
    house.says(ROBIN, "room")
    house.wait(171 * MINUTE)
    said = "\n".join((*house.heard(ROBIN), *house.heard(SAM)))
    assert "closes in 10 minutes" in said
    assert "extend" not in said
    assert "at the latest" not in said
    assert "may be made longer" not in said


def test_no_more_minutes_are_suggested_than_there_are(house: House) -> None:
    house.facilitator(ALEX)
    house.opens(ALEX)
    assert "extend 15," in house.heard(ALEX)[-1]
    house.facilitator(ROBIN)
    house.opens(ROBIN, "quiet company 170")
    assert "extend 10," in house.heard(ROBIN)[-1]
    assert "It now closes" in house.says(ROBIN, "extend 10")[-1]


def test_a_note_and_a_role_are_kept_until_what_was_said(house: House) -> None:
    asked = house.tells(SAM, "note", "Sam", "0")[-1]
    assert "5 June" in asked
    house.grants(ALEX)
    assert "7 March 2027" in house.says(ALEX, "role")[-1]
    house.wait(timedelta(days=6))
    assert "5 June" in house.says(SAM, "yes")[-1]
    assert "7 March 2027" in house.says(ALEX, "yes")[-1]


def test_erasing_says_what_becomes_of_a_room_that_a_second_takes_over(house: House) -> None:
    second(house)
    asked = house.says(ROBIN, "erase")[-1]
    assert "closes for everyone" not in asked
    assert "goes to the other facilitator" in asked


@pytest.mark.parametrize("line", ["1", "2"])
def test_a_line_on_cards_waits_until_a_changed_meaning_is_agreed_to(
    house: House, line: str
) -> None:
    house.facilitator(ROBIN)
    house.tells(ROBIN, "role", line)
    earlier_versions(house, ROBIN)
    house.restart()
    assert "I ask you about that first" in house.says(ROBIN, "Rob")[-1]
    assert "Rob" not in str(house.kept(ROBIN)[0].record)
    house.tells(ROBIN, "role", "yes", "role", line, "Rob")
    assert "Rob" in str(house.kept(ROBIN)[0].record)


# --- answers that cross


def names_a_member(house: House) -> Hall:
    """Jo, whom Robin named, has come in as a member and has not answered."""
    names(house)
    house.tells(JO, "stop", "join 1", "1", "0")
    house.comes_in(JO)
    return house.open_halls[0]


def test_who_steps_out_is_not_the_second_either(house: House) -> None:
    """They agree to be it while the facilitator is still asked whether they shall step out."""
    hall = names_a_member(house)
    house.tells(ROBIN, "step out", "1", "please")
    house.says(JO, "second yes")
    before = len(house.heard(ROBIN))
    house.says(ROBIN, "yes")
    assert f"{JO} does not hold it when you cannot" in hears(house, ROBIN, before)
    assert JO not in hall.there
    where = house.engine.world.where(Room(hall.card.mark), house.now)
    assert JO not in str(where.state)
    house.goes(ROBIN)
    house.wait(AWAY)
    assert not hall.keeper


def test_a_no_and_then_a_yes_in_one_breath_cost_nobody_their_place(house: House) -> None:
    hall = names_a_member(house)
    for words in ("second no", "second yes"):
        house.engine.hear(JO, house.chat(JO), Said(words), lambda: None)
    house.settle()
    assert hall.card.mark in {p.mark for p in house.places(JO)}
    house.says(JO, "leave")
    assert JO not in hall.there


def test_a_card_read_before_it_was_theirs_to_hold_is_not_asked_about_again(house: House) -> None:
    names(house)
    house.tells(JO, "stop", "join 1", "second yes")
    house.comes_in(JO)
    house.goes(ROBIN)
    house.wait(AWAY)
    house.says(JO, "hold")
    assert house.says(JO, "let me in")[-1].startswith("You hold that room yourself.")
    assert [place.hosting for place in house.places(JO)] == [True]
    assert "place" not in agreed(house, JO)


def test_what_was_asked_in_no_chat_is_not_answered_in_the_next(house: House) -> None:
    for user in (ROBIN, JO):
        house.facilitator(user)
    house.leaves_chat(JO)
    house.opens(ROBIN, f"quiet company 50 with {JO}")
    assert f"{JO} does not hold it when you cannot" in house.heard(ROBIN)[-1]
    assert "I cannot take in what you wrote" in house.says(JO, "1")[0]
    assert "host" not in agreed(house, JO)


def test_an_invitation_in_no_chat_asks_for_no_yes_to_a_line(house: House) -> None:
    house.facilitator(ROBIN)
    house.tells(ROBIN, "open quiet company 50", "yes")
    house.tells(SAM, "join 1", "1")
    house.leaves_chat(SAM)
    house.comes_in(ROBIN)
    assert "I cannot take in what you wrote" in house.says(SAM, "yes")[0]
    assert agreed(house, SAM) == {"place"}


# --- the role ends, or may be somebody else's by now


def test_who_lost_the_role_is_not_asked_to_hold_a_room(house: House) -> None:
    hall = second(house)
    house.steward(JO, RoleRevoked())
    house.goes(ROBIN)
    house.wait(AWAY)
    assert not hall.keeper
    assert "Will you hold the room?" not in "".join(house.heard(JO))


def test_who_lost_the_role_is_not_handed_a_room(house: House) -> None:
    hall = second(house)
    house.tells(JO, "lay down", "yes")
    house.tells(ROBIN, "erase", "erase it")
    assert not hall.keeper
    assert "The room is yours" not in "".join(house.heard(JO))


@pytest.mark.parametrize("how", ["lay down", "consent"])
def test_who_lost_the_role_is_not_waited_for_as_the_second(house: House, how: str) -> None:
    names(house)
    before = len(house.heard(ROBIN))
    house.tells(JO, "stop", how, "1")
    assert house.role(JO) is None
    assert f"{JO} does not hold it when you cannot" in hears(house, ROBIN, before)


def test_a_reset_identity_is_not_waited_for_as_the_second(house: House) -> None:
    names(house)
    before = len(house.heard(ROBIN))
    house.resets_identity(JO)
    assert f"{JO} does not hold it when you cannot" in hears(house, ROBIN, before)
    where = house.engine.world.where(Room(house.open_halls[0].card.mark), house.now)
    assert JO not in str(where.state)


# --- erasing waits for what names them, or takes it along


def waiting_rows(house: House) -> str:
    """Everything that is still to be done."""
    due = house.store.due(house.now + timedelta(hours=1), 50)
    return str([house.store.read_row(row, ENTRY) for row in due])


def test_asking_who_is_in_is_erased_with_whoever_asked(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    house.tells(SAM, "join 1", "1", "0")
    hold(house, "look")
    house.says(SAM, "room")
    assert SAM in waiting_rows(house)
    assert "What I held about you is gone" in house.tells(SAM, "erase", "erase it")[-1]
    assert SAM not in waiting_rows(house)


def test_who_was_told_of_no_invitation_is_not_left_with_one(house: House) -> None:
    """It went through, the answer was lost, and the next try has to wait for long."""
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    faults: dict[str, list[BaseException | None]] = {
        "invite done": [TryLater()],
        "invite": [None, Limited(900)],
    }
    house.world.trouble = lambda deed: faults[deed].pop(0) if faults.get(deed) else None
    house.tells(SAM, "join 1", "let me in")
    house.wait(MINUTE)
    assert "lets me invite nobody more for the moment" in house.heard(SAM)[-1]
    assert SAM not in house.open_halls[0].there
    assert not house.kept(SAM)


def test_nobody_waits_for_a_room_that_has_closed(house: House) -> None:
    """The facilitator has not come in, and closes it, or its time is over."""
    house.facilitator(ROBIN)
    for end in ("close", "time"):
        house.tells(ROBIN, "open quiet company 5", "yes")
        house.tells(SAM, "join 1", "1")
        if end == "close":
            house.tells(ROBIN, "close", "close it")
        house.wait(6 * MINUTE)
        assert not house.open_halls
        assert "closed before you could be let in" in house.heard(SAM)[-1]
        assert house.heard(SAM)[-1] in house.world.chats[house.chat(SAM)].loud
        assert not house.kept(SAM)


def test_leave_says_to_a_holder_how_their_room_ends(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    assert "Say: close" in house.says(ROBIN, "leave")[-1]


def test_who_held_a_room_is_not_shown_who_is_in_it(house: House) -> None:
    """The homeserver answers after the hand-over."""
    second(house)
    house.tells(SAM, "join 1", "1", "0")
    house.comes_in(SAM)
    hold(house, "look")
    house.says(ROBIN, "step out")
    house.engine.take(Room(house.open_halls[0].card.mark), LetGo(ROBIN))
    house.settle()
    house.world.trouble = no_trouble
    house.wait(MINUTE)
    assert SAM not in "".join(house.heard(ROBIN))


@pytest.mark.parametrize("end", ["revoked", "laid down"])
def test_whose_role_ended_is_not_waited_for_as_the_second(house: House, end: str) -> None:
    names(house)
    before = len(house.heard(ROBIN))
    if end == "revoked":
        house.steward(JO, RoleRevoked())
    else:
        house.tells(JO, "lay down", "yes")
    assert f"{JO} does not hold it when you cannot" in hears(house, ROBIN, before)
    where = house.engine.world.where(Room(house.open_halls[0].card.mark), house.now)
    assert JO not in str(where.state)


@pytest.mark.parametrize("line", ["open again with", "open something with"])
def test_a_second_stays_named_while_the_kind_is_asked(house: House, line: str) -> None:
    house.facilitator(ROBIN)
    house.facilitator(JO)
    assert f"I ask {JO}" in house.tells(ROBIN, f"{line} {JO}", "9", "hm?", "1")[-1]


@pytest.mark.parametrize("line", ["open again with", "open grief with"])
def test_who_is_named_in_a_question_is_erased_all_the_same(house: House, line: str) -> None:
    house.facilitator(ROBIN)
    house.facilitator(JO)
    house.says(ROBIN, f"{line} {JO}")
    house.tells(JO, "erase", "erase it")
    stored = house.store.get(person(ROBIN), PERSON_STATE, now=house.now)
    assert JO not in str(stored)


def test_a_restart_forgets_no_question_that_names_nobody(house: House) -> None:
    house.facilitator(ROBIN)
    house.says(ROBIN, "open grief")
    house.restart()
    assert "The room is open" in house.says(ROBIN, "yes")[-1]
