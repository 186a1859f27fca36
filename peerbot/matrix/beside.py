"""What is done for single people beside the sync: one thing after the other for each of them.

Asking for somebody's keys, beginning a session with their devices, telling them why they get no
answer: all of it may take as long as their homeserver likes, and they choose how often it is due.
So nobody else waits for it, and each person has a queue of their own, with few places in it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Final

from cachetools import LRUCache

from peerbot.kernel.ids import Clock, UserID
from peerbot.kernel.ports import PortFault
from peerbot.matrix.quota import Quota
from peerbot.matrix.rejected import Rejected

Job = Callable[[], Awaitable[None]]

# More than a person needs at once: a word, and a look at what waits. What does not fit in is left
# out, as it would be if the homeserver refused it.
_MOST_EACH: Final = 5
# People who are seen to at once, and who wait for that: more would hold up answers at the
# homeserver, and one whose own homeserver hangs takes up one place.
_AT_ONCE: Final = 16
_MOST_PEOPLE: Final = 1_000
# Things that were said something about; past it the oldest may be spoken of once more.
_SAID: Final = 1_000
# Words of that kind that one person hears within a while: their messages may be hundreds, and the
# homeserver limits what is said to everybody together.
_A_WHILE: Final = timedelta(hours=1)
_IN_A_WHILE: Final = 10


class Beside:
    """What is to be done yet, by person."""

    def __init__(self, rejected: Rejected, clock: Clock) -> None:
        self._rejected = rejected
        self._said = LRUCache[str, None](_SAID)
        self._lately = Quota(_A_WHILE, clock)
        self._queues: dict[UserID, dict[str, Job]] = {}
        self._next: asyncio.Queue[UserID] = asyncio.Queue()

    def do(self, user: UserID, what: str, job: Job) -> None:
        """Do it soon, unless the same is already queued for this person."""
        queue = self._queues.get(user)
        if queue is None and len(self._queues) < _MOST_PEOPLE:
            queue = self._queues[user] = {}
            self._next.put_nowait(user)
        if queue is None or (what not in queue and len(queue) >= _MOST_EACH):
            self._rejected.add("background task: dropped")
            return
        queue.setdefault(what, job)

    def say_once(self, user: UserID, what: str, say: Job) -> None:
        """Say something soon, unless it was said before, or too much was said lately."""
        if what in self._said or what in self._queues.get(user, ()):
            return
        if self._lately.count(user) > _IN_A_WHILE:
            self._rejected.add("background task: dropped")
            return

        async def said() -> None:
            await say()
            self._said[what] = None

        self.do(user, what, said)

    async def run(self) -> None:
        """Work until cancelled. Raises what stops the bot."""
        async with asyncio.TaskGroup() as tasks:
            for _ in range(_AT_ONCE):
                tasks.create_task(self._work())

    async def _work(self) -> None:
        while True:
            await self.one()

    async def one(self) -> None:
        """Work for the next person. What the homeserver refuses now is dropped: it comes up again
        with their next message."""
        user = await self._next.get()
        queue = self._queues[user]
        try:
            while queue:
                what, job = next(iter(queue.items()))
                try:
                    with self._rejected.apart("background task"), suppress(PortFault):
                        await job()
                finally:
                    del queue[what]
        finally:
            del self._queues[user]
