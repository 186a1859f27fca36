"""How the bot last ended, for a `status` that finds it not running.

A small file beside the state, which says nothing about people and nothing that is not in the log.
Only the process that holds the state writes it, so a second bot, or one with another key, changes
nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from msgspec import UNSET, DecodeError, Struct, json

from peerbot.app.commands import desk_without_bot
from peerbot.app.control import Reply
from peerbot.app.state import is_made, utc_now
from peerbot.app.trouble import Exit, Trouble, errors_as_trouble
from peerbot.config import Config
from peerbot.private import open_private
from storage import StoreBusy, StoreMissing

LAST_RUN = "last-run.json"

STOPPED = ("it was asked to stop.",)
FAULT = ("internal error.", "Please report it, with the log.")
KILLED = (
    "It left no exit status: somebody killed it, or the machine ran out of memory or went down.",
    "The system log may say which.",
)
UNKNOWN = ("There is no record of how it ended: check its log.",)
LOCKED = ("Its state needs the passphrase, so it was not inspected.",)
STARTING = Reply(
    Exit.US,
    (
        "The bot is not accepting commands: it is just starting, or another command is using the "
        "state.",
        "Try again in a minute. If this continues, check its log, then restart it.",
    ),
)


class LastRun(Struct, frozen=True):
    """Without a `code`: it started then, and is still running or was killed."""

    at: datetime
    code: Exit | None = None
    lines: tuple[str, ...] = ()


@contextmanager
def recorded_run(config: Config) -> Iterator[None]:
    """Record that the bot runs, and finally how it ended. What stops it is raised as Trouble."""
    _record(config, LastRun(utc_now()))
    code = Exit.US
    lines: tuple[str, ...] = FAULT  # for an unexpected exception
    try:
        with errors_as_trouble(config):
            yield
        code, lines = Exit.WELL, STOPPED
    except Trouble as trouble:
        code, lines = trouble.code, trouble.lines
        raise
    finally:
        _record(config, LastRun(utc_now(), code, lines))


async def status_without_bot(config: Config) -> Reply:
    """What `status` reports when nothing answers: that the bot is not running, how it ended, and,
    unless that needs a passphrase, what its state shows. Raises StoreMissing."""
    if not is_made(config):
        raise StoreMissing("there is no state file")
    code, lines = _how_it_ended(config)
    if config.state.key.passphrase is not UNSET:
        return Reply(code, ("The bot is not running.", *lines, *LOCKED))
    try:
        with errors_as_trouble(config):
            try:
                with desk_without_bot(config, str) as desk:
                    first, *shown = (await desk.status()).lines
            except StoreBusy:
                return STARTING
    except Trouble as trouble:
        return Reply(trouble.code, ("The bot is not running.", *lines, *trouble.lines))
    return Reply(code, (first, *lines, *shown))


def _how_it_ended(config: Config) -> tuple[Exit, tuple[str, ...]]:
    """How it ended, and the exit code that says who has to act."""
    try:
        last = json.decode(_path(config).read_bytes(), type=LastRun)
    except (OSError, DecodeError, UnicodeDecodeError):
        return Exit.US, UNKNOWN
    when = f"{last.at:%Y-%m-%d %H:%M:%S} UTC"
    if last.code is None:
        return Exit.US, (f"It started at {when}.", *KILLED)
    what, *mend = last.lines
    return last.code or Exit.US, (f"It ended at {when}: {what}", *mend)


def _record(config: Config, last: LastRun) -> None:
    """On a full disk nothing is recorded, and only the log tells."""
    with suppress(OSError), open_private(_path(config), "wb") as file:
        file.write(json.encode(last))


def _path(config: Config) -> Path:
    return Path(config.state.directory) / LAST_RUN
