"""Room keys: how long one serves, who gets it, and what is remembered of those of others."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from vodozemac import GroupSession

from peerbot.devtools.synapse import Synapse
from peerbot.kernel.ids import RoomID, UserID
from peerbot.kernel.ids import person as owner
from peerbot.matrix.crypto.megolm import (
    Incoming,
    NotEncrypted,
    Outgoing,
    Refused,
    is_used,
    moved_on,
    open_message,
    with_index,
)
from peerbot.matrix.crypto.olm import OlmMessage, Peer
from peerbot.matrix.crypto.opening import Reason, Undecryptable
from peerbot.matrix.crypto.records import INBOUND, Device, InboundRecord
from peerbot.matrix.homeserver import Json, path
from storage import Store
from tests.conftest import Register
from tests.matrix.people import Meddling, chat, now, person

ALICE, ROOM = UserID("@alice:example.org"), RoomID("!room")
NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)


class Hands:
    """A clock whose time is set by hand."""

    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        """The time it shows."""
        return self.time


@given(st.lists(st.integers(0, 300), max_size=200))
def test_every_index_is_remembered_and_the_record_stays_small(indices: list[int]) -> None:
    used: tuple[tuple[int, int], ...] = ()
    for index in indices:
        used = with_index(used, index)
    record = InboundRecord("", "", "", now(), used)
    assert all(is_used(record, index) for index in indices)
    assert len(used) <= 64
    assert all(a[1] + 1 < b[0] for a, b in pairwise(used))
    if len(set(indices)) <= 64:
        assert sum(last - first + 1 for first, last in used) == len(set(indices))


def peer(device_id: str) -> Peer:
    """A device of Alice's."""
    return Peer(ALICE, Device(device_id, "curve", "ed", signed=True))


def test_a_session_makes_way_after_its_messages() -> None:
    outgoing = Outgoing.begin({"rotation_period_msgs": 3}, NOON)
    for _ in range(3):
        assert outgoing.serves([], NOON)
        outgoing.session.encrypt(b"")
    assert not outgoing.serves([], NOON)


@pytest.mark.parametrize(
    "settings", [{}, {"rotation_period_ms": 10**12}, {"rotation_period_ms": 0}]
)
def test_a_session_makes_way_after_a_day_at_the_latest(settings: Json) -> None:
    outgoing = Outgoing.begin(settings, NOON)
    assert outgoing.serves([], NOON + timedelta(hours=23))
    assert not outgoing.serves([], NOON + timedelta(days=1))
    assert not outgoing.serves([], NOON - timedelta(seconds=1))


def test_a_session_makes_way_when_the_room_says() -> None:
    for period in (60_000, 1):
        outgoing = Outgoing.begin({"rotation_period_ms": period}, NOON)
        assert outgoing.serves([], NOON + timedelta(seconds=59))
    assert not outgoing.serves([], NOON + timedelta(minutes=1))


@pytest.mark.parametrize("nonsense", [None, "7", 0, -1, True, 2.5, 10**9])
def test_nonsense_settings_count_as_a_hundred_messages(nonsense: object) -> None:
    assert Outgoing.begin({"rotation_period_msgs": nonsense}, NOON).messages == 100


def test_a_session_makes_way_when_a_holder_has_left() -> None:
    outgoing = Outgoing.begin({}, NOON)
    outgoing.holders |= {peer("A"), peer("B")}
    assert outgoing.serves([peer("A"), peer("B"), peer("C")], NOON)
    assert not outgoing.serves([peer("A")], NOON)


@pytest.fixture
def clock() -> Hands:
    """It is noon."""
    return Hands()


@pytest.fixture
def store(clock: Hands) -> Iterator[Store]:
    """An empty store."""
    empty = Store.in_memory(clock=clock)
    yield empty
    empty.close()


def key_message(
    session: GroupSession, *, curve25519: str = "curve", **changes: object
) -> OlmMessage:
    """An `m.room_key` as Olm delivers it."""
    content: Json = {
        "algorithm": "m.megolm.v1.aes-sha2",
        "room_id": ROOM,
        "session_id": session.session_id,
        "session_key": session.session_key.to_base64(),
        **changes,
    }
    return OlmMessage(ALICE, curve25519, "ed", "m.room_key", content, began=False)


def test_a_key_that_reads_further_back_takes_the_place_of_one(store: Store, clock: Hands) -> None:
    incoming, session = Incoming(store, clock), GroupSession()
    early = key_message(session)
    first = session.encrypt(b"first").to_base64()
    late = key_message(session)
    incoming.receive_key(late)
    assert incoming.accept(ALICE, ROOM, session.session_id, 1)
    record = incoming.find(ALICE, ROOM, session.session_id)
    assert record is not None
    with pytest.raises(Refused):
        open_message(record, first)

    for message in (early, late, key_message(session, curve25519="another device")):
        incoming.receive_key(message)
    record = incoming.find(ALICE, ROOM, session.session_id)
    assert record is not None
    assert open_message(record, first).raw == b"first"
    assert (record.curve25519, record.used) == ("curve", ((1, 1),))


def test_of_too_many_sessions_the_one_that_was_quiet_longest_goes(
    store: Store, clock: Hands
) -> None:
    """All within a day, to which the store rounds: so not by when a record would go."""
    incoming, sessions = Incoming(store, clock), [GroupSession() for _ in range(110)]
    for session in sessions[:100]:
        incoming.receive_key(key_message(session))
        clock.time += timedelta(seconds=1)
    spoken = sessions[0].session_id
    assert incoming.accept(ALICE, ROOM, spoken, 0)
    for session in sessions[100:]:
        clock.time += timedelta(seconds=1)
        incoming.receive_key(key_message(session))
    here = [n for n, s in enumerate(sessions) if incoming.find(ALICE, ROOM, s.session_id)]
    assert here == [0, *range(11, 110)]


def test_another_device_cannot_take_a_session_over(store: Store, clock: Hands) -> None:
    incoming, session = Incoming(store, clock), GroupSession()
    early = key_message(session, curve25519="another device")
    session.encrypt(b"")
    incoming.receive_key(key_message(session))
    incoming.receive_key(early)
    record = incoming.find(ALICE, ROOM, session.session_id)
    assert record is not None
    assert record.curve25519 == "curve"


@pytest.mark.parametrize(
    "flaw",
    [
        {"algorithm": "m.megolm.v2"},
        {"session_id": "another"},
        {"session_key": "AAAA"},
        {"session_key": None},
        {"room_id": 5},
    ],
)
def test_a_room_key_that_does_not_hold(store: Store, clock: Hands, flaw: Json) -> None:
    with pytest.raises(Refused):
        Incoming(store, clock).receive_key(key_message(GroupSession(), **flaw))
    assert not store.has(owner(ALICE))


def test_nobody_fills_the_store_with_keys(store: Store, clock: Hands) -> None:
    incoming = Incoming(store, clock)
    first, *others = [GroupSession() for _ in range(105)]
    incoming.receive_key(key_message(first))
    clock.time += timedelta(days=1)
    for session in others:
        incoming.receive_key(key_message(session))
    assert len(store.list(owner(ALICE), INBOUND, now=clock())) == 100
    assert incoming.find(ALICE, ROOM, first.session_id) is None
    assert incoming.find(ALICE, ROOM, others[-1].session_id) is not None


def test_a_key_goes_after_seven_quiet_days(store: Store, clock: Hands) -> None:
    incoming, session = Incoming(store, clock), GroupSession()
    incoming.receive_key(key_message(session))
    clock.time += timedelta(days=6)
    assert incoming.accept(ALICE, ROOM, session.session_id, 0)
    clock.time += timedelta(days=6)
    assert not incoming.accept(ALICE, ROOM, session.session_id, 0)
    clock.time += timedelta(days=3)
    store.sweep(clock())
    assert not store.has(owner(ALICE))
    assert incoming.accept(ALICE, ROOM, session.session_id, 0)


async def test_a_new_session_at_every_start_and_as_the_room_says(
    synapse: Synapse, register: Register
) -> None:
    account, store = await register("alice"), Store.in_memory()
    async with person(synapse, await register("bob")) as bob:
        async with person(synapse, account, store) as alice:
            room_id = await chat(alice, bob)
            for _ in range(2):
                await alice.say(room_id, "hello", bob.me)
            # In a room of its own making a member may ask for shorter sessions than a hundred.
            endpoint = path("rooms", room_id, "state", "m.room.encryption")
            settings = {"algorithm": "m.megolm.v1.aes-sha2", "rotation_period_msgs": 1}
            await alice.homeserver.request("PUT", endpoint, settings)
            await bob.sync()
            for _ in range(2):
                await bob.say(room_id, "hi", alice.me)
            first, second = await alice.read(room_id, 2)
            assert first.session_id != second.session_id
        async with person(synapse, account, store) as alice:
            await alice.say(room_id, "again", bob.me)
            heard = [message.session_id for message in await bob.read(room_id, 3)]
            assert heard[0] == heard[1] != heard[2]
    store.close()


async def test_a_chat_that_fell_silent_keeps_no_session_in_memory(
    synapse: Synapse, register: Register
) -> None:
    clock = Hands()
    async with (
        person(synapse, await register("bob")) as bob,
        person(synapse, await register("alice"), clock=clock) as alice,
    ):
        silent, quiet, lively = [await chat(alice, bob) for _ in range(3)]
        await alice.say(silent, "hello", bob.me)
        clock.time += timedelta(hours=12)
        await alice.say(quiet, "hello", bob.me)
        clock.time += timedelta(hours=13)
        await alice.say(lively, "hello", bob.me)
        assert set(alice.machine._outgoing._of) == {quiet, lively}
        await alice.say(silent, "again", bob.me)
        for room_id, count in ((silent, 2), (quiet, 1), (lively, 1)):
            assert len(await bob.read(room_id, count)) == count


async def test_nothing_is_said_where_nothing_is_encrypted(
    synapse: Synapse, register: Register
) -> None:
    async with (
        person(synapse, await register("alice")) as alice,
        person(synapse, await register("bob")) as bob,
    ):
        body = {"preset": "private_chat", "invite": [bob.me]}
        answer = await alice.homeserver.request("POST", path("createRoom"), body)
        room_id = RoomID(answer["room_id"])
        await bob.accept_invitation()
        with pytest.raises(NotEncrypted):
            await alice.say(room_id, "hello", bob.me)


async def test_a_device_that_could_not_take_the_key_gets_it_with_the_next_message(
    synapse: Synapse, register: Register
) -> None:
    alices = await register("alice")
    homeserver = Meddling(synapse, alices)
    async with (
        person(synapse, alices, homeserver=homeserver) as alice,
        person(synapse, await register("bob")) as bob,
        person(synapse, await register("carol")) as carol,
    ):
        room_id = await chat(alice, bob)
        await alice.invite(room_id, carol.me)
        await carol.accept_invitation()

        def without_carol(path: str, body: Json) -> None:
            if path.endswith("/keys/claim"):
                body["one_time_keys"].pop(carol.me, None)

        honest, homeserver.before = homeserver.before, without_carol
        await alice.say(room_id, "one", bob.me, carol.me)
        homeserver.before = honest
        await alice.say(room_id, "two", bob.me, carol.me)
        assert [m.content["body"] for m in await bob.read(room_id, 2)] == ["one", "two"]
        first, second = await carol.ciphertexts(room_id, 2)
        assert (await carol.machine.decrypt(room_id, second.source)).content["body"] == "two"
        assert first.content["session_id"] == second.content["session_id"]


async def test_after_being_erased_a_person_is_read_again(
    synapse: Synapse, register: Register
) -> None:
    """Bob forgets Alice's keys. Once he speaks anew, her client sees that and gives them again."""
    async with (
        person(synapse, await register("alice")) as alice,
        person(synapse, await register("bob")) as bob,
    ):
        room_id = await chat(alice, bob)
        await alice.say(room_id, "hello", bob.me)
        await bob.read(room_id)
        await bob.say(room_id, "hello", alice.me)
        await alice.read(room_id)

        bob.store.erase(owner(alice.me))
        bob.machine.forget(alice.me)
        assert not bob.store.has(owner(alice.me))
        await alice.say(room_id, "lost", bob.me)
        [lost] = await bob.ciphertexts(room_id)
        with pytest.raises(Undecryptable) as refused:
            await bob.machine.decrypt(room_id, lost.source)
        assert refused.value.reason is Reason.NO_KEY

        await bob.say(room_id, "who are you?", alice.me)
        await alice.read(room_id)
        await alice.say(room_id, "it is me", bob.me)
        assert (await bob.read(room_id))[0].content["body"] == "it is me"


async def test_what_was_read_cannot_be_opened_again_by_whoever_takes_key_and_ciphertext(
    synapse: Synapse, register: Register
) -> None:
    """Nor when the sender gives the key again from its beginning."""
    async with (
        person(synapse, await register("alice")) as alice,
        person(synapse, await register("bob")) as bob,
    ):
        room_id = await chat(alice, bob)
        for words in ("one", "two"):
            await alice.say(room_id, words, bob.me)
        first, second = await bob.ciphertexts(room_id, 2)
        [kept] = bob.store.list(owner(alice.me), INBOUND, now=datetime.now(UTC))
        assert open_message(kept.value, first.content["ciphertext"]).index == 0
        bob.machine.accept(await bob.machine.decrypt(room_id, first.source))
        [later] = bob.store.list(owner(alice.me), INBOUND, now=datetime.now(UTC))
        unmarked = replace(later.value, used=())
        with pytest.raises(Refused):
            open_message(unmarked, first.content["ciphertext"])
        assert open_message(unmarked, second.content["ciphertext"]).index == 1
        again = replace(kept.value, used=later.value.used)
        assert moved_on(again).pickle != again.pickle
        with pytest.raises(Refused):
            open_message(replace(moved_on(again), used=()), first.content["ciphertext"])
