"""The other end by itself: two people at their Elements talk, and see what Element would show."""

from tests.interop.conftest import ElementMember
from tests.interop.member import Device, Sealed


async def test_two_elements_talk_without_a_shield(element_member: ElementMember) -> None:
    alice, bob = await element_member("alice"), await element_member("bob")
    chat = await alice.create_direct_chat(bob.user_id)
    assert await bob.wait_invite() == chat
    await bob.join(chat)
    await alice.wait_room(chat, lambda room: room.members.get(bob.user_id) == "join")

    await alice.send(chat, "hello")
    await alice.send(chat, "are you there?")
    heard = await bob.wait_message(chat, alice.user_id)
    assert (heard.body, heard.encrypted, heard.shield) == ("hello", True, "none")
    assert (await bob.wait_message(chat, alice.user_id)).body == "are you there?"
    await bob.send(chat, "I am")
    answer = await alice.wait_message(chat, bob.user_id)
    assert (answer.body, answer.encrypted, answer.shield) == ("I am", True, "none")

    assert await alice.devices(bob.user_id) == [Device(bob.device_id, True, False)]
    assert Sealed(bob.user_id, bob.device_id, None) in await alice.sealed_for()


async def test_an_unsigned_device_gets_no_key_from_a_strict_element(
    element_member: ElementMember,
) -> None:
    alice, mallory = await element_member("alice"), await element_member("mallory", sign=False)
    chat = await alice.create_direct_chat(mallory.user_id)
    await mallory.wait_invite()
    await mallory.join(chat)
    await alice.wait_room(chat, lambda room: room.members.get(mallory.user_id) == "join")

    sent = await alice.send(chat, "only for who signs")

    async def refusal() -> str | None:
        reasons = {seen.event_id: seen.undecryptable for seen in await mallory.timeline(chat)}
        return reasons.get(sent)

    assert await mallory.until(refusal) == "MEGOLM_KEY_WITHHELD_FOR_UNVERIFIED_DEVICE"
    sealed = await alice.sealed_for()
    assert {to.withheld for to in sealed if to.user == mallory.user_id} == {"m.unverified"}


async def test_a_new_identity_is_seen(element_member: ElementMember) -> None:
    alice, bob = await element_member("alice"), await element_member("bob")
    chat = await alice.create_direct_chat(bob.user_id)
    await bob.wait_invite()
    await bob.join(chat)
    await alice.wait_room(chat, lambda room: room.members.get(bob.user_id) == "join")
    assert not (await alice.identity(bob.user_id)).needs_approval

    await bob.reset_identity()

    async def noticed() -> bool:
        return (await alice.identity(bob.user_id)).needs_approval

    await alice.until(noticed)
    await alice.approve_identity(bob.user_id)
    assert not (await alice.identity(bob.user_id)).needs_approval
