"""Hundreds of large messages that cannot be opened, on a machine with little memory."""

from tests.faults.conftest import Arrive, arrive, place, shared_place
from tests.faults.place import Place
from tests.faults.unopened import most_tries, unopened
from tests.soak.conftest import Told

__all__ = ["arrive", "place", "shared_place"]

MOST_MEMORY = 230
"""MiB: the unit's MemoryHigh is 250."""

LONGER = 3
"""Times as long as when the same comes into a room that is none of the bot's. Generous: there it is
sixteen megabytes in the end, and the homeserver slows down by itself."""


async def test_fault_52_four_hundred_of_sixty_kilobytes_slow_nobody_and_take_little_memory(
    place: Place, arrive: Arrive, told: Told
) -> None:
    figures = await unopened(place, arrive, events=400, size=60_000)
    told("figures", figures)
    assert 1 <= figures.claims <= most_tries(figures.elapsed)
    assert figures.most < MOST_MEMORY
    assert figures.here < LONGER * figures.elsewhere
