"""What a room decides where a person would notice only much later."""

import pytest

from peerbot.flow import Position, State, step
from peerbot.flows.room.states import Closing, Opened
from peerbot.vocabulary import Person
from peerbot.vocabulary.effects import Tell
from peerbot.vocabulary.room_inputs import Input, Invited, NotInvited, Removed
from tests.engine.house import TEXTS
from tests.flows.worlds import HALL, ME, ROBIN, ROOM, ROOM_VIEWS, A, card

OPENED = Opened(card(A), HALL)
CLOSING = Closing(card(A), HALL, (), "time")


def test_who_is_removed_at_two_wishes_and_who_asked_for_it_both_hear() -> None:
    going = Opened(card(A), HALL, going=(ME,))
    outcome = step(ROOM.original, Position(going), Removed(ME, by=ROBIN), ROOM_VIEWS[0], TEXTS)
    told = [effect.machine for effect in outcome.effects if isinstance(effect, Tell)]
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
def test_who_holds_no_place_is_told_nothing(state: State, event: Input) -> None:
    """They may be erased by now, and a word to them would begin a record again."""
    outcome = step(ROOM.original, Position(state), event, ROOM_VIEWS[0], TEXTS)
    assert not [effect for effect in outcome.effects if isinstance(effect, Tell)]
