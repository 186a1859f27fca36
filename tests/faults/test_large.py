"""Megabytes from one member: they are read in parts or passed over, and others hardly notice."""

import re

import pytest

from tests.faults.conftest import Arrive
from tests.faults.large import (
    MOST_MIB,
    device_keys,
    much_waits,
    nothing_but,
    odd,
    passed_over,
    peak,
)
from tests.faults.place import WELCOME, Place
from tests.proxy import Json, to


@pytest.mark.parametrize("length", [300, 1_100_000])
async def test_fault_49_a_device_id_of_any_length_stops_nobody(
    place: Place, arrive: Arrive, length: int
) -> None:
    alex, somebody = await arrive("alex"), await odd(place, "x" * length)
    assert len(somebody.account.device_id) == length
    device = device_keys(somebody.account)
    assert await passed_over(place, somebody, alex, device) < MOST_MIB


async def test_fault_50_more_waits_than_is_read_at_once(place: Place, arrive: Arrive) -> None:
    assert await much_waits(place, arrive, events=13) < MOST_MIB


async def test_fault_50_status_tells_of_news_that_never_fit(place: Place, arrive: Arrive) -> None:
    alex = await arrive("alex")
    body = b'{"next_batch":"s1","presence":[' + b"[]," * 400_000 + b"[]]}"
    rule = place.proxy.answer(place.by_voice("GET", "/sync"), 200, body)
    failed = place.proxy.hold(place.by_voice("GET", "/sync"))
    await failed.reached()
    failed.release()
    await alex.tell(alex.chat, "hi")
    for _ in range(2):  # whole, and in parts
        again = place.proxy.hold(place.by_voice("GET", "/sync"))
        await again.reached()
        again.release()
    code, told = await place.sandbox.command("status")
    assert code
    assert "more events than fit into memory" in told
    rule.end()
    assert WELCOME in await alex.hear()
    assert "more events than fit into memory" not in (await place.sandbox.command("status"))[1]


async def test_fault_51_megabytes_of_device_keys_are_passed_over(
    place: Place, arrive: Arrive
) -> None:
    alex, somebody = await arrive("alex"), await odd(place)
    device = device_keys(somebody.account, more="x" * 2_000_000)
    assert await passed_over(place, somebody, alex, device) < MOST_MIB


async def test_fault_51_an_answer_of_brackets_takes_no_memory(place: Place, arrive: Arrive) -> None:
    assert await nothing_but(b'{"":{}}', 5_000_000, place, arrive) < MOST_MIB


async def test_fault_51_a_crowd_of_megabytes_in_one_chat_holds_up_nobody(
    place: Place, arrive: Arrive
) -> None:
    """Invitations carry a reason of 64 KB each; what of them is too large to read is somebody."""
    alex, sam = await arrive("alex"), await arrive("sam")
    for one in (alex, sam):
        assert WELCOME in await one.ask("hi")

    def crowd(status: int, answer: Json) -> tuple[int, Json]:
        content = {"membership": "invite", "reason": "x" * 64_000}
        invited = ({"state_key": f"@n{n}:localhost", "content": content} for n in range(420))
        return status, {"chunk": [*answer["chunk"], *invited]}

    await place.restart()  # so that it asks who is there
    asked = to("GET", f"{re.escape(alex.chat[1:])}/members")
    place.proxy.rewrite(asked, crowd)
    read = place.proxy.hold(asked, after=True)
    await alex.tell(alex.chat, "hi")
    await read.reached()
    read.release()
    assert WELCOME in await sam.ask("hi")
    assert "Somebody else is in this chat" in await alex.hear()
    assert peak(place) < MOST_MIB
