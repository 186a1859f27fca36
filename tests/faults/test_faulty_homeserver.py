"""A homeserver, or what stands before it, that fails: the bot waits, and loses nothing."""

import re
import time

import pytest

from peerbot.matrix.homeserver import path
from peerbot.matrix.http.session import Session
from tests.faults.conftest import Arrive
from tests.faults.place import HELP, WELCOME, Place, open_room, said_by_voice
from tests.proxy import Json, to
from tests.story.odd import ODD

SEND = "/send/m.room.encrypted/"

BROKEN: dict[str, tuple[int, Json | bytes]] = {
    "500": (500, {"errcode": "M_UNKNOWN", "error": "Internal server error"}),
    "an HTML page": (502, b"<html><body>Bad gateway</body></html>"),
    "an HTML page that says 200": (200, b"<html><body>Under maintenance</body></html>"),
    "truncated JSON": (200, b'{"event_id": "$'),
    "not an object": (200, b"[]"),
}


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN.keys())
async def test_fault_07_a_broken_answer_loses_no_message(
    place: Place, arrive: Arrive, answer: tuple[int, Json | bytes]
) -> None:
    alex = await arrive("alex")
    await place.sandbox.at_rest()
    # Looking who is there, asking how it is encrypted, and sending: each fails once.
    for needed in (("GET", "/members"), ("GET", "/state/m.room.encryption"), ("PUT", SEND)):
        place.proxy.answer(place.by_voice(*needed), *answer, times=1)
    assert WELCOME in await alex.ask("hi")
    assert HELP in await alex.ask("help")
    assert len(said_by_voice(alex)) == 2


async def test_fault_07_a_failing_sync_is_not_spun(place: Place, arrive: Arrive) -> None:
    alex, sam = await arrive("alex"), await arrive("sam")
    syncs = place.by_voice("GET", "/sync")
    failing = place.proxy.answer(syncs, 502, b"<html>Bad gateway</html>")
    moment, began = len(place.proxy.seen), time.monotonic()
    await sam.tell(sam.chat, "hi")  # ends the sync that is under way
    await alex.tell(alex.chat, "hi")
    third = place.proxy.hold(lambda seen: syncs(seen) and len(place.since(moment, syncs)) == 3)
    await third.reached()
    # Half a second to one, then one to two.
    assert time.monotonic() - began >= 1.5
    failing.end()
    third.release()
    assert WELCOME in await alex.hear()


async def test_fault_08_a_limit_is_waited_out(place: Place, arrive: Arrive) -> None:
    alex = await arrive("alex")
    sends = place.by_voice("PUT", SEND)
    place.proxy.answer(sends, 429, _limited(seconds=1), times=1)
    moment, began = len(place.proxy.seen), time.monotonic()
    assert WELCOME in await alex.ask("hi")
    assert time.monotonic() - began >= 1
    assert len(place.since(moment, sends)) == 2


async def test_fault_08_while_answers_are_limited_leaving_goes_on(
    place: Place, arrive: Arrive
) -> None:
    alex, sam = await arrive("alex"), await arrive("sam")
    assert "take back my own messages" in await sam.ask("clear")
    sends = place.by_voice("PUT", SEND)
    limited = place.proxy.answer(sends, 429, _limited(seconds=2))
    refused = place.proxy.hold(sends, after=True)
    await alex.tell(alex.chat, "help")
    await refused.reached()
    refused.release()
    await sam.tell(sam.chat, "clear it")
    await sam.until(lambda: sam.voice not in sam.present(sam.chat))
    assert said_by_voice(alex) == []
    limited.end()
    assert HELP in await alex.hear()


async def test_fault_08_a_limit_keeps_nobody_from_being_heard_after_a_start(
    place: Place, arrive: Arrive
) -> None:
    """A room that was made as the bot was killed is on nobody's record, and let go at a start."""
    alex = await arrive("alex")
    keeper = Session(place.sandbox.homeserver.url, place.token("keeper"))
    made = await keeper.request("POST", path("createRoom"), {})
    await place.kill()
    leaving = to("POST", "/leave")
    limited = place.proxy.answer(leaving, 429, _limited(seconds=60))
    await place.sandbox.start_bot()
    assert WELCOME in await alex.ask("hi")
    await place.kill()
    limited.end()
    left = place.proxy.hold(place.by("keeper", "POST", "/leave"), after=True)
    await place.sandbox.start_bot()
    await left.reached()
    left.release()
    assert (
        made["room_id"] not in (await keeper.request("GET", path("joined_rooms")))["joined_rooms"]
    )
    await keeper.close()


async def test_fault_08_a_limit_right_after_a_room_was_made_makes_no_second_one(
    place: Place, arrive: Arrive
) -> None:
    robin = await arrive("robin")
    # What lets the homeserver silence the room by itself; closing on time does not hang on it.
    place.proxy.answer(to("PUT", "msc4140.delay"), 429, _limited(seconds=1))
    moment = len(place.proxy.seen)
    assert "The room is open" in await open_room(place, robin)
    assert len(place.since(moment, to("POST", "/createRoom"))) == 1
    assert "Close the room for everyone?" in await robin.ask("close")
    assert "It is closing" in await robin.ask("close it")
    assert "Everyone is out of it" in await robin.hear()


def _limited(seconds: int) -> Json:
    return {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": seconds * 1000}


async def test_fault_16_a_failing_key_query_only_delays(place: Place, arrive: Arrive) -> None:
    queries = place.by_voice("POST", "/keys/query")
    failing = place.proxy.answer(queries, 500, b"")
    alex = await arrive("alex")
    await place.sandbox.at_rest()
    failed = place.proxy.hold(queries, after=True)
    await alex.tell(alex.chat, "hi")
    await failed.reached()
    failed.release()
    failing.end()
    assert WELCOME in await alex.hear()
    assert HELP in await alex.ask("help")


@pytest.mark.parametrize("code", ODD)
async def test_fault_55_words_wait_while_it_is_unknown_who_reads_them(
    place: Place, arrive: Arrive, code: str
) -> None:
    alex, sam = await arrive("alex"), await arrive("sam")
    asked = to("GET", f"{re.escape(alex.chat[1:])}/members")
    odd = place.proxy.answer(asked, ODD[code], {"errcode": code, "error": "odd"})
    refused = place.proxy.hold(asked, after=True)
    await alex.tell(alex.chat, "hi")
    await alex.tell(alex.chat, "help")
    await refused.reached()
    refused.release()
    assert WELCOME in await sam.ask("hi")
    assert said_by_voice(alex) == []
    odd.end()
    assert WELCOME in await alex.hear()
    assert HELP in await alex.hear()
