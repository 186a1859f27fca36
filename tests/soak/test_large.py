"""Megabytes from one member, in the sizes that were seen."""

import asyncio
from statistics import median

import pytest

from tests.faults.conftest import Arrive, arrive, place, shared_place
from tests.faults.large import (
    MOST_MIB,
    device_keys,
    much_waits,
    nothing_but,
    odd,
    passed_over,
    peak,
    upload,
)
from tests.faults.place import HELP, Place
from tests.soak.conftest import Told

__all__ = ["arrive", "place", "shared_place"]

KEYS = 10_000_000


async def test_fault_50_forty_megabytes_wait(place: Place, arrive: Arrive, told: Told) -> None:
    most = await much_waits(place, arrive, events=100)
    told("peak in MiB", most)
    assert most < MOST_MIB


async def test_fault_51_ten_megabytes_of_device_keys(
    place: Place, arrive: Arrive, told: Told
) -> None:
    alex, somebody = await arrive("alex"), await odd(place)
    device = device_keys(somebody.account, more="x" * KEYS)
    most = await passed_over(place, somebody, alex, device)
    told("peak in MiB", most)
    assert most < MOST_MIB


@pytest.mark.parametrize("value", [b"[]", b'{"":{}}', b'{"ab":1000}', b'"\xf0\x9f\x98\x80"'])
async def test_fault_51_fifteen_megabytes_of_one_small_value(
    place: Place, arrive: Arrive, told: Told, value: bytes
) -> None:
    await place.restart()
    most = await nothing_but(value, 15_000_000, place, arrive)
    told("peak in MiB", most)
    assert most < MOST_MIB


async def test_fault_51_others_hardly_wait_for_ten_megabytes_of_device_keys(
    place: Place, arrive: Arrive, told: Told
) -> None:
    """The same wait in the same run, with somebody who changes such keys again and again, at each
    of which the homeserver has to write them out; the median of many, as one may always be slow."""
    alex, somebody = await arrive("alex"), await odd(place)

    async def wait() -> float:
        loop = asyncio.get_running_loop()
        began = loop.time()
        assert HELP in await alex.ask("help")
        return loop.time() - began

    usual = median([await wait() for _ in range(15)])
    await somebody.begin()
    meanwhile = []
    for _ in range(15):
        await upload(place, somebody.account, device_keys(somebody.account, more="x" * KEYS))
        await somebody.write()
        meanwhile.append(await wait())
    told("seconds usually and meanwhile", (usual, median(meanwhile)))
    told("peak in MiB", peak(place))
    assert median(meanwhile) < 2 * usual
    assert peak(place) < MOST_MIB
    await somebody.homeserver.close()
