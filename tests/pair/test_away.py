"""The other homeserver stands still, or is switched off, in the midst of a room with its people.

The other way round, and people who step out or are erased, are in `tests/soak/test_pair.py`.
"""

from peerbot.devtools.synapse import Synapse
from tests.held.cast import holds, membership
from tests.pair.homeservers import away, frozen
from tests.pair.stories import (
    a_room_closes,
    is_forgotten,
    somebody_is_to_be_invited,
)
from tests.story.scene import Scene, comes_in, gather, says


async def test_fault_63_a_room_closes_while_one_homeserver_is_switched_off(
    scene: Scene, there: Synapse
) -> None:
    await a_room_closes(scene, there, away)


async def test_fault_63_who_was_to_be_invited_while_their_homeserver_is_switched_off(
    scene: Scene, there: Synapse
) -> None:
    await somebody_is_to_be_invited(scene, there, away)


async def test_fault_63_who_holds_the_room_is_out(scene: Scene, there: Synapse) -> None:
    """The room goes on, and ends for everybody else at its time or by its second."""
    async with (
        scene.people("alex") as (alex,),
        scene.people("robin", of=there) as (robin,),
    ):
        number, room_id = await holds(scene, robin, lasts="50")
        await alex.begin()
        await comes_in(alex, number, closing_line=False)
        await gather(room_id, robin, alex)
        async with frozen(there):
            await says(alex, "help me here", f"I tell {robin.user_id} that somebody")
            assert (await scene.steward("revoke", robin.user_id)).code == 0
            await is_forgotten(scene, robin)
            await alex.removed(room_id)
            assert membership(scene, room_id, robin.user_id) == "leave"
        await robin.removed(room_id)
