"""One-time and fallback keys: never lost, never changed under a name the homeserver knows
(FAULTS 4 and 12)."""

from datetime import timedelta

import pytest

from peerbot.devtools.synapse import Synapse
from peerbot.matrix.errors import MatrixError, StateWentBack, Unreachable
from peerbot.matrix.homeserver import Json, path
from peerbot.matrix.http.session import Session
from storage import Store
from tests.conftest import Register
from tests.matrix.people import Meddling, Person, chat, now, person, requests


def killed(path: str, _: Json) -> None:
    """Key uploads arrive, and we are gone before the answer."""
    if path.endswith("/keys/upload"):
        raise Unreachable("KILLED")


async def counts(of: Person) -> int:
    """How many one-time keys the homeserver holds for a person."""
    answer = await of.homeserver.request("POST", path("keys", "upload"), {})
    return int(answer["one_time_key_counts"].get("signed_curve25519", 0))


async def claim(by: Session, of: Person) -> Json:
    """Claim one key of a person's device, as a client that wants to write to it does."""
    wanted = {of.me: {of.credentials.device_id: "signed_curve25519"}}
    answer = await by.request("POST", path("keys", "claim"), {"one_time_keys": wanted})
    keys: Json = answer["one_time_keys"][of.me][of.credentials.device_id]
    return keys


async def test_killed_inside_the_first_upload(synapse: Synapse, register: Register) -> None:
    account, store = await register("alice"), Store.in_memory()
    dying = Meddling(synapse, account)
    dying.after = killed
    with pytest.raises(Unreachable):
        async with person(synapse, account, store, homeserver=dying):
            raise AssertionError("it started")
    async with (
        person(synapse, account, store) as alice,
        person(synapse, await register("bob")) as bob,
    ):
        assert await counts(alice) == 25
        room_id = await chat(bob, alice)
        await bob.say(room_id, "hello", alice.me)
        assert (await alice.read(room_id))[0].content["body"] == "hello"
    store.close()


async def test_killed_inside_a_refill(synapse: Synapse, register: Register) -> None:
    account, store = await register("alice"), Store.in_memory()
    async with requests(synapse, await register("bob")) as claimer:
        homeserver = Meddling(synapse, account)
        async with person(synapse, account, store, homeserver=homeserver) as alice:
            for _ in range(5):
                await claim(claimer, alice)
            homeserver.after = killed
            await alice.sync()
            assert alice.rejected.counts() == {"key upload failed: KILLED": 1}
        async with person(synapse, account, store) as alice:
            await alice.sync()
            assert await counts(alice) == 25
            assert not alice.rejected.counts()
    store.close()


async def test_fault_12_all_keys_claimed(synapse: Synapse, register: Register) -> None:
    """The fallback key serves two strangers, and one-time keys come again. It is replaced, but not
    as often as somebody claims keys."""
    ahead = [timedelta()]
    async with (
        person(synapse, await register("alice"), clock=lambda: now() + ahead[0]) as alice,
        person(synapse, await register("bob")) as bob,
        person(synapse, await register("carol")) as carol,
        requests(synapse, await register("greedy")) as greedy,
    ):
        for _ in range(25):
            assert "fallback" not in str(await claim(greedy, alice))
        spent = await claim(greedy, alice)
        assert next(iter(spent.values()))["fallback"] is True
        chats = [await chat(someone, alice) for someone in (bob, carol)]
        # `chat` let Alice sync, so her keys are there again: claim them once more.
        for _ in range(25):
            await claim(greedy, alice)
        await bob.say(chats[0], "from bob", alice.me)
        await carol.say(chats[1], "from carol", alice.me)
        assert (await alice.read(chats[0]))[0].content["body"] == "from bob"
        assert (await alice.read(chats[1]))[0].content["body"] == "from carol"
        await alice.sync()
        assert await counts(alice) == 25
        for later, same in ((timedelta(), True), (timedelta(hours=1), False)):
            ahead[0] = later
            await alice.sync()
            for _ in range(25):
                await claim(greedy, alice)
            assert ((await claim(greedy, alice)).keys() == spent.keys()) is same


async def test_an_unused_fallback_key_is_replaced_after_days(
    synapse: Synapse, register: Register
) -> None:
    ahead, account = [timedelta()], await register("alice")
    uploads: list[Json] = []
    homeserver = Meddling(synapse, account)
    homeserver.before = lambda path, body: (
        uploads.append(body) if path.endswith("/keys/upload") else None
    )
    async with person(
        synapse, account, clock=lambda: now() + ahead[0], homeserver=homeserver
    ) as alice:
        uploads.clear()
        ahead[0] = timedelta(days=2)
        await alice.sync()
        assert uploads == []
        ahead[0] = timedelta(days=3)
        await alice.sync()
        assert [list(upload) for upload in uploads] == [["fallback_keys"]]


async def test_a_lost_store_is_not_replaced_by_a_new_one(
    synapse: Synapse, register: Register
) -> None:
    """The token lived on and the keys did not: never a new set of keys under the old device."""
    account = await register("alice")
    async with person(synapse, account):
        pass
    with pytest.raises(StateWentBack):
        async with person(synapse, account):
            raise AssertionError("it started")


async def test_a_store_from_before_is_noticed_when_keys_go_up(
    synapse: Synapse, register: Register
) -> None:
    """Keys made after a backup and again after its return have the same names and differ. A proxy
    may say 400 of anything for a while, so it has to last."""
    account, ahead = await register("alice"), [timedelta()]
    store = Store.in_memory()
    async with (
        requests(synapse, await register("bob")) as claimer,
        person(synapse, account, store, clock=lambda: now() + ahead[0]) as alice,
    ):
        before = alice.machine._account._stored
        assert before is not None
        await claim(claimer, alice)
        await alice.sync()
        alice.machine._account._account = type(alice.machine._account._account).from_pickle(
            before, bytes(32)
        )
        await claim(claimer, alice)
        for minutes in (0, 2, 4):
            ahead[0] = timedelta(minutes=minutes)
            await alice.sync()
        ahead[0] = timedelta(minutes=6)
        with pytest.raises(StateWentBack):
            await alice.sync()
    store.close()


async def test_fault_55_keys_that_are_refused_for_a_minute_go_up_later(
    synapse: Synapse, register: Register
) -> None:
    account, ahead = await register("alice"), [timedelta()]
    homeserver, tries = Meddling(synapse, account), list[str]()

    def refuse(path: str, _: Json) -> None:
        if path.endswith("/keys/upload"):
            tries.append(path)
            raise MatrixError("M_UNKNOWN", 400)

    async with (
        requests(synapse, await register("bob")) as claimer,
        person(synapse, account, clock=lambda: now() + ahead[0], homeserver=homeserver) as alice,
    ):
        honest, homeserver.before = homeserver.before, refuse
        await claim(claimer, alice)
        for _ in range(30):
            ahead[0] += timedelta(seconds=2)
            await alice.sync()
        assert 3 <= len(tries) <= 6, "with pauses"
        homeserver.before = honest
        ahead[0] += timedelta(minutes=1)
        await alice.sync()
        assert await counts(alice) == 25
