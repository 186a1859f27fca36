"""Many people who write many messages at once; each is answered, in order for each."""

import asyncio
from collections.abc import Collection
from itertools import cycle, islice

from peerbot.devtools.demo.people import Member
from tests.faults.place import HELP, KEPT, NOW, said_by_voice

WORDS = (("help", HELP), ("now", NOW), ("kept", KEPT))


async def all_write(members: Collection[Member], each: int) -> None:
    """All write at the same time, `each` messages one after the other without waiting."""
    talk = list(islice(cycle(WORDS), each))

    async def write(member: Member) -> None:
        for words, _ in talk:
            await member.tell(member.chat, words)

    async def read(member: Member) -> None:
        for _, answer in talk:
            assert answer in await member.hear()

    await asyncio.gather(*map(write, members))
    await asyncio.gather(*map(read, members))
    for member in members:
        assert await member.ask("help")
        assert len(said_by_voice(member)) == each + 1, "each is answered once"
