"""Performs what was committed: by priority, in order within a queue, each entry until it is done.

An entry goes in the same transaction as the step that its result leads to. A temporary failure
postpones it; a permanent one becomes a message to the actor that wanted it done.
"""

import asyncio
import logging
import random
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from peerbot.engine.chat_actions import ChatActions
from peerbot.engine.core import Engine, keeps_its_meaning
from peerbot.engine.entries import ENTRY, InChat, JoinChat, Knock, OutboxEntry, SayInChat, Scrub
from peerbot.engine.health import Health
from peerbot.kernel.actions import WAITED_FOR, Action
from peerbot.kernel.chat import Scrubbed, ScrubDelayed
from peerbot.kernel.ids import Address, Person
from peerbot.kernel.messages import Message, Urgency
from peerbot.kernel.performing import Performer, Result
from peerbot.kernel.ports import WORTH_WAITING, Limited, Odd, Refused, TryLater, Voice
from peerbot.kernel.table import OurFault
from storage import DiskFull, Due, RecordDamaged, ScrubUnfinished

log = logging.getLogger("peerbot")

_RANDOM = random.SystemRandom()

AT_ONCE = 16
"""Entries under way together: enough to hide the homeserver's latency, few enough that a burst of
429 answers stays small."""

SCRUB_AGAIN = timedelta(minutes=1)
"""Until cleaning the file is retried: each attempt blocks everything else."""

LONGEST_WAIT = 300.0
"""At most these seconds between two attempts at the same entry."""

DISK_PAUSE = 2.0
"""Seconds until an entry that a full disk held up is tried again. It keeps its place among those
under way meanwhile, so the pause does not grow: once there is space, nobody waits for it."""

LONGEST_SLEEP = 60.0
"""Seconds until the clock is read again, in case it was set while we slept."""

STAND_BACK = timedelta(seconds=1)
"""How long a rate-limited action has the allowance to itself once it is due."""

REMEMBERED = 100
"""Unsent entries that are counted: more would not change what a steward is told."""

PATIENCE = 120.0
"""Seconds that one action may take before it is cancelled and retried."""


@dataclass
class Sender:
    """The one place where effects leave the process. `performers`: of what features want done."""

    engine: Engine
    voice: Voice
    performers: Mapping[type[Action], Performer]
    health: Health = field(default_factory=Health)

    def __post_init__(self) -> None:
        self._chats = ChatActions(self.engine, self.voice)
        self._woken = asyncio.Event()
        self._busy: dict[bytes, asyncio.Task[None]] = {}
        self._tries: dict[str, int] = {}
        self._paused: dict[type, datetime] = {}
        self._goes_first: dict[int, datetime] = {}
        self._scrub_after: datetime | None = None
        self.engine.nudge = self._woken.set

    async def run(self) -> None:
        """Perform entries until cancelled."""
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
            for due in store.due(now, free, skip_queues=frozenset(self._busy)):
                self._busy[due.queue_tag] = tasks.create_task(self._perform(due))
        if not self._busy and store.needs_scrub:
            self._scrub()

    async def _until_next(self) -> None:
        """Start what is due. An entry behind a busy one waits: that one wakes us when it ends."""
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

    async def _perform(self, due: Due) -> None:
        try:
            await self._try(due)
            self.health.disk_full = False
        except DiskFull:  # nothing can be stored, not even a later time
            self.health.disk_full = True
            await asyncio.sleep(DISK_PAUSE)
        finally:
            del self._busy[due.queue_tag]
            self._woken.set()

    async def _try(self, due: Due) -> None:
        store, now = self.engine.store, self.engine.clock()
        try:
            entry = store.read_row(due, ENTRY)
        except RecordDamaged:
            if store.finish(due.id):  # otherwise it was erased since it became due
                self.health.rejected += 1
            return
        paused = self._paused_until(due, entry, now)
        if paused is not None and now < paused:
            store.postpone(due.id, paused)
            return
        try:
            async with asyncio.timeout(PATIENCE):
                result = await self._do(due.id, entry)
            self._finish(due.id, entry, result)
            self._tries.pop(due.id, None)
            if isinstance(entry.action, SayInChat | Knock):
                self.health.unsent.clear()
        except Limited as limit:
            # The homeserver limits each kind of action apart: only this kind waits. A long wait is
            # about one person or room (Synapse lets each be invited so often), not about the kind.
            later = self.engine.clock() + timedelta(seconds=limit.retry_after)
            if limit.retry_after <= WORTH_WAITING:
                self._paused[type(entry.action)] = later
                if entry.action.takes_allowance:
                    self._goes_first[due.priority] = later + STAND_BACK
            store.postpone(due.id, later)
        except (TryLater, TimeoutError) as error:
            if isinstance(entry.action, SayInChat | Knock) and len(self.health.unsent) < REMEMBERED:
                self.health.unsent.add(due.id)
            if isinstance(error, Odd) and self._tries.get(due.id, 0) + 1 >= _tries(entry, error):
                self._give_up(due.id, entry, error)
                return
            wait = timedelta(seconds=self._back_off(due.id))
            store.postpone(due.id, self.engine.clock() + wait)
        except Exception as fault:  # an unexpected exception ends only this entry
            if keeps_its_meaning(fault):
                raise
            self._reject(due.id, entry, fault)

    def _give_up(self, entry_id: str, entry: OutboxEntry, error: Odd) -> None:
        """The homeserver's answers stay odd. A request of ours that is too large is our own bug."""
        if error.too_large:
            self._reject(entry_id, entry, error)
        else:
            # Synapse also answers so for a chat whose server it cannot reach: not a problem here.
            self.health.odd += not isinstance(entry.action, JoinChat)
            self._go_on_without(entry_id, entry)

    def _reject(self, entry_id: str, entry: OutboxEntry, fault: Exception) -> None:
        """Drop this entry after an unexpected exception; the others go on."""
        self.health.rejected += 1
        self.health.our_faults += not isinstance(fault, RecordDamaged)
        log.error("an outbox entry was rejected: %s", type(fault).__name__)
        self._go_on_without(entry_id, entry)
        match entry:
            case OutboxEntry(
                actor=Person(user=user), action=SayInChat(chat=chat, body=body, relay=None)
            ):
                sorry = self.engine.texts.say("unsaid", now=self.engine.clock())
                if body != sorry:  # otherwise the apology itself failed
                    self.engine.says(user, chat, sorry)

    def _go_on_without(self, entry_id: str, entry: OutboxEntry) -> None:
        """Report to whoever waits for this that it was not done. If that fails too, drop it."""
        self._tries.pop(entry_id, None)
        try:
            self._finish(entry_id, entry, entry.action.undone("limited"))
        except Exception as fault:  # nobody is left to tell, so the entry is just dropped
            if keeps_its_meaning(fault):
                raise
            self.engine.store.finish(entry_id)

    def _paused_until(self, due: Due, entry: OutboxEntry, now: datetime) -> datetime | None:
        """Until when actions of this kind wait, because one did, or for one that matters more."""
        until = self._paused.get(type(entry.action))
        if not entry.action.takes_allowance:
            return until
        before = [t for priority, t in self._goes_first.items() if priority < due.priority]
        if due.priority > Urgency.SILENCE and self._closes_about(now):
            before.append(now + STAND_BACK)
        return max((t for t in (until, *before) if t is not None), default=None)

    def _closes_about(self, now: datetime) -> bool:
        """Whether a room's time is about to come: falling silent has the allowance to itself."""
        ends = self.engine.world.listings.ends(now)
        return any(timedelta() < end - now <= STAND_BACK for _, end in ends)

    def _back_off(self, entry_id: str) -> float:
        tries = self._tries[entry_id] = self._tries.get(entry_id, 0) + 1
        return min(LONGEST_WAIT, 0.5 * 2.0 ** min(tries, 16)) * _RANDOM.uniform(0.5, 1.0)

    def _finish(self, entry_id: str, entry: OutboxEntry, result: Result) -> None:
        """Remove the entry; with a result, in the same transaction as the step it leads to."""
        store, now = self.engine.store, self.engine.clock()
        if isinstance(result, tuple):
            with store.transaction():
                if store.finish(entry_id):  # else it was erased with whom it was for
                    unread = self.engine.commit.chats.unread
                    unread.settled(entry_id, entry.actor, entry.action)
                    for message in result:
                        self.engine.commit.enqueue(message.addressee, message, now)
            return
        if result is None:
            store.finish(entry_id)
            return

        def before() -> None:
            store.finish(entry_id)

        self.engine.take(entry.actor, result, before=before)

    async def _do(self, entry_id: str, entry: OutboxEntry) -> Result:
        action, actor = entry.action, entry.actor
        try:
            if (message := action.comes_back_as) is not None:
                return message
            match action:
                case Scrub():
                    return self._scrubbed(entry_id, actor)
                case InChat() if isinstance(actor, Person):
                    return await self._chats.perform(entry_id, actor, action, entry.created)
                case _ if not isinstance(actor, Person) and type(action) in self.performers:
                    performer = self.performers[type(action)]
                    return await performer.perform(entry_id, actor, action)
                case _:
                    raise OurFault(f"nothing performs {type(action).__name__}")
        except Refused:
            self.health.refused += 1
            return action.undone("forbidden")

    def _scrubbed(self, entry_id: str, actor: Address) -> Message:
        if self._scrub():
            return Scrubbed()
        if entry_id not in self._tries:
            self.engine.take(actor, ScrubDelayed())
        raise TryLater


def _tries(entry: OutboxEntry, error: Odd) -> float:
    """How often this is tried while answers are odd. What is said in a chat and too large stays so;
    whatever else is small, and it is something between us that says otherwise."""
    too_large = error.too_large and isinstance(entry.action, SayInChat | Knock)
    return WAITED_FOR if too_large else entry.action.odd_tries
