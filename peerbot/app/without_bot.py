"""Answers a steward's command while no bot runs."""

from collections.abc import Awaitable, Callable

from peerbot.app.commands import desk_without_bot
from peerbot.app.control import Reply, Request
from peerbot.app.last_run import status_without_bot
from peerbot.app.state import AskPassphrase
from peerbot.config import Config

Answer = Callable[[Request], Awaitable[Reply | None]]


async def answer(
    config: Config,
    request: Request,
    ask: AskPassphrase,
    confirmed: Callable[[Answer, Request], Awaitable[Reply | None]],
) -> Reply | None:
    """What can be done under the state's lock. `confirmed` may ask the steward, and then again.
    Raises StoreError."""
    if request.command == "status":
        return await status_without_bot(config)
    with desk_without_bot(config, ask) as desk:
        return await confirmed(desk.answer, request)
