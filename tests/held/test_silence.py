"""Nobody says for long which keys somebody has: by a clock that the test sets."""

import asyncio
from datetime import timedelta

from peerbot.devtools.demo.people import Member, Message
from peerbot.devtools.synapse import PATIENCE
from peerbot.matrix.homeserver import Json
from tests.faults.test_hostile_homeserver import on_success
from tests.held.clocked import Clocked
from tests.proxy import to
from tests.story.scene import Scene, hears, says


def said_to(member: Member) -> list[Message]:
    """All that the voice said in their chat."""
    return [m for m in member.messages if (m.room_id, m.sender) == (member.chat, member.voice)]


async def test_fault_61_fault_62_whose_keys_stay_unknown_is_told_once_and_answered_later(
    clocked: tuple[Scene, Clocked],
) -> None:
    scene, clock = clocked
    async with scene.people("alex", "sam") as (alex, sam), clock.runs():
        await sam.begin()

        def forget(answer: Json) -> None:
            answer["master_keys"].pop(alex.user_id, None)

        async def until_said(count: int) -> None:
            """Let time pass; somebody else is answered all the while."""
            async with asyncio.timeout(PATIENCE):
                while len(said_to(alex)) < count:
                    clock.passes(timedelta(seconds=20))
                    await sam.ask("help")

        queries = scene.by_voice(to("POST", "/keys/query"))
        silence = scene.proxy.rewrite(queries, on_success(forget))
        await alex.begin()
        await alex.tell(alex.chat, "hi")
        await alex.tell(alex.chat, "help")
        await until_said(1)
        (told,) = said_to(alex)
        assert not told.encrypted
        assert "I was not told which keys your session has" in told.body
        for _ in range(5):
            clock.passes(timedelta(minutes=2))
            await says(sam, "help", "These words work")
        assert len(said_to(alex)) == 1
        silence.end()
        await until_said(3)
        assert [answer.encrypted for answer in said_to(alex)] == [False, True, True]
        assert await alex.hear() == told.body
        await hears(alex, "I have no notes about you")
        await hears(alex, "These words work")
        await says(alex, "now", "No one here is on call")
