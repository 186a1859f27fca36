"""The other homeserver stands still, or is switched off, and is back."""

import pytest

from peerbot.synapse import Synapse
from tests.pair.homeservers import Standing, away, frozen
from tests.story.scene import Scene

OUT = [pytest.param(frozen, id="frozen"), pytest.param(away, id="away")]


@pytest.mark.parametrize("out", OUT)
async def test_what_happened_meanwhile_is_told_when_it_is_back(
    scene: Scene, there: Synapse, out: Standing
) -> None:
    async with scene.people("sam") as (sam,), scene.people("alex", of=there) as (alex,):
        chat = await alex.client.create_direct_chat(sam.user_id)
        assert await sam.join_invited() == chat
        await alex.until(lambda: sam.user_id in alex.present(chat))
        async with out(there):
            await sam.client.leave(chat)
        await alex.until(lambda: sam.user_id not in alex.present(chat))
