"""What the keeper does for a room: each deed once, with its outcome."""

from peerbot.engine.core import Engine
from peerbot.engine.health import WORTH_WAITING, Health
from peerbot.engine.records import Row
from peerbot.flow import OurFault
from peerbot.kernel.ids import Machine, Room
from peerbot.kernel.messages import Message
from peerbot.vocabulary import effects, keeping
from peerbot.vocabulary.notes import Card
from peerbot.vocabulary.ports import Keeper, Limited, NoRoomVersion, Refused
from peerbot.vocabulary.room_inputs import (
    Created,
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


class RoomActions:
    """Performs what is done in rooms."""

    def __init__(self, engine: Engine, keeper: Keeper, health: Health) -> None:
        self._engine = engine
        self._keeper = keeper
        self._health = health

    async def perform(self, row_id: str, row: Row) -> Message | None:
        """Perform a deed of a room; returns the outcome. Raises the exceptions of the ports."""
        keeper = self._keeper
        match row.action:
            case keeping.CreateRoom(card=card, federate=federate):
                return await self._create(card, federate)
            case keeping.Invite() as wanted:
                return await self._invite(row.machine, wanted)
            case keeping.Remove(room_id=room_id, user=user, by=by):
                await keeper.remove(room_id, user, self._say("removal-reason"))
                return Removed(user, by=by)
            case keeping.SetTopic(room_id=room_id, closes=closes, minutes=minutes):
                text = "room-topic-soon" if minutes else "room-topic"
                args: effects.Args = {"closes": closes, "minutes": minutes}
                topic = self._say(text, args if minutes else {"closes": closes})
                await keeper.set_topic(room_id, topic)
            case keeping.Look(room_id=room_id, why=why, user=user):
                return Seen(await keeper.look(room_id), why, user)
            case keeping.Empower(room_id=room_id):
                await keeper.demote(room_id)
            case keeping.Redact(room_id=room_id, event_id=event_id, by=by):
                fate = await keeper.take_back(room_id, event_id, txn_id=row_id)
                return TakenBack(by, fate)
            case keeping.SilenceAt(room_id=room_id, closes=closes):
                await keeper.silence_at(room_id, closes)
            case keeping.Silence(room_id=room_id):
                await keeper.silence(room_id)
                return Silenced()
            case keeping.Empty(room_id=room_id):
                await keeper.empty(room_id, self._say("removal-reason"))
                return Emptied()
            case keeping.Leave(room_id=room_id):
                await keeper.leave(room_id, self._say("removal-reason"))
                return Left()
            case _:
                raise OurFault(f"{type(row.action).__name__} is not for a room")
        return None

    async def _create(self, card: Card, federate: bool) -> Message:
        if self._engine.clock() >= card.closes:
            return NotCreated("late")
        topic = self._say("room-topic", {"closes": card.closes})
        try:
            if not await self._keeper.trusted():
                return NotCreated("unsafe")
            room_id = await self._keeper.create(card, topic, federate=federate)
        except NoRoomVersion:
            self._health.no_version = True
            return NotCreated("version")
        except Limited as limit:
            if limit.retry_after > WORTH_WAITING:
                return NotCreated("limited")
            raise
        self._health.no_version = False
        return Created(room_id)

    async def _invite(self, machine: Machine, wanted: keeping.Invite) -> Message:
        published = isinstance(machine, Room) and self._engine.world.is_open(
            machine.mark, self._engine.clock()
        )
        if self._engine.clock() >= wanted.until or (wanted.holders and not published):
            return NotInvited(wanted.user, "closed")
        try:
            if wanted.holders and not set(await self._keeper.look(wanted.room_id)) & set(
                wanted.holders
            ):
                return Waiting(wanted.user)
            await self._keeper.invite(
                wanted.room_id, wanted.user, size=wanted.size, holders=wanted.holders
            )
        except Limited as limit:
            if wanted.holders and limit.retry_after > WORTH_WAITING:
                return NotInvited(wanted.user, "limited")
            raise
        except Refused as refused:
            return NotInvited(wanted.user, refused.why)
        return Invited(wanted.user)

    def _say(self, text: str, args: effects.Args | None = None) -> str:
        return self._engine.texts.say(text, args, now=self._engine.clock())
