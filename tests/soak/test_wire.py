"""What the wire does when it takes its time: hundreds of late keys, a connection that hangs."""

from tests.faults.conftest import Arrive, arrive, place, shared_place
from tests.faults.place import WELCOME, Place, said_by_voice
from tests.faults.test_hostile_homeserver import keys_come_late
from tests.faults.test_wire import SEND

__all__ = ["arrive", "place", "shared_place"]


async def test_fault_11_three_hundred_room_keys_out_of_order_and_late(
    place: Place, arrive: Arrive
) -> None:
    await keys_come_late(place, arrive, messages=300, at_once=25)


async def test_fault_09_an_answer_that_hangs_is_given_up_and_sent_again(
    place: Place, arrive: Arrive
) -> None:
    alex = await arrive("alex")
    hanging = place.proxy.hold(place.by_voice("PUT", SEND))
    await alex.tell(alex.chat, "hi")
    first = await hanging.reached()
    again = place.proxy.hold(place.by_voice("PUT", SEND))
    assert (await again.reached()).path == first.path, "under the same transaction id"
    again.release()
    assert WELCOME in await alex.hear()
    assert len(said_by_voice(alex)) == 1
