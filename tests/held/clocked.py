"""The real bot in this process, by a clock that a test sets: for promises of hours and days."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from peerbot.app import control
from peerbot.app.bot import Bot
from peerbot.app.commands import Desk
from peerbot.app.guarded import Guarded
from peerbot.app.state import SOCKET, open_state
from peerbot.config import load
from peerbot.devtools.sandbox import Sandbox
from peerbot.devtools.synapse import PATIENCE
from peerbot.engine.core import Engine
from peerbot.engine.entries import OutboxEntry
from peerbot.engine.sender import Sender
from peerbot.features.rooms.actions import SilenceAt
from peerbot.kernel.ids import RoomID, UserID
from peerbot.kernel.performing import Result


def no_passphrase() -> str:
    raise AssertionError("a sandbox has a key file")


@dataclass
class Clocked:
    """The bot of a sandbox whose own process is stopped."""

    sandbox: Sandbox
    _ahead: timedelta = field(default_factory=timedelta)
    _gone: asyncio.Queue[tuple[RoomID, UserID]] = field(default_factory=asyncio.Queue)

    @property
    def engine(self) -> Engine:
        """The engine of the bot that runs."""
        return self._bot.engine

    def now(self) -> datetime:
        """What the bot takes for the present."""
        return datetime.now(UTC) + self._ahead

    @asynccontextmanager
    async def runs(self) -> AsyncIterator[Bot]:
        """Start and run the bot in here, with its log and its control socket where they belong."""
        config = load(self.sandbox.config)
        with self._logging(), closing(open_state(config, no_passphrase)) as store:
            bot = self._bot = Bot(config, store, self.now)
            self._notice(bot._guarded)
            await bot.start()
            running = asyncio.create_task(bot.run())
            try:
                async with control.listening(
                    self.sandbox.state / SOCKET, Desk(bot.engine, bot.config, bot).answer
                ):
                    yield bot
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)
                await bot.close()

    def _notice(self, guarded: Guarded) -> None:
        """Note what the engine learns of people who left a room. Nobody else is told of it."""
        moved = guarded.membership_changed

        def noted(room_id: RoomID, user: UserID, came: bool) -> None:
            moved(room_id, user, came)
            if not came:
                self._gone.put_nowait((room_id, user))

        guarded.membership_changed = noted  # type: ignore[method-assign] # as what it stands before

    async def knows_gone(self, room_id: RoomID, user: UserID) -> None:
        """Wait until the bot knows that somebody left a room, each time once."""
        async with asyncio.timeout(PATIENCE):
            while await self._gone.get() != (room_id, user):
                pass

    @contextmanager
    def _logging(self) -> Iterator[None]:
        """As `peerbot run --debug` logs."""
        logger, handler = logging.getLogger("peerbot"), logging.FileHandler(self.sandbox.log)
        logger.setLevel(logging.DEBUG)
        logger.addHandler(handler)
        try:
            yield
        finally:
            logger.removeHandler(handler)
            logger.setLevel(logging.NOTSET)
            handler.close()

    @asynccontextmanager
    async def runs_through(self, cuts: "PowerCuts") -> AsyncIterator[None]:
        """Start the bot in here, and again after each cut."""

        ended = False

        async def again_and_again() -> None:
            # A group of tasks that ends by a cut says nothing of being cancelled meanwhile.
            while not ended:
                try:
                    await self._until_cut(cuts)
                except* PowerCut:
                    pass

        running = asyncio.create_task(again_and_again())
        try:
            yield
        finally:
            ended = True
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    async def _until_cut(self, cuts: "PowerCuts") -> None:
        config = load(self.sandbox.config)
        with closing(open_state(config, no_passphrase)) as store:
            bot = Bot(config, store, self.now)
            bot.sender = FragileSender(bot, cuts)
            try:
                await bot.start()
                await bot.run()
            finally:  # the last run is cancelled, perhaps while it closes
                await asyncio.shield(bot.close())

    def ahead(self, time: timedelta) -> None:
        """Let time pass while the bot is off."""
        self._ahead += time

    def passes(self, time: timedelta) -> None:
        """Let time pass for the bot; it looks at its clock at once."""
        self.ahead(time)
        self._bot.engine.nudge()

    def reaches(self, moment: datetime) -> None:
        """Let time pass for the bot until then, however much of it has passed meanwhile."""
        self.passes(max(timedelta(), moment - self.now()))


class PowerCut(BaseException):
    """The process ends here."""


@dataclass
class PowerCuts:
    """Three cuts a row: before its deed, after it, and once its end is on record."""

    count: int = 0
    _had: dict[str, int] = field(default_factory=dict)

    def strike(self, entry_id: str, moment: int) -> None:
        """Raises PowerCut, once for each moment of each row."""
        if self._had.get(entry_id, 0) == moment:
            self._had[entry_id] = moment + 1
            self.count += 1
            raise PowerCut


class FragileSender(Sender):
    """A sender that is cut off at every row."""

    def __init__(self, bot: Bot, cuts: PowerCuts) -> None:
        super().__init__(bot.engine, bot.voice, bot.sender.performers)
        self._cuts = cuts

    async def _do(self, entry_id: str, entry: OutboxEntry) -> Result:
        self._cuts.strike(_row(entry_id, entry), 0)
        result = await super()._do(entry_id, entry)
        self._cuts.strike(_row(entry_id, entry), 1)
        return result

    def _finish(self, entry_id: str, entry: OutboxEntry, result: Result) -> None:
        super()._finish(entry_id, entry, result)
        self._cuts.strike(_row(entry_id, entry), 2)


def _row(entry_id: str, entry: OutboxEntry) -> str:
    """Each start looks anew whether rooms are silenced by themselves: it is one row to all of them,
    or cutting that off would have no end."""
    return "arm" if isinstance(entry.action, SilenceAt) else entry_id
