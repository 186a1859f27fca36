"""The sync as batches: nothing lost before it is handled, no spin when the server fails."""

import asyncio
import secrets
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerbot.devtools.synapse import Synapse
from peerbot.kernel.ids import RoomID, UserID
from peerbot.matrix import client
from peerbot.matrix.client import Client, pause
from peerbot.matrix.errors import (
    Forbidden,
    LimitExceeded,
    MatrixError,
    NotFound,
    ServerFault,
    StateWentBack,
    UnknownToken,
    Unreachable,
)
from peerbot.matrix.homeserver import Json, path
from peerbot.matrix.rejected import Rejected
from peerbot.matrix.sync import Batch, Membership, read_batch
from storage import DiskFull, Kind, Store
from tests.conftest import Register
from tests.matrix.people import Meddling, chat, credentials, now, person, requests
from tests.matrix.test_devices import json_values


async def test_a_batch_that_was_not_committed_comes_again(
    synapse: Synapse, register: Register
) -> None:
    account, store = await register("bob"), Store.in_memory()
    async with person(synapse, await register("alice")) as alice:
        async with person(synapse, account, store) as bob:
            room_id = await chat(alice, bob)
            await alice.say(room_id, "hello", bob.me)
            lost = await bob.sync_once(20)
            [sent] = [event for event in lost.joined[0].events if event.encrypted]
        async with person(synapse, account, store) as bob:
            again = await bob.sync_once(20)
            assert again.joined[0].events == lost.joined[0].events
            opened = await bob.machine.decrypt(room_id, sent.source)
            assert opened.content["body"] == "hello"
            # The to-device event with the key came again as well, and changed nothing.
            assert bob.rejected.counts() == {"olm: does not decrypt": 1}
            bob.commit_token(again)
            assert not (await bob.sync_once(0)).joined
    store.close()


async def test_messages_sent_while_we_were_down_come_in_order(
    synapse: Synapse, register: Register
) -> None:
    account, store = await register("bob"), Store.in_memory()
    async with person(synapse, await register("alice")) as alice:
        async with person(synapse, account, store) as bob:
            room_id = await chat(alice, bob)
        for number in range(5):
            await alice.say(room_id, str(number), bob.me)
        async with person(synapse, account, store) as bob:
            heard = await bob.read(room_id, 5)
            assert [message.content["body"] for message in heard] == ["0", "1", "2", "3", "4"]
    store.close()


async def test_invitations_say_who_and_how(synapse: Synapse, register: Register) -> None:
    async with (
        person(synapse, await register("alice")) as alice,
        person(synapse, await register("bob")) as bob,
    ):
        direct = await alice.create_direct_chat(bob.me)
        answer = await alice.homeserver.request("POST", path("createRoom"), {"invite": [bob.me]})
        invites = {invite.room_id: invite for invite in (await bob.sync(20)).invites}
        while len(invites) < 2:
            invites |= {invite.room_id: invite for invite in (await bob.sync(20)).invites}
        assert {invite.inviter for invite in invites.values()} == {alice.me}
        assert (invites[direct].is_direct, invites[direct].encrypted) == (True, True)
        other = invites[answer["room_id"]]
        assert (other.is_direct, other.encrypted) == (False, False)
        await bob.leave(other.room_id)
        await bob.leave(other.room_id)
        await bob.forget(other.room_id)
        await alice.homeserver.request("POST", path("rooms", direct, "kick"), {"user_id": bob.me})
        assert (await bob.sync(20)).left == (direct,)


async def test_who_comes_and_goes(synapse: Synapse, register: Register) -> None:
    async with (
        person(synapse, await register("alice")) as alice,
        person(synapse, await register("bob")) as bob,
    ):
        room_id = await alice.create_direct_chat(bob.me)
        await alice.sync()
        await bob.accept_invitation()
        await bob.join(room_id)
        [joined] = (await alice.sync(20)).joined
        assert joined.memberships == (Membership(bob.me, "join", bob.me),)
        assert await alice.joined_members(room_id) == {alice.me, bob.me}
        renamed = path("profile", bob.me, "displayname")
        await bob.homeserver.request("PUT", renamed, {"displayname": "Bobby"})
        [joined] = (await alice.sync(20)).joined
        assert joined.memberships == ()
        await bob.leave(room_id)
        [joined] = (await alice.sync(20)).joined
        assert joined.memberships == (Membership(bob.me, "leave", bob.me),)


async def test_who_is_removed_and_by_whom(synapse: Synapse, register: Register) -> None:
    async with (
        person(synapse, await register("alice")) as alice,
        person(synapse, await register("bob")) as bob,
    ):
        room_id = await chat(alice, bob)
        await bob.sync()
        carol = UserID((await register("carol")).user_id)
        await alice.invite(room_id, carol)
        await alice.homeserver.request("POST", path("rooms", room_id, "kick"), {"user_id": carol})
        changes: list[Membership] = []
        while len(changes) < 2:
            changes += [m for room in (await bob.sync(20)).joined for m in room.memberships]
        assert changes == [
            Membership(carol, "invite", alice.me),
            Membership(carol, "leave", alice.me),
        ]


async def test_the_same_transaction_is_the_same_message(
    synapse: Synapse, register: Register
) -> None:
    async with (
        person(synapse, await register("alice")) as alice,
        person(synapse, await register("bob")) as bob,
    ):
        room_id = await chat(alice, bob)
        txn, content = secrets.token_hex(8), {"msgtype": "m.text", "body": "once"}
        first = await alice.send_encrypted(room_id, [bob.me], content, txn)
        assert await alice.send_encrypted(room_id, [bob.me], content, txn) == first
        await alice.say(room_id, "after", bob.me)
        assert [m.content["body"] for m in await bob.read(room_id, 2)] == ["once", "after"]


async def test_running_outlives_failures_and_ends_with_the_token(
    synapse: Synapse, register: Register
) -> None:
    account = await register("bob")
    homeserver = Meddling(synapse, account)
    troubles = [ServerFault("SERVER_FAULT", 502), LimitExceeded("M", retry_after=0.1)]

    def trouble(path: str, _: Json) -> None:
        if troubles and path.endswith("/sync"):
            raise troubles.pop()

    handled = asyncio.Queue[Batch]()
    async with (
        person(synapse, await register("alice")) as alice,
        person(synapse, account, homeserver=homeserver) as bob,
    ):
        homeserver.before = trouble
        running = asyncio.create_task(bob.run(handled.put))
        await handled.get()
        room_id = await alice.create_direct_chat(bob.me)
        while not (await handled.get()).invites:
            pass
        assert bob.rejected.counts() == {"sync: SERVER_FAULT": 1, "sync: M": 1}
        await alice.homeserver.request("POST", path("rooms", room_id, "leave"), {})
        async with requests(synapse, account) as elsewhere:
            await elsewhere.request("POST", path("logout"), {})
        with pytest.raises(UnknownToken):
            await running


async def test_what_was_handled_when_it_is_told_to_stop_does_not_come_again(
    synapse: Synapse, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "_HEAD_START", 60.0)
    monkeypatch.setattr(client, "_LONGEST_HEAD_START", 60.0)
    handled = asyncio.Queue[Batch]()
    async with (
        person(synapse, await register("alice")) as alice,
        person(synapse, await register("bob")) as bob,
    ):
        room_id = await chat(alice, bob)
        running = asyncio.create_task(bob.run(handled.put))
        batch = await handled.get()
        assert room_id in [joined.room_id for joined in batch.joined]
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert (await bob.sync_once(0)).since == batch.next_batch


async def test_running_outlives_what_no_homeserver_should_say(
    synapse: Synapse, register: Register
) -> None:
    account = await register("bob")
    homeserver = Meddling(synapse, account)
    troubles: list[MatrixError] = [
        NotFound("M_UNRECOGNIZED", 404),
        Forbidden("M_FORBIDDEN", 403),
        MatrixError("M_UNKNOWN", 418),
    ]

    def trouble(path: str, _: Json) -> None:
        if troubles and path.endswith("/sync"):
            raise troubles.pop()

    handled = asyncio.Queue[Batch]()
    async with person(synapse, account, homeserver=homeserver) as bob:
        homeserver.before = trouble
        running = asyncio.create_task(bob.run(handled.put))
        await handled.get()
        running.cancel()
        assert sum(bob.rejected.counts().values()) == 3


@pytest.mark.parametrize("where", ["a key", "the token"])
async def test_fault_38_a_disk_that_is_full_only_delays_the_sync(
    synapse: Synapse, register: Register, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Wherever in the sync it is met: what was not kept comes again, and nobody's word is lost."""
    monkeypatch.setattr(client, "_DISK_PAUSE", 0.01)
    account, store = await register("bob"), Store.in_memory()
    full = 2
    put = store.put

    def put_if_there_is_room(owner: str, kind: Kind[Any], *rest: Any, **named: Any) -> None:
        nonlocal full
        if full and kind.label == {"a key": "olm account", "the token": "sync token"}[where]:
            full -= 1
            raise DiskFull("the disk is full")
        put(owner, kind, *rest, **named)

    handled = asyncio.Queue[Batch]()
    async with (
        person(synapse, await register("alice")) as alice,
        person(synapse, account, store) as bob,
    ):
        room_id = await chat(alice, bob)
        await alice.say(room_id, "hello", bob.me)
        monkeypatch.setattr(store, "put", put_if_there_is_room)
        running = asyncio.create_task(bob.run(handled.put))
        batch = await handled.get()
        [event] = [e for joined in batch.joined for e in joined.events if e.encrypted]
        opened = await bob.machine.decrypt(room_id, event.source)
        assert opened.content["body"] == "hello"
        await alice.say(room_id, "again", bob.me)
        await handled.get()
        assert full == 0
        assert not bob.disk_full
        running.cancel()
    store.close()


def test_pauses_grow_to_a_ceiling_and_honour_the_server() -> None:
    down = Unreachable("NETWORK")
    for chance in (0.0, 0.5, 1.0):
        pauses = [pause(failures, down, chance) for failures in range(1, 2000)]
        assert pauses == sorted(pauses)
        assert pauses[0] >= 0.5
        assert pauses[-1] <= 60
        assert pause(1, LimitExceeded("M", retry_after=100), chance) >= 100
    assert pause(3, down, 0.1) != pause(3, down, 0.9)


async def test_a_token_of_another_device_is_noticed(synapse: Synapse, register: Register) -> None:
    account, other, store = await register("a"), await register("b"), Store.in_memory()
    async with requests(synapse, other) as homeserver:
        with pytest.raises(StateWentBack):
            await Client(homeserver, credentials(account), store, now).check_token()
    store.close()


async def test_no_notifications_are_worked_out_for_an_account_that_wants_none(
    synapse: Synapse, register: Register
) -> None:
    async with (
        person(synapse, await register("alice")) as alice,
        person(synapse, await register("bob")) as bob,
    ):

        async def notified() -> int:
            await alice.say(room_id, "hello", bob.me)
            await bob.ciphertexts(room_id)
            answer = await bob.homeserver.request("GET", path("notifications"))
            return len(answer["notifications"])

        room_id = await chat(alice, bob)
        before = await notified()
        await bob.want_no_notifications()
        assert before
        assert await notified() == before


async def test_a_homeserver_that_does_without_push_rules_is_no_trouble(
    synapse: Synapse, register: Register
) -> None:
    def refuses(endpoint: str, _body: Json) -> None:
        if "pushrules" in endpoint:
            raise Forbidden("M_FORBIDDEN", 403)

    async with person(synapse, await register("alice")) as alice:
        account = await register("bob")
        homeserver = Meddling(synapse, account)
        homeserver.before = refuses
        client_of_bob = Client(homeserver, credentials(account), alice.store, now)
        await client_of_bob.want_no_notifications()
        assert client_of_bob.rejected.counts() == {"push rule: M_FORBIDDEN": 1}
        await homeserver.close()


async def test_a_client_without_keys_hears_and_cannot_read(
    synapse: Synapse, register: Register
) -> None:
    keeper_account, store = await register("keeper"), Store.in_memory()
    async with (
        person(synapse, await register("alice")) as alice,
        person(synapse, await register("bob")) as bob,
        requests(synapse, keeper_account) as homeserver,
    ):
        keeper = Client(homeserver, credentials(keeper_account), store, now)
        await keeper.check_token()
        room_id = await chat(alice, bob)
        await alice.invite(room_id, keeper.credentials.user_id)
        invited = await keeper.sync_once(20)
        keeper.commit_token(invited)
        [invite] = invited.invites
        await keeper.join(invite.room_id)
        await alice.say(room_id, "not for you", bob.me, keeper.credentials.user_id)
        batch = await keeper.sync_once(20)
        events = [event for room in batch.joined for event in room.events]
        assert [event.type for event in events if event.encrypted] == ["m.room.encrypted"]
        assert not store.has("bot:crypto")
    store.close()


@given(
    st.fixed_dictionaries(
        {"next_batch": st.just("s1")},
        optional={
            "rooms": json_values
            | st.fixed_dictionaries(
                {},
                optional={
                    kind: json_values | st.dictionaries(st.text(), json_values, max_size=2)
                    for kind in ("invite", "join", "leave")
                },
            )
        },
    )
)
def test_no_sync_response_makes_it_raise(answer: Json) -> None:
    assert read_batch(answer, UserID("@me:here"), Rejected()).next_batch == "s1"


def test_one_malformed_event_hides_no_other() -> None:
    good = {
        "event_id": "$1",
        "sender": "@a:b",
        "type": "m.room.message",
        "origin_server_ts": 1,
        "content": {"body": "hello"},
    }
    bad: list[object] = [{**good, key: None} for key in ("event_id", "sender", "type")]
    bad += [{**good, "state_key": 5}, {**good, "sender": "a"}, {**good, "event_id": "$" * 300}]
    room = {"timeline": {"events": [None, *bad, good, "nonsense"], "limited": "yes"}}
    rejected = Rejected()
    batch = read_batch(
        {"next_batch": "s", "rooms": {"join": {"!r": room}}}, UserID("@m:e"), rejected
    )
    assert [event.content for event in batch.joined[0].events] == [{"body": "hello"}]
    assert not batch.joined[0].limited
    assert rejected.counts() == {"event: malformed": len(bad) + 2}
    with pytest.raises(ServerFault):
        read_batch({}, UserID("@m:e"), rejected)


async def test_half_a_character_is_in_no_list_of_members(
    synapse: Synapse, register: Register
) -> None:
    account, store = await register("alice"), Store.in_memory()
    homeserver = Meddling(synapse, account)
    alice = Client(homeserver, credentials(account), store, now)
    made = await homeserver.request("POST", path("createRoom"), {})
    room_id = RoomID(str(made["room_id"]))

    def meddle(endpoint: str, answer: Json) -> None:
        if endpoint.endswith("/joined_members"):
            answer["joined"]["@\ud800:example.org"] = {}

    homeserver.after = meddle
    assert await alice.joined_members(room_id) == {account.user_id}
    await homeserver.close()
    store.close()
