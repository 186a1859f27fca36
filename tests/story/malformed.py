"""What is malformed on its way to the bot, with people's addresses and words in it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from peerbot.matrix.homeserver import Json
from tests.proxy import to
from tests.story.scene import Scene

WORDS = "what somebody wrote to somebody"

SAID: Json = {"said": WORDS}
"""Stands where an id is expected."""

# Answers that nio reads for us, and says why it cannot. None of them changes anything, since the
# homeserver is not asked.
TYPED: list[tuple[str, str, Json]] = [
    ("POST", "/join/", {"room_id": SAID}),
    ("POST", "/createRoom", {"room_id": SAID}),
    ("PUT", r"/send/m\.room\.encrypted/", {"event_id": SAID}),
    ("GET", "/joined_rooms", {"joined_rooms": [SAID]}),
]


def events(user: str) -> list[object]:
    """Events of a room that are none, or say less than they must."""
    real: Json = {"event_id": "$odd", "sender": user, "origin_server_ts": 1, "content": SAID}
    message: Json = {**real, "type": "m.room.message"}
    member: Json = {**real, "type": "m.room.member", "state_key": user}
    return [
        WORDS,
        [SAID],
        {"type": "m.room.message", "content": {"msgtype": "m.text", "body": WORDS}},
        {**message, "event_id": SAID},
        {**message, "sender": WORDS},
        {**message, "type": [WORDS]},
        {**member, "state_key": SAID},
        {**member, "origin_server_ts": WORDS},
        {**real, "type": "m.room.encrypted"},
        {**real, "type": "m.room.encrypted", "content": WORDS},
    ]


def to_device(user: str) -> list[object]:
    """Events for a device, as any stranger can send them."""
    return [
        WORDS,
        {"type": SAID, "sender": user},
        {"type": "m.room.encrypted", "sender": user, "content": {"ciphertext": SAID}},
        {"type": "m.room_key.withheld", "sender": user, "content": {"code": [WORDS]}},
        {"type": "m.key.verification.request", "sender": user, "content": {"from_device": SAID}},
    ]


@asynccontextmanager
async def malformed(scene: Scene, user: str) -> AsyncIterator[None]:
    """Each sync brings it besides what it would bring, two of the voice's bring nothing else, and
    so do the first answers that nio reads."""

    def spoil(status: int, sync: Json) -> tuple[int, Json]:
        rooms = sync.setdefault("rooms", {})
        for room in rooms.get("join", {}).values():
            room.setdefault("timeline", {}).setdefault("events", []).extend(events(user))
        rooms.setdefault("join", {})[WORDS] = {}
        rooms.setdefault("invite", {})["!odd"] = {"invite_state": {"events": events(user)}}
        sync.setdefault("to_device", {}).setdefault("events", []).extend(to_device(user))
        return status, sync

    voices = scene.by_voice(to("GET", "/sync"))
    rules = [
        scene.proxy.rewrite(to("GET", "/sync"), spoil),
        scene.proxy.answer(voices, 200, {"next_batch": SAID}, times=1),
        scene.proxy.answer(voices, 500, {"errcode": WORDS, "error": WORDS}, times=1),
        *(scene.proxy.answer(to(how, where), 200, body, times=1) for how, where, body in TYPED),
    ]
    try:
        yield
    finally:
        for rule in rules:
            rule.end()
    assert not any(rule.times for rule in rules), "each was met"
