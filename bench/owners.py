"""How peerbot's start and memory grow with the people it has records of.

    python -m bench.owners [OWNERS]

One member talks with the bot; while it is off, that member's records are copied to OWNERS others;
then it is started with a message waiting. Ready is when the answer to that message is read.
"""

import asyncio
import sys
import tempfile
import time
from datetime import UTC, datetime
from getpass import getpass
from pathlib import Path
from typing import Any

from bench.processes import PEERBOT, compile_all, memory, process
from bench.talker import Talker, talker
from peerbot.app.state import open_state
from peerbot.config import load
from peerbot.engine.records import CHAT, PERSON_POSITION
from peerbot.matrix.crypto.records import DEVICES, INBOUND, OLM
from peerbot.sandbox import Sandbox
from peerbot.vocabulary import RoomID, UserID, person
from storage import Kind


def copy_records(config: Path, user_id: str, owners: int) -> None:
    """Give as many others the records that one person has."""
    store = open_state(load(config), getpass)
    now = datetime.now(UTC)
    kinds: tuple[Kind[Any], ...] = (CHAT, PERSON_POSITION, DEVICES, OLM, INBOUND)
    for kind in kinds:
        for entry in store.list(person(UserID(user_id)), kind, now=now):
            with store.transaction():
                for number in range(owners):
                    other = person(UserID(f"@member-{number}:elsewhere.example"))
                    store.put(other, kind, entry.value, name=entry.name, until=entry.until)
    store.close()


async def start(house: Sandbox, member: Talker, chat: RoomID) -> tuple[float, float]:
    """Seconds until the bot answers what was said while it was off, and its MiB then."""
    await member.say(chat, UserID(house.voice), "help")
    begun = time.perf_counter()
    async with process(PEERBOT, "run", "--config", house.config) as bot:
        return await member.answer(chat) - begun, memory(bot).resident


async def main(owners: int) -> None:
    """Measure, and print how the two compare."""
    compile_all()
    with tempfile.TemporaryDirectory() as made:
        async with Sandbox(Path(made), bot=False) as house:
            account = await house.register("member")
            async with talker(house.homeserver.url, account) as member:
                voice = UserID(house.voice)
                async with process(PEERBOT, "run", "--config", house.config):
                    chat = await member.chat_with(voice)
                    await member.ask(chat, voice, "help")
                few = await start(house, member, chat)
                copy_records(house.config, account.user_id, owners)
                many = await start(house, member, chat)
    for number, (seconds, mebibytes) in ((1, few), (owners + 1, many)):
        print(f"{number:6} owners: ready after {seconds:.2f} s, {mebibytes:.0f} MiB")
    print(f"  as a ratio: {many[0] / few[0]:.2f} of the time, {many[1] / few[1]:.2f} of the memory")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000))
