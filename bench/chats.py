"""How peerbot's start and memory grow with the chats it is in and the people it has records of.

    python -m bench.chats [--real 250 500 1000] [--records 5000]

`--real`: that many chats of the voice on the homeserver, each step added to the one before; they
are made and joined while the bot is off. `--records`: at the end the records of one member are
copied to so many others, in the state file alone.

After each step the bot is started twice, both times with a message waiting. The first start also
catches up with what happened meanwhile; the second is one like any other. Ready is when the answer
to that message is read.
"""

import asyncio
import tempfile
import time
from argparse import ArgumentParser
from dataclasses import dataclass
from datetime import UTC, datetime
from getpass import getpass
from pathlib import Path
from typing import Any

from bench.processes import PEERBOT, Memory, compile_all, line, memory, process
from bench.talker import Talker, talker
from peerbot.app.accounts import session
from peerbot.app.state import database, open_state
from peerbot.config import load
from peerbot.devtools.sandbox import Sandbox
from peerbot.engine.records import CHAT, PERSON_STATE
from peerbot.kernel.ids import RoomID, UserID, person
from peerbot.matrix.crypto.records import DEVICES, INBOUND, OLM
from peerbot.matrix.homeserver import an_id, path, room_path
from peerbot.matrix.http.session import Session
from storage import Kind

_AT_ONCE = 4
"""Chats that are made at the same time: one homeserver is one core."""


@dataclass(frozen=True)
class Start:
    """One start of the bot: seconds until it listens and until it has answered; its memory once
    nothing is left to do."""

    listens: float
    answers: float
    held: Memory


def copy_records(config: Path, user_id: str, owners: int) -> None:
    """Give as many others the records that one person has."""
    store = open_state(load(config), getpass)
    now = datetime.now(UTC)
    kinds: tuple[Kind[Any], ...] = (CHAT, PERSON_STATE, DEVICES, OLM, INBOUND)
    for kind in kinds:
        for entry in store.list(person(UserID(user_id)), kind, now=now):
            with store.transaction():
                for number in range(owners):
                    other = person(UserID(f"@member-{number}:elsewhere.example"))
                    store.put(other, kind, entry.value, name=entry.name, until=entry.until)
    store.close()


async def join_chats(house: Sandbox, name: str, number: int) -> None:
    """Let one new account begin that many chats with the voice, and the voice be in them."""
    store = open_state(load(house.config), getpass)
    token = session(store, "voice", datetime.now(UTC)).token
    store.close()
    url = house.homeserver.url
    crowd, voice = Session(url, (await house.register(name)).token), Session(url, token)
    settings = {"algorithm": "m.megolm.v1.aes-sha2"}
    body = {
        "preset": "private_chat",
        "is_direct": True,
        "invite": [house.voice],
        "initial_state": [{"type": "m.room.encryption", "state_key": "", "content": settings}],
    }

    async def some(share: int) -> None:
        for _ in range(share):
            made = await crowd.request("POST", path("createRoom"), body)
            await voice.request("POST", room_path(RoomID(an_id(made, "room_id")), "join"), {})

    async with asyncio.TaskGroup() as makers:
        for place in range(_AT_ONCE):
            makers.create_task(some(number // _AT_ONCE + (place < number % _AT_ONCE)))
    await crowd.close()
    await voice.close()


async def start(house: Sandbox, member: Talker, chat: RoomID) -> Start:
    """Start the bot with something said to it while it was off."""
    await member.say(chat, UserID(house.voice), "help")
    begun = time.perf_counter()
    async with process(PEERBOT, "run", "--config", house.config) as bot:
        await line(bot)
        listens = time.perf_counter() - begun
        answers = await member.answer(chat) - begun
        await house.at_rest()
        return Start(listens, answers, memory(bot))


async def main(real: list[int], records: int) -> None:
    """Measure, and print how the starts compare."""
    compile_all()
    with tempfile.TemporaryDirectory() as made:
        async with Sandbox(Path(made), bot=False) as house:
            account = await house.register("member")
            async with talker(house.homeserver.url, account) as member:
                voice = UserID(house.voice)
                async with process(PEERBOT, "run", "--config", house.config):
                    chat = await member.chat_with(voice)
                    await member.ask(chat, voice, "help")
                first = await start(house, member, chat)
                show("1 chat", first, first)
                there = 1
                for step in sorted(real):
                    await join_chats(house, f"crowd-{step}", step - there)
                    there = step
                    show(f"{step} chats, just joined", await start(house, member, chat), first)
                    show(f"{step} chats", await start(house, member, chat), first)
                copy_records(house.config, account.user_id, records)
                size = database(load(house.config)).stat().st_size / 2**20
                last = await start(house, member, chat)
                show(f"{there} chats, records of {records} ({size:.0f} MiB)", last, first)


def show(what: str, now: Start, first: Start) -> None:
    """One line: seconds and MiB, and as ratios to the first start."""
    print(
        f"{what}: listens after {now.listens:.2f} s, answers after {now.answers:.2f} s"
        f" ({now.answers / first.answers:.2f}); {now.held.resident:.1f} MiB"
        f" ({now.held.resident / first.held.resident:.2f}), at most {now.held.most:.1f} MiB",
        flush=True,
    )


if __name__ == "__main__":
    asked = ArgumentParser()
    asked.add_argument("--real", type=int, nargs="*", default=[250, 500, 1000])
    asked.add_argument("--records", type=int, default=5_000)
    given = asked.parse_args()
    asyncio.run(main(given.real, given.records))
