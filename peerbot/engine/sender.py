"""Performs what was committed: by priority, in order within a lane, each row until it is done.

A row goes in the same transaction as the step that its result leads to. A temporary
failure postpones the row; a permanent one becomes an input of the machine that wanted the deed.
"""

import asyncio
import logging
import random
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from peerbot.engine.chat_actions import ChatActions
from peerbot.engine.core import Engine, keeps_its_meaning
from peerbot.engine.health import WORTH_WAITING, Health, Result
from peerbot.engine.records import ROW, InChat, JoinChat, Knock, Row, Scrub, Send, Wake
from peerbot.engine.room_actions import RoomActions
from peerbot.flow import OurFault
from peerbot.kernel.actions import WAITED_FOR, Urgency
from peerbot.kernel.ids import Machine, Person, Room
from peerbot.kernel.messages import Message
from peerbot.vocabulary import effects
from peerbot.vocabulary.inputs import Scrubbed, ScrubDelayed
from peerbot.vocabulary.ports import (
    Keeper,
    Limited,
    Odd,
    Refused,
    TryLater,
    Voice,
)
from peerbot.vocabulary.room_inputs import Created, Due
from storage import DiskFull, RecordDamaged, ScrubUnfinished
from storage import Due as DueRow

log = logging.getLogger("peerbot")

_RANDOM = random.SystemRandom()

AT_ONCE = 16
"""Rows under way together: enough to hide the homeserver's latency, few enough that a burst of
429 answers stays small."""

SCRUB_AGAIN = timedelta(minutes=1)
"""Until cleaning the file is retried: each attempt blocks everything else."""

LONGEST_WAIT = 300.0
"""At most these seconds between two attempts at the same row."""

DISK_PAUSE = 2.0
"""Seconds until an entry that a full disk held up is tried again. It keeps its place among those
under way meanwhile, so the pause does not grow: once there is space, nobody waits for it."""

LONGEST_SLEEP = 60.0
"""Seconds until the clock is read again, in case it was set while we slept."""

STAND_BACK = timedelta(seconds=1)
"""How long a rate-limited deed has the allowance to itself once it is due."""

REMEMBERED = 100
"""Unsent entries that are counted: more would not change what a steward is told."""

PATIENCE = 120.0
"""Seconds that one deed may take before it is cancelled and retried."""


@dataclass
class Sender:
    """The one place where effects leave the process."""

    engine: Engine
    voice: Voice
    keeper: Keeper
    health: Health = field(default_factory=Health)

    def __post_init__(self) -> None:
        self._rooms = RoomActions(self.engine, self.keeper, self.health)
        self._chats = ChatActions(self.engine, self.voice)
        self._woken = asyncio.Event()
        self._busy: dict[bytes, asyncio.Task[None]] = {}
        self._tries: dict[str, int] = {}
        self._paused: dict[type, datetime] = {}
        self._goes_first: dict[int, datetime] = {}
        self._scrub_after: datetime | None = None
        self.engine.nudge = self._woken.set

    async def run(self) -> None:
        """Perform rows until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                while True:
                    self._woken.clear()
                    self._start_due(tasks)
                    await self._until_next()
        finally:
            self._busy.clear()

    def _start_due(self, tasks: asyncio.TaskGroup) -> None:
        store, now = self.engine.store, self.engine.clock()
        if free := AT_ONCE - len(self._busy):
            for due in store.due(now, free, skip_lanes=frozenset(self._busy)):
                self._busy[due.lane_tag] = tasks.create_task(self._perform(due))
        if not self._busy and store.needs_scrub:
            self._scrub()

    async def _until_next(self) -> None:
        """Start what is due. A row behind a busy one waits: that one wakes us when it ends."""
        now = self.engine.clock()
        later = None
        if len(self._busy) < AT_ONCE:
            later = self.engine.store.next_due(now, frozenset(self._busy))
        wait = min((later - now).total_seconds(), LONGEST_SLEEP) if later else LONGEST_SLEEP
        with suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await self._woken.wait()

    def _scrub(self) -> bool:
        """Clean the file. This blocks everything else, so a failure is not retried at once."""
        now = self.engine.clock()
        if self._scrub_after is not None and now < self._scrub_after:
            return False
        try:
            self.engine.store.scrub()
        except ScrubUnfinished:
            self.health.unfinished_scrub = True
            self._scrub_after = now + SCRUB_AGAIN
            return False
        self.health.unfinished_scrub = False
        self._scrub_after = None
        return True

    async def _perform(self, due: DueRow) -> None:
        try:
            await self._try(due)
            self.health.disk_full = False
        except DiskFull:  # nothing can be stored, not even a later time
            self.health.disk_full = True
            await asyncio.sleep(DISK_PAUSE)
        finally:
            del self._busy[due.lane_tag]
            self._woken.set()

    async def _try(self, due: DueRow) -> None:
        store, now = self.engine.store, self.engine.clock()
        try:
            row = store.read_row(due, ROW)
        except RecordDamaged:
            if store.finish(due.id):  # otherwise it was erased since it became due
                self.health.set_aside += 1
            return
        paused = self._paused_until(due, row, now)
        if paused is not None and now < paused:
            store.postpone(due.id, paused)
            return
        try:
            async with asyncio.timeout(PATIENCE):
                result = await self._do(due.id, row)
            self._finish(due.id, row, result)
            self._tries.pop(due.id, None)
            if isinstance(row.action, Send | Knock):
                self.health.unsent.clear()
        except Limited as limit:
            # The homeserver limits each kind of deed apart: only this kind waits. A long wait is
            # about one person or room (Synapse lets each be invited so often), not about the kind.
            later = self.engine.clock() + timedelta(seconds=limit.retry_after)
            if limit.retry_after <= WORTH_WAITING:
                self._paused[type(row.action)] = later
                if row.action.takes_allowance:
                    self._goes_first[due.priority] = later + STAND_BACK
            store.postpone(due.id, later)
        except (TryLater, TimeoutError) as error:
            if isinstance(row.action, Send | Knock) and len(self.health.unsent) < REMEMBERED:
                self.health.unsent.add(due.id)
            if isinstance(error, Odd) and self._tries.get(due.id, 0) + 1 >= _tries(row, error):
                self._give_up(due.id, row, error)
                return
            wait = timedelta(seconds=self._back_off(due.id))
            store.postpone(due.id, self.engine.clock() + wait)
        except Exception as fault:  # an unexpected exception ends only this entry
            if keeps_its_meaning(fault):
                raise
            self._set_aside(due.id, row, fault)

    def _give_up(self, row_id: str, row: Row, error: Odd) -> None:
        """The homeserver's answers stay odd. A request of ours that is too large is our own bug."""
        if error.too_large:
            self._set_aside(row_id, row, error)
        else:
            # Synapse also answers so for a chat whose server it cannot reach: not a problem here.
            self.health.odd += not isinstance(row.action, JoinChat)
            self._go_on_without(row_id, row)

    def _set_aside(self, row_id: str, row: Row, fault: Exception) -> None:
        """Drop this entry after an unexpected exception; the others go on."""
        self.health.set_aside += 1
        self.health.our_faults += not isinstance(fault, RecordDamaged)
        log.error("an outbox entry was rejected: %s", type(fault).__name__)
        self._go_on_without(row_id, row)
        match row:
            case Row(machine=Person(user), action=Send(chat=chat, body=body, relay=None)):
                sorry = self.engine.texts.say("unsaid", now=self.engine.clock())
                if body != sorry:  # otherwise the apology itself failed
                    self.engine.says(user, chat, sorry)

    def _go_on_without(self, row_id: str, row: Row) -> None:
        """Report to whoever waits for this that it was not done. If that fails too, drop it."""
        self._tries.pop(row_id, None)
        try:
            self._finish(row_id, row, row.action.undone("limited"))
        except Exception as fault:  # nobody is left to tell, so the entry is just dropped
            if keeps_its_meaning(fault):
                raise
            self.engine.store.finish(row_id)

    def _paused_until(self, due: DueRow, row: Row, now: datetime) -> datetime | None:
        """Until when deeds of this kind wait, because one did, or for one that matters more."""
        until = self._paused.get(type(row.action))
        if not row.action.takes_allowance:
            return until
        before = [t for priority, t in self._goes_first.items() if priority < due.priority]
        if due.priority > Urgency.SILENCE and self._closes_about(now):
            before.append(now + STAND_BACK)
        return max((t for t in (until, *before) if t is not None), default=None)

    def _closes_about(self, now: datetime) -> bool:
        """Whether a room's time is about to come: falling silent has the allowance to itself."""
        return any(card.closes - now <= STAND_BACK for card in self.engine.world.cards(now))

    def _back_off(self, row_id: str) -> float:
        tries = self._tries[row_id] = self._tries.get(row_id, 0) + 1
        return min(LONGEST_WAIT, 0.5 * 2.0 ** min(tries, 16)) * _RANDOM.uniform(0.5, 1.0)

    def _finish(self, row_id: str, row: Row, result: Result) -> None:
        """Remove the row; with a result, in the same transaction as the step it leads to."""
        store, now = self.engine.store, self.engine.clock()
        if isinstance(result, tuple):
            with store.transaction():
                if store.finish(row_id):  # else it was erased with whom it was for
                    self.engine.commit.unread.settled(row_id, row.action)
                    for message in result:
                        self.engine.commit.enqueue(message.machine, message, now)
            return
        if result is None:
            store.finish(row_id)
            return

        def before() -> None:
            store.finish(row_id)
            if isinstance(result, Created) and isinstance(row.machine, Room):
                self.engine.commit.hold(row.machine, result.room_id, now)

        self.engine.take(row.machine, result, before=before)

    async def _do(self, row_id: str, row: Row) -> Result:
        try:
            match row.action:
                case effects.Tell(input=told):
                    return told
                case Wake(what=what) if isinstance(row.machine, Room):
                    return Due(what)
                case Scrub():
                    return self._scrubbed(row_id, row.machine)
                case InChat() as action if isinstance(row.machine, Person):
                    return await self._chats.perform(row_id, row.machine, action, row.created)
                case _ if isinstance(row.machine, Room):
                    return await self._rooms.perform(row_id, row)
                case _:
                    raise OurFault(f"{type(row.action).__name__} is not for a person")
        except Refused:
            self.health.refused += 1
            return row.action.undone("forbidden")

    def _scrubbed(self, row_id: str, machine: Machine) -> Message:
        if self._scrub():
            return Scrubbed()
        if row_id not in self._tries:
            self.engine.take(machine, ScrubDelayed())
        raise TryLater


def _tries(row: Row, error: Odd) -> float:
    """How often this is tried while answers are odd. What is said in a chat and too large stays so;
    whatever else is small, and it is something between us that says otherwise."""
    too_large = error.too_large and isinstance(row.action, Send | Knock)
    return WAITED_FOR if too_large else row.action.odd_tries
