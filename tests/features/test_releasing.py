"""Whoever asks a room to let go of somebody hears once that it did, in every state there is.

The room is played to its end in a world that answers everything, or refuses everything.
"""

from collections import deque
from dataclasses import replace
from datetime import timedelta

import pytest

from peerbot.features import registry
from peerbot.features.core.erase import Erasing, actor_let_go
from peerbot.features.rooms import actions
from peerbot.features.rooms.actor.states import Closing, Making, Opened
from peerbot.features.rooms.address import Room
from peerbot.features.rooms.to_person import (
    PlaceFreed,
    PlaceRefused,
    RoomClosed,
    RoomNotOpened,
    SteppedOut,
)
from peerbot.features.rooms.to_room import (
    Armed,
    Created,
    Due,
    Emptied,
    Invited,
    Left,
    NotCreated,
    NotInvited,
    Removed,
    Seen,
    Silenced,
)
from peerbot.kernel.actions import Action
from peerbot.kernel.ids import Person, UserID
from peerbot.kernel.messages import Message, Released, Send
from peerbot.kernel.stepping import step
from peerbot.kernel.table import ConversationState, State
from tests.engine.house import NIGHT, TEXTS
from tests.flows.worlds import HALL, JO, ME, ROBIN, ROOM_STATES, ROOM_VIEWS

TABLE = registry().tables[Room]

(KIND,) = (kind for kind in registry().flows.actors if kind.address is Room)

LATER = replace(ROOM_VIEWS[0], now=NIGHT + timedelta(hours=2))


def pending(state: State, *, refused: bool) -> list[Message]:
    """What is under way in a state, as it comes back."""
    match state:
        case Making():
            return [NotCreated("forbidden") if refused else Created(HALL)]
        case Opened(inviting=inviting, going=going):
            answers: list[Message] = [answer(_invites(user), refused=refused) for user in inviting]
            removed = (user for user in going if user not in inviting)
            return [*answers, *(Removed(user, refused) for user in removed)]
        case Closing(inviting=inviting):
            return [Silenced(), *(answer(_invites(user), refused=refused) for user in inviting)]
        case _:
            return []


def _invites(user: UserID) -> Action:
    return actions.Invite(HALL, user, 8, NIGHT)


def answer(action: Action, *, refused: bool) -> Message:
    """What becomes of an action."""
    match action:
        case actions.CreateRoom():
            return NotCreated("forbidden") if refused else Created(HALL)
        case actions.Invite(user=user):
            return NotInvited(user, "forbidden") if refused else Invited(user)
        case actions.Remove(user=user, by=by):
            return Removed(user, refused, by)
        case actions.Look(why=why, user=user):
            return Seen((), why, user)
        case actions.SilenceAt():
            return Armed(by_itself=not refused)
        case actions.Silence():
            return Silenced()
        case actions.Empty():
            return Emptied(refused)
        case _:
            return Left(refused)


SILENT = (actions.SetTopic,)
"""Nothing comes back of these."""


def let_go(state: State, user: UserID, *, refused: bool) -> list[Message]:
    """What somebody is told of a room that is asked to let go of them, up to its end."""
    told: list[Message] = []
    comes = deque([KIND.release(user), *pending(state, refused=refused)])
    context = ROOM_VIEWS[0]
    for _ in range(100):
        if not comes:
            if state == KIND.start or context is LATER:
                return told
            context = LATER
            comes.append(Due("end"))
        outcome = step(TABLE, ConversationState(state), comes.popleft(), context, TEXTS)
        state = outcome.at.state
        for effect in outcome.effects:
            if isinstance(effect, Action) and not isinstance(effect, SILENT):
                comes.append(answer(effect, refused=refused))
            elif isinstance(effect, Send) and effect.to == Person(user):
                told.append(effect.message)
    raise AssertionError("it goes round in circles")


@pytest.mark.parametrize("refused", [False, True], ids=["done", "refused"])
@pytest.mark.parametrize("user", [ME, ROBIN, JO], ids=["member", "facilitator", "second"])
@pytest.mark.parametrize("state", ROOM_STATES, ids=lambda state: type(state).__name__)
def test_a_room_says_once_that_it_let_go(state: State, user: UserID, refused: bool) -> None:
    told = let_go(state, user, refused=refused)
    (said,) = (message for message in told if isinstance(message, Released))
    assert said.sender == "a"


def test_an_erasing_waits_for_each_of_the_words_that_say_so() -> None:
    """One that no conversation receives would never arrive, and the erasing never end."""
    theirs: tuple[type[Message], ...] = (
        PlaceFreed,
        PlaceRefused,
        RoomClosed,
        RoomNotOpened,
        SteppedOut,
    )
    for message in theirs:
        row = registry().chats.find(Erasing, message)
        assert row is not None
        assert row.do is actor_let_go
