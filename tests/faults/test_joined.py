"""Rooms in which the accounts find themselves, and what is said there."""

import re
import secrets
from typing import Any

import pytest

from peerbot.devtools.demo.people import Member
from peerbot.kernel.ids import RoomID
from peerbot.matrix.homeserver import Json, path, room_path
from peerbot.matrix.http.session import Session
from tests.faults.conftest import Arrive
from tests.faults.place import HELP, WELCOME, Place
from tests.faults.test_chats import ENCRYPTED, create

PUBLIC: Json = {"preset": "public_chat", "invite": []}


async def lets_in(place: Place, room_id: RoomID, user_id: str) -> None:
    """The homeserver's admin puts an account into a public room, as its settings may as well."""
    register = place.sandbox.homeserver.register
    admin = await register(f"admin-{secrets.token_hex(4)}", admin=True)
    homeserver = Session(place.sandbox.homeserver.url, admin.token)
    endpoint = path("join", room_id).replace("/_matrix/client/v3/", "/_synapse/admin/v1/")
    await homeserver.request("POST", endpoint, {"user_id": user_id})
    await homeserver.close()


async def public(member: Member, *others: Member, **how: Any) -> RoomID:
    """A public room with people in it."""
    room_id = await create(member, **PUBLIC, **how)
    for other in others:
        await other.client.join(room_id)
    await member.sees(room_id, 1 + len(others))
    return room_id


@pytest.mark.parametrize("running", [True, False], ids=["running", "off"])
@pytest.mark.parametrize("account", ["voice", "keeper"])
async def test_fault_57_a_room_that_the_homeserver_lets_an_account_into_is_left_as_it_was(
    place: Place, arrive: Arrive, account: str, running: bool
) -> None:
    alex, sam = await arrive("alex"), await arrive("sam")
    assert WELCOME in await alex.ask("hi")
    room_id = await public(alex, sam, initial_state=[ENCRYPTED])
    joined = place.sandbox.voice if account == "voice" else place.sandbox.keeper
    leaving = place.proxy.hold(place.by(account, "POST", f"{name_of(room_id)}/leave"), after=True)
    if running:
        await lets_in(place, room_id, joined)
    else:
        await place.sandbox.stop_bot()
        await lets_in(place, room_id, joined)
        await alex.sees(room_id, 3)
        await place.sandbox.start_bot()
    await leaving.reached()
    leaving.release()
    await alex.until(lambda: alex.present(room_id) == {alex.user_id, sam.user_id})
    assert [m for m in alex.messages if m.room_id == room_id] == []
    endpoint = room_path(room_id, "state", "m.room.member", joined)
    now = await alex.client.homeserver.request("GET", endpoint)
    assert (now["membership"], "reason" in now) == ("leave", False)
    assert HELP in await alex.ask("help")
    what = "room: left, not created by the bot"
    assert await place.rejected(what if account == "voice" else f"keeper, {what}") >= 1
    _, told = await place.sandbox.command("status")
    assert room_id not in told


async def test_fault_57_a_chat_that_the_homeserver_lets_the_bot_into_is_a_chat(
    place: Place, arrive: Arrive
) -> None:
    """As with `auto_accept_invites`: there is no invitation left to accept."""
    alex = await arrive("alex")
    assert WELCOME in await alex.ask("hi")
    first, alex.chat = alex.chat, await public(alex, initial_state=[ENCRYPTED])
    await lets_in(place, alex.chat, alex.voice)
    assert HELP in await alex.ask("help")
    await alex.until(lambda: alex.voice not in alex.present(first))


@pytest.mark.parametrize("wrote", [True, False], ids=["whose chat it is", "nobody's chat"])
async def test_fault_56_a_word_in_anothers_chat_leaves_ones_own_as_it_is(
    arrive: Arrive, wrote: bool
) -> None:
    alex, sam = await arrive("alex"), await arrive("sam")
    if wrote:
        assert WELCOME in await sam.ask("hi")
    assert "It cannot be undone" in await alex.ask("erase")
    await sam.client.invite(sam.chat, alex.user_id)
    await alex.client.join(sam.chat)
    if wrote:
        assert "Somebody else is in this chat" in await sam.hear()
    else:
        await alex.until(lambda: alex.voice in alex.present(sam.chat))
        await alex.tell(sam.chat, "is anybody here?")
    await sam.until(lambda: sam.voice not in sam.present(sam.chat))
    assert "its key is destroyed" in await alex.ask("erase")


async def test_fault_56_a_word_in_anothers_chat_ends_that_one_also_when_the_bot_was_off(
    place: Place, arrive: Arrive
) -> None:
    alex, sam = await arrive("alex"), await arrive("sam")
    assert WELCOME in await sam.ask("hi")
    assert WELCOME in await alex.ask("hi")
    await place.kill()
    await sam.client.invite(sam.chat, alex.user_id)
    await alex.client.join(sam.chat)
    await sam.sees(sam.chat, 3)
    await alex.tell(sam.chat, "is anybody here?")
    await place.sandbox.start_bot()
    assert "Somebody else is in this chat" in await sam.hear()
    await sam.until(lambda: sam.voice not in sam.present(sam.chat))
    assert HELP in await alex.ask("help")


async def test_fault_56_a_word_in_a_group_that_the_homeserver_joined_the_bot_to(
    place: Place, arrive: Arrive
) -> None:
    alex, sam = await arrive("alex"), await arrive("sam")
    assert "It cannot be undone" in await alex.ask("erase")
    room_id = await public(alex, sam, initial_state=[ENCRYPTED])
    await place.sandbox.stop_bot()
    await lets_in(place, room_id, alex.voice)
    await alex.sees(room_id, 3)
    await alex.tell(room_id, "is anybody here?")
    await place.sandbox.start_bot()
    await sam.until(lambda: sam.present(room_id) == {alex.user_id, sam.user_id})
    assert [m for m in alex.messages if (m.room_id, m.sender) == (room_id, alex.voice)] == []
    assert HELP in await alex.ask("help")
    assert alex.voice in alex.present(alex.chat)


def name_of(room_id: RoomID) -> str:
    """How a room is named in a request's path."""
    return re.escape(room_id[1:].partition(":")[0])
