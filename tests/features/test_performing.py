"""What is done in rooms, and what becomes of it when it cannot be done."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from peerbot.features.rooms import actions
from peerbot.features.rooms.address import Room, room
from peerbot.features.rooms.performing import RoomActions
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
    TakenBack,
    Waiting,
)
from peerbot.kernel.actions import Action, WhyNot
from peerbot.kernel.effects import Args
from peerbot.kernel.ids import RoomID, UserID
from peerbot.kernel.messages import Message
from peerbot.kernel.ports import Limited, Refused
from peerbot.kernel.table import OurFault
from tests.engine.house import NIGHT, TEXTS
from tests.engine.little import Little
from tests.flows.worlds import EVENT, ME, ROBIN, A, card

HERE = Room(A)

HOUR = timedelta(hours=1)


@dataclass
class Scene:
    """One room in a little world."""

    now: datetime = NIGHT
    there: set[str] = field(default_factory=lambda: {"a"})

    def __post_init__(self) -> None:
        self.world = Little(self.clock, lambda *_: None)
        self.actions = RoomActions(self, self.world)

    def clock(self) -> datetime:
        """The present of this scene."""
        return self.now

    def say(self, text: str, args: Args | None = None) -> str:
        """A sentence as it reads now."""
        return TEXTS.say(text, args, now=self.now)

    def is_there(self, key: str) -> bool:
        """Whether an actor is there for people now."""
        return key in self.there

    async def does(self, action: Action) -> Message | None:
        """What becomes of it."""
        return await self.actions.perform("entry", HERE, action)

    async def made(self) -> RoomID:
        """The room, with its facilitator in it."""
        created = await self.does(actions.CreateRoom(card(A), federate=False))
        assert isinstance(created, Created)
        self.world.halls[created.room_id].joined.add(ROBIN)
        return created.room_id


def _invite(room_id: RoomID, *holders: UserID) -> actions.Invite:
    return actions.Invite(room_id, ME, 8, NIGHT + timedelta(minutes=50), holders)


async def test_each_action_has_its_outcome() -> None:
    scene = Scene()
    room_id = await scene.made()
    closes = NIGHT + timedelta(minutes=20)
    for action, outcome in (
        (_invite(room_id, ROBIN), Invited(ME)),
        (actions.Look(room_id, "room", ME), Seen((ROBIN,), "room", ME)),
        (actions.Redact(room_id, EVENT, ROBIN), TakenBack(ROBIN, "gone")),
        (actions.SilenceAt(room_id, closes), Armed(by_itself=True, again=NIGHT + HOUR)),
        (actions.SetTopic(room_id, closes, 0), None),
        (actions.SetTopic(room_id, closes, 10), None),
        (actions.SetTopic(room_id, closes, 2, "asked"), None),
        (actions.SetTopic(room_id, closes, 0, "changed"), None),
        (actions.Empower(room_id, ROBIN), None),
        (actions.Remove(room_id, ME, ROBIN), Removed(ME, by=ROBIN)),
        (actions.Silence(room_id), Silenced()),
        (actions.Empty(room_id), Emptied()),
        (actions.Leave(room_id), Left()),
    ):
        assert await scene.does(action) == outcome
    assert scene.world.halls[room_id].silent_at == closes


async def test_what_is_no_action_of_a_room_is_our_fault() -> None:
    with pytest.raises(OurFault, match="DueTime is not for a room"):
        await Scene().does(actions.DueTime("end"))
    assert actions.DueTime("end").comes_back_as == Due("end")
    assert actions.DueTime("end").queue(room(A)) == "wake end room:a"


async def test_no_room_is_made_where_it_would_protect_nobody_or_too_late() -> None:
    scene = Scene()
    scene.world.unsafe = True
    assert await scene.does(actions.CreateRoom(card(A), federate=False)) == NotCreated("unsafe")
    scene.world.unsafe = False
    scene.world.outdated = True
    assert await scene.does(actions.CreateRoom(card(A), federate=False)) == NotCreated("version")
    refused = scene.actions.no_version
    scene.world.outdated = False
    await scene.made()
    assert (refused, scene.actions.no_version) == (True, False)
    scene.now += timedelta(hours=1)
    assert await scene.does(actions.CreateRoom(card(A), federate=False)) == NotCreated("late")


async def test_a_room_that_fell_silent_too_early_is_heard_again_unless_it_closes() -> None:
    scene = Scene()
    room_id = await scene.made()
    hall = scene.world.halls[room_id]
    arms = actions.SilenceAt(room_id, NIGHT + timedelta(minutes=50))
    hall.silent = True
    await scene.does(arms)
    assert not hall.silent
    hall.silent = True
    scene.there.clear()
    await scene.does(arms)
    assert hall.silent
    scene.there.add("a")

    def closes_meanwhile(deed: str) -> None:
        if deed == "let_write done":
            scene.there.clear()

    scene.world.trouble = closes_meanwhile
    assert await scene.does(arms) == Armed(by_itself=True, again=NIGHT + HOUR)
    assert hall.silent


async def test_nobody_stays_silent_because_nothing_more_may_wait() -> None:
    scene = Scene()
    room_id = await scene.made()
    hall = scene.world.halls[room_id]
    hall.silent = True

    def refuses(deed: str) -> Refused | None:
        return Refused("forbidden") if deed == "silence_at" else None

    scene.world.trouble = refuses
    with pytest.raises(Refused):
        await scene.does(actions.SilenceAt(room_id, NIGHT + timedelta(minutes=50)))
    assert not hall.silent
    scene.there.clear()  # it closed and was left meanwhile, and that is no steward's trouble
    outcome = await scene.does(actions.SilenceAt(room_id, NIGHT + timedelta(minutes=50)))
    assert outcome == Armed(by_itself=False)


class _Busy(Little):
    """A homeserver that asks to wait so many seconds, whatever it is asked."""

    seconds = 0.0

    async def trusted(self) -> bool:
        raise Limited(self.seconds)

    async def look(self, _room_id: RoomID) -> tuple[UserID, ...]:
        raise Limited(self.seconds)


async def test_nobody_waits_long_for_a_homeserver_that_asks_to_wait() -> None:
    scene = Scene()
    busy = _Busy(scene.clock, lambda *_: None)
    scene.actions.keeper = busy
    wanted: tuple[tuple[Action, Message], ...] = (
        (actions.CreateRoom(card(A), federate=False), NotCreated("limited")),
        (_invite(RoomID("!a"), ROBIN), NotInvited(ME, "limited")),
    )
    for action, outcome in wanted:
        busy.seconds = 600.0
        assert await scene.does(action) == outcome
        busy.seconds = 1.0
        with pytest.raises(Limited):
            await scene.does(action)


async def test_people_come_in_once_somebody_holds_the_room_and_while_it_is_open() -> None:
    scene = Scene()
    room_id = await scene.made()
    scene.world.halls[room_id].joined.clear()
    assert await scene.does(_invite(room_id, ROBIN)) == Waiting(ME)
    scene.world.halls[room_id].joined.add(ROBIN)
    scene.world.blocking.add(ME)
    assert await scene.does(_invite(room_id, ROBIN)) == NotInvited(ME, "blocked")
    scene.there.clear()
    assert await scene.does(_invite(room_id, ROBIN)) == NotInvited(ME, "closed")
    scene.world.blocking.clear()
    assert await scene.does(_invite(room_id)) == Invited(ME)  # who holds it comes before it is seen
    scene.now += timedelta(hours=1)
    assert await scene.does(_invite(room_id)) == NotInvited(ME, "closed")


@pytest.mark.parametrize("why", ["forbidden", "limited"])
def test_whoever_waits_hears_of_what_cannot_be_done(why: WhyNot) -> None:
    create = actions.CreateRoom(card(A), federate=False)
    assert create.undone(why) == NotCreated(why)
    assert _invite(RoomID("!a")).undone(why) == NotInvited(ME, why)
    assert actions.SilenceAt(RoomID("!a"), NIGHT).undone(why) == Armed(by_itself=False)
    assert actions.SetTopic(RoomID("!a"), NIGHT, 0).undone(why) is None
