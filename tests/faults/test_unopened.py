"""What cannot be opened: hundreds of large messages of one person slow nobody else."""

import asyncio
import secrets
import time

from peerbot.devtools.demo.people import Member
from peerbot.devtools.synapse import PATIENCE
from peerbot.matrix.crypto.canonical import to_base64
from peerbot.matrix.homeserver import Json, path
from tests.faults.conftest import Arrive
from tests.faults.place import HELP, NOW, WELCOME, Place, said_by_voice, send
from tests.faults.unopened import most_tries, unopenable, unopened

AGAIN = "Please write it again"
TOO_LARGE = 30_000
"""Bytes: more than a person writes by hand."""


async def test_fault_52_large_messages_that_cannot_be_opened_take_few_claims(
    place: Place, arrive: Arrive
) -> None:
    figures = await unopened(place, arrive, events=40, size=60_000)
    assert 1 <= figures.claims <= most_tries(figures.elapsed)


async def test_fault_52_a_device_that_is_wedged_over_and_over_costs_few_claims(
    place: Place, arrive: Arrive
) -> None:
    """Each time it shows a session that is not here, and a message that it would explain."""
    mallory, sam = await arrive("mallory"), await arrive("sam")
    moment, began = len(place.proxy.seen), time.monotonic()
    for _ in range(8):
        await shows_another_session(mallory)
        await send(mallory, unopenable(1_000), "m.room.encrypted", clear=True)
        assert HELP in await sam.ask("help")
    assert AGAIN in await mallory.hear()
    claims = place.since(moment, place.by_voice("POST", "/keys/claim"))
    assert 1 <= len(claims) <= most_tries(time.monotonic() - began)


async def shows_another_session(member: Member) -> None:
    """A to-device event of an Olm session that nobody has."""
    known = await member.client.machine.devices.of([member.voice])
    voice = known[member.voice].devices[0].curve25519
    # Version 3, a ratchet key, an index, a ciphertext and a MAC: an Olm message as it should be.
    body = b"\x03\x0a\x20" + secrets.token_bytes(32) + b"\x10\x00\x22\x10" + secrets.token_bytes(24)
    content = {
        "algorithm": "m.olm.v1.curve25519-aes-sha2",
        "sender_key": to_base64(secrets.token_bytes(32)),
        "ciphertext": {voice: {"type": 1, "body": to_base64(body)}},
    }
    endpoint = path("sendToDevice", "m.room.encrypted", secrets.token_hex(8))
    messages = {member.voice: {"*": content}}
    await member.client.homeserver.request("PUT", endpoint, {"messages": messages})


async def test_fault_52_whose_messages_are_not_waited_for_hears_it_once(
    place: Place, arrive: Arrive
) -> None:
    alex = await arrive("alex")
    await place.sandbox.at_rest()
    with place.frozen():  # so that all come at once
        for _ in range(8):
            event = {**unopenable(1_000), "ciphertext": to_base64(bytes(TOO_LARGE))}
            await send(alex, event, "m.room.encrypted", clear=True)
    assert AGAIN in await alex.hear()
    assert WELCOME in await alex.ask("hi")
    assert HELP in await alex.ask("help")
    assert sum(AGAIN in said for said in said_by_voice(alex)) == 1


async def test_fault_52_a_key_that_is_withheld_is_spoken_of_once(
    place: Place, arrive: Arrive
) -> None:
    alex, sam = await arrive("alex"), await arrive("sam")
    event = unopenable(1_000)
    refusal: Json = {
        "algorithm": event["algorithm"],
        "code": "m.blacklisted",
        "room_id": alex.chat,
        "session_id": event["session_id"],
        "sender_key": "any",
    }
    endpoint = path("sendToDevice", "m.room_key.withheld", secrets.token_hex(8))
    messages = {"messages": {alex.voice: {"*": refusal}}}
    await alex.client.homeserver.request("PUT", endpoint, messages)
    moment = len(place.proxy.seen)
    for _ in range(6):
        await send(alex, event, "m.room.encrypted", clear=True)
    assert "did not give me the key" in await alex.hear()
    await send(alex, event, "m.room.encrypted", clear=True)
    assert HELP in await sam.ask("help")
    assert HELP in await alex.ask("help")
    chats = f"({alex.chat}|{sam.chat})".replace("!", "(!|%21)")
    told = place.since(moment, place.by_voice("PUT", f"/{chats}/send/m.room.encrypted/"))
    assert len(told) == 3


async def test_fault_52_asking_for_somebodys_devices_holds_nobody_up(
    place: Place, arrive: Arrive
) -> None:
    """As when their own homeserver does not answer, whether they can be opened then or not."""
    mallory, sam = await arrive("mallory"), await arrive("sam")
    await place.restart()  # after which it asks anew for everybody's
    queries = place.by_voice("POST", "/keys/query")
    hanging = place.proxy.hold(lambda seen: queries(seen) and mallory.user_id in str(seen.json))
    for _ in range(3):
        await send(mallory, unopenable(1_000), "m.room.encrypted", clear=True)
        await mallory.tell(mallory.chat, "help")
    await hanging.reached()
    for _ in range(3):
        assert HELP in await sam.ask("help") or WELCOME in said_by_voice(sam)[-1]
    assert hanging.still_waits, "nobody else waited until it was given up"
    hanging.drop()


async def test_fault_16_what_waited_for_devices_is_answered_in_its_order(
    place: Place, arrive: Arrive
) -> None:
    failing = place.proxy.answer(place.by_voice("POST", "/keys/query"), 500, b"")
    alex = await arrive("alex")
    await place.sandbox.at_rest()
    before = await place.rejected("devices: no answer")
    await alex.tell(alex.chat, "hi")
    await alex.tell(alex.chat, "help")
    async with asyncio.timeout(PATIENCE):
        while await place.rejected("devices: no answer") < before + 2:
            pass
    failing.end()
    await alex.tell(alex.chat, "now")
    heard = [await alex.hear() for _ in range(3)]
    assert [WELCOME in heard[0], HELP in heard[1], NOW in heard[2]] == [True] * 3
    assert len(said_by_voice(alex)) == 3
