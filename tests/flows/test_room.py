"""What a room decides where a person would notice only much later."""

import pytest
from msgspec.structs import replace

from peerbot.features.rooms.actor.states import Closing, Opened
from peerbot.features.rooms.to_person import PlaceRefused, RoomClosed
from peerbot.features.rooms.to_room import (
    Close,
    Invited,
    Left,
    NotInvited,
    Removed,
    SecondAgrees,
    Seen,
)
from peerbot.kernel.ids import Person, UserID
from peerbot.kernel.messages import Message, Send
from peerbot.kernel.stepping import step
from peerbot.kernel.table import ConversationState, State
from tests.engine.house import TEXTS
from tests.flows.worlds import HALL, JO, ME, ROBIN, ROOM, ROOM_VIEWS, A, card

OPENED = Opened(card(A), HALL)
CLOSING = Closing(card(A), HALL, (), "time")


def test_who_is_removed_at_two_wishes_and_who_asked_for_it_both_hear() -> None:
    going = Opened(card(A), HALL, going=(ME,))
    outcome = step(
        ROOM.original, ConversationState(going), Removed(ME, by=ROBIN), ROOM_VIEWS[0], TEXTS
    )
    told = [effect.to for effect in outcome.effects if isinstance(effect, Send)]
    assert told == [Person(ME), Person(ROBIN)]


@pytest.mark.parametrize(
    ("state", "event"),
    [
        (OPENED, Removed(ME)),
        (OPENED, Invited(ME)),
        (CLOSING, Removed(ME)),
        (CLOSING, Invited(ME)),
        (CLOSING, NotInvited(ME, "forbidden")),
    ],
)
def test_who_holds_no_place_is_told_nothing(state: State, event: Message) -> None:
    """They may be erased by now, and a word to them would begin a record again."""
    outcome = step(ROOM.original, ConversationState(state), event, ROOM_VIEWS[0], TEXTS)
    assert not [effect for effect in outcome.effects if isinstance(effect, Send)]


def _told(state: State, event: Message, user: UserID) -> list[Message]:
    outcome = step(ROOM.original, ConversationState(state), event, ROOM_VIEWS[0], TEXTS)
    tells = (effect for effect in outcome.effects if isinstance(effect, Send))
    return [tell.message for tell in tells if tell.to == Person(user)]


def test_nobody_makes_themselves_the_second_of_a_room() -> None:
    for state in (OPENED, replace(OPENED, card=replace(card(A), named=ME))):
        outcome = step(
            ROOM.original, ConversationState(state), SecondAgrees(JO), ROOM_VIEWS[0], TEXTS
        )
        assert outcome.at.state == state
        assert _told(state, SecondAgrees(JO), JO) == [PlaceRefused(A, "closed")]


def test_whoever_says_twice_that_they_are_the_second_keeps_their_place() -> None:
    state = replace(OPENED, card=replace(card(A), second=JO))
    assert _told(state, SecondAgrees(JO), JO) == []


def test_whoever_was_named_hears_of_the_end_in_case_their_erasing_waits_for_it() -> None:
    state = replace(OPENED, card=replace(card(A), named=JO))
    closing = step(ROOM.original, ConversationState(state), Close("time"), ROOM_VIEWS[0], TEXTS)
    assert _told(closing.at.state, Left(), JO) == [RoomClosed(A, "time")]


def test_who_asked_who_is_there_and_holds_the_room_no_longer_is_told_nothing() -> None:
    for asked, heard in ((ROBIN, 1), (JO, 0)):
        assert len(_told(OPENED, Seen((ME, ROBIN), "step-out", asked), asked)) == heard
