"""How the bot last ended, for a `status` that finds it gone: why it stopped, in a steward's words.

A small file beside the state, which says nothing about people, and nothing that the log does not
say. Only who holds the state writes it, so a second bot, or one with another key, changes nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from msgspec import UNSET, DecodeError, Struct, json

from peerbot.app.commands import desk_without_bot
from peerbot.app.control import Reply
from peerbot.app.state import is_made, utc_now
from peerbot.app.trouble import Exit, Trouble, told
from peerbot.config import Config
from peerbot.private import open_private
from storage import StoreBusy, StoreMissing

LAST_RUN = "last-run.json"

STOPPED = ("it was told to stop.",)
FAULT = ("there was a fault of the program.", "Please report it, with the log.")
KILLED = (
    "It ended without a word: somebody killed it, or the machine ran out of memory or went down.",
    "The log of the system may say which.",
)
UNKNOWN = ("How it ended is not on record: look at its log.",)
LOCKED = ("Its state opens with the passphrase alone, and is not looked into.",)
STARTING = Reply(
    Exit.US,
    (
        "The bot does not listen: it is just starting, or another command holds the state.",
        "Ask again in a minute. If it stays so, look at its log, then start it again.",
    ),
)


class LastRun(Struct, frozen=True):
    """Without a `code`: it began then, and has not ended, or was killed."""

    at: datetime
    code: Exit | None = None
    lines: tuple[str, ...] = ()


@contextmanager
def noted(config: Config) -> Iterator[None]:
    """Note that the bot runs, and in the end how it ended. What stops it is raised as Trouble."""
    _note(config, LastRun(utc_now()))
    code = Exit.US
    lines: tuple[str, ...] = FAULT  # of what nobody foresaw
    try:
        with told(config):
            yield
        code, lines = Exit.WELL, STOPPED
    except Trouble as trouble:
        code, lines = trouble.code, trouble.lines
        raise
    finally:
        _note(config, LastRun(utc_now(), code, lines))


async def absent(config: Config) -> Reply:
    """What `status` says while nobody answers: that the bot does not run, how it ended, and what
    its state shows, as far as nobody has to type a passphrase for that. Raises StoreMissing."""
    if not is_made(config):
        raise StoreMissing("there is no state file")
    code, lines = _end(config)
    if config.state.key.passphrase is not UNSET:
        return Reply(code, ("The bot does not run.", *lines, *LOCKED))
    try:
        with told(config):
            try:
                with desk_without_bot(config, str) as desk:
                    first, *shown = (await desk.status()).lines
            except StoreBusy:
                return STARTING
    except Trouble as trouble:
        return Reply(trouble.code, ("The bot does not run.", *lines, *trouble.lines))
    return Reply(code, (first, *lines, *shown))


def _end(config: Config) -> tuple[Exit, tuple[str, ...]]:
    """How it ended, and the exit code for that: it says whose affair it is."""
    try:
        last = json.decode(_place(config).read_bytes(), type=LastRun)
    except (OSError, DecodeError, UnicodeDecodeError):
        return Exit.US, UNKNOWN
    when = f"{last.at:%Y-%m-%d %H:%M:%S} UTC"
    if last.code is None:
        return Exit.US, (f"It began at {when}.", *KILLED)
    what, *mend = last.lines
    return last.code or Exit.US, (f"It ended at {when}: {what}", *mend)


def _note(config: Config, last: LastRun) -> None:
    """On a full disk there is none, and the log alone tells."""
    with suppress(OSError), open_private(_place(config), "wb") as file:
        file.write(json.encode(last))


def _place(config: Config) -> Path:
    return Path(config.state.directory) / LAST_RUN
