"""A machine's clock that jumps by a day while people write and a room is open (FAULTS 21)."""

import asyncio
import secrets
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from peerbot.app.bot import Bot
from peerbot.app.clock import SteadyClock
from peerbot.app.commands import Desk
from peerbot.app.control import Request
from peerbot.app.state import open_state, utc_now
from peerbot.app.trouble import Exit
from peerbot.config import load
from peerbot.devtools.demo.people import Member
from peerbot.devtools.sandbox import Sandbox
from tests.faults.place import HELP, NOW, WELCOME

DAY = timedelta(days=1)


class Wall:
    """A machine's clock that somebody sets."""

    set_by = timedelta()

    def __call__(self) -> datetime:
        """What it shows."""
        return utc_now() + self.set_by


async def test_fault_21_a_jump_ends_nothing_and_the_steward_is_told(tmp_path: Path) -> None:
    wall = Wall()
    clock = SteadyClock(wall)
    async with Sandbox(tmp_path / "sandbox", bot=False) as sandbox:
        config = load(sandbox.config)
        with closing(open_state(config, str, clock)) as store:
            bot = Bot(config, store, clock)
            desk = Desk(bot.engine, bot.config, bot)
            await bot.start()
            running = asyncio.create_task(bot.run())
            account = await sandbox.register(f"robin-{secrets.token_hex(4)}")
            async with Member(sandbox.homeserver.url, account, sandbox.voice) as robin:
                await robin.begin()
                assert WELCOME in await robin.ask("hi")
                offered = await desk.answer(Request("grant", ("facilitator", robin.user_id)))
                assert offered.code == Exit.WELL
                await robin.ask("role")
                assert "You are a facilitator" in await robin.ask("yes")
                await robin.ask("open quiet company 50")
                assert "The room is open" in await robin.ask("yes")
                assert HELP in await robin.ask("help")
                kept = store.census().records
                for jump in (DAY, -DAY):
                    wall.set_by = jump
                    bot.engine.nudge()
                    assert store.sweep(clock()) == 0
                    assert store.census().records >= kept
                    assert NOW in await robin.ask("now")
                    told = await desk.answer(Request("status"))
                    assert told.code == Exit.US
                    assert "The machine's clock jumped" in "\n".join(told.lines)
                assert "It closes" in await robin.ask("room")
                wall.set_by = timedelta()
                assert HELP in await robin.ask("help")
                assert (await desk.answer(Request("status"))).code == Exit.WELL
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await bot.close()
