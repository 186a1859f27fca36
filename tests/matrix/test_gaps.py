"""Messages that a sync left out, because there were more than it carries, are read in order."""

import re
import secrets

import pytest

from peerbot.devtools.synapse import Synapse
from peerbot.kernel.ids import RoomID, UserID
from peerbot.matrix import answers, client, gaps
from peerbot.matrix.answers import Cap
from peerbot.matrix.errors import Forbidden, ServerFault, Unrecognized
from peerbot.matrix.filters import lean_filter
from peerbot.matrix.homeserver import Json, path
from peerbot.matrix.http import caps
from peerbot.matrix.sync import Membership
from storage import Store
from tests.conftest import Register
from tests.matrix.people import Meddling, Person, chat, person, text_message

MANY = 35
"""More than two pages beyond what one sync carries, here where both are small."""


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sync that carries ten messages of a room, and pages of ten."""

    def carrying_ten(user_id: UserID) -> Json:
        chosen = lean_filter(user_id)
        chosen["room"]["timeline"]["limit"] = 10
        return chosen

    monkeypatch.setattr(client, "lean_filter", carrying_ten)
    monkeypatch.setattr(gaps, "_PAGE", 10)
    monkeypatch.setattr(gaps, "_MOST", 200)


async def say_many(speaker: Person, room_id: RoomID, listener: Person, count: int) -> None:
    """Many messages, one after the other, in the order of their numbers."""
    for number in range(count):
        await speaker.say(room_id, str(number), listener.me)


async def test_a_gap_is_filled_in_order_and_each_message_comes_once(
    synapse: Synapse, register: Register
) -> None:
    account, store = await register("voice"), Store.in_memory()
    async with person(synapse, await register("alex")) as alex:
        async with person(synapse, account, store) as voice:
            room_id = await chat(alex, voice)
            await alex.say(room_id, "before", voice.me)
            assert len(await voice.read(room_id)) == 1
        await say_many(alex, room_id, voice, MANY)
        async with person(synapse, account, store) as voice:
            read = await voice.read(room_id, MANY)
            assert [m.content["body"] for m in read] == [str(n) for n in range(MANY)]
            assert voice.rejected.counts() == {}
            assert not (await voice.sync()).joined
    store.close()


async def test_what_was_said_before_we_came_is_left_alone(
    synapse: Synapse, register: Register
) -> None:
    account, store = await register("voice"), Store.in_memory()
    async with (
        person(synapse, await register("alex")) as alex,
        person(synapse, account, store) as voice,
    ):
        await voice.sync()
        body: Json = {"preset": "private_chat", "is_direct": True}  # shared history
        room_id = RoomID(
            (await alex.homeserver.request("POST", path("createRoom"), body))["room_id"]
        )
        await clear_text(alex, room_id, "early", 15)
        await alex.invite(room_id, voice.me)
        await voice.join(room_id)
        await clear_text(alex, room_id, "late", 25)
        batch = await voice.sync(20)
        (joined,) = batch.joined
        assert joined.limited
        said = [e.content["body"] for e in joined.events if e.type == "m.room.message"]
        assert said == [f"late {n}" for n in range(25)]


async def test_a_gap_that_cannot_be_read_now_holds_the_sync_back(
    synapse: Synapse, register: Register
) -> None:
    account, store = await register("voice"), Store.in_memory()
    homeserver = Meddling(synapse, account)
    async with (
        person(synapse, await register("alex")) as alex,
        person(synapse, account, store, homeserver=homeserver) as voice,
    ):
        room_id = await chat(alex, voice)
        await clear_text(alex, room_id, "hello", 15)

        def failing(path: str, _: Json) -> None:
            if path.endswith("/messages"):
                raise ServerFault("SERVER_FAULT", 502)

        homeserver.before = failing
        with pytest.raises(ServerFault):
            await voice.sync()
        homeserver.before = lambda _path, _body: None
        (joined,) = (await voice.sync()).joined
        assert len([e for e in joined.events if e.type == "m.room.message"]) == 15


async def test_a_gap_in_a_room_that_we_may_not_read_stops_nothing(
    synapse: Synapse, register: Register
) -> None:
    account, store = await register("voice"), Store.in_memory()
    homeserver = Meddling(synapse, account)
    async with (
        person(synapse, await register("alex")) as alex,
        person(synapse, account, store, homeserver=homeserver) as voice,
    ):
        room_id = await chat(alex, voice)
        await clear_text(alex, room_id, "hello", 15)

        def forbidden(path: str, _: Json) -> None:
            if path.endswith("/messages"):
                raise Forbidden("M_FORBIDDEN", 403)

        homeserver.before = forbidden
        (joined,) = (await voice.sync()).joined
        assert len(joined.events) == 10
        assert voice.rejected.counts() == {"gap: unreadable": 1}


async def test_fault_55_one_odd_answer_leaves_no_gap(synapse: Synapse, register: Register) -> None:
    account, store = await register("voice"), Store.in_memory()
    homeserver = Meddling(synapse, account)
    async with (
        person(synapse, await register("alex")) as alex,
        person(synapse, account, store, homeserver=homeserver) as voice,
    ):
        room_id = await chat(alex, voice)
        await clear_text(alex, room_id, "hello", 15)
        odd = ["M_UNRECOGNIZED"]

        def once(path: str, _: Json) -> None:
            if path.endswith("/messages") and odd:
                raise Unrecognized(odd.pop(), 404)

        homeserver.before = once
        (joined,) = (await voice.sync()).joined
        assert len([e for e in joined.events if e.type == "m.room.message"]) == 15
        assert voice.rejected.counts() == {}


async def test_a_gap_without_end_is_bounded(synapse: Synapse, register: Register) -> None:
    account, store = await register("voice"), Store.in_memory()
    homeserver = Meddling(synapse, account)
    async with (
        person(synapse, await register("alex")) as alex,
        person(synapse, account, store, homeserver=homeserver) as voice,
    ):
        room_id = await chat(alex, voice)
        await clear_text(alex, room_id, "hello", 15)
        pages = 0

        def another(path: str, answer: Json) -> None:
            nonlocal pages
            if path.endswith("/messages"):
                pages += 1
                answer["end"] = f"t{pages}-1"
                answer["chunk"] = []

        def never_mind(path: str, _: Json) -> None:
            assert pages <= 20, path

        homeserver.after, homeserver.before = another, never_mind
        await voice.sync()
        assert pages == 20
        assert voice.rejected.counts() == {"gap: too long": 1}


@pytest.mark.parametrize("rooms_fit", [True, False])
async def test_fault_50_a_sync_in_parts_loses_nothing(
    synapse: Synapse, register: Register, monkeypatch: pytest.MonkeyPatch, *, rooms_fit: bool
) -> None:
    """Room keys, invitations, who came, and every message in order, also of a room whose own part
    does not fit."""
    account, store = await register("voice"), Store.in_memory()
    carol = await register("carol")
    async with person(synapse, await register("alex")) as alex:
        async with person(synapse, account, store) as voice:
            room_id = await chat(alex, voice)
            await voice.sync()
        await alex.invite(room_id, UserID(carol.user_id))
        await say_many(alex, room_id, voice, MANY)
        another = await alex.create_direct_chat(voice.me)
        small = [re.compile("/sync$")]
        if rooms_fit:
            small.append(re.compile("/messages$"))
        else:
            # Larger than a room key, smaller than a room.
            monkeypatch.setattr(answers, "PART", Cap(4_000, 75))
        nothing = [(pattern, Cap(10, 10)) for pattern in small]
        monkeypatch.setattr(caps, "_CAPS", (*nothing, *caps._CAPS))
        async with person(synapse, account, store) as voice:
            batch = await voice.sync()
            assert [invite.room_id for invite in batch.invites] == [another]
            (joined,) = batch.joined
            assert joined.passed_over is not rooms_fit
            invited = Membership(UserID(carol.user_id), "invite", alex.me)
            assert invited in joined.memberships
            read = await voice.read(room_id, MANY)
            assert [m.content["body"] for m in read] == [str(n) for n in range(MANY)]
            assert voice.rejected.counts() == {"sync: too large, split into parts": 1}
    store.close()


async def test_fault_50_more_than_the_gaps_may_weigh_is_left_out(
    synapse: Synapse, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The oldest of each room, in equal shares."""
    monkeypatch.setattr(gaps, "_WEIGHT", 30_000)
    account, store = await register("voice"), Store.in_memory()
    async with person(synapse, await register("alex")) as alex:
        async with person(synapse, account, store) as voice:
            rooms = [await chat(alex, voice), await chat(alex, voice)]
            await voice.sync()
        for room_id in rooms:
            await clear_text(alex, room_id, "hello", 30)
        async with person(synapse, account, store) as voice:
            batch = await voice.sync()
            for joined in batch.joined:
                said = [e.content["body"] for e in joined.events if e.type == "m.room.message"]
                assert 10 < len(said) < 30
                assert said == [f"hello {n}" for n in range(30 - len(said), 30)]
            assert voice.rejected.counts() == {"gap: too long": 2}
    store.close()


async def clear_text(speaker: Person, room_id: RoomID, words: str, count: int) -> None:
    """Messages in clear, which are quicker to make, and as good for counting."""
    for number in range(count):
        endpoint = path("rooms", room_id, "send", "m.room.message", secrets.token_hex(8))
        body = text_message(f"{words} {number}")
        await speaker.homeserver.request("PUT", endpoint, body)
