"""One person whose messages cannot be opened, and another who is answered meanwhile."""

import asyncio
import math
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from peerbot.devtools.demo.people import Member
from peerbot.kernel.ids import RoomID
from peerbot.matrix.crypto.canonical import to_base64
from peerbot.matrix.homeserver import Json, path
from tests.faults.conftest import Arrive
from tests.faults.place import HELP, Place, send
from tests.faults.test_hostile_homeserver import on_success
from tests.proxy import Change

FIRST_PAUSE = 10
"""Seconds between two tries to begin a session with the same devices; then twice as long."""

AT_ONCE = 8
"""Events that are on their way at the same time."""


def unopenable(size: int) -> Json:
    """The content of an encrypted event that nobody has a key for; half of it is no text at all,
    and takes many times its size once it is parsed."""
    return {
        "algorithm": "m.megolm.v1.aes-sha2",
        "session_id": to_base64(secrets.token_bytes(32)),
        "ciphertext": to_base64(secrets.token_bytes(size * 3 // 8)),
        "more": [[]] * (size // 6),
    }


def without_one_time_keys(member: Member) -> Change:
    """Claims find none for this person's devices, so that no session with them can be begun."""

    def remove(answer: Json) -> None:
        answer.get("one_time_keys", {}).pop(member.user_id, None)

    return on_success(remove)


@dataclass(frozen=True)
class Figures:
    """What came of it."""

    claims: int
    """Requests for one-time keys."""
    elapsed: float
    """Seconds in which all of it happened."""
    elsewhere: float
    """Seconds that the other person waited for an answer, while as large messages came into a room
    that is none of the bot's: what the homeserver itself takes for them."""
    here: float
    """The same while they came into a chat with the bot."""
    most: float
    """MiB that the bot's process held at its peak."""


def most_tries(seconds: float) -> float:
    """How many fit into that time, and one that began before it."""
    return 2 + math.log2(seconds / FIRST_PAUSE + 1)


async def unopened(place: Place, arrive: Arrive, *, events: int, size: int) -> Figures:
    """One sends so many events of that size, and the other asks for help over and over.

    There is no session with the first one's device, and none can be begun.
    """
    mallory, sam = await arrive("mallory"), await arrive("sam")
    await place.sandbox.at_rest()
    await place.sandbox.stop_bot()
    with place.store() as store:
        store.erase(f"person:{mallory.user_id}")
    await place.sandbox.start_bot()
    place.proxy.rewrite(place.by_voice("POST", "/keys/claim"), without_one_time_keys(mallory))
    await sam.ask("hi")
    chat = mallory.chat
    answer = await mallory.client.homeserver.request("POST", path("createRoom"), {})
    mallory.chat = RoomID(answer["room_id"])
    elsewhere = [await _asks_beside(sam, mallory, size) for _ in range(min(events // AT_ONCE, 20))]
    mallory.chat = chat
    moment, began = len(place.proxy.seen), time.monotonic()
    here = [await _asks_beside(sam, mallory, size) for _ in range(events // AT_ONCE)]
    claims = place.since(moment, place.by_voice("POST", "/keys/claim"))
    return Figures(
        claims=len(claims),
        elapsed=time.monotonic() - began,
        elsewhere=median(elsewhere),
        here=median(here),
        most=most_memory(place),
    )


async def _asks_beside(member: Member, writer: Member, size: int) -> float:
    """Seconds until somebody is answered while another writes in their own chat."""
    async with asyncio.TaskGroup() as sending:
        for _ in range(AT_ONCE):
            content = unopenable(size)
            sending.create_task(send(writer, content, "m.room.encrypted", clear=True))
        began = time.monotonic()
        assert HELP in await member.ask("help")
        return time.monotonic() - began


def most_memory(place: Place) -> float:
    """MiB that the bot's process held at its peak."""
    assert place.sandbox._bot is not None
    status = Path(f"/proc/{place.sandbox._bot.pid}/status").read_text(encoding="utf-8")
    [line] = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) / 1024
