"""The other end by itself: two people at their Elements talk, and see what Element would show."""

from peerbot.devtools.synapse import Synapse
from peerbot.kernel.ids import RoomID
from peerbot.matrix.homeserver import Json, path, room_path
from peerbot.matrix.http.session import Session
from tests.interop.conftest import ElementMember
from tests.interop.member import Element, Sealed


async def chat_of(alice: Element, bob: Element) -> str:
    """A direct chat that both are in."""
    chat = await alice.create_direct_chat(bob.user_id)
    assert await bob.wait_invite() == chat
    await bob.join(chat)
    await alice.wait_room(chat, lambda room: room.members.get(bob.user_id) == "join")
    return chat


async def test_two_elements_talk_without_a_shield(element_member: ElementMember) -> None:
    alice, bob = await element_member("alice"), await element_member("bob")
    chat = await chat_of(alice, bob)
    await alice.send(chat, "hello")
    await alice.send(chat, "are you there?")
    heard = await bob.wait_message(chat, alice.user_id)
    assert (heard.body, heard.msgtype, heard.encrypted) == ("hello", "m.text", True)
    assert (heard.shield, heard.shield_reason) == ("none", None)
    assert (await bob.wait_message(chat, alice.user_id)).body == "are you there?"
    await bob.send(chat, "I am")
    answer = await alice.wait_message(chat, bob.user_id)
    assert (answer.body, answer.encrypted, answer.shield) == ("I am", True, "none")

    (device,) = await alice.devices(bob.user_id)
    assert device.device == bob.device_id
    assert device.signed_by_owner
    assert not device.cross_signing_verified  # nobody compared anything yet
    assert Sealed(bob.user_id, bob.device_id, None) in await alice.sealed_for()


async def test_an_unsigned_device_gets_no_key_from_a_strict_element(
    element_member: ElementMember,
) -> None:
    alice, mallory = await element_member("alice"), await element_member("mallory", sign=False)
    chat = await chat_of(alice, mallory)
    sent = await alice.send(chat, "only for who signs")

    async def refusal() -> str | None:
        reasons = {seen.event_id: seen.undecryptable for seen in await mallory.timeline(chat)}
        return reasons.get(sent)

    assert await mallory.until(refusal) == "MEGOLM_KEY_WITHHELD_FOR_UNVERIFIED_DEVICE"
    sealed = await alice.sealed_for()
    assert {to.withheld for to in sealed if to.user == mallory.user_id} == {"m.unverified"}


async def test_a_new_identity_is_seen(element_member: ElementMember) -> None:
    alice, bob = await element_member("alice"), await element_member("bob")
    await chat_of(alice, bob)
    assert not (await alice.identity(bob.user_id)).needs_approval

    await bob.reset_identity()

    async def noticed() -> bool:
        return (await alice.identity(bob.user_id)).needs_approval

    await alice.until(noticed)
    await alice.approve_identity(bob.user_id)
    assert not (await alice.identity(bob.user_id)).needs_approval
    assert not (await alice.identity(bob.user_id)).verified


async def test_what_happens_to_a_member_is_seen(
    synapse: Synapse, element_member: ElementMember
) -> None:
    alice, bob = await element_member("alice"), await element_member("bob")
    await alice.set_display_name("Alice by the sea")
    hers = Session(synapse.url, alice.account.token)
    # Not a direct chat as Element makes it: there both are creators, whom nobody can silence.
    asked: Json = {"preset": "private_chat", "invite": [bob.user_id]}
    chat = RoomID((await hers.request("POST", path("createRoom"), asked))["room_id"])
    assert await bob.wait_invite() == chat
    await bob.join(chat, encrypted=False)
    await bob.wait_room(chat, lambda room: room.name == "Alice by the sea" and room.may_send)

    power = room_path(chat, "state", "m.room.power_levels")
    levels = await hers.request("GET", power)
    await hers.request("PUT", power, levels | {"events_default": 100})
    await bob.wait_room(chat, lambda room: not room.may_send)
    kick = {"user_id": bob.user_id, "reason": "It is late."}
    await hers.request("POST", room_path(chat, "kick"), kick)
    left = await bob.wait_room(chat, lambda room: room.membership == "leave")
    assert (left.changed_by, left.reason) == (alice.user_id, "It is late.")

    await bob.logout()
    query: Json = {"device_keys": {bob.user_id: []}}
    known = await hers.request("POST", path("keys", "query"), query)
    assert known["device_keys"] == {bob.user_id: {}}
    await hers.close()
