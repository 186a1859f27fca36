"""Our crypto and Element's, in Element's strictest mode: each reads the other, and trusts it."""

import pytest

from peerbot.devtools.synapse import Synapse
from peerbot.kernel.ids import RoomID, UserID
from peerbot.matrix.crypto.devices import NoDevice
from storage import Store
from tests.conftest import Register
from tests.interop.conftest import ElementMember
from tests.interop.member import Element
from tests.matrix.people import Person, person


async def chat_of(member: Element, ours: Person) -> RoomID:
    """A direct chat that a member at their Element began with our client."""
    chat = RoomID(await member.create_direct_chat(ours.me))
    assert await ours.accept_invitation() == chat
    await member.wait_room(chat, lambda room: room.members.get(ours.me) == "join")
    return chat


async def test_both_ways_without_a_shield(
    synapse: Synapse, register: Register, element_member: ElementMember
) -> None:
    member = await element_member("member")
    async with person(synapse, await register("ours")) as ours:
        chat = await chat_of(member, ours)
        for number in range(3):
            await member.send(chat, f"question {number}")
            [heard] = await ours.read(chat)
            assert heard.content["body"] == f"question {number}"
            assert (heard.sender, heard.device_id) == (member.user_id, member.device_id)
            assert heard.signed

            await ours.say(chat, f"answer {number}", heard.sender)
            answer = await member.wait_message(chat, ours.me)
            assert (answer.body, answer.msgtype) == (f"answer {number}", "m.text")
            assert (answer.encrypted, answer.shield) == (True, "none")

        (device,) = await member.devices(ours.me)
        assert device.signed_by_owner
        assert (await member.identity(ours.me)).published


async def test_a_restart_goes_on_where_it_was(
    synapse: Synapse, register: Register, element_member: ElementMember
) -> None:
    member, account = await element_member("member"), await register("ours")
    store = Store.in_memory()
    async with person(synapse, account, store) as ours:
        chat = await chat_of(member, ours)
        await member.send(chat, "before")
        await ours.read(chat)
        await ours.say(chat, "I hear you", UserID(member.user_id))
        assert (await member.wait_message(chat, ours.me)).readable

    await member.send(chat, "while you were away")
    async with person(synapse, account, store) as ours:
        [heard] = await ours.read(chat)
        assert heard.content["body"] == "while you were away"
        await ours.say(chat, "I am back", heard.sender)
        answer = await member.wait_message(chat, ours.me)
        assert (answer.body, answer.shield) == ("I am back", "none")
    store.close()


async def test_a_device_nobody_vouches_for_is_told_nothing(
    synapse: Synapse, register: Register, element_member: ElementMember
) -> None:
    unsigned = await element_member("unsigned", sign=False)
    async with person(synapse, await register("ours")) as ours:
        chat = await chat_of(unsigned, ours)
        with pytest.raises(NoDevice):
            await ours.say(chat, "for signed devices only", UserID(unsigned.user_id))
