"""`control.sock`: how a command reaches the bot that holds the state.

One JSON object a line each way: `{"command": ..., "arguments": [...]}`, answered by
`{"code": ..., "lines": [...]}`. The socket has mode 0600 in a directory of mode 0700, and the
peer's user must be ours (or root), as the kernel tells (`SO_PEERCRED`, unix(7)).
"""

import asyncio
import os
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from msgspec import DecodeError, Struct, json

LONGEST_LINE = 64 * 1024
"""Bytes of one line: a list of roles of a thousand people fits."""


class Request(Struct, frozen=True):
    """What a command asks."""

    command: str
    arguments: tuple[str, ...] = ()


class Reply(Struct, frozen=True):
    """What came of it: an exit code and lines for the steward."""

    code: int
    lines: tuple[str, ...]


Answer = Callable[[Request], Awaitable[Reply]]


@asynccontextmanager
async def listening(path: Path, answer: Answer) -> AsyncIterator[None]:
    """Answer requests at `path` while the body runs. The caller holds the state's lock, so a
    socket left by a killed process is nobody's."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if _is_ours(writer.get_extra_info("socket")):
                writer.write(json.encode(await _one(reader, answer)) + b"\n")
                await writer.drain()
        except (ConnectionError, ValueError):
            pass  # the command was interrupted, or its line is too long to be one of ours
        finally:
            writer.close()

    _remove(path)
    before = os.umask(0o177)
    try:
        server = await asyncio.start_unix_server(serve, path, limit=LONGEST_LINE)
    finally:
        os.umask(before)
    try:
        yield
    finally:
        server.close()
        _remove(path)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)


async def _one(reader: asyncio.StreamReader, answer: Answer) -> Reply:
    try:
        request = json.decode(await reader.readline(), type=Request)
    except DecodeError:
        return Reply(2, ("this is no request",))
    return await answer(request)


def _is_ours(peer: socket.socket) -> bool:
    credentials = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    uid: int = struct.unpack("3i", credentials)[1]
    return uid in (0, os.getuid())


async def ask(path: Path, request: Request) -> Reply | None:
    """Put a request to a running bot. None when none is listening."""
    try:
        reader, writer = await asyncio.open_unix_connection(path, limit=LONGEST_LINE)
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    except PermissionError:
        return Reply(2, ("The bot runs as another user. Run this command as that user, or root.",))
    try:
        writer.write(json.encode(request) + b"\n")
        await writer.drain()
        line = await reader.readline()
        return json.decode(line, type=Reply) if line else None
    finally:
        writer.close()
