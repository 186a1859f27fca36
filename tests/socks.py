"""A small SOCKS5 server (RFC 1928), as Tor runs one: it counts what is asked of it."""

import asyncio
import struct
from contextlib import suppress
from typing import Literal, Self

_NO_PASSWORD = b"\x05\x00"
_BY_NAME = 3
_NO_NAME = b"\x05\x00\x00\x03\x02\xff\xff\x00\x00"


class Socks:
    """Listens on a free loopback port inside its `async with`.

    Whatever name it is asked for is on loopback: a name that only it knows shows that nobody else
    was asked. `asked` is every name or address, and port. `breaks_off` says how it does: after the
    greeting, after it was asked, or with a name in its answer that is none.
    """

    def __init__(self, breaks_off: Literal["greeted", "asked", "nonsense"] | None = None) -> None:
        self._breaks_off = breaks_off
        self.asked: list[tuple[str, int]] = []
        self.url = ""
        self._pumps = set[asyncio.Task[None]]()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"socks5://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for pump in self._pumps:
            pump.cancel()
        await asyncio.gather(*self._pumps, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, methods = await reader.readexactly(2)
        await reader.readexactly(methods)
        writer.write(_NO_PASSWORD)
        if self._breaks_off == "greeted":
            writer.close()
            return
        _, _, _, kind = await reader.readexactly(4)
        if kind == _BY_NAME:
            (length,) = await reader.readexactly(1)
            host = (await reader.readexactly(length)).decode()
        else:
            host = ".".join(map(str, await reader.readexactly(4)))
        (port,) = struct.unpack(">H", await reader.readexactly(2))
        self.asked.append((host, port))
        if self._breaks_off:
            writer.write(_NO_NAME if self._breaks_off == "nonsense" else b"")
            writer.close()
            return
        there, back = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"\x05\x00\x00\x01" + bytes(6))
        for source, target in ((reader, back), (there, writer)):
            pump = asyncio.create_task(_pump(source, target))
            self._pumps.add(pump)
            pump.add_done_callback(self._pumps.discard)


async def _pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    try:
        with suppress(ConnectionError):
            while data := await source.read(64 * 1024):
                target.write(data)
                await target.drain()
    finally:
        target.close()
