"""Twenty people who write thirty messages each, all at once."""

from tests.faults.burst import all_write
from tests.faults.conftest import Arrive, arrive, place, shared_place

__all__ = ["arrive", "place", "shared_place"]

PEOPLE, EACH = 20, 30


async def test_fault_43_twenty_write_thirty_messages_each(arrive: Arrive) -> None:
    members = [await arrive(f"member{number}") for number in range(PEOPLE)]
    await all_write(members, EACH)
