"""Room keys that are not given, and those that somebody else would like to give."""

import secrets
from datetime import timedelta

import pytest
from vodozemac import GroupSession

from peerbot.devtools.synapse import Registered, Synapse
from peerbot.kernel.ids import RoomID
from peerbot.matrix.crypto.account import MEGOLM_ALGORITHM
from peerbot.matrix.crypto.devices import NoDevice, Unusable
from peerbot.matrix.crypto.olm import Peer
from peerbot.matrix.crypto.signing import Identity
from peerbot.matrix.errors import Unreachable
from peerbot.matrix.homeserver import Json, path
from storage import Store
from tests.conftest import Register
from tests.matrix.people import Meddling, Person, chat, now, person, requests, text_message
from tests.matrix.test_devices import second_device

WITHHELD = "m.room_key.withheld"


class Told:
    """Collects what a person says to devices of a refusal."""

    def __init__(self, homeserver: Meddling) -> None:
        self.refusals: list[tuple[str, str, Json]] = []
        homeserver.before = self._see

    def _see(self, where: str, body: Json) -> None:
        if WITHHELD in where:
            self.refusals += [
                (user, device, content)
                for user, devices in body["messages"].items()
                for device, content in devices.items()
            ]


async def test_an_unsigned_device_is_told_why_once_a_session(
    synapse: Synapse, register: Register
) -> None:
    alices = await register("alice")
    homeserver = Meddling(synapse, alices)
    told = Told(homeserver)
    async with (
        person(synapse, alices, homeserver=homeserver) as alice,
        person(synapse, await register("bob")) as bob,
    ):
        room_id = await chat(alice, bob)
        added = await second_device(synapse, bob)
        account = Registered(bob.me, added.device_id, added.token, bob.account.password)
        async with requests(synapse, account) as theirs:
            intruder = Person(theirs, account, Store.in_memory(), now)
            await intruder.machine.start()
            await alice.sync(timeout=20)
            for words in ("one", "two"):
                await alice.say(room_id, words, bob.me)
            session_id = (await bob.read(room_id))[0].session_id
            [(user, device, content)] = told.refusals
            assert (user, device) == (bob.me, added.device_id)
            assert content == {
                "algorithm": MEGOLM_ALGORITHM,
                "code": "m.unverified",
                "reason": content["reason"],
                "room_id": room_id,
                "session_id": session_id,
                "sender_key": content["sender_key"],
                "from_device": alice.credentials.device_id,
            }
            alice.machine.room_changed(room_id)
            await alice.say(room_id, "three", bob.me)
            assert [refusal[1] for refusal in told.refusals] == [added.device_id] * 2
            await intruder.gets_no_key(room_id)
            intruder.store.close()


async def test_a_signed_device_without_one_time_keys_is_told_of_no_room(
    synapse: Synapse, register: Register
) -> None:
    alices = await register("alice")
    homeserver = Meddling(synapse, alices)
    told = Told(homeserver)
    async with (
        person(synapse, alices, homeserver=homeserver) as alice,
        person(synapse, await register("bob")) as bob,
        person(synapse, await register("carol")) as carol,
    ):
        room_id = await chat(alice, bob)

        def none_left(where: str, answer: Json) -> None:
            if where.endswith("/keys/claim"):
                answer["one_time_keys"].pop(carol.me, None)

        homeserver.after = none_left
        for words in ("one", "two"):
            await alice.say(room_id, words, bob.me, carol.me)
        [(user, device, content)] = told.refusals
        assert (user, device) == (carol.me, carol.credentials.device_id)
        assert content["code"] == "m.no_olm"
        assert {"room_id", "session_id"}.isdisjoint(content)
        homeserver.after = lambda _path, _answer: None
        await alice.say(room_id, "three", bob.me, carol.me)  # and it gets the key when it can
        assert len(told.refusals) == 1


async def test_a_refusal_that_cannot_be_sent_holds_no_message_up(
    synapse: Synapse, register: Register
) -> None:
    alices = await register("alice")
    homeserver = Meddling(synapse, alices)
    async with (
        person(synapse, alices, homeserver=homeserver) as alice,
        person(synapse, await register("bob")) as bob,
    ):
        room_id = await chat(alice, bob)
        added = await second_device(synapse, bob)
        account = Registered(bob.me, added.device_id, added.token, bob.account.password)
        async with requests(synapse, account) as theirs:
            intruder = Person(theirs, account, Store.in_memory(), now)
            await intruder.machine.start()
            intruder.store.close()
        await alice.sync(timeout=20)
        failed = []

        def lost(where: str, _body: Json) -> None:
            if WITHHELD in where:
                failed.append(where)
                raise Unreachable("DEADLINE")

        homeserver.before = lost
        for words in ("one", "two"):
            await alice.say(room_id, words, bob.me)
        assert [m.content["body"] for m in await bob.read(room_id, 2)] == ["one", "two"]
        assert len(failed) == 2  # it is said with the next message


async def test_a_room_key_that_somebody_passes_on_is_not_taken(
    synapse: Synapse, register: Register
) -> None:
    """They could have made it themselves, and written the message in another's name."""
    async with (
        person(synapse, await register("alice")) as alice,
        person(synapse, await register("bob")) as bob,
    ):
        room_id = await chat(alice, bob)
        await alice.say(room_id, "hello", bob.me)
        await bob.read(room_id)
        session = GroupSession()
        known = await alice.machine.devices.of([bob.me])
        peers = [Peer(bob.me, device) for device in known[bob.me].devices]
        content: Json = {
            "algorithm": MEGOLM_ALGORITHM,
            "room_id": room_id,
            "session_id": session.session_id,
            "session_key": session.session_key.to_base64(),
            "sender_key": alice.machine._account.curve25519,
            "sender_claimed_ed25519_key": alice.machine._account.ed25519,
            "forwarding_curve25519_key_chain": [],
        }
        await alice.machine._olm.send(peers, "m.forwarded_room_key", content)
        await bob.sync(timeout=20)
        for sender in (alice.me, bob.me):
            assert bob.machine._incoming.find(sender, room_id, session.session_id) is None


async def test_a_device_that_could_begin_no_session_with_us_is_met_anew(
    synapse: Synapse, register: Register
) -> None:
    async with (
        person(synapse, await register("alice")) as alice,
        person(synapse, await register("bob")) as bob,
    ):
        room_id = await chat(alice, bob)
        await alice.say(room_id, "hello", bob.me)
        await bob.read(room_id)
        assert not bob.machine.is_out_of_touch(alice.me)
        content: Json = {"algorithm": MEGOLM_ALGORITHM, "code": "m.no_olm", "sender_key": "any"}
        messages = {bob.me: {bob.credentials.device_id: content}}
        endpoint = path("sendToDevice", WITHHELD, secrets.token_hex(8))
        await alice.homeserver.request("PUT", endpoint, {"messages": messages})
        await bob.sync(timeout=20)
        assert bob.machine.is_out_of_touch(alice.me)


@pytest.mark.parametrize(
    "content",
    [
        {"code": "m.unverified"},
        {"code": "m.unverified", "room_id": 1, "session_id": "s"},
        {"code": "m.unverified", "room_id": "!r", "session_id": "s" * 256},
        {"code": "m.unverified", "room_id": "!r", "session_id": "\ud800"},
        {"code": ["m.unverified"], "room_id": None},
        {},
    ],
)
async def test_a_malformed_refusal_is_nothing(
    synapse: Synapse, register: Register, content: Json
) -> None:
    async with person(synapse, await register("bob")) as bob:
        events = [{"type": WITHHELD, "sender": bob.me, "content": content}, {"type": WITHHELD}]
        await bob.machine.receive_sync(
            one_time_key_counts=None, unused_fallback=None, changed_users=[], to_device=events
        )
        assert not bob.machine._withheld._sessions


async def test_what_is_kept_of_refusals_and_requests_by_strangers_is_bounded(
    synapse: Synapse, register: Register
) -> None:
    async with person(synapse, await register("bob")) as bob:
        events: list[Json] = []
        for number in range(1_100):
            refusal = {"code": "m.blacklisted", "room_id": "!r", "session_id": str(number)}
            request = {"from_device": "D", "transaction_id": "t"}
            sender = f"@{number}:example.org"
            events.append({"type": WITHHELD, "sender": sender, "content": refusal})
            events.append(
                {"type": "m.key.verification.request", "sender": sender, "content": request}
            )
        long = {"from_device": "D" * 256, "transaction_id": "t"}
        odd = {"from_device": 1, "transaction_id": "t"}
        half = {"from_device": "D", "transaction_id": "\ud800"}
        events += [
            {"type": "m.key.verification.request", "sender": "@z:a", "content": content}
            for content in (long, odd, half, {})
        ]
        await bob.machine.receive_sync(
            one_time_key_counts=None, unused_fallback=None, changed_users=[], to_device=events
        )
        assert len(bob.machine._withheld._sessions) == 1_000
        asked = bob.machine.verification.take()
        assert (len(asked), asked[-1].sender) == (1_000, "@1099:example.org")
        assert bob.machine.verification.take() == ()


async def test_people_without_an_identity_are_talked_with_where_they_are_admitted(
    synapse: Synapse, register: Register
) -> None:
    """Once they have an identity only what it signed counts, and hiding it changes nothing."""
    alices, bobs = await register("alice"), await register("bob")
    homeserver = Meddling(synapse, alices)
    async with requests(synapse, bobs) as theirs:
        alice = Person(homeserver, alices, Store.in_memory(), now, admit_unsigned=True)
        bob = Person(theirs, bobs, Store.in_memory(), now)
        await alice.start(alices.password)
        await bob.machine.start()
        room_id: RoomID = await chat(alice, bob)
        await alice.say(room_id, "hello", bob.me)
        assert [m.content["body"] for m in await bob.read(room_id)] == ["hello"]
        await bob.send_encrypted(room_id, [alice.me], text_message("hi"), "1")
        [heard] = await alice.read(room_id)
        assert (heard.signed, heard.new_identity) == (True, None)

        identity = Identity.new(bob.me)
        await identity.publish(theirs, bobs.password)
        alice.machine.devices.changed([bob.me])
        assert await alice.machine.usable(bob.me) is Unusable.NOT_SIGNED

        def hide(where: str, answer: Json) -> None:
            if where.endswith("/keys/query"):
                answer.get("master_keys", {}).pop(bob.me, None)

        homeserver.after = hide
        alice.machine.devices.changed([bob.me])
        assert await alice.machine.usable(bob.me) is Unusable.NOT_SIGNED, "left out is not gone"
        alice.store.close()
        bob.store.close()
    await homeserver.close()


async def test_fault_62_whose_homeserver_is_silent_has_no_faulty_keys(
    synapse: Synapse, register: Register
) -> None:
    """They are asked for again after a pause, and nobody is told meanwhile that keys are bad."""
    alices, time, claims = await register("alice"), [now()], list[str]()
    homeserver = Meddling(synapse, alices)

    def silent(path: str, answer: Json) -> None:
        if path.endswith("/keys/claim"):
            claims.append(path)
            answer |= {"one_time_keys": {}, "failures": {"localhost": {"status": 503}}}

    async with (
        person(synapse, alices, clock=lambda: time[0], homeserver=homeserver) as alice,
        person(synapse, await register("bob")) as bob,
    ):
        room_id = await chat(alice, bob)
        honest, homeserver.after = homeserver.after, silent
        for _ in range(2):
            with pytest.raises(NoDevice) as nobody:
                await alice.say(room_id, "hello", bob.me)
            assert nobody.value.reasons == {bob.me: Unusable.UNKNOWN}
        assert len(claims) == 1
        homeserver.after = honest
        time[0] += timedelta(seconds=2)
        await alice.say(room_id, "hello", bob.me)
        assert [m.content["body"] for m in await bob.read(room_id)] == ["hello"]
