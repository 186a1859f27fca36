"""A throwaway real homeserver with the bot on it: for the demo, the tests, and trying it out.

As a pair it is two that federate with each other, and the bot is on the first.

The bot runs as the process that a steward would start, from the same config and commands.
"""

import asyncio
import json
import os
import secrets
import shutil
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import closing
from pathlib import Path
from typing import Any, Self

from peerbot.app.accounts import Setup
from peerbot.app.commands import ERASING_WAITS, NOTHING_WAITS
from peerbot.app.control import Request, ask
from peerbot.app.state import SOCKET, make_state, utc_now
from peerbot.app.trouble import Exit, Trouble, errors_as_trouble
from peerbot.config import load
from peerbot.devtools.bound import bound
from peerbot.devtools.synapse import PATIENCE, Registered, Synapse
from peerbot.private import PRIVATE_UMASK, open_private

MARKER = ".peerbot-sandbox"
"""A directory with this file in it is ours to empty."""

READY = b"peerbot: ready\n"

LOOKS_AGAIN = 0.05
"""Seconds between two questions whether the bot is at rest: answering them is work, too."""


class Sandbox:
    """One homeserver, two accounts, one bot, in one directory. Use as an async context manager.

    `directory` is emptied when it holds an earlier sandbox, and refused when it holds anything
    else. `limits`: Synapse's default rate limits. `away_seconds`: how long a facilitator may be
    away from a room. `pair`: with a second homeserver, whose people may talk and come into rooms.
    Raises Trouble, SynapseError.
    """

    def __init__(
        self,
        directory: Path,
        *,
        port: int = 0,
        limits: bool = False,
        bot: bool = True,
        away_seconds: int = 600,
        pair: bool = False,
    ) -> None:
        self.directory = directory.absolute()
        self.homeserver = Synapse(
            self.directory / "synapse", port=port, default_limits=limits, federates=pair
        )
        self.other = (
            Synapse(self.directory / "other", default_limits=limits, federates=True)
            if pair
            else None
        )
        """The second homeserver of a pair."""
        self.url = self.homeserver.url
        """Where the bot finds the homeserver. Tests put a proxy between them, before the start."""
        self.config = self.directory / "config.yaml"
        self.state = self.directory / "state"
        self.log = self.directory / "bot.log"
        self._with_bot = bot
        self._away_seconds = away_seconds
        self._bot: Process | None = None

    @property
    def voice(self) -> str:
        """The address of the account that talks."""
        return f"@voice:{self.homeserver.server_name}"

    @property
    def keeper(self) -> str:
        """The address of the account that holds rooms."""
        return f"@keeper:{self.homeserver.server_name}"

    def told(self) -> dict[str, str]:
        """What somebody needs to use it, as `peerbot sandbox` prints it."""
        other = (
            {
                "other_homeserver": self.other.url,
                "other_server_name": self.other.server_name,
                "other_registration_shared_secret": self.other.registration_shared_secret,
            }
            if self.other
            else {}
        )
        return other | {
            "homeserver": self.homeserver.url,
            "server_name": self.homeserver.server_name,
            "voice": self.voice,
            "keeper": self.keeper,
            "registration_shared_secret": self.homeserver.registration_shared_secret,
            "config": str(self.config),
            "state": str(self.state),
        }

    async def __aenter__(self) -> Self:
        _empty(self.directory)
        try:
            for homeserver in self._homeservers:
                await homeserver.start()
            await self._accounts()
            if self._with_bot:
                await self.start_bot()
        except BaseException:  # also when interrupted: no process stays behind
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop_bot()
        for homeserver in self._homeservers:
            await homeserver.stop()

    @property
    def _homeservers(self) -> tuple[Synapse, ...]:
        return (self.homeserver, self.other) if self.other else (self.homeserver,)

    async def register(self, localpart: str) -> Registered:
        """A person's account, with a device and its token."""
        return await self.homeserver.register(localpart)

    async def start_bot(self) -> None:
        """Start the bot and wait until it listens. Raises Trouble when it ends instead."""
        with open_private(self.log, "ab") as log:
            self._bot = bot = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", bound("peerbot")),
                *("run", "--debug", "--config", str(self.config)),
                stdin=DEVNULL,
                stdout=PIPE,
                stderr=log,
                start_new_session=True,
                umask=PRIVATE_UMASK,
            )
        assert bot.stdout is not None
        if await bot.stdout.readline() != READY:
            code = await bot.wait()
            self._bot = None
            raise Trouble(Exit.US, f"the bot ended with code {code}", f"Look into {self.log}.")

    async def stop_bot(self) -> int | None:
        """End the bot kindly; its exit code, None when it was not running."""
        return await self._end(kindly=True)

    async def kill_bot(self) -> int | None:
        """End the bot as a power cut would."""
        return await self._end(kindly=False)

    async def _end(self, *, kindly: bool) -> int | None:
        bot, self._bot = self._bot, None
        if bot is None:
            return None
        if bot.returncode is None:
            (bot.terminate if kindly else bot.kill)()
        try:
            return await asyncio.wait_for(bot.wait(), PATIENCE)
        except TimeoutError:
            bot.kill()
            return await bot.wait()

    async def at_rest(self) -> None:
        """Wait until the running bot has nothing left to do, not even at a later time, and every
        erasing is finished. Raises TimeoutError."""
        async with asyncio.timeout(PATIENCE):
            while True:
                told = await ask(self.state / SOCKET, Request("status"))
                if told and NOTHING_WAITS in told.lines and ERASING_WAITS not in told.lines:
                    return
                await asyncio.sleep(LOOKS_AGAIN)

    async def command(self, *arguments: str) -> tuple[int, str]:
        """Run a steward's command on this sandbox: its exit code, and all that it printed."""
        process = await asyncio.create_subprocess_exec(
            *_peerbot(*arguments, "--config", str(self.config)),
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=asyncio.subprocess.STDOUT,
            umask=PRIVATE_UMASK,
        )
        said, _ = await process.communicate()
        return process.returncode or 0, said.decode()

    async def _accounts(self) -> None:
        voice = await self.homeserver.register("voice", secrets.token_urlsafe(24))
        keeper = await self.homeserver.register("keeper", secrets.token_urlsafe(24))
        with open_private(self.config, "wb") as file:
            file.write(json.dumps(self._settings(), indent=2).encode())
        # As `peerbot setup` does it, but in here: a process of its own would take a second to load
        # what is loaded already.
        config = load(self.config)
        with errors_as_trouble(config):
            umask = os.umask(PRIVATE_UMASK)
            try:
                store = make_state(config, _no_passphrase)
            finally:
                os.umask(umask)
            with closing(store):
                steps = Setup(config, store, utc_now)
                await steps.voice(voice.password)
                await steps.keeper(keeper.password)

    def _settings(self) -> dict[str, Any]:
        """JSON is YAML too, so nothing is needed to write it."""
        return {
            "sandbox": True,
            "away_seconds": self._away_seconds,
            "collective": {"name": "the Sandbox Collective", "time_zone": "Europe/Berlin"},
            "homeserver": {"url": self.url},
            "accounts": {"voice": self.voice, "keeper": self.keeper},
            "members": {"may_talk": [one.server_name for one in self._homeservers]},
            "state": {
                "directory": str(self.state),
                "key": {"file": str(self.directory / "key")},
            },
            "rooms": {
                "federate": self.other is not None,
                "most": 50,
                "most_each": 15,
                "kinds": {
                    "quiet company": {"title": "Quiet company", "about": "Being there is enough."},
                    "grief": {"title": "Grief", "about": "Listening.", "minutes": 90, "size": 6},
                    "open house": {"title": "Open house", "about": "Come and go.", "size": 12},
                },
                "rules": "Reading only is fine. Leave any time. Ask before advice. No screenshots.",
            },
            "words": {
                "emergencies": "Nobody here calls the police or an ambulance for you.",
                "complaints": "About a facilitator you can talk to Kim, at the desk on Tuesdays.",
                "age": "For adults. Younger people can ask at the desk.",
                "ambulance": "This is a sandbox: there is no number.",
            },
            "places": [
                {
                    "name": "A helpline of another place",
                    "hours": "Every day, 18:00 to 23:00",
                    "how": ["text", "voice"],
                    "contact": "555 0100",
                    "may_call_police": "unknown",
                }
            ],
        }


def _no_passphrase() -> str:
    raise AssertionError("a sandbox has a key file")


def _peerbot(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "peerbot", *arguments)


def _empty(directory: Path) -> None:
    """Make the directory, or empty it of an earlier sandbox; it is ours alone. Raises Trouble."""
    try:
        if not directory.exists():
            directory.mkdir(mode=0o700, parents=True)
            directory.chmod(0o700)  # the umask may have taken from it
        if directory.stat().st_uid != os.getuid():
            raise _refused(directory, "the directory for the sandbox is another user's")
        marker, inside = directory / MARKER, list(directory.iterdir())
        if inside and (marker.is_symlink() or not marker.is_file()):
            raise _refused(directory, "the directory for the sandbox holds other things")
        # Before anything is in it, so that nobody who could look in before sees what comes.
        directory.chmod(0o700)
        for path in inside:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
        open_private(marker, "wb").close()
    except OSError as error:
        raise _refused(
            directory, f"the directory for the sandbox cannot be used ({error.strerror})"
        ) from None


def _refused(directory: Path, what: str) -> Trouble:
    mend = "Name an empty one of yours, or one that does not exist: --dir."
    return Trouble(Exit.INPUT, what, mend, where=str(directory))
