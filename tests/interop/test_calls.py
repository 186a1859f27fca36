"""Somebody calls the bot from Element."""

from typing import Any

import pytest

from tests.interop.conftest import Arrive

WELCOME = "I have no notes about you"
HELP = "These words work at any time"

LEGACY = {"call_id": "call", "lifetime": 60_000, "offer": {"type": "offer", "sdp": "v=0"}}
RINGS = {"sender_ts": 1, "lifetime": 30_000, "notification_type": "ring", "slot_id": "m.call#"}

CALLS: dict[str, tuple[str, dict[str, Any], str]] = {
    "a call of two": (
        "m.call.invite",
        {**LEGACY, "version": "1", "party_id": "phone"},
        "m.call.reject",
    ),
    "a call of an older app": ("m.call.invite", {**LEGACY, "version": 0}, "m.call.hangup"),
    "Element Call": (
        "org.matrix.msc4075.rtc.notification",
        RINGS,
        "org.matrix.msc4310.rtc.decline",
    ),
    "Element Call, as it will be named": ("m.rtc.notification", RINGS, "m.rtc.decline"),
}


@pytest.mark.parametrize(("kind", "content", "declined"), CALLS.values(), ids=CALLS.keys())
async def test_a_call_is_declined_and_one_sentence_says_why(
    arrive: Arrive, kind: str, content: dict[str, Any], declined: str
) -> None:
    alex = await arrive("alex")
    assert WELCOME in await alex.ask("hi")
    await alex.element.send_event(alex.chat, kind, content)
    seen = [await alex.element.wait_message(alex.chat, alex.voice) for _ in range(2)]
    assert {event.type for event in seen} == {declined, "m.room.message"}
    assert all((event.encrypted, event.shield) == (True, "none") for event in seen)
    [said] = [event.body for event in seen if event.body]
    assert "I cannot take calls" in said
    # The second is declined as well, and nothing more is said.
    await alex.element.send_event(alex.chat, kind, content)
    assert (await alex.element.wait_message(alex.chat, alex.voice)).type == declined
    assert HELP in await alex.ask("help")


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("org.matrix.msc4075.call.notify", {"notify_type": "ring", "call_id": ""}),
        ("m.call.invite", {"call_id": 5}),
    ],
    ids=["one that cannot be declined", "malformed"],
)
async def test_a_call_that_cannot_be_declined_is_answered_with_the_sentence(
    arrive: Arrive, kind: str, content: dict[str, Any]
) -> None:
    alex = await arrive("alex")
    await alex.element.send_event(alex.chat, kind, content)
    assert "I cannot take calls" in await alex.hear()
