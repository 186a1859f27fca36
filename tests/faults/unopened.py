"""One person whose messages cannot be opened, and another who is answered meanwhile."""

import asyncio
import math
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from peerbot.demo.people import Member
from peerbot.matrix.crypto.canonical import to_base64
from peerbot.matrix.homeserver import Json
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
    alone: float
    """Seconds that the other person waited for an answer, when nobody else wrote."""
    beside: float
    """The same while the other one's messages came, and waited."""
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
    alone = [await _asks(sam) for _ in range(3)]
    moment, began = len(place.proxy.seen), time.monotonic()
    beside: list[float] = []
    for _ in range(events // AT_ONCE):
        contents = [unopenable(size) for _ in range(AT_ONCE)]
        async with asyncio.TaskGroup() as sending:
            for content in contents:
                sending.create_task(send(mallory, content, "m.room.encrypted", clear=True))
            beside.append(await _asks(sam))
    claims = place.since(moment, place.by_voice("POST", "/keys/claim"))
    return Figures(
        claims=len(claims),
        elapsed=time.monotonic() - began,
        alone=median(alone),
        beside=median(beside),
        most=most_memory(place),
    )


async def _asks(member: Member) -> float:
    began = time.monotonic()
    assert HELP in await member.ask("help")
    return time.monotonic() - began


def most_memory(place: Place) -> float:
    """MiB that the bot's process held at its peak."""
    assert place.sandbox._bot is not None
    status = Path(f"/proc/{place.sandbox._bot.pid}/status").read_text(encoding="utf-8")
    [line] = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) / 1024
