"""The process of `peerbot run`: from the state's lock to the last connection."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from peerbot.app import control
from peerbot.app.bot import Bot
from peerbot.app.clock import SteadyClock
from peerbot.app.commands import Desk
from peerbot.app.control import Answer, Reply, Request
from peerbot.app.last_run import recorded_run
from peerbot.app.state import SOCKET, AskPassphrase, open_state
from peerbot.app.trouble import Trouble, errors_as_trouble
from peerbot.config import Config

log = logging.getLogger("peerbot")


async def run_bot(config: Config, ask: AskPassphrase, ready: Callable[[], None]) -> None:
    """The bot, from the lock to the last connection. Ends by SIGTERM, SIGINT or trouble."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.set_exception_handler(_log_unexpected)
    clock = SteadyClock()
    with contextlib.closing(open_state(config, ask, clock)) as store, recorded_run(config):
        bot = Bot(config, store, clock)
        socket_path = Path(config.state.directory) / SOCKET
        try:
            await bot.start()
            async with control.listening(
                socket_path, _explaining_errors(config, Desk(bot.engine, config, bot))
            ):
                ready()
                await _run_until(stop, bot.run())
        finally:
            await bot.close()


def _log_unexpected(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """For exceptions that no task of ours awaits: asyncio's own handler would log a traceback, and
    error texts may quote what people wrote."""
    log.error("internal error: %s", type(context.get("exception")).__name__)


def _explaining_errors(config: Config, desk: Desk) -> Answer:
    """Answers from the desk. Trouble is reported to the command, and the bot keeps running."""

    async def answer(request: Request) -> Reply:
        try:
            with errors_as_trouble(config):
                return await desk.answer(request)
        except Trouble as trouble:
            return Reply(trouble.code, trouble.lines)

    return answer


async def _run_until(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Work until asked to stop. The exception of one task is raised by itself, not as a group."""
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
    except ExceptionGroup as group:  # of tasks that end together, the first has the reason
        raise _first_cause(group) from None


def _first_cause(error: Exception) -> Exception:
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error
