"""What nobody foresaw, met by one person's messages in the running bot."""

import pytest

from peerbot.matrix.crypto.opening import Envelope
from peerbot.vocabulary import RoomID
from tests.held.clocked import Clocked
from tests.story.scene import Scene, says


async def test_fault_49_a_message_that_meets_the_unforeseen_holds_up_nobody(
    clocked: tuple[Scene, Clocked], monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, clock = clocked
    async with scene.people("alex", "sam") as (alex, sam), clock.runs() as bot:
        await alex.begin()
        await sam.begin()
        decrypt = bot.voice._client.machine.decrypt

        async def stumble(chat: RoomID, envelope: Envelope) -> object:
            if envelope.sender == alex.user_id:
                raise LookupError(alex.user_id)
            return await decrypt(chat, envelope)

        with monkeypatch.context() as broken:
            broken.setattr(bot.voice._client.machine, "decrypt", stumble)
            await alex.tell(alex.chat, "hi")
            await says(sam, "hi", "I have no notes about you")
            await says(sam, "help", "These words work")
        assert bot.set_aside["message: a fault of the program"] == 1
        assert (await scene.steward("status")).lines[0] == "Not well."
        await says(alex, "help", "These words work")
    assert alex.user_id not in scene.sandbox.log.read_text()
