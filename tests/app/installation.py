"""A bot as a steward installs it: a config, two accounts, and commands as real processes."""

import asyncio
import os
import secrets
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import yaml

from peerbot.cli import main
from peerbot.devtools.synapse import Registered, Synapse

READY = b"peerbot: ready\n"


@dataclass(frozen=True)
class Ended:
    """A command that ended: its exit code, and what it printed on either way out."""

    code: int
    out: str
    err: str


class Installation:
    """One config with its own state; `url` is where it finds the homeserver."""

    def __init__(self, directory: Path, url: str, voice: Registered, keeper: Registered) -> None:
        self.directory = directory
        self.config = directory / "config.yaml"
        self.state = directory / "state"
        self.key = directory / "key"
        self.program: tuple[str, ...] = ("-m", "peerbot")
        """How Python is told to run it."""
        self.voice = voice
        self.keeper = keeper
        self.settings: dict[str, Any] = {
            "collective": {"name": "Night Lantern", "time_zone": "Europe/Berlin"},
            "homeserver": {"url": url},
            "accounts": {"voice": voice.user_id, "keeper": keeper.user_id},
            "state": {"directory": str(self.state), "key": {"file": str(self.key)}},
            "rooms": {
                "kinds": {
                    "quiet company": {"title": "Quiet company", "about": "Being there is enough."}
                },
                "rules": "Reading only is fine.",
            },
            "words": {
                "emergencies": "Nobody here calls anybody for you.",
                "complaints": "You can talk to Kim.",
                "age": "For adults.",
                "ambulance": "The number here is 555 0199.",
            },
            "places": [
                {
                    "name": "A helpline",
                    "hours": "Every day.",
                    "how": ["text"],
                    "contact": "555 0100",
                    "may_call_police": "unknown",
                }
            ],
        }
        self.write()

    def write(self) -> None:
        """Write the settings as they are now."""
        self.config.write_text(yaml.safe_dump(self.settings))

    async def run(self, *words: str, typed: str = "", **environment: str) -> Ended:
        """`peerbot ...` to its end; `typed` comes by standard input, which is no terminal."""
        process = await self.begin(*words, **environment)
        out, err = await process.communicate(typed.encode())
        assert process.returncode is not None
        return Ended(process.returncode, out.decode(), err.decode())

    async def begin(self, *words: str, **environment: str) -> Process:
        """`peerbot ...`, just started."""
        return await asyncio.create_subprocess_exec(
            *(sys.executable, *self.program, *words, "--config", str(self.config)),
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env={**os.environ, **environment},
        )

    async def set_up(self) -> Ended:
        """`peerbot setup` with both passwords."""
        return await self.run("setup", "--no-input", **self.passwords)

    @property
    def passwords(self) -> dict[str, str]:
        """Both, as the environment carries them."""
        return {
            "PEERBOT_VOICE_PASSWORD": self.voice.password,
            "PEERBOT_KEEPER_PASSWORD": self.keeper.password,
        }

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Process]:
        """The bot, listening; ended by SIGTERM unless it has ended by itself."""
        bot = await self.begin("run")
        try:
            assert bot.stdout is not None
            assert bot.stderr is not None
            if await bot.stdout.readline() != READY:
                raise AssertionError((await bot.stderr.read()).decode())
            yield bot
        finally:
            if bot.returncode is None:
                bot.terminate()
            await bot.communicate()


def every_command() -> dict[str, click.Command]:
    """The commands of the program by name, with those that are loaded only when asked for."""
    context = click.Context(main)
    found = {name: main.get_command(context, name) for name in main.list_commands(context)}
    return {name: command for name, command in found.items() if command is not None}


async def install(directory: Path, homeserver: Synapse, url: str | None = None) -> Installation:
    """A config for two fresh accounts; nothing is set up yet."""
    name = secrets.token_hex(4)
    voice = await homeserver.register(f"voice-{name}")
    keeper = await homeserver.register(f"keeper-{name}")
    return Installation(directory, url or homeserver.url, voice, keeper)
