"""Two homeservers that federate: one with the bot on it, and another, which may be away.

`scene.people("alex", of=there)` are people of the other.
"""

import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from peerbot.devtools.sandbox import Sandbox
from peerbot.devtools.synapse import Synapse
from tests.story.scene import Scene, staged

Standing = Callable[[Synapse], AbstractAsyncContextManager[None]]
"""`async with frozen(there)`: how a homeserver can fail to answer."""


@asynccontextmanager
async def pair(directory: Path, *, bot: bool = True) -> AsyncIterator[tuple[Scene, Synapse]]:
    """A scene whose homeserver federates with the other one given."""
    sandbox = Sandbox(directory, pair=True, bot=bot)
    async with staged(sandbox) as scene:
        assert sandbox.other is not None
        yield scene, sandbox.other


@asynccontextmanager
async def frozen(homeserver: Synapse) -> AsyncIterator[None]:
    """It stands still: connections are taken, and nothing is answered."""
    os.kill(homeserver.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(homeserver.pid, signal.SIGCONT)


@asynccontextmanager
async def away(homeserver: Synapse) -> AsyncIterator[None]:
    """It is switched off: nobody listens there."""
    await homeserver.stop()
    try:
        yield
    finally:
        await homeserver.start()
