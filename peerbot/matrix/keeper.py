"""The account that holds the rooms. It has no encryption keys, so it reads nothing in them.

Every action looks at the server's state first: "already so" counts as done, and a room that is
gone needs nothing more. Rooms are made whole in one `createRoom`, before anybody is invited.
"""

import asyncio
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote

from peerbot.matrix.client import Client
from peerbot.matrix.crypto.account import MEGOLM_ALGORITHM
from peerbot.matrix.crypto.signing import own_keys
from peerbot.matrix.declining import Declining
from peerbot.matrix.errors import Forbidden, NotFound, UnknownToken
from peerbot.matrix.homeserver import (
    Json,
    a_list,
    an_id,
    as_object,
    is_id,
    objects,
    path,
    room_path,
)
from peerbot.matrix.members import present
from peerbot.matrix.ports import border
from peerbot.matrix.sync import Batch
from peerbot.vocabulary import Clock, RoomID, UserID
from peerbot.vocabulary.notes import Card
from peerbot.vocabulary.ports import Limited, Odd, PortFault, Refused, RoomListener, TryLater

FILTER: Final[Json] = {
    "presence": {"not_types": ["*"]},
    "account_data": {"not_types": ["*"]},
    "room": {
        "account_data": {"not_types": ["*"]},
        "ephemeral": {"not_types": ["*"]},
        "state": {"types": ["m.room.member", "m.room.power_levels"], "lazy_load_members": True},
        "timeline": {"types": ["m.room.member", "m.room.power_levels"], "limit": 1},
    },
}
"""Membership and power levels only: the keeper never downloads a message."""

KEEPER_ONLY: Final = 100
FACILITATOR: Final = 50

# The presets of Synapse leave these at 50, so that a facilitator could put the subject of the
# room into its name, in clear.
_NAMED: Final = (
    "m.room.name",
    "m.room.avatar",
    "m.room.topic",
    "m.room.canonical_alias",
    "m.room.power_levels",
    "m.room.history_visibility",
    "m.room.encryption",
    "m.room.server_acl",
    "m.room.tombstone",
)

# Room version 12: its creator stands above every power level and must not be named in `users`.
_CREATOR_ABOVE_ALL: Final = "12"

# Seconds between two looks at the keeper's identity: long enough for a worker to be restarted
# behind a proxy, short beside the minute between looks.
_LOOK_AGAIN: Final = 1.0

_MOVES: Final = ("join", "leave", "ban")

_DELAY: Final = "org.matrix.msc4140.delay"
_DELAYED: Final = "/_matrix/client/unstable/org.matrix.msc4140/delayed_events"

# How long after us the homeserver silences a room by itself; a running bot takes less.
_AFTER_US: Final = timedelta(seconds=2)


@dataclass
class RoomKeeper:
    """Implements `vocabulary.ports.Keeper`. `master_key`: the public one that setup pinned."""

    client: Client
    listener: RoomListener
    clock: Clock
    master_key: str

    gone: bool = False
    """The homeserver no longer knows this account: somebody signed it out or removed it."""

    def __post_init__(self) -> None:
        self.declining = Declining(self.client)
        self.stuck: set[RoomID] = set()
        """Rooms that were to be left, and were not yet. A start finds them by itself."""

    @contextmanager
    def _border(self) -> Iterator[None]:
        """Translate. Unlike the voice's, a revoked token ends no process: people with a place in a
        room are still told."""
        try:
            with border():
                yield
        except UnknownToken:
            self.gone = True
            raise Refused("forbidden") from None

    @property
    def _me(self) -> UserID:
        return self.client.credentials.user_id

    async def handle(self, batch: Batch) -> None:
        """Decline every invitation; tell who came and went, and which rooms we are not in now."""
        for invite in batch.invites:
            self.declining.decline(invite.room_id)
        for joined in batch.joined:
            for change in joined.memberships:
                # An invitation is neither: who declines one goes as well.
                if change.user_id != self._me and change.membership in _MOVES:
                    came = change.membership == "join"
                    self.listener.moved(joined.room_id, change.user_id, came)
        for room_id in batch.left:
            self.listener.room_lost(room_id)

    async def trusted(self) -> bool:
        """See `vocabulary.ports.Keeper`. Looks twice before it says no: every room closes for it,
        and one answer may lack what the next one has."""
        if await self._is_as_pinned():
            return True
        await asyncio.sleep(_LOOK_AGAIN)
        return await self._is_as_pinned()

    async def _is_as_pinned(self) -> bool:
        try:
            with self._border():
                published = await own_keys(self.client.homeserver, self._me)
        except Refused:
            return False
        return published.master_key == self.master_key and not published.devices

    async def create(self, card: Card, topic: str, *, federate: bool) -> RoomID:
        """See `vocabulary.ports.Keeper`."""
        with self._border():
            version = await self._version()
            body = self._room(card, topic, federate, version)
            answer = await self.client.homeserver.request("POST", path("createRoom"), body)
            room_id = RoomID(an_id(answer, "room_id"))
        # A room without this closes on time as well, as long as we are alive. Raising from here
        # would have the same room made a second time.
        with suppress(Refused, TryLater, Limited), border():
            await self._silence_by_itself(room_id, card.closes)
        return room_id

    async def _version(self) -> str:
        """Room version 12 where there is one, else the homeserver's default."""
        answer = await self.client.homeserver.request("GET", path("capabilities"))
        offered = as_object(as_object(answer.get("capabilities")).get("m.room_versions"))
        if _CREATOR_ABOVE_ALL in as_object(offered.get("available")):
            return _CREATOR_ABOVE_ALL
        return str(offered.get("default", "1"))

    def _room(self, card: Card, topic: str, federate: bool, version: str) -> Json:
        users = {card.facilitator: FACILITATOR}
        if version != _CREATOR_ABOVE_ALL:
            users[self._me] = KEEPER_ONLY
        return {
            "visibility": "private",
            "preset": "private_chat",
            "room_version": version,
            "name": card.name,
            "topic": topic,
            "creation_content": {"m.federate": federate},
            "initial_state": [
                _state("m.room.encryption", algorithm=MEGOLM_ALGORITHM),
                _state("m.room.history_visibility", history_visibility="joined"),
                _state("m.room.guest_access", guest_access="forbidden"),
                _state("m.room.join_rules", join_rule="invite"),
            ],
            "power_level_content_override": {
                "users": users,
                "users_default": 0,
                "events_default": 0,
                "state_default": KEEPER_ONLY,
                "invite": KEEPER_ONLY,
                "kick": KEEPER_ONLY,
                "ban": KEEPER_ONLY,
                "redact": FACILITATOR,
                "events": dict.fromkeys(_NAMED, KEEPER_ONLY),
                "notifications": {"room": KEEPER_ONLY},
            },
        }

    async def _silence_by_itself(self, room_id: RoomID, when: datetime) -> None:
        """MSC4140: the homeserver sends the silencing power levels after the deadline by itself.

        Not at the deadline: together with our own they would cost twice the allowance, and of many
        rooms due at once half as many would fall silent.
        """
        if not await self._has_delayed_events():
            return
        levels = await self._levels(room_id)
        left = max(0, int((when + _AFTER_US - self.clock()).total_seconds() * 1000))
        endpoint = room_path(room_id, "state", "m.room.power_levels")
        query = {_DELAY: str(left)}
        await self.client.homeserver.request("PUT", endpoint, _silent(levels), query=query)

    async def invite(
        self, room_id: RoomID, user: UserID, *, size: int, holders: Collection[UserID]
    ) -> None:
        """See `vocabulary.ports.Keeper`."""
        with self._border():
            there = await present(self.client, room_id)
            if user in there:
                return
            if holders and len(there - {self._me, *holders}) >= size:
                raise Refused("full")
            await self.client.invite(room_id, user)

    async def look(self, room_id: RoomID) -> tuple[UserID, ...]:
        """See `vocabulary.ports.Keeper`."""
        try:
            with self._border():
                return tuple(sorted(await self.client.joined_members(room_id) - {self._me}))
        except Refused:
            return ()

    async def silence_at(self, room_id: RoomID, when: datetime) -> None:
        """See `vocabulary.ports.Keeper`. MSC4140's `restart` would begin the whole delay again, so
        the new one is scheduled first and the earlier ones are cancelled after."""
        with self._border():
            earlier = await self._scheduled(room_id)
            await self._silence_by_itself(room_id, when)
            await self._cancel(earlier)

    async def empower(self, room_id: RoomID, user: UserID, *, holds: bool) -> None:
        """See `vocabulary.ports.Keeper`."""
        endpoint = room_path(room_id, "state", "m.room.power_levels")
        with self._border():
            levels = await self._levels(room_id)
            before = as_object(levels.get("users"))
            users = {u: level for u, level in before.items() if u != user}
            if holds:
                users[user] = FACILITATOR
            if users != before:
                body = {**levels, "users": users}
                await self.client.homeserver.request("PUT", endpoint, body)

    async def _scheduled(self, room_id: RoomID) -> list[str]:
        """The delayed events that wait for a room."""
        if not await self._has_delayed_events():
            return []
        answer = await self.client.homeserver.request("GET", _DELAYED)
        events = objects(answer, "delayed_events")
        ids = (e.get("delay_id") for e in events if e.get("room_id") == room_id)
        return [delay_id for delay_id in ids if is_id(delay_id)]

    async def _cancel(self, delay_ids: Collection[str]) -> None:
        for delay_id in delay_ids:
            endpoint = f"{_DELAYED}/{quote(delay_id, safe='')}"
            with suppress(NotFound):  # it was due meanwhile
                await self.client.homeserver.request("POST", endpoint, {"action": "cancel"})

    async def _has_delayed_events(self) -> bool:
        unstable = as_object((await self.client.homeserver.versions()).get("unstable_features"))
        return bool(unstable.get("org.matrix.msc4140"))

    async def remove(self, room_id: RoomID, user: UserID, reason: str) -> None:
        """See `vocabulary.ports.Keeper`."""
        with self._border():
            if user in await self._there(room_id):
                await self._remove(room_id, user, reason)

    async def _remove(self, room_id: RoomID, user: UserID, reason: str) -> None:
        body = {"user_id": user, "reason": reason}
        await self.client.homeserver.request("POST", room_path(room_id, "kick"), body)

    async def set_topic(self, room_id: RoomID, topic: str) -> None:
        """See `vocabulary.ports.Keeper`."""
        endpoint = room_path(room_id, "state", "m.room.topic")
        with self._border():
            await self.client.homeserver.request("PUT", endpoint, {"topic": topic})

    async def silence(self, room_id: RoomID) -> None:
        """See `vocabulary.ports.Keeper`."""
        endpoint = room_path(room_id, "state", "m.room.power_levels")
        with self._border():
            if not await self._in(room_id):
                return
            levels = await self._levels(room_id)
            silent = _silent(levels)
            if levels != silent:
                await self.client.homeserver.request("PUT", endpoint, silent)

    async def empty(self, room_id: RoomID, reason: str) -> None:
        """See `vocabulary.ports.Keeper`."""
        failed: Refused | Odd | None = None
        with self._border():
            there = sorted(await self._there(room_id) - {self._me})
        for user in there:
            try:
                with self._border():
                    await self._remove(room_id, user, reason)
            except (Refused, Odd) as told:  # nobody else stays for the sake of one
                failed = told if failed is None or isinstance(told, Odd) else failed
        if failed is not None:
            raise failed

    async def leave(self, room_id: RoomID, reason: str) -> None:
        """See `vocabulary.ports.Keeper`."""
        self.stuck.add(room_id)
        await self.empty(room_id, reason)
        with self._border():
            await self.client.leave(room_id)
            await self.client.forget(room_id)
        self.stuck.discard(room_id)

    async def leave_stuck(self, reason: str) -> None:
        """Try again to leave the rooms that could not be emptied, or left, since the start."""
        for room_id in sorted(self.stuck):
            with suppress(PortFault):
                await self.leave(room_id, reason)

    async def reconcile(self, known: Collection[RoomID], reason: str) -> frozenset[RoomID]:
        """See `vocabulary.ports.Keeper`."""
        with self._border():
            answer = await self.client.homeserver.request("GET", path("joined_rooms"))
            joined = {RoomID(r) for r in a_list(answer, "joined_rooms") if is_id(r)}
        for room_id in sorted(joined - set(known)):
            try:
                await self.leave(room_id, reason)
            except PortFault:  # nobody was invited to it: the next start is early enough
                self.client.set_aside.add("room: not let go yet")
        return frozenset(set(known) - joined)

    async def _in(self, room_id: RoomID) -> bool:
        return self._me in await self._there(room_id)

    async def _there(self, room_id: RoomID) -> frozenset[UserID]:
        """Who is in the room or invited; nobody when it is gone, or when we are."""
        try:
            return await present(self.client, room_id)
        except (Forbidden, NotFound):
            return frozenset()

    async def _levels(self, room_id: RoomID) -> Json:
        endpoint = room_path(room_id, "state", "m.room.power_levels")
        return await self.client.homeserver.request("GET", endpoint)


def _silent(levels: Json) -> Json:
    """The same power levels, with nobody but the keeper able to write."""
    events: dict[str, Any] = dict.fromkeys(as_object(levels.get("events")), KEEPER_ONLY)
    return {**levels, "events_default": KEEPER_ONLY, "events": events}


def _state(event_type: str, **content: str) -> Json:
    return {"type": event_type, "state_key": "", "content": content}
