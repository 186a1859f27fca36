"""The running bot: the two accounts, the engine, the sender, and the clock that wakes them."""

import asyncio
import logging
import os
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from peerbot.app.accounts import pinned_key, session
from peerbot.app.clock import SteadyClock, since_boot
from peerbot.app.guarded import Guarded, Health
from peerbot.app.reaching import ignored_proxy_variables, session_of
from peerbot.app.rooms_on_record import held_rooms, stuck_rooms, unstuck
from peerbot.app.state import settings_of
from peerbot.config import Config
from peerbot.engine.core import Engine
from peerbot.engine.sender import Sender
from peerbot.features import registry
from peerbot.features.rooms.api import rooms_of
from peerbot.features.rooms.fates import Ending
from peerbot.kernel.ids import Clock, RoomID
from peerbot.kernel.performing import Accounts
from peerbot.kernel.ports import Limited, PortFault, Refused, TryLater
from peerbot.matrix.client import Client, SignedClient
from peerbot.matrix.errors import MatrixError, ServerFault, UnknownToken, Unreachable
from peerbot.matrix.keeper import FILTER, RoomKeeper
from peerbot.matrix.reach import Reach
from peerbot.matrix.sync import Batch
from peerbot.matrix.voice import ChatVoice
from peerbot.meaning import Understanding
from peerbot.texts import Spoken
from storage import DiskFull, Store

log = logging.getLogger("peerbot")

SWEEP_EVERY = timedelta(hours=1)
"""Expiries are rounded up to the hour, so checking more often would find nothing more."""

LOOK_EVERY = 60.0
"""Seconds between checks of the keeper's identity while a room is open (see the design)."""

LOOK_EVERY_IN_SANDBOX = 1.0
"""Rooms may last only seconds there, so the keeper is checked as often."""

AGAIN_AFTER = 2.0
"""Seconds until a batch that failed on a full disk or an absent homeserver is retried."""

BY_CHANCE = 3
"""Attempts in a row that may fail, as when a homeserver restarts: a few seconds."""

NOTHING_FOR = 300.0
"""Seconds without a handled sync after which something must be wrong: a sync without events returns
after half a minute."""


@dataclass
class Bot:
    """Everything that runs. Raises MatrixError, StoreError and Trouble from `start` and `run`."""

    config: Config
    store: Store
    clock: Clock
    health: Health = field(init=False)

    def __post_init__(self) -> None:
        config, store, clock = self.config, self.store, self.clock
        self.health = Health(clock())
        texts = Understanding(config.collective.language, config.collective.time_zone)
        self.engine = Engine(store, texts, settings_of(config, texts), clock)
        voice, keeper = session(store, "voice", clock()), session(store, "keeper", clock())
        self._reach = Reach(clock)
        self._signed = SignedClient(
            session_of(config, voice.token),
            voice,
            store,
            clock,
            reach=self._reach,
            admit_unsigned=config.members.unsigned == "admit",
        )
        self.engine.keeps = self._signed.machine.devices.keep_until
        self._guarded = Guarded(self.engine, self.health)
        self.voice = ChatVoice(
            self._signed,
            self._guarded,
            Spoken(texts, clock),
            clock,
            config.members.may_talk,
        )
        self._plain = Client(
            session_of(config, keeper.token),
            keeper,
            store,
            clock,
            sync_filter=FILTER,
            reach=self._reach,
        )
        self.keeper = RoomKeeper(
            self._plain,
            self._guarded,
            clock,
            pinned_key(store, clock()),
            declines=texts.say("keeper-declines", now=clock()),
        )
        accounts = Accounts(self.voice, self.keeper)
        performers = registry().performers(self.engine, accounts)
        self.rooms = rooms_of(performers)
        self.sender = Sender(self.engine, self.voice, performers)
        self._reason = texts.say("removal-reason", now=clock())
        self._not_demoted: set[RoomID] = set()

    @property
    def rejected(self) -> dict[str, int]:
        """What was rejected since the start: counts by reason."""
        counts = Counter(self._signed.rejected.counts())
        counts.update({f"keeper, {what}": n for what, n in self._plain.rejected.counts().items()})
        if self.sender.health.rejected:
            counts["outbox entry: damaged record or internal error"] = self.sender.health.rejected
        if self.sender.health.odd:
            counts["outbox entry: abandoned, the homeserver's answers did not fit the request"] = (
                self.sender.health.odd
            )
        return dict(counts)

    @property
    def takes_nothing_in(self) -> bool:
        """Whether syncs, or the handling of one, keep failing: more often than by chance, or for
        minutes."""
        tries = (self._signed.failures, self._plain.failures, *self.health.held.values())
        oldest = min(self.health.taken.values(), default=since_boot())
        late = since_boot() - oldest > NOTHING_FOR
        return self._reach.away or late or max(tries) > BY_CHANCE

    async def reaches_homeserver(self, within: float) -> bool:
        """Whether the homeserver answers now: a pending sync would show only after a minute that it
        does not. `within`: seconds."""
        try:
            await self._plain.homeserver.versions(within)
        except MatrixError as error:
            return not isinstance(error, Unreachable | ServerFault)  # a refusal is an answer, too
        return True

    @property
    def our_faults(self) -> int:
        """How many unexpected exceptions there were."""
        health, sender = self.health.our_faults, self.sender.health.our_faults
        return health + sender + self._signed.rejected.faults + self._plain.rejected.faults

    @property
    def clock_jumped(self) -> bool:
        """Whether the machine's clock was set and is still off."""
        return bool(isinstance(self.clock, SteadyClock) and self.clock.jump)

    @property
    def disk_full(self) -> bool:
        """Whether something could not be written and is still pending."""
        parts = (self.health, self.sender.health, self._signed, self._plain)
        return any(part.disk_full for part in parts)

    @property
    def too_large(self) -> bool:
        """Whether the last sync was larger than what can be handled."""
        return self._signed.too_large or self._plain.too_large

    async def start(self) -> None:
        """Check both accounts, remove power levels left in rooms, close overdue rooms, leave rooms
        that are not on record, and see that the homeserver still silences the others by itself."""
        for line in ignored_proxy_variables(os.environ):
            log.warning("%s", line)
        await self._signed.start()
        self.store.sweep(self.clock())
        await self._look_at_keeper()
        if not self.keeper.gone:
            await self._plain.check_token()
            self._not_demoted = set(held_rooms(self.engine))
            await self._demote()
            with suppress(PortFault):  # whoever opens a room is told as well
                self.rooms.no_version = not await self.keeper.can_make_rooms()
                await self.keeper.learn_limits()
            known = {*held_rooms(self.engine), *stuck_rooms(self.engine)}
            for room_id in await self.keeper.reconcile(known):
                self._guarded.room_lost(room_id)
            for mark in held_rooms(self.engine).values():
                self._guarded.arm(mark)
            await self._leave_stuck()
            await self._plain.want_no_notifications()
        await self._signed.want_no_notifications()

    async def run(self) -> None:
        """Run until cancelled, or until something stops the bot."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.sender.run())
            tasks.create_task(self._signed.run(self._retrying("voice", self._handle_batch)))
            tasks.create_task(self.voice.chats.declining.run())
            tasks.create_task(self._run_background_tasks())
            tasks.create_task(self._run_keeper())
            tasks.create_task(self._sweep())
            tasks.create_task(self._watch())
            tasks.create_task(self._demote_until_done())

    async def close(self) -> None:
        """Close the connections. The store is closed by whoever opened it."""
        try:
            await self._signed.homeserver.close()
        finally:
            await self._plain.homeserver.close()

    async def _handle_batch(self, batch: Batch) -> None:
        await self.voice.hearing.handle(batch)
        self.health.last_sync = self.clock()

    def _retrying(
        self, account: str, handle: Callable[[Batch], Awaitable[None]]
    ) -> Callable[[Batch], Awaitable[None]]:
        """Retry a batch, and hold back its token, until it has been handled. Parts that were
        committed already are recognised when they are handled again."""
        self.health.taken[account] = since_boot()

        async def handle_until_stored(batch: Batch) -> None:
            held = self.health.held
            while True:
                held[account] = held.get(account, 0) + 1
                try:
                    await handle(batch)
                except DiskFull:
                    self.health.disk_full = True
                    await asyncio.sleep(AGAIN_AFTER)
                except Limited as limit:
                    await asyncio.sleep(limit.retry_after)
                except TryLater:
                    await asyncio.sleep(AGAIN_AFTER)
                else:
                    self.health.disk_full = False
                    held[account] = 0
                    self.health.taken[account] = since_boot()
                    return

        return handle_until_stored

    async def _run_keeper(self) -> None:
        """The keeper's tasks. If its account is gone, the voice keeps running and tells people."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.keeper.declining.run())
                tasks.create_task(self._plain.run(self._retrying("keeper", self.keeper.handle)))
        except* UnknownToken:
            self.keeper.gone = True
            self.health.taken.pop("keeper", None)
            await self._look_at_keeper()

    async def _run_background_tasks(self) -> None:
        """Work for single people outside the sync. It is dropped when the disk is full."""
        while True:
            try:
                await self.voice.beside.run()
            except* DiskFull:
                self.health.disk_full = True
            await asyncio.sleep(AGAIN_AFTER)

    async def _demote(self) -> float:
        """Take power levels away that an earlier version gave to facilitators. Rooms where the
        homeserver does not do it now stay in the list; returns seconds until the next attempt."""
        wait = 0.0
        for room_id in sorted(self._not_demoted):
            try:
                await self.keeper.demote(room_id)
            except Limited as limit:
                return max(wait, limit.retry_after)
            except TryLater:
                wait = AGAIN_AFTER
                continue
            except Refused:
                self.sender.health.refused += 1
            self._not_demoted.discard(room_id)
        return wait

    async def _demote_until_done(self) -> None:
        """A homeserver may allow few such changes at a time; nothing else waits for them."""
        while self._not_demoted:
            wait = await self._demote()
            await asyncio.sleep(wait)

    async def _watch(self) -> None:
        pause = LOOK_EVERY_IN_SANDBOX if self.config.sandbox else LOOK_EVERY
        before: frozenset[RoomID] = frozenset()
        while True:
            await asyncio.sleep(pause)
            if held := held_rooms(self.engine):
                try:
                    await self._look_at_keeper()
                    missing = await self.keeper.missing(held)
                    for room_id in (
                        missing & before
                    ):  # a single answer may belong to another request
                        self._guarded.room_lost(room_id)
                    before = missing
                except PortFault:
                    continue  # an absent homeserver proves nothing; the next check is soon

    async def _look_at_keeper(self) -> None:
        """If it has an identity or a device that we did not create, close every room and log it."""
        self.health.keeper_changed = not await self.keeper.trusted()
        if self.health.keeper_changed:
            what = "account is gone" if self.keeper.gone else "identity or devices have changed"
            log.error("the keeper's %s: closing all rooms and opening no new ones", what)
            why: Ending = "lost" if self.keeper.gone else "unsafe"
            for mark in held_rooms(self.engine).values():
                self._guarded.close(mark, why)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_EVERY.total_seconds())
            self.store.sweep(self.clock())
            self.engine.nudge()
            await self._leave_stuck()

    async def _leave_stuck(self) -> None:
        """Retry leaving rooms that could not be emptied or left."""
        for room_id, mark in stuck_rooms(self.engine).items():
            with suppress(PortFault):
                await self.keeper.leave(room_id, self._reason)
                unstuck(self.engine, mark)
