"""An account at work: its sync as typed batches, its requests, and, for one with keys, encryption.

`Client` has no keys and cannot read or write anything encrypted; `SignedClient` has them.
"""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from typing import Any, Final

from nio import PushRuleKind, RoomPreset

from peerbot.kernel.ids import Clock, EventID, RoomID, UserID, bot
from peerbot.matrix.answers import whole
from peerbot.matrix.crypto.account import MEGOLM_ALGORITHM
from peerbot.matrix.crypto.machine import CryptoMachine
from peerbot.matrix.crypto.records import LASTING
from peerbot.matrix.errors import (
    AnswerTooLarge,
    Forbidden,
    IdentityChanged,
    LimitExceeded,
    MatrixError,
    NotFound,
    StateWentBack,
    UnknownToken,
)
from peerbot.matrix.filters import lean_filter, with_one_event
from peerbot.matrix.gaps import filled
from peerbot.matrix.homeserver import Credentials, Json, as_object, is_id, path, room_path
from peerbot.matrix.http.session import Session
from peerbot.matrix.reach import Reach
from peerbot.matrix.rejected import Rejected
from peerbot.matrix.sync import Batch, read_batch
from peerbot.matrix.unsettled import Unsettled
from storage import DiskFull, Kind, Store

# What a large sync may take until more of it comes: see `Session.request_parts`.
_LARGE_SYNC: Final = 60.0
# What a long poll may take beyond the time it was asked to wait.
_GRACE: Final = 30.0
LONG_POLL: Final = 30.0
# The first pause after a failure and the longest, in seconds.
_SHORTEST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 60.0
# Seconds until a token that a full disk did not take is stored again.
_DISK_PAUSE: Final = 2.0
# Seconds that the answer in each chat has to itself before the token is written and the next sync
# begun: both would hold it up, the disk here and the sync at the homeserver. About what it takes
# there; a tenth of a round trip is won, and in a burst one sync brings more. And at most so long.
_HEAD_START: Final = 0.015
_LONGEST_HEAD_START: Final = 0.2

# What stands apart in a sync that is too large to be parsed at once. Each is read alone.
_IN_PARTS: Final = (
    ("rooms", "join", "*"),
    ("rooms", "invite", "*"),
    ("rooms", "leave", "*"),
    ("to_device", "events", "*"),
)

# Spreads retries out; nothing secret depends on it.
_RANDOM: Final = random.SystemRandom()

_SYNC: Final = bot("sync")
_TOKEN: Final = Kind("sync token", str)


class Client:
    """An account without keys. The keeper is one."""

    def __init__(
        self,
        homeserver: Session,
        credentials: Credentials,
        store: Store,
        clock: Clock,
        *,
        sync_filter: Json | None = None,
        reach: Reach | None = None,
    ) -> None:
        """`sync_filter`: what to be told of (spec: Filtering); `lean_filter` when None. `reach`:
        what both accounts share."""
        self.homeserver = homeserver
        self.credentials = credentials
        self.rejected = Rejected()
        self.patience = LONG_POLL
        """Seconds that the next sync of `run` waits for events: fewer when there is something to
        retry meanwhile."""
        self.failures = 0
        """Syncs in a row that failed."""
        self.disk_full = False
        """The disk was full at the last write."""
        self.too_large = False
        """The last sync was larger than what can be handled, even in parts."""
        self.unsettled = Unsettled(clock)
        self._store = store
        self._clock = clock
        self._reach = reach or Reach(clock)
        chosen = lean_filter(credentials.user_id) if sync_filter is None else sync_filter
        self._filter = json.dumps(chosen, separators=(",", ":"))
        self._small_filter = json.dumps(with_one_event(chosen), separators=(",", ":"))

    async def check_token(self) -> None:
        """Make sure that the token is ours. Raises UnknownToken, StateWentBack, MatrixError."""
        me = await self.homeserver.who()
        if (me.user_id, me.device_id) != (self.credentials.user_id, self.credentials.device_id):
            raise StateWentBack

    async def want_no_notifications(self) -> None:
        """Have the homeserver work out none for this account, which nobody looks at (spec: Push
        Rules, `.m.rule.master`). It does so for every event of every room: a tenth of its work in
        a burst. Nothing else depends on it, so a refusal is counted and no more.

        Raises UnknownToken.
        """
        try:
            await self.homeserver.enable_pushrule(
                "global", PushRuleKind.override, ".m.rule.master", enable=True
            )
        except UnknownToken:
            raise
        except MatrixError as error:
            self.rejected.add(f"push rule: {error.code}")

    async def sync_once(self, timeout: float = LONG_POLL) -> Batch:
        """One sync, waiting up to `timeout` seconds for news.

        Begins where the last handled batch ended, so one that was not handled comes again.
        Raises MatrixError.
        """
        query = {
            "filter": self._filter,
            "set_presence": "offline",
            "timeout": str(int(timeout * 1000)),
        }
        name = self.credentials.user_id
        since = self.unsettled.newest
        if since is None:
            since = self._store.get(_SYNC, _TOKEN, name=name, now=self._clock())
        if since is not None:
            query["since"] = since
        answer = await self._news(query, timeout + _GRACE)
        read = read_batch(answer, self.credentials.user_id, self.rejected, since)
        # Before anything is taken in: should it fail, the same sync comes again, unspoilt.
        batch = await self._complete(read)
        await self._take_in(answer, batch)
        return batch

    async def _news(self, query: dict[str, str], seconds: float) -> Json:
        """The answer to a sync. What is too large to be parsed at once is asked for again with one
        event of each room, and taken in parts: `gaps` fetches the other events."""
        endpoint = path("sync")
        try:
            return await self.homeserver.request("GET", endpoint, query=query, timeout=seconds)
        except AnswerTooLarge:
            self.rejected.add("sync: too large, split into parts")
        query = query | {"filter": self._small_filter, "timeout": "0"}
        return await self.homeserver.request_parts(
            "GET", endpoint, parts=_IN_PARTS, query=query, timeout=_LARGE_SYNC
        )

    def commit_token(self, batch: Batch) -> None:
        """Note that a batch was handled, in the caller's transaction if there is one. The token is
        stored once nothing of the batch is pending."""
        self._store_token(self.unsettled.handled(batch.next_batch))

    def _store_token(self, token: str | None) -> None:
        if token is not None:
            name, until = self.credentials.user_id, self._clock() + LASTING
            self._store.put(_SYNC, _TOKEN, token, name=name, until=until)

    async def run(self, handle_batch: Callable[[Batch], Awaitable[None]]) -> None:
        """Sync forever: `handle_batch`, then `commit_token`. Failures are retried after a growing
        pause; only what must stop the bot is raised: UnknownToken, StateWentBack."""
        while True:
            begun, me = self._clock(), self.credentials.user_id
            try:
                batch = await self.sync_once(self.patience)
            except asyncio.CancelledError:
                with suppress(DiskFull):
                    self._store_token(self.unsettled.settled())
                raise
            except (UnknownToken, StateWentBack, IdentityChanged):
                self._reach.answered(me)
                raise
            except (MatrixError, DiskFull) as error:
                self._reach.failed(me, error, begun)
                self.failures += 1
                self.disk_full = isinstance(error, DiskFull)
                self.too_large = isinstance(error, AnswerTooLarge)
                self.rejected.add(f"sync: {getattr(error, 'code', 'disk full')}")
                await asyncio.sleep(pause(self.failures, error, _RANDOM.random()))
                continue
            self._reach.answered(me)
            self.failures, self.too_large = 0, False
            await handle_batch(batch)
            try:
                await asyncio.sleep(min(_HEAD_START * len(batch.joined), _LONGEST_HEAD_START))
            except asyncio.CancelledError:
                # We are told to stop. Met again weeks later, what the batch brought could no longer
                # be recognised: the keys to it have gone by then.
                with suppress(DiskFull):
                    self.commit_token(batch)
                raise
            await self._commit_until_stored(batch)
            del batch  # the next may be as large, and need not find this one still there

    async def _commit_until_stored(self, batch: Batch) -> None:
        """Store the token of a handled batch, retrying: without it the batch comes again."""
        while True:
            try:
                self.commit_token(batch)
            except DiskFull:
                self.disk_full = True
                await asyncio.sleep(_DISK_PAUSE)
            else:
                self.disk_full = False
                return

    async def joined_members(self, room_id: RoomID) -> frozenset[UserID]:
        """Who is in the room now, ourselves included. Raises Forbidden when we are not."""
        endpoint = room_path(room_id, "joined_members")
        answer = await self.homeserver.request_large("GET", endpoint, parts=(("joined", "*"),))
        return frozenset(UserID(user) for user in as_object(answer.get("joined")) if is_id(user))

    async def invite(self, room_id: RoomID, user_id: UserID) -> None:
        """Invite someone."""
        await self.homeserver.room_invite(room_id, user_id)

    async def join(self, room_id: RoomID) -> None:
        """Join a room we are invited to. Being in it already is success."""
        await self.homeserver.join(room_id)

    async def leave(self, room_id: RoomID, reason: str = "") -> None:
        """Leave, or decline an invitation. Having left already is success. `reason` is shown to
        those who are there."""
        body = {"reason": reason} if reason else {}
        with suppress(Forbidden, NotFound):  # Synapse, when we are not there or it is not
            await self.homeserver.request("POST", room_path(room_id, "leave"), body)

    async def forget(self, room_id: RoomID) -> None:
        """Make the homeserver forget a room that we left."""
        await self.homeserver.room_forget(room_id)

    async def _complete(self, batch: Batch) -> Batch:
        """The batch, completed with what the homeserver left out."""
        return batch

    async def _take_in(self, answer: Json, batch: Batch) -> None:
        """Further processing of a sync response before its batch is handled."""


class SignedClient(Client):
    """A client that encrypts: the voice wraps one, the demo's members are ones."""

    def __init__(
        self,
        homeserver: Session,
        credentials: Credentials,
        store: Store,
        clock: Clock,
        *,
        sync_filter: Json | None = None,
        reach: Reach | None = None,
        admit_unsigned: bool = False,
    ) -> None:
        """`admit_unsigned`: talk with people who have no cross-signing identity, too."""
        super().__init__(
            homeserver, credentials, store, clock, sync_filter=sync_filter, reach=reach
        )
        self.machine = CryptoMachine(
            store=store,
            homeserver=homeserver,
            user_id=credentials.user_id,
            device_id=credentials.device_id,
            clock=clock,
            rejected=self.rejected,
            admit_unsigned=admit_unsigned,
        )

    async def start(self, password: str | None = None) -> str:
        """Check the token, then our keys and our identity; make what is not there yet.

        Returns our public master key. `password` is for homeservers that want it before an
        account's first identity. Raises UnknownToken, IdentityChanged, StateWentBack,
        AuthRequired, MatrixError.
        """
        await self.check_token()
        await self.machine.start()
        return await self.machine.establish_identity(password)

    async def leave(self, room_id: RoomID, reason: str = "") -> None:
        """As in `Client`; the room's session is not used again."""
        await super().leave(room_id, reason)
        self.machine.room_changed(room_id)

    async def send_encrypted(
        self,
        room_id: RoomID,
        recipients: Collection[UserID],
        content: Json,
        txn_id: str,
        event_type: str = "m.room.message",
    ) -> EventID:
        """Encrypt and send. The same `txn_id` within 24 hours is the same event.

        Raises NotEncrypted, NoDevice, MatrixError.
        """
        sealed = await self.machine.encryption.encrypt(room_id, recipients, event_type, content)
        return await self.homeserver.say(room_id, "m.room.encrypted", sealed, txn_id)

    async def create_direct_chat(self, user_id: UserID) -> RoomID:
        """A new encrypted chat with one person invited."""
        return await self.homeserver.create(
            preset=RoomPreset.private_chat,
            is_direct=True,
            invite=[user_id],
            initial_state=[
                _state("m.room.encryption", {"algorithm": MEGOLM_ALGORITHM}),
                _state("m.room.history_visibility", {"history_visibility": "joined"}),
                _state("m.room.guest_access", {"guest_access": "forbidden"}),
            ],
        )

    async def _complete(self, batch: Batch) -> Batch:
        me = self.credentials.user_id
        return await filled(batch, self.homeserver, me, self.rejected)

    async def _take_in(self, answer: Json, batch: Batch) -> None:
        """Keys and devices come before the messages that need them."""
        lists = as_object(answer.get("device_lists"))
        changed = [*_ids(lists.get("changed")), *_ids(lists.get("left"))]
        unused = answer.get("device_unused_fallback_key_types")
        await self.machine.receive_sync(
            one_time_key_counts=_counts(answer.get("device_one_time_keys_count")),
            unused_fallback=_ids(unused) if isinstance(unused, list) else None,
            changed_users=[UserID(user) for user in changed],
            to_device=map(whole, _list(as_object(answer.get("to_device")).get("events"))),
        )
        anew = [room.room_id for room in batch.joined if room.encryption_changed]
        for room_id in (*anew, *batch.left):
            self.machine.room_changed(room_id)


def pause(failures: int, error: Exception, chance: float) -> float:
    """Seconds to wait after the n-th failure in a row: doubling, capped, spread out by `chance`
    (0 to 1) so that many clients do not come back together; never less than the server asked."""
    grown = min(_SHORTEST_PAUSE * 2.0 ** min(failures - 1, 10), _LONGEST_PAUSE)
    asked = error.retry_after if isinstance(error, LimitExceeded) else 0.0
    return max(grown * (0.5 + chance / 2), asked + chance)


def _state(event_type: str, content: Json) -> Json:
    return {"type": event_type, "state_key": "", "content": content}


def _counts(value: object) -> Mapping[str, int] | None:
    if not isinstance(value, dict):
        return None
    return {name: count for name, count in value.items() if isinstance(count, int)}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _ids(value: object) -> list[str]:
    return [item for item in _list(value) if is_id(item)]
