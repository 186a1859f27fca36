"""Nobody who can reach us can stop us: bad events, bad devices, bad keys (FAULTS 14, 15, 45)."""

import json
import secrets

import aiohttp
import pytest
from vodozemac import Account

from peerbot.devtools.synapse import Registered, Synapse
from peerbot.kernel.ids import UserID
from peerbot.matrix.crypto.account import OwnAccount
from peerbot.matrix.crypto.canonical import to_base64
from peerbot.matrix.crypto.devices import NoDevice, Unusable
from peerbot.matrix.crypto.signing import Identity, sign_own_device
from peerbot.matrix.homeserver import Json, path
from peerbot.matrix.http.session import Session
from storage import Store
from tests.conftest import Register
from tests.matrix.people import Person, chat, credentials, now, person, requests

# One byte more than a key has: vodozemac 0.10 panics on it, past `except Exception`.
KEY_OF_33_BYTES = to_base64(bytes(33))


def olm_event(recipient_key: str, sender_key: object, kind: object, body: object) -> Json:
    """The content of a to-device event that says to be Olm."""
    return {
        "algorithm": "m.olm.v1.curve25519-aes-sha2",
        "sender_key": sender_key,
        "ciphertext": {recipient_key: {"type": kind, "body": body}},
    }


def nested(depth: int) -> str:
    """JSON as deep as that."""
    return "[" * depth + "]" * depth


async def to_device(sender: Registered, synapse: Synapse, target: Person, content: str) -> int:
    """Send one to-device event whose content is any bytes; return the HTTP status."""
    url = f"{synapse.url}{path('sendToDevice', 'm.room.encrypted', secrets.token_hex(8))}"
    body = f'{{"messages":{{"{target.me}":{{"*":{content}}}}}}}'
    headers = {"Authorization": f"Bearer {sender.token}"}
    async with (
        aiohttp.ClientSession() as session,
        session.put(url, data=body, headers=headers) as response,
    ):
        return response.status


async def test_fault_14_garbage_to_device_events_are_rejected(
    synapse: Synapse, register: Register
) -> None:
    stranger = await register("stranger")
    async with (
        person(synapse, await register("alice")) as alice,
        person(synapse, await register("bob")) as bob,
    ):
        room_id = await chat(alice, bob)
        devices = await alice.machine.devices.of([bob.me])
        ours = devices[bob.me].devices[0].curve25519
        theirs = Account().curve25519_key.to_base64()
        contents: list[object] = [
            {},
            {"algorithm": "m.megolm.v1.aes-sha2"},
            {"algorithm": "m.olm.v1.curve25519-aes-sha2", "ciphertext": []},
            olm_event(ours, None, 0, "AAAA"),
            olm_event(ours, theirs, 0, "AAAA"),
            olm_event(ours, theirs, 1, "AwogAAAA"),
            olm_event(ours, theirs, 2, "AwogAAAA"),
            olm_event(ours, theirs, -1, "AwogAAAA"),
            olm_event(ours, theirs, 2**60, "AwogAAAA"),
            olm_event(ours, theirs, True, ""),
            olm_event(ours, theirs, 1, {"not": "text"}),
            olm_event(ours, KEY_OF_33_BYTES, 0, "AAAA"),
            olm_event("somebody else", theirs, 0, "AAAA"),
        ]
        for content in contents:
            assert await to_device(stranger, synapse, bob, json.dumps(content)) == 200
        # What a homeserver itself refuses need not concern us; what it passes on must not stop us.
        for hostile in ('{"a":"\\ud800"}', f'{{"a":{nested(900)}}}', '{"a":1e400}', '{"a":NaN}'):
            await to_device(stranger, synapse, bob, hostile)

        await alice.say(room_id, "still there?", bob.me)
        [message] = await bob.read(room_id)
        assert message.content["body"] == "still there?"
        assert sum(bob.rejected.counts().values()) >= len(contents)


async def publish_device(homeserver: Session, account: Registered, keys: Json) -> None:
    """Publish a device whose keys and signature are whatever was given."""
    device = {
        "user_id": account.user_id,
        "device_id": account.device_id,
        "algorithms": ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"],
        "keys": {f"{kind}:{account.device_id}": key for kind, key in keys.items()},
        "signatures": {account.user_id: {f"ed25519:{account.device_id}": to_base64(bytes(64))}},
    }
    await homeserver.request("POST", path("keys", "upload"), {"device_keys": device})


@pytest.mark.parametrize(
    "keys",
    [
        {"ed25519": KEY_OF_33_BYTES, "curve25519": to_base64(bytes(32))},
        {"ed25519": "", "curve25519": ""},
        {"ed25519": "é" * 43, "curve25519": "=" * 43},
        {"ed25519": to_base64(bytes(32)), "curve25519": to_base64(bytes(32))},
    ],
    ids=["33 bytes", "empty", "not base64", "not signed by itself"],
)
async def test_fault_15_a_member_with_malformed_keys_is_left_out_and_nobody_else(
    synapse: Synapse, register: Register, keys: Json
) -> None:
    broken, store = await register("broken"), Store.in_memory()
    alice_account = await register("alice")
    them = UserID(broken.user_id)
    async with (
        requests(synapse, broken) as homeserver,
        person(synapse, await register("bob")) as bob,
    ):
        await publish_device(homeserver, broken, keys)
        async with person(synapse, alice_account, store) as alice:
            room_id = await chat(alice, bob)
            await alice.invite(room_id, them)
            await homeserver.request("POST", path("rooms", room_id, "join"), {})
            await alice.say(room_id, "to whom it may concern", bob.me, them)
            assert (await bob.read(room_id))[0].content["body"] == "to whom it may concern"
            assert await alice.machine.usable(them) is Unusable.MALFORMED
            assert await alice.machine.usable(bob.me) is None
            with pytest.raises(NoDevice) as refused:
                await alice.say(room_id, "only to you", them)
            assert refused.value.reasons == {them: Unusable.MALFORMED}
        async with person(
            synapse, alice_account, store
        ) as alice:  # the restart that ends stock nio
            await alice.sync()
            await alice.say(room_id, "still here", bob.me, them)
            assert (await bob.read(room_id))[0].content["body"] == "still here"
    store.close()


def one_time_keys(account: OwnAccount, flaw: str) -> Json:
    """One-time keys for an upload, with one thing wrong."""
    good = Account().curve25519_key.to_base64()
    keys: dict[str, Json] = {
        "33 bytes": account.sign({"key": KEY_OF_33_BYTES}),
        "zero": account.sign({"key": to_base64(bytes(32))}),
        "empty": account.sign({"key": ""}),
        "not signed": {"key": good, "signatures": {}},
        "signed for another key": {**account.sign({"key": "other"}), "key": good},
    }
    return {"signed_curve25519:AAAAAA": keys[flaw]} if flaw in keys else {}


@pytest.mark.parametrize(
    "flaw",
    ["33 bytes", "zero", "empty", "not signed", "signed for another key", "none at all"],
)
async def test_fault_15_a_device_with_malformed_one_time_keys_is_left_out(
    synapse: Synapse, register: Register, flaw: str
) -> None:
    broken, store = await register("broken"), Store.in_memory()
    them, ours = UserID(broken.user_id), credentials(broken)
    async with (
        requests(synapse, broken) as homeserver,
        person(synapse, await register("alice")) as alice,
        person(synapse, await register("bob")) as bob,
    ):
        account = OwnAccount(store, homeserver, them, ours.device_id, now)
        keys = {"device_keys": account.device_keys(), "one_time_keys": one_time_keys(account, flaw)}
        await homeserver.request("POST", path("keys", "upload"), keys)
        identity = Identity.new(them)
        await identity.publish(homeserver, broken.password)
        await sign_own_device(homeserver, identity, account, them)
        room_id = await chat(alice, bob)
        await alice.invite(room_id, them)
        await homeserver.request("POST", path("rooms", room_id, "join"), {})
        await alice.say(room_id, "hello both", bob.me, them)
        assert (await bob.read(room_id))[0].content["body"] == "hello both"
        alice.machine.room_changed(room_id)
        with pytest.raises(NoDevice) as refused:
            await alice.say(room_id, "only to you", them)
        assert refused.value.reasons == {them: Unusable.NO_ONE_TIME_KEY}
    store.close()
