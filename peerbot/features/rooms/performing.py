"""Performs what is done in rooms, by the account that holds them: each action once, with its
outcome."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from peerbot.features.rooms import actions
from peerbot.features.rooms.fates import Handover
from peerbot.features.rooms.ports import ByItself, Keeper, NoRoomVersion
from peerbot.features.rooms.records import Card
from peerbot.features.rooms.to_room import (
    Armed,
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
from peerbot.kernel.actions import Action
from peerbot.kernel.ids import Address
from peerbot.kernel.messages import Message
from peerbot.kernel.performing import Accounts, Around, Performer
from peerbot.kernel.ports import WORTH_WAITING, Limited, Odd, Refused
from peerbot.kernel.table import OurFault

LAST_MINUTES = 2
"""So many before it closes, the topic asks people to finish what they write."""


@dataclass
class RoomActions:
    """Implements `kernel.performing.Performer`. `no_version`: the homeserver makes no rooms of a
    kind that protects people."""

    around: Around
    keeper: Keeper
    no_version: bool = False

    async def perform(self, entry_id: str, actor: Address, action: Action) -> Message | None:
        """Perform an action of a room; returns the outcome. Raises the exceptions of the ports."""
        keeper = self.keeper
        match action:
            case actions.CreateRoom(card=card, federate=federate):
                return await self._create(card, federate)
            case actions.Invite() as wanted:
                return await self._invite(actor, wanted)
            case actions.Remove(room_id=room_id, user=user, by=by):
                await keeper.remove(room_id, user, self.around.say("removal-reason"))
                return Removed(user, by=by)
            case actions.SetTopic(room_id=room_id, closes=closes, minutes=minutes) as wanted:
                topic = self._topic(closes, minutes, wanted.handover)
                await keeper.set_topic(room_id, topic)
            case actions.Look(room_id=room_id, why=why, user=user):
                return Seen(await keeper.look(room_id), why, user)
            case actions.Empower(room_id=room_id):
                await keeper.demote(room_id)
            case actions.Redact(room_id=room_id, event_id=event_id, by=by):
                fate = await keeper.take_back(room_id, event_id, txn_id=entry_id)
                return TakenBack(by, fate)
            case actions.SilenceAt() as wanted:
                return await self._arm(actor, wanted)
            case actions.Silence(room_id=room_id):
                await keeper.silence(room_id)
                return Silenced()
            case actions.Empty(room_id=room_id):
                await keeper.empty(room_id, self.around.say("removal-reason"))
                return Emptied()
            case actions.Leave(room_id=room_id):
                await keeper.leave(room_id, self.around.say("removal-reason"))
                return Left()
            case _:
                raise OurFault(f"{type(action).__name__} is not for a room")
        return None

    def _topic(self, closes: datetime, minutes: int, handover: Handover) -> str:
        if not minutes:
            topic = self.around.say("room-topic", {"closes": closes})
        else:
            text = "room-topic-last" if minutes <= LAST_MINUTES else "room-topic-soon"
            topic = self.around.say(text, {"closes": closes, "minutes": minutes})
        if not handover:
            return topic
        text = "room-topic-asked" if handover == "asked" else "room-topic-changed"
        return f"{topic} {self.around.say(text)}"

    async def _create(self, card: Card, federate: bool) -> Message:
        if self.around.clock() >= card.closes:
            return NotCreated("late")
        topic = self.around.say("room-topic", {"closes": card.closes})
        try:
            if not await self.keeper.trusted():
                return NotCreated("unsafe")
            room_id = await self.keeper.create(card, topic, federate=federate)
        except NoRoomVersion:
            self.no_version = True
            return NotCreated("version")
        except Limited as limit:
            if limit.retry_after > WORTH_WAITING:
                return NotCreated("limited")
            raise
        self.no_version = False
        return Created(room_id)

    async def _arm(self, actor: Address, wanted: actions.SilenceAt) -> Armed:
        """A homeserver that heard nothing of us for longer than it lets anything wait has silenced
        the room too early. Whether it closes may be decided meanwhile: then it stays silent."""
        by_itself: ByItself | Refused | Odd
        try:
            by_itself = await self.keeper.silence_at(wanted.room_id, wanted.closes)
        except (Refused, Odd) as error:
            by_itself = error  # nor do people stay silent for that
        if self.around.is_there(actor.key):
            await self.keeper.let_write(wanted.room_id, text_only=wanted.text_only)
            if not self.around.is_there(actor.key):
                await self.keeper.silence(wanted.room_id)
        if not isinstance(by_itself, Refused | Odd):
            return Armed(by_itself.waits, by_itself.again)
        if self.around.is_there(actor.key):
            raise by_itself
        return Armed(by_itself=False)  # we left it meanwhile, as promised

    async def _invite(self, actor: Address, wanted: actions.Invite) -> Message:
        published = self.around.is_there(actor.key)
        if self.around.clock() >= wanted.until or (wanted.holders and not published):
            return NotInvited(wanted.user, "closed")
        try:
            if wanted.holders and not set(await self.keeper.look(wanted.room_id)) & set(
                wanted.holders
            ):
                return Waiting(wanted.user)
            await self.keeper.invite(
                wanted.room_id, wanted.user, size=wanted.size, holders=wanted.holders
            )
        except Limited as limit:
            if wanted.holders and limit.retry_after > WORTH_WAITING:
                return NotInvited(wanted.user, "limited")
            raise
        except Refused as refused:
            return NotInvited(wanted.user, refused.why)
        return Invited(wanted.user)


def performer(around: Around, accounts: Accounts) -> RoomActions:
    """For the manifest: the keeper does what rooms want done."""
    return RoomActions(around, accounts.keeper)


def rooms_of(performers: Mapping[type[Action], Performer]) -> RoomActions:
    """The one that does rooms' actions, for whoever tells how it is."""
    performer = performers[actions.CreateRoom]
    assert isinstance(performer, RoomActions)
    return performer
