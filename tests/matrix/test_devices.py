"""Whose devices are believed, and who gets room keys (FAULTS 15, 16 and 25)."""

import asyncio
import json
from asyncio import Semaphore
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerbot.devtools.synapse import Registered, Synapse
from peerbot.kernel.ids import DeviceID, UserID
from peerbot.kernel.ids import person as owner
from peerbot.matrix.answers import Parts
from peerbot.matrix.crypto.account import OwnAccount
from peerbot.matrix.crypto.devices import (
    DeviceLists,
    NoDevice,
    Trust,
    Unusable,
    reachable,
    trust,
    why_unusable,
)
from peerbot.matrix.crypto.opening import Reason, Undecryptable
from peerbot.matrix.crypto.published import Told, read_devices, told_of
from peerbot.matrix.crypto.records import DEVICES, DevicesRecord
from peerbot.matrix.crypto.signing import Identity
from peerbot.matrix.errors import Unreachable
from peerbot.matrix.homeserver import Credentials, Json, as_object
from peerbot.matrix.http.session import Session
from peerbot.matrix.rejected import Rejected
from storage import Store
from tests.conftest import Register
from tests.matrix.people import Meddling, Person, chat, now, person, requests

ALICE = UserID("@alice:example.org")
UNTIL = datetime(2030, 1, 1, tzinfo=UTC)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


class Published:
    """A `/keys/query` answer of one person with one signed device, to be spoilt."""

    def __init__(self) -> None:
        self.store = Store.in_memory()
        self.account = OwnAccount(
            self.store, Session("http://nowhere.invalid"), ALICE, DeviceID("PHONE"), now
        )
        self.identity = Identity.new(ALICE)

    def answer(self) -> Json:
        """What an honest homeserver answers."""
        keys = self.identity.public_keys()
        device = self.identity.vouch_for(self.account.device_keys())
        return {
            "device_keys": {ALICE: {"PHONE": device}},
            "master_keys": {ALICE: keys["master_key"]},
            "self_signing_keys": {ALICE: keys["self_signing_key"]},
        }


@pytest.fixture
def published() -> Iterator[Published]:
    """Alice's keys."""
    someone = Published()
    yield someone
    someone.store.close()


def test_a_signed_device_is_believed(published: Published) -> None:
    record = read_devices(ALICE, published.answer(), pinned=None, until=UNTIL)
    assert [(d.device_id, d.signed) for d in record.devices] == [("PHONE", True)]
    assert (trust(record), why_unusable(record, admit_unsigned=False)) == (Trust.PINNED, None)
    assert record.pinned == published.identity.master_key


def test_an_identity_that_is_not_the_first_one_vouches_for_nobody(published: Published) -> None:
    record = read_devices(ALICE, published.answer(), pinned="another", until=UNTIL)
    assert reachable(record, admit_unsigned=True) == ()
    assert trust(record) is Trust.CHANGED
    assert why_unusable(record, admit_unsigned=False) is Unusable.IDENTITY_CHANGED
    assert record.pinned == "another"


LEFT_OUT = [
    pytest.param({"master_keys": {}}, id="the master key"),
    pytest.param({"master_keys": None, "self_signing_keys": None}, id="the identity"),
    pytest.param({"self_signing_keys": {}}, id="the self-signing key"),
    pytest.param({"master_keys": {ALICE: {"keys": {}}}}, id="what a master key is made of"),
    pytest.param({"device_keys": {}}, id="the person"),
    pytest.param({"device_keys": {ALICE: {}}, "failures": {"example.org": {}}}, id="the devices"),
]


@pytest.mark.parametrize("left_out", LEFT_OUT)
@pytest.mark.parametrize("first", [True, False], ids=["first seen", "known"])
def test_fault_61_an_answer_that_leaves_something_out_is_none(
    published: Published, left_out: Json, first: bool
) -> None:
    pinned = None if first else published.identity.master_key
    assert told_of(ALICE, published.answer() | left_out, pinned) is Told.NOTHING


def test_fault_61_another_key_is_a_change_whatever_is_left_out_beside_it(
    published: Published,
) -> None:
    answer = published.answer() | {"self_signing_keys": {}, "failures": {"example.org": {}}}
    assert told_of(ALICE, answer, "another") is Told.ALL
    assert trust(read_devices(ALICE, answer, pinned="another", until=UNTIL)) is Trust.CHANGED


def test_an_answer_that_is_whole_counts_beside_a_failure(published: Published) -> None:
    answer = published.answer() | {"failures": {"example.org": {"status": 503}}}
    assert told_of(ALICE, answer, None) is Told.ALL


def test_whoever_never_had_an_identity_lacks_none(published: Published) -> None:
    device = published.account.device_keys()
    answer: Json = {"device_keys": {ALICE: {"PHONE": device}}}
    assert told_of(ALICE, answer, None) is Told.ALL
    assert told_of(ALICE, answer, "pinned once") is Told.NOTHING


class Answering(Session):
    """Answers `/keys/query` with what it is given."""

    def __init__(self) -> None:
        super().__init__("http://nowhere.invalid")
        self.answers: Json = {}
        self.asked = 0

    async def request_large(self, *_: object, **__: object) -> Json:
        self.asked += 1
        return self.answers


async def test_fault_61_a_list_without_devices_is_believed_when_it_stays(
    published: Published,
) -> None:
    """From the first one on nothing is encrypted to them, and nobody is told of it at once."""
    time, homeserver = now(), Answering()
    store = Store.in_memory(clock=lambda: time)
    lists = DeviceLists(store, homeserver, "example.org", lambda: time, Rejected())
    homeserver.answers = published.answer()
    assert (await lists.of([ALICE]))[ALICE].devices
    homeserver.answers = {"device_keys": {ALICE: {}}}
    lists.changed([ALICE])
    for _ in range(3):
        assert await lists.of([ALICE]) == {}
        assert not lists.is_current(ALICE)
        time += lists.wait(ALICE)
    known = (await lists.of([ALICE]))[ALICE]
    assert why_unusable(known, admit_unsigned=False) is Unusable.NO_DEVICES
    assert known.pinned == known.master == published.identity.master_key
    homeserver.answers = published.answer()
    lists.changed([ALICE])
    assert (await lists.of([ALICE]))[ALICE].devices
    store.close()


async def test_fault_62_homeservers_that_are_silent_leave_places_for_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Synapse answers ten questions of a device at a time."""
    store, homeserver = Store.in_memory(), Answering()
    silent, hanging = asyncio.Event(), Semaphore(0)

    async def hang(*request: Any, **_: object) -> Json:
        if not request[2]["device_keys"].keys() & {ALICE}:
            hanging.release()
            await silent.wait()
        return homeserver.answers

    monkeypatch.setattr(homeserver, "request_large", hang)
    homeserver.answers = {"device_keys": {ALICE: {}}}
    lists = DeviceLists(store, homeserver, "example.org", now, Rejected())
    async with asyncio.TaskGroup() as tasks:
        for number in range(40):
            tasks.create_task(lists.of([UserID(f"@{number}:{number % 3}.invalid")]))
        for _ in range(8):
            await hanging.acquire()
        await lists.of([ALICE])
        assert hanging.locked()
        silent.set()
    store.close()


def test_without_an_identity_a_device_is_real_but_not_signed(published: Published) -> None:
    answer = published.answer() | {"master_keys": {}, "self_signing_keys": {}}
    record = read_devices(ALICE, answer, pinned=None, until=UNTIL)
    assert (trust(record), why_unusable(record, admit_unsigned=False)) == (
        Trust.NONE,
        Unusable.NOT_SIGNED,
    )


def test_no_device_at_all() -> None:
    record = read_devices(ALICE, {"device_keys": {ALICE: {}}}, pinned=None, until=UNTIL)
    assert why_unusable(record, admit_unsigned=False) is Unusable.NO_DEVICES
    assert why_unusable(None, admit_unsigned=False) is Unusable.UNKNOWN


@pytest.mark.parametrize("part", ["master_keys", "self_signing_keys"])
@pytest.mark.parametrize(
    "spoil",
    [
        {"keys": {}},
        {"keys": {"ed25519:a": "a", "ed25519:b": "b"}},
        {"keys": {"ed25519:AAAA": "AAAA"}},
        {"user_id": "@mallory:example.org"},
        {"usage": ["user_signing"]},
        {"usage": None},
    ],
)
def test_a_chain_with_a_broken_link_vouches_for_nobody(
    published: Published, part: str, spoil: Json
) -> None:
    answer = published.answer()
    answer[part][ALICE] |= spoil
    record = read_devices(ALICE, answer, pinned=None, until=UNTIL)
    assert [device.signed for device in record.devices] == [False]


def test_a_self_signing_key_must_be_the_masters(published: Published) -> None:
    answer = published.answer()
    answer["self_signing_keys"][ALICE].pop("signatures")
    record = read_devices(ALICE, answer, pinned=None, until=UNTIL)
    assert [device.signed for device in record.devices] == [False]


@pytest.mark.parametrize(
    "spoil",
    [
        {"user_id": "@mallory:example.org"},
        {"device_id": "OTHER"},
        {"keys": {}},
        {"keys": []},
        {"signatures": {}},
        {"signatures": None},
        {"added": "by someone"},
        {"added": 1.5},
    ],
)
def test_a_device_that_does_not_hold_is_left_out(published: Published, spoil: Json) -> None:
    answer = published.answer()
    answer["device_keys"][ALICE]["PHONE"] |= spoil
    record = read_devices(ALICE, answer, pinned=None, until=UNTIL)
    assert (record.devices, record.malformed) == ((), 1)
    assert why_unusable(record, admit_unsigned=False) is Unusable.MALFORMED


def test_a_bad_device_does_not_hide_a_good_one(published: Published) -> None:
    answer = published.answer()
    answer["device_keys"][ALICE] |= {"A": None, "B": {"keys": 1}, "C": []}
    record = read_devices(ALICE, answer, pinned=None, until=UNTIL)
    assert ([device.device_id for device in record.devices], record.malformed) == (["PHONE"], 3)


@given(json_values, json_values, json_values)
def test_no_answer_makes_it_raise(devices: object, masters: object, self_signing: object) -> None:
    for wrap in (lambda value: value, lambda value: {ALICE: value}):
        answer = {
            "device_keys": wrap(devices),
            "master_keys": wrap(masters),
            "self_signing_keys": wrap(self_signing),
        }
        record = read_devices(ALICE, answer, pinned=None, until=UNTIL)
        assert record.devices == ()


async def second_device(synapse: Synapse, of: Person) -> Credentials:
    """Log in once more, on a device that nobody has signed yet."""
    homeserver = Session(synapse.url)
    try:
        return await homeserver.log_in(of.me, of.account.password)
    finally:
        await homeserver.close()


async def test_a_device_that_the_owner_did_not_sign_gets_no_key(
    synapse: Synapse, register: Register
) -> None:
    async with (
        person(synapse, await register("alice")) as alice,
        person(synapse, await register("bob")) as bob,
    ):
        room_id = await chat(alice, bob)
        await alice.say(room_id, "before", bob.me)
        added = await second_device(synapse, bob)
        account = Registered(bob.me, added.device_id, added.token, bob.account.password)
        async with requests(synapse, account) as homeserver:
            intruder = Person(homeserver, account, Store.in_memory(), now)
            await intruder.machine.start()
            await alice.sync(timeout=20)
            await alice.say(room_id, "after", bob.me)
            assert [m.content["body"] for m in await bob.read(room_id, 2)] == ["before", "after"]
            await intruder.gets_no_key(room_id)
            intruder.store.close()


async def test_someone_whose_devices_are_all_unsigned_gets_nothing(
    synapse: Synapse, register: Register
) -> None:
    unsigned = await register("unsigned")
    async with (
        person(synapse, await register("alice")) as alice,
        requests(synapse, unsigned) as homeserver,
    ):
        client = Person(homeserver, unsigned, Store.in_memory(), now)
        await client.machine.start()
        room_id = await chat(alice, client)
        with pytest.raises(NoDevice) as refused:
            await alice.say(room_id, "hello", client.me)
        assert refused.value.reasons == {client.me: Unusable.NOT_SIGNED}
        client.store.close()


async def test_a_reset_identity_stops_messages_to_that_person(
    synapse: Synapse, register: Register
) -> None:
    store = Store.in_memory()
    alices = await register("alice")
    async with person(synapse, await register("bob")) as bob:
        async with person(synapse, alices, store) as alice:
            room_id = await chat(alice, bob)
            await alice.say(room_id, "before", bob.me)
            await Identity.new(bob.me).publish(bob.homeserver, bob.account.password)
            await alice.sync(timeout=20)
            with pytest.raises(NoDevice) as refused:
                await alice.say(room_id, "after", bob.me)
            assert refused.value.reasons == {bob.me: Unusable.IDENTITY_CHANGED}
        async with person(synapse, alices, store) as alice:
            assert await alice.machine.usable(bob.me) is Unusable.IDENTITY_CHANGED
            store.erase(owner(bob.me))
            alice.machine.forget(bob.me)
            assert await alice.machine.usable(bob.me) is Unusable.NOT_SIGNED
    store.close()


async def test_fault_52_devices_that_cannot_be_asked_for_are_asked_for_after_a_pause(
    synapse: Synapse, register: Register
) -> None:
    bobs = await register("bob")
    homeserver = Meddling(synapse, bobs)
    waited, queries = timedelta(0), 0
    async with (
        person(synapse, await register("alice")) as alice,
        person(synapse, bobs, homeserver=homeserver, clock=lambda: now() + waited) as bob,
    ):
        room_id = await chat(alice, bob)
        await alice.say(room_id, "hello", bob.me)

        def lost(path: str, _: Json) -> None:
            nonlocal queries
            if path.endswith("/keys/query"):
                queries += 1
                raise Unreachable("DEADLINE")

        honest, homeserver.before = homeserver.before, lost
        [event] = await bob.ciphertexts(room_id)
        with pytest.raises(Undecryptable) as refused:
            await bob.machine.decrypt(room_id, event.source)
        assert refused.value.reason is Reason.UNASKED
        with pytest.raises(NoDevice) as nobody:
            await bob.say(room_id, "hm?", alice.me)
        assert nobody.value.reasons == {alice.me: Unusable.UNKNOWN}
        assert queries == 1
        homeserver.before = honest
        waited = timedelta(seconds=2)
        assert (await bob.machine.decrypt(room_id, event.source)).content["body"] == "hello"


async def test_a_device_that_went_away_cannot_read_on(synapse: Synapse, register: Register) -> None:
    async with (
        person(synapse, await register("alice")) as alice,
        person(synapse, await register("bob")) as bob,
        person(synapse, await register("carol")) as carol,
    ):
        room_id = await chat(alice, bob)
        await alice.invite(room_id, carol.me)
        await carol.accept_invitation()
        await alice.say(room_id, "both", bob.me, carol.me)
        before = (await bob.read(room_id))[0].session_id
        assert (await carol.read(room_id))[0].session_id == before
        await alice.say(room_id, "bob only", bob.me)
        assert (await bob.read(room_id))[0].session_id != before
        [event] = await carol.ciphertexts(room_id)
        with pytest.raises(Undecryptable):
            await carol.machine.decrypt(room_id, event.source)


def test_only_the_identity_that_is_shown_can_be_confirmed_and_none_comes_back() -> None:
    store = Store.in_memory()
    lists = DeviceLists(store, Session("http://nowhere.invalid"), "example.org", now, Rejected())
    assert not lists.may_confirm(ALICE, "second")
    lists.confirm(ALICE, "second")
    assert lists.known(ALICE) is None

    def shows(master: str) -> DevicesRecord:
        before = lists.known(ALICE)
        given_up = () if before is None else before.given_up
        pinned = "first" if before is None else before.pinned
        record = DevicesRecord(pinned, master, (), 0, UNTIL, given_up)
        store.put(owner(ALICE), DEVICES, record, until=UNTIL)
        return record

    shows("first")
    assert not lists.may_confirm(ALICE, "first")
    shows("second")
    assert lists.may_confirm(ALICE, "second")
    assert not lists.may_confirm(ALICE, "third"), "the homeserver shows another meanwhile"
    lists.confirm(ALICE, "second")
    assert trust(shows("second")) is Trust.PINNED
    assert trust(shows("first")) is Trust.GIVEN_UP
    assert not lists.may_confirm(ALICE, "first")
    store.close()


async def test_fault_51_whose_devices_are_large_is_asked_again_only_after_a_pause() -> None:
    """However often they change, and whoever else is asked for in the same breath."""
    large = Parts((("device_keys", "*", "*"),))
    odd, usual = UserID("@odd:b"), UserID("@usual:b")
    devices: Json = {odd: {str(number): "x" * 100_000 for number in range(6)}, usual: {"PHONE": {}}}
    large.feed(json.dumps({"device_keys": devices}).encode())
    answer, asked = large.answer(), list[Json]()

    class Large(Session):
        async def request_large(self, *request: object, **_: object) -> Json:
            asked.append(as_object(request[2])["device_keys"])
            return as_object(answer)

    time = now()
    store = Store.in_memory(clock=lambda: time)
    lists = DeviceLists(store, Large("http://nowhere.invalid"), "b", lambda: time, Rejected())
    known = await lists.of([odd, usual])
    assert [record.malformed for record in known.values()] == [6, 1]
    for _ in range(3):
        lists.changed([odd, usual])
        assert (await lists.of([odd]))[odd].malformed == 6
        await lists.of([usual])
    assert asked == [{odd: [], usual: []}, *[{usual: []}] * 3]
    time += timedelta(minutes=1)
    await lists.of([odd])
    assert asked[-1] == {odd: []}
    store.close()
