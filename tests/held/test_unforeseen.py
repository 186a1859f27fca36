"""What nobody foresaw, met by one person's messages in the running bot."""

import re

import pytest

from peerbot.kernel.ids import RoomID
from peerbot.matrix.crypto.opening import Envelope
from peerbot.matrix.members import _HOLDS_UP
from tests.held.clocked import Clocked
from tests.proxy import to
from tests.story.scene import Scene, hears, says


async def test_fault_49_a_message_that_meets_the_unforeseen_holds_up_nobody(
    clocked: tuple[Scene, Clocked], monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, clock = clocked
    async with scene.people("alex", "sam") as (alex, sam), clock.runs() as bot:
        await alex.begin()
        await sam.begin()
        open_it = bot.voice._client.machine.open

        def stumble(chat: RoomID, envelope: Envelope) -> object:
            if envelope.sender == alex.user_id:
                raise LookupError(alex.user_id)
            return open_it(chat, envelope)

        with monkeypatch.context() as broken:
            broken.setattr(bot.voice._client.machine, "open", stumble)
            await alex.tell(alex.chat, "hi")
            await says(sam, "hi", "I have no notes about you")
            await says(sam, "help", "These words work")
        assert bot.rejected["message: internal error"] == 1
        assert (await scene.steward("status")).lines[0] == "Something is wrong."
        await says(alex, "help", "These words work")
    assert alex.user_id not in scene.sandbox.log.read_text()


@pytest.mark.parametrize("status", [500, 429])
async def test_fault_55_one_chat_of_which_nothing_is_told_holds_up_the_others_for_a_moment(
    clocked: tuple[Scene, Clocked], status: int
) -> None:
    scene, clock = clocked
    async with scene.people("alex", "sam") as (alex, sam), clock.runs():
        await alex.begin()
        await sam.begin()
        asked = to("GET", f"{re.escape(alex.chat[1:])}/members")
        broken = scene.proxy.answer(asked, status, {"errcode": "M_UNKNOWN", "error": "broken"})
        first = scene.proxy.hold(asked)
        await alex.tell(alex.chat, "hi")
        await first.reached()
        again = scene.proxy.hold(asked)
        first.release()
        await again.reached()  # so that the first has failed
        clock.passes(_HOLDS_UP)
        again.release()
        await says(sam, "hi", "I have no notes about you")
        broken.end()
        await hears(alex, "I have no notes about you")
