"""Two homeservers, one of which is out in other ways than in `tests/pair`."""

from collections.abc import AsyncIterator

import pytest

from peerbot.devtools.synapse import Synapse
from tests.pair.homeservers import Standing, away, frozen, pair
from tests.pair.stories import (
    a_room_closes,
    people_step_out_and_are_erased,
    somebody_is_to_be_invited,
)
from tests.story.scene import Scene

Both = tuple[Scene, Synapse]


@pytest.fixture(scope="module")
async def both(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Both]:
    """One pair for all."""
    async with pair(tmp_path_factory.mktemp("pair") / "sandbox") as both:
        yield both


async def test_fault_63_a_room_closes_while_one_homeserver_is_frozen(both: Both) -> None:
    await a_room_closes(*both, frozen)


@pytest.mark.parametrize("out", [frozen, away])
async def test_fault_63_stepping_out_and_erasing_while_one_homeserver_is_out(
    both: Both, out: Standing
) -> None:
    await people_step_out_and_are_erased(*both, out)


async def test_fault_63_who_was_to_be_invited_while_their_homeserver_is_frozen(both: Both) -> None:
    await somebody_is_to_be_invited(*both, frozen)
