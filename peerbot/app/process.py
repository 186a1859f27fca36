"""The process that `peerbot run` is: from the state's lock to the last connection."""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from peerbot.app import control
from peerbot.app.bot import Bot
from peerbot.app.clock import SteadyClock
from peerbot.app.commands import Desk
from peerbot.app.state import SOCKET, AskPassphrase, open_state
from peerbot.app.trouble import Exit, Trouble
from peerbot.config import Config


def only_loopback(config: Config) -> None:
    """Until encryption holds against strangers and hostile servers, no other homeserver."""
    if not config.homeserver.on_loopback:
        raise Trouble(
            Exit.INPUT,
            "this version only works with a homeserver on this machine",
            "Its encryption is not yet proof against strangers and hostile servers, so it must not "
            "meet them. Use a loopback address, such as http://127.0.0.1:8008.",
            where="homeserver.url",
        )


async def run_bot(config: Config, ask: AskPassphrase, ready: Callable[[], None]) -> None:
    """The bot, from the lock to the last connection. Ends by SIGTERM, SIGINT or trouble."""
    only_loopback(config)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    clock = SteadyClock()
    with contextlib.closing(open_state(config, ask, clock)) as store:
        bot = Bot(config, store, clock)
        socket_path = Path(config.state.directory) / SOCKET
        try:
            await bot.start()
            async with control.listening(socket_path, Desk(bot.engine, bot).answer):
                ready()
                await _until(stop, bot.run())
        finally:
            await bot.close()


async def _until(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Work until told to stop. A fault of one part is raised as itself, not as a group."""
    working, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not working.done():
        working.cancel()
    try:
        await working
    except asyncio.CancelledError:
        if not stop.is_set():
            raise
    except ExceptionGroup as group:
        raise _first(group) from None


def _first(error: Exception) -> Exception:
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error
