"""What a homeserver or a member does to a message is noticed: FAULTS 14, 17, 18 and 19.

The events are real, from a real homeserver; what a hostile one would do to them on the way is done
here, between the sync response and the machine.
"""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import pytest

from peerbot.devtools.synapse import Synapse
from peerbot.kernel.ids import RoomID
from peerbot.kernel.ids import person as owner
from peerbot.matrix.crypto.opening import Reason, Undecryptable
from peerbot.matrix.homeserver import Json
from storage import Store
from tests.conftest import Register
from tests.matrix.people import Person, chat, person, text_message

Pair = tuple[Person, Person, RoomID]


@asynccontextmanager
async def talking(synapse: Synapse, register: Register) -> AsyncIterator[Pair]:
    """Alice and Bob in an encrypted chat."""
    async with (
        person(synapse, await register("alice")) as alice,
        person(synapse, await register("bob")) as bob,
    ):
        yield alice, bob, await chat(alice, bob)


async def refusal(bob: Person, room_id: RoomID, event: Json) -> Reason:
    """Why Bob refuses an event."""
    with pytest.raises(Undecryptable) as refused:
        await bob.machine.decrypt(room_id, event)
    return refused.value.reason


def inside(event: Json, **changes: object) -> Json:
    """The event with its content changed."""
    return {**event, "content": {**event["content"], **changes}}


async def test_a_message_under_another_name_is_refused(
    synapse: Synapse, register: Register
) -> None:
    async with (
        talking(synapse, register) as (alice, bob, room_id),
        person(synapse, await register("mallory")) as mallory,
    ):
        await alice.say(room_id, "it was me", bob.me)
        [event] = await bob.ciphertexts(room_id)
        rewritten = {**event.source, "sender": mallory.me}
        assert await refusal(bob, room_id, rewritten) is Reason.NO_KEY
        assert (await bob.machine.decrypt(room_id, event.source)).sender == alice.me


async def test_a_key_from_a_device_that_is_not_the_senders_is_refused(
    synapse: Synapse, register: Register
) -> None:
    """The keys in the room key's Olm message must be those of one published device."""
    async with talking(synapse, register) as (alice, bob, room_id):
        unknown = alice.machine._account._account.curve25519_key.to_base64()
        await alice.say(room_id, "hello", bob.me)
        [event] = await bob.ciphertexts(room_id)
        for claims in ({"sender_key": unknown[::-1]}, {"device_id": "ANOTHER"}):
            changed = inside(event.source, **claims)
            assert await refusal(bob, room_id, changed) is Reason.NOT_THE_SENDER


async def test_a_deleted_device_is_not_believed_any_more(
    synapse: Synapse, register: Register
) -> None:
    async with talking(synapse, register) as (alice, bob, room_id):
        await alice.say(room_id, "hello", bob.me)
        [event] = await bob.ciphertexts(room_id)
        await alice.homeserver.request("POST", "/_matrix/client/v3/logout", {})
        await bob.sync(timeout=20)
        # It was the only one: that there is none may be so, or the list is not there yet.
        assert await refusal(bob, room_id, event.source) is Reason.UNASKED


async def test_a_replay_is_refused_even_after_a_restart(
    synapse: Synapse, register: Register
) -> None:
    bobs_account, store = await register("bob"), Store.in_memory()
    async with person(synapse, await register("alice")) as alice:
        async with person(synapse, bobs_account, store) as bob:
            room_id = await chat(alice, bob)
            await alice.say(room_id, "once", bob.me)
            [event] = await bob.ciphertexts(room_id)
            first = await bob.machine.decrypt(room_id, event.source)
            same = await bob.machine.decrypt(room_id, event.source)
            bob.machine.accept(first)
            with pytest.raises(Undecryptable) as refused:
                bob.machine.accept(same)
            assert refused.value.reason is Reason.REPLAYED
        async with person(synapse, bobs_account, store) as bob:
            again = {**event.source, "event_id": "$another"}
            assert await refusal(bob, room_id, again) is Reason.REPLAYED
            await alice.say(room_id, "twice", bob.me)
            assert (await bob.read(room_id))[0].content["body"] == "twice"
    store.close()


async def test_what_was_not_accepted_may_come_again(synapse: Synapse, register: Register) -> None:
    """A crash before the effects are committed must not lose the message."""
    async with talking(synapse, register) as (alice, bob, room_id):
        await alice.say(room_id, "hello", bob.me)
        [event] = await bob.ciphertexts(room_id)
        opened = await bob.machine.decrypt(room_id, event.source)
        with suppress(ZeroDivisionError), bob.store.transaction():
            bob.machine.accept(opened)
            raise ZeroDivisionError
        assert await bob.machine.decrypt(room_id, event.source) == opened


@pytest.mark.parametrize(
    ("event_type", "content"),
    [
        ("m.room.member", {"membership": "join"}),
        ("m.room.power_levels", {"users_default": 100}),
        ("m.room.encryption", {"algorithm": "none"}),
    ],
)
async def test_room_state_inside_encryption_is_refused(
    synapse: Synapse, register: Register, event_type: str, content: Json
) -> None:
    async with talking(synapse, register) as (alice, bob, room_id):
        await alice.send_encrypted(room_id, [bob.me], content, "txn", event_type)
        [event] = await bob.ciphertexts(room_id)
        assert await refusal(bob, room_id, event.source) is Reason.STATE


async def forged(alice: Person, bob: Person, room_id: RoomID, plaintext: bytes) -> Json:
    """An event of Alice's session with any plaintext, as only Alice herself could make it."""
    await alice.say(room_id, "hello", bob.me)
    [event] = await bob.ciphertexts(room_id)
    session = alice.machine._outgoing._of[room_id].session
    return inside(event.source, ciphertext=session.encrypt(plaintext).to_base64())


def payload(room_id: str, **more: object) -> bytes:
    """The plaintext of a message."""
    whole = {"type": "m.room.message", "content": text_message("hi"), "room_id": room_id, **more}
    return json.dumps(whole).encode()


async def test_what_a_plaintext_may_be(synapse: Synapse, register: Register) -> None:
    async with talking(synapse, register) as (alice, bob, room_id):
        deep = b'{"type":"t","content":' + b'{"a":' * 900 + b"1" + b"}" * 900 + b"}"
        bottomless = b"[" * 60_000
        cases: list[tuple[bytes, Reason]] = [
            (payload("!another:room"), Reason.WRONG_ROOM),
            (payload(room_id, state_key=""), Reason.STATE),
            (payload(room_id, state_key=None), Reason.STATE),
            (payload(room_id, type=5), Reason.MALFORMED),
            (payload(room_id, content="text"), Reason.MALFORMED),
            (payload(room_id, content={"n": float("nan")}), Reason.MALFORMED),
            (b'{"type":"m.room.message","content":{"body":"\\ud800"}}', Reason.MALFORMED),
            (b"\xff\xfe", Reason.MALFORMED),
            (b"", Reason.MALFORMED),
            (b"[]", Reason.MALFORMED),
            (deep, Reason.MALFORMED),
            (bottomless, Reason.TOO_LARGE),
            (bottomless[:40_000], Reason.MALFORMED),
        ]
        for plaintext, reason in cases:
            event = await forged(alice, bob, room_id, plaintext)
            assert await refusal(bob, room_id, event) is reason, plaintext[:40]
        good = await forged(alice, bob, room_id, payload(room_id))
        assert (await bob.machine.decrypt(room_id, good)).content == text_message("hi")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda e: {**e, "state_key": ""}, Reason.STATE),
        (lambda e: {**e, "type": "m.room.message"}, Reason.MALFORMED),
        (lambda e: {**e, "content": None}, Reason.MALFORMED),
        (lambda e: {**e, "sender": None}, Reason.MALFORMED),
        (lambda e: inside(e, algorithm="m.megolm.v0"), Reason.MALFORMED),
        (lambda e: inside(e, session_id=7), Reason.MALFORMED),
        (lambda e: inside(e, session_id="another"), Reason.NO_KEY),
        (lambda e: inside(e, ciphertext={}), Reason.MALFORMED),
        (lambda e: inside(e, ciphertext=""), Reason.BROKEN),
        (lambda e: inside(e, ciphertext=e["content"]["ciphertext"][:-8]), Reason.BROKEN),
        (lambda e: inside(e, ciphertext="A" * 70_000), Reason.TOO_LARGE),
    ],
)
async def test_what_an_envelope_may_be(
    synapse: Synapse, register: Register, change: Callable[[Json], Json], reason: Reason
) -> None:
    async with talking(synapse, register) as (alice, bob, room_id):
        await alice.say(room_id, "hello", bob.me)
        [event] = await bob.ciphertexts(room_id)
        assert await refusal(bob, room_id, change(event.source)) is reason


async def test_a_message_of_another_room_is_refused(synapse: Synapse, register: Register) -> None:
    async with talking(synapse, register) as (alice, bob, room_id):
        await alice.say(room_id, "here", bob.me)
        [event] = await bob.ciphertexts(room_id)
        assert await refusal(bob, RoomID("!elsewhere"), event.source) is Reason.NO_KEY


async def test_text_in_clear_is_marked_as_such(synapse: Synapse, register: Register) -> None:
    async with talking(synapse, register) as (alice, bob, room_id):
        endpoint = f"/_matrix/client/v3/rooms/{room_id}/send/m.room.message/txn"
        await alice.homeserver.request("PUT", endpoint, text_message("in clear"))
        [event] = await bob.events(lambda _, e: e.type == "m.room.message")
        assert not event.encrypted


async def test_a_damaged_record_concerns_its_person_alone(
    synapse: Synapse, register: Register
) -> None:
    """FAULTS 39: Alice's keys do not open any more; Carol is still read, and so is the sync."""
    async with (
        talking(synapse, register) as (alice, bob, room_id),
        person(synapse, await register("carol")) as carol,
    ):
        await alice.say(room_id, "hello", bob.me)
        [event] = await bob.ciphertexts(room_id)
        other_room = await chat(carol, bob)
        tag = bob.store._sealing.owner_tag(owner(alice.me))
        for record_tag, expires, _ in bob.store._backend.records(tag, 0):
            bob.store._backend.put_record(tag, record_tag, expires, b"\x01")
        assert await refusal(bob, room_id, event.source) is Reason.DAMAGED
        alice.machine.forget(bob.me)
        await alice.say(room_id, "with a new key", bob.me)
        await carol.say(other_room, "hello", bob.me)
        assert (await bob.read(other_room))[0].content["body"] == "hello"
