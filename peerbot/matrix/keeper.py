"""The account that holds the rooms. It has no encryption keys, so it cannot read them.

Every action checks the server's state first: "already so" counts as done, and a room that is gone
needs nothing more. Rooms are created completely in one `createRoom`, before anybody is invited.
"""

import asyncio
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final
from weakref import WeakValueDictionary

from peerbot.features.rooms.fates import TakeBackFate
from peerbot.features.rooms.ports import ByItself, NoRoomVersion, RoomListener
from peerbot.features.rooms.records import Card
from peerbot.kernel.ids import Clock, EventID, RoomID, UserID, server_of
from peerbot.kernel.ports import Limited, Odd, PortFault, Refused, TryLater
from peerbot.matrix.arming import Limits
from peerbot.matrix.client import Client
from peerbot.matrix.crypto.signing import OwnKeys, own_keys
from peerbot.matrix.declining import Declining
from peerbot.matrix.delayed import DelayedLevels
from peerbot.matrix.errors import (
    AnswerTooLarge,
    Forbidden,
    MatrixError,
    NotFound,
    ServerFault,
    UnknownToken,
    Unreachable,
)
from peerbot.matrix.homeserver import Json, as_object, room_path
from peerbot.matrix.members import present
from peerbot.matrix.ports import translate_errors
from peerbot.matrix.rooms import closed, new_room, room_version, silent, speaking
from peerbot.matrix.sync import Batch

FILTER: Final[Json] = {
    "presence": {"not_types": ["*"]},
    "account_data": {"not_types": ["*"]},
    "room": {
        "account_data": {"not_types": ["*"]},
        "ephemeral": {"not_types": ["*"]},
        "state": {
            "types": ["m.room.create", "m.room.member", "m.room.power_levels"],
            "lazy_load_members": True,
        },
        "timeline": {"types": ["m.room.member", "m.room.power_levels"], "limit": 1},
    },
}
"""Membership and power levels, and who made a room: no message comes in a sync."""

# What `take_back` takes back. Whatever is encrypted shows no more than this word for its kind; in
# clear are reactions, and what an app sends unencrypted against the room's settings.
_MESSAGES: Final = ("m.room.encrypted", "m.room.message", "m.reaction")

# Seconds between two checks of the keeper's identity: long enough for a worker to be restarted
# behind a proxy, short beside the minute between looks.
_LOOK_AGAIN: Final = 1.0

# What our homeserver answers when another one cannot be reached, or says so of itself.
_NOT_REACHED: Final = (502, 503, 504)

_LEVELS: Final = "m.room.power_levels"

_MOVES: Final = ("join", "leave", "ban")


@dataclass
class RoomKeeper:
    """Implements `rooms.ports.Keeper`. `master_key`: the public one that setup pinned."""

    client: Client
    listener: RoomListener
    clock: Clock
    master_key: str
    declines: str = ""
    """What whoever invites this account reads."""

    gone: bool = False
    """The homeserver no longer knows this account: somebody signed it out or removed it."""

    def __post_init__(self) -> None:
        self.declining = Declining(self.client)
        self._delayed = DelayedLevels(self.client, self.clock)
        self._coming: WeakValueDictionary[RoomID, asyncio.Lock] = WeakValueDictionary()

    @contextmanager
    def _translate_errors(self) -> Iterator[None]:
        """Translate. Unlike the voice's, a revoked token ends no process: people with a place in a
        room are still told."""
        try:
            with translate_errors():
                yield
        except UnknownToken:
            self.gone = True
            raise Refused("forbidden") from None

    @property
    def _me(self) -> UserID:
        return self.client.credentials.user_id

    async def handle(self, batch: Batch) -> None:
        """Decline every invitation, leave what others made; tell who came and went, and which rooms
        we are not in now."""
        for invite in batch.invites:
            self.declining.decline(invite.room_id, self.declines)
        for joined in batch.joined:
            # One that we made may not be on record yet: the next start leaves what never is.
            if joined.came and joined.creator not in (None, self._me):
                self.declining.leave(joined.room_id)
                continue
            for change in joined.memberships:
                # An invitation is neither: who declines one goes as well.
                if change.user_id != self._me and change.membership in _MOVES:
                    came = change.membership == "join"
                    self.listener.membership_changed(joined.room_id, change.user_id, came)
        for room_id in batch.left:
            self.listener.room_lost(room_id)

    async def trusted(self) -> bool:
        """See `rooms.ports.Keeper`. Looks twice before it says no: every room closes for it,
        and one answer may lack what the next one has."""
        if await self._is_as_pinned():
            return True
        await asyncio.sleep(_LOOK_AGAIN)
        return await self._is_as_pinned()

    async def _is_as_pinned(self) -> bool:
        try:
            with self._translate_errors():
                published = await self._published()
        except Refused:
            return False
        if published is None:
            return False
        return published.master_key == self.master_key and not published.devices

    async def _published(self) -> OwnKeys | None:
        """What the account shows; None when it is more than ours could ever be, which is an
        identity without devices."""
        try:
            return await own_keys(self.client.homeserver, self._me)
        except AnswerTooLarge:
            return None

    async def create(self, card: Card, topic: str, *, federate: bool) -> RoomID:
        """See `rooms.ports.Keeper`."""
        with self._translate_errors():
            version = await room_version(self.client.homeserver)
            if version is None:
                raise NoRoomVersion
            how = new_room(card, topic, federate=federate, version=version, me=self._me)
            return await self.client.homeserver.create(**how)

    async def can_make_rooms(self) -> bool:
        """Whether the homeserver offers a room version that we make rooms of."""
        with self._translate_errors():
            return await room_version(self.client.homeserver) is not None

    @property
    def limits(self) -> Limits | None:
        """What the homeserver lets wait, as it said last; None: it was not asked yet."""
        return self._delayed.limits

    async def learn_limits(self) -> None:
        """Ask what the homeserver lets wait."""
        with self._translate_errors():
            await self._delayed.learn()

    async def invite(
        self, room_id: RoomID, user: UserID, *, size: int, holders: Collection[UserID]
    ) -> None:
        """See `rooms.ports.Keeper`. Into each room one after the other, so that it never holds
        too many."""
        with self._translate_errors():
            await self._reach(user)
            async with self._coming.setdefault(room_id, asyncio.Lock()):
                there = await present(self.client, room_id)
                if user in there:
                    return
                if holders and len(there - {self._me, *holders}) >= size:
                    raise Refused("full")
                await self.client.invite(room_id, user)

    async def _reach(self, user: UserID) -> None:
        """Raises Refused when somebody's own homeserver does not answer ours. Synapse would wait
        minutes for it before it gave the invitation up, and lets nobody else come into that room or
        be removed from it meanwhile; to this question it waits ten seconds, and nobody with us."""
        if server_of(user) == server_of(self._me):
            return
        try:
            await self.client.homeserver.get_profile(user)
        except (ServerFault, Unreachable) as error:
            if error.status in _NOT_REACHED:
                raise Refused("away") from None
            if error.status != HTTPStatus.OK:  # else an odd profile, which is an answer, too
                raise
        except MatrixError:
            return  # that nobody is told of this profile is an answer, too

    async def look(self, room_id: RoomID) -> tuple[UserID, ...]:
        """See `rooms.ports.Keeper`."""
        try:
            with self._translate_errors():
                return tuple(sorted(await self.client.joined_members(room_id) - {self._me}))
        except Refused:
            return ()

    async def silence_at(self, room_id: RoomID, when: datetime) -> ByItself:
        """See `rooms.ports.Keeper`. MSC4140's `restart` would begin the whole delay again, so
        the new one is scheduled first and the earlier ones are cancelled after."""

        async def levels() -> Json:
            return silent(await self._levels(room_id), self._me)

        with self._translate_errors():
            return await self._delayed.arm(room_id, levels, when)

    async def let_write(self, room_id: RoomID, *, text_only: bool) -> None:
        """See `rooms.ports.Keeper`."""
        with self._translate_errors():
            levels = await self._levels(room_id)
            if levels == silent(levels, self._me):
                await self._change_levels(room_id, levels, speaking(levels, text_only))

    async def demote(self, room_id: RoomID) -> None:
        """See `rooms.ports.Keeper`."""
        with self._translate_errors():
            if not await self._in(room_id):
                return
            levels = await self._close(room_id)
            if await self._delayed.replace(room_id, silent(levels, self._me)):
                await self._close(room_id)  # one may have been sent just before it was cancelled

    async def _close(self, room_id: RoomID) -> Json:
        levels = await self._levels(room_id)
        return await self._change_levels(room_id, levels, closed(levels, self._me))

    async def _change_levels(self, room_id: RoomID, levels: Json, wanted: Json) -> Json:
        if levels != wanted:
            await self.client.homeserver.room_put_state(room_id, _LEVELS, wanted)
        return wanted

    async def take_back(self, room_id: RoomID, event_id: EventID, *, txn_id: str) -> TakeBackFate:
        """See `rooms.ports.Keeper`."""
        with self._translate_errors():
            try:
                event = await self.client.homeserver.request(
                    "GET", room_path(room_id, "event", event_id)
                )
                if "state_key" in event or event.get("type") not in _MESSAGES:
                    return "not-message"
                if not as_object(event.get("unsigned")).get("redacted_because"):
                    await self.client.homeserver.room_redact(room_id, event_id, tx_id=txn_id)
            except NotFound:
                return "gone"
        return "done"

    async def remove(self, room_id: RoomID, user: UserID, reason: str) -> None:
        """See `rooms.ports.Keeper`."""
        with self._translate_errors():
            if user in await self._there(room_id):
                await self._remove(room_id, user, reason)

    async def _remove(self, room_id: RoomID, user: UserID, reason: str) -> None:
        await self.client.homeserver.room_kick(room_id, user, reason)

    async def set_topic(self, room_id: RoomID, topic: str) -> None:
        """See `rooms.ports.Keeper`."""
        with self._translate_errors():
            await self.client.homeserver.room_put_state(room_id, "m.room.topic", {"topic": topic})

    async def silence(self, room_id: RoomID) -> None:
        """See `rooms.ports.Keeper`."""
        with self._translate_errors():
            if await self._in(room_id):
                levels = await self._levels(room_id)
                await self._change_levels(room_id, levels, silent(levels, self._me))
        # It is silent; should this not work, what waits is dropped when we leave.
        with suppress(Refused, TryLater, Limited), self._translate_errors():
            await self._delayed.silenced(room_id)

    async def empty(self, room_id: RoomID, reason: str) -> None:
        """See `rooms.ports.Keeper`."""
        failed: Refused | Odd | None = None
        with self._translate_errors():
            there = sorted(await self._there(room_id) - {self._me})
        for user in there:
            try:
                with self._translate_errors():
                    await self._remove(room_id, user, reason)
            except (Refused, Odd) as error:  # nobody else stays for the sake of one
                failed = error if failed is None or isinstance(error, Odd) else failed
        if failed is not None:
            raise failed

    async def leave(self, room_id: RoomID, reason: str) -> None:
        """See `rooms.ports.Keeper`."""
        await self.empty(room_id, reason)
        with self._translate_errors():
            await self._delayed.over(room_id)
            if await self._in(room_id):
                await self.client.leave(room_id)
            await self.client.forget(room_id)

    async def reconcile(self, known: Collection[RoomID]) -> frozenset[RoomID]:
        """See `rooms.ports.Keeper`. Nobody is removed: what is not known may be anybody's."""
        with self._translate_errors():
            joined = await self.client.homeserver.rooms_joined()
        for room_id in sorted(joined - set(known)):
            try:
                with self._translate_errors():
                    await self.client.leave(room_id)
                    await self.client.forget(room_id)
            except PortFault:
                self.declining.leave(room_id)  # nobody waits for that
        return frozenset(set(known) - joined)

    async def missing(self, known: Collection[RoomID]) -> frozenset[RoomID]:
        """Rooms that we are not in any more. A sync does not always tell: Synapse forgets that it
        removed us once it has purged a room."""
        with self._translate_errors():
            return frozenset(known) - await self.client.homeserver.rooms_joined()

    async def _in(self, room_id: RoomID) -> bool:
        """Whether we are there. Of a room that was purged Synapse may list people for a while."""
        return room_id in await self.client.homeserver.rooms_joined()

    async def _there(self, room_id: RoomID) -> frozenset[UserID]:
        """Who is in the room or invited; nobody when it is gone, or when we are."""
        if not await self._in(room_id):
            return frozenset()
        try:
            return await present(self.client, room_id)
        except (Forbidden, NotFound):
            return frozenset()

    async def _levels(self, room_id: RoomID) -> Json:
        levels = await self.client.homeserver.state(room_id, _LEVELS)
        if not isinstance(levels.get("users"), dict):  # ours all have it, so this is another answer
            raise ServerFault("FIELD_MISSING")
        return levels
