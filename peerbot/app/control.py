"""`control.sock`: how a command reaches the bot that holds the state.

A request is one JSON object on one line, `{"command": ..., "arguments": [...]}`; the answer is
another, `{"code": ..., "lines": [...]}`, up to the end of the connection, however long it is. The
socket has mode 0600 in a directory of mode 0700, and the peer's user must be ours (or root), as
the kernel tells (`SO_PEERCRED`, unix(7)). Whoever may connect can still be a broken script, so
neither what it sends nor what it fails to send may hold up the bot or another command.
"""

import asyncio
import os
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from msgspec import DecodeError, Struct, json

from peerbot.app.trouble import Exit

LONGEST_REQUEST = 4 * 1024
"""Bytes of a request: a command, a role and an address of 255 bytes are a tenth of it."""

LONGEST_ANSWER = 16 * 1024 * 1024
"""Bytes of an answer: `roles` of fifty thousand people with the longest of addresses."""

REQUEST_TAKES = 5.0
"""Seconds until a request has to be complete: a command sends it at once."""

ANSWER_LEAVES = 5.0
"""Seconds until an answer has to be read: a command does nothing but wait for it."""

ANSWERS_WITHIN = 8.0
"""Seconds that a command waits, so that a script learns within ten that the bot does not answer."""

ERASING_TAKES = 30.0
"""Seconds that `erase` waits for the end before it says that the erasure continues by itself."""

MOST_AT_ONCE = 16
"""Commands: stewards are few. Beyond it, the oldest connection without a request is dropped."""


class Request(Struct, frozen=True, forbid_unknown_fields=True):
    """What a command asks."""

    command: str
    arguments: tuple[str, ...] = ()


class Reply(Struct, frozen=True, forbid_unknown_fields=True):
    """The result: an exit code and lines for the steward."""

    code: Exit
    lines: tuple[str, ...]


Answer = Callable[[Request], Awaitable[Reply]]

NO_REQUEST = Reply(
    Exit.INPUT,
    ('Invalid request. Send one line such as {"command": "status", "arguments": []}.',),
)
TOO_LONG = Reply(Exit.INPUT, (f"Invalid request: it is longer than {LONGEST_REQUEST} bytes.",))
NOT_WHOLE = Reply(
    Exit.INPUT, ("The request was not complete in time. Send it as one line, at once.",)
)
TOO_MANY = Reply(
    Exit.US, ("The bot is handling too many commands at once. Try again in a minute.",)
)

ANOTHERS = Reply(
    Exit.INPUT,
    (
        "This user cannot access the bot's socket (permission denied).",
        "Run this command as the user that runs the bot, or as root.",
    ),
)
SILENT = Reply(
    Exit.US,
    (
        "The bot is running but does not answer.",
        "Is the machine very busy, or the process suspended? If not, restart the bot.",
    ),
)
CUT_OFF = Reply(
    Exit.US,
    (
        "The bot closed the connection without an answer: it exited, or had an internal error.",
        "Check whether it is running and what its log says, then run the same command again.",
    ),
)
STRANGE = Reply(
    Exit.US,
    (
        "The process behind control.sock is not a bot of this version.",
        "If another version has been installed, restart the bot.",
    ),
)
UNANSWERED = (ANOTHERS, SILENT, CUT_OFF, STRANGE)
"""What a command reports when something listens but gives no usable answer."""


def parse(line: bytes) -> Request | Reply:
    """The request in a line, or why it is invalid. Quotes nothing of it."""
    try:
        return json.decode(line, type=Request)
    except (DecodeError, UnicodeDecodeError):
        return NO_REQUEST


@dataclass
class _Door:
    """Takes one request from each connection. Asyncio calls `serve` in a task for each."""

    answer: Answer
    _open: set[asyncio.Task[None] | None] = field(default_factory=set)
    _asked_nothing: list[asyncio.Timeout] = field(default_factory=list)
    _busy: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        self._open.add(task)
        try:
            if _is_ours(writer.get_extra_info("socket")):
                request = await self._request(reader)
                self._busy += 1
                try:
                    await _send(writer, await self._reply(request))
                finally:
                    self._busy -= 1
        except (ConnectionError, TimeoutError):
            pass  # the command was interrupted, or does not read its answer
        finally:
            self._open.discard(task)
            writer.transport.abort()

    async def _request(self, reader: asyncio.StreamReader) -> Request | Reply:
        waiting = [patience for patience in self._asked_nothing if not patience.expired()]
        if len(waiting) >= MOST_AT_ONCE:
            waiting[0].reschedule(asyncio.get_running_loop().time())
        try:
            async with asyncio.timeout(REQUEST_TAKES) as patience:
                self._asked_nothing.append(patience)
                try:
                    return parse(await reader.readline())
                finally:
                    self._asked_nothing.remove(patience)
        except TimeoutError:
            return NOT_WHOLE
        except ValueError:  # longer than the reader's limit; no more of it is read
            return TOO_LONG

    async def _reply(self, request: Request | Reply) -> Reply:
        if isinstance(request, Reply):
            return request
        return TOO_MANY if self._busy > MOST_AT_ONCE else await self.answer(request)

    async def close(self) -> None:
        """Cancel whatever is under way: the state it works on is about to close."""
        tasks = [task for task in self._open if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _send(writer: asyncio.StreamWriter, reply: Reply) -> None:
    async with asyncio.timeout(ANSWER_LEAVES):
        writer.write(json.encode(reply) + b"\n")
        writer.close()
        await writer.wait_closed()


@asynccontextmanager
async def listening(path: Path, answer: Answer) -> AsyncIterator[None]:
    """Answer requests at `path` while the body runs. The caller holds the state's lock, so a
    socket left by a killed process is nobody's."""
    door = _Door(answer)
    _remove(path)
    before = os.umask(0o177)
    try:
        server = await asyncio.start_unix_server(door.serve, path, limit=LONGEST_REQUEST)
    finally:
        os.umask(before)
    try:
        yield
    finally:
        server.close()
        _remove(path)
        await door.close()


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)


def _is_ours(peer: socket.socket) -> bool:
    credentials = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    uid: int = struct.unpack("3i", credentials)[1]
    return uid in (0, os.getuid())


async def ask(path: Path, request: Request) -> Reply | None:
    """Send a request to a running bot. None when none is listening."""
    within = ANSWERS_WITHIN + (ERASING_TAKES if request.command == "erase" else 0)
    try:
        async with asyncio.timeout(within):
            return _read(await _exchange(path, json.encode(request) + b"\n"))
    except (FileNotFoundError, NotADirectoryError, ConnectionRefusedError):
        return None  # no socket, or no process behind it
    except PermissionError:
        return ANOTHERS
    except TimeoutError:
        return SILENT
    except OSError:  # the connection broke, or the backlog of a frozen bot is full
        return CUT_OFF


async def _exchange(path: Path, request: bytes) -> bytearray:
    reader, writer = await asyncio.open_unix_connection(path)
    try:
        writer.write(request)
        await writer.drain()
        answer = bytearray()
        while len(answer) <= LONGEST_ANSWER and (piece := await reader.read(64 * 1024)):
            answer += piece
        return answer
    finally:
        writer.close()


def _read(answer: bytearray) -> Reply:
    if not answer:
        return CUT_OFF
    try:
        return json.decode(answer, type=Reply)
    except (DecodeError, UnicodeDecodeError):
        return STRANGE
