"""The real bot in this process, by a clock that a test sets: for promises of hours and days."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from peerbot.app.bot import Bot
from peerbot.app.state import open_state
from peerbot.config import load
from peerbot.sandbox import Sandbox


def _no_passphrase() -> str:
    raise AssertionError("a sandbox has a key file")


@dataclass
class Clocked:
    """The bot of a sandbox whose own process is stopped."""

    sandbox: Sandbox
    _ahead: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        """What the bot takes for the present."""
        return datetime.now(UTC) + self._ahead

    @asynccontextmanager
    async def runs(self) -> AsyncIterator[Bot]:
        """Start and run the bot in here."""
        config = load(self.sandbox.config)
        with closing(open_state(config, _no_passphrase)) as store:
            bot = self._bot = Bot(config, store, self.now)
            await bot.start()
            running = asyncio.create_task(bot.run())
            try:
                yield bot
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)
                await bot.close()

    def passes(self, time: timedelta) -> None:
        """Let time pass for the bot; it looks at its clock at once."""
        self._ahead += time
        self._bot.engine.nudge()
