"""The keeper's room with people at their Elements: they read each other, and the keeper nothing."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from peerbot.devtools.synapse import Registered, Synapse
from peerbot.features.rooms.address import Mark
from peerbot.features.rooms.records import Card
from peerbot.kernel.ids import RoomID, UserID
from peerbot.matrix.client import Client
from peerbot.matrix.crypto.signing import Identity
from peerbot.matrix.http.session import Session
from peerbot.matrix.keeper import FILTER, RoomKeeper
from storage import Store
from tests.conftest import Register
from tests.interop.conftest import ElementMember
from tests.interop.member import Element, ElementError, Elements
from tests.matrix.people import credentials, now

HOUR = timedelta(hours=1)


class Unheard:
    """Nobody listens: these tests watch from the members' side."""

    def room_lost(self, room_id: RoomID) -> None:
        """Part of the port."""

    def membership_changed(self, room_id: RoomID, user: UserID, came: bool) -> None:
        """Part of the port."""


@pytest.fixture
async def account(register: Register) -> Registered:
    """The keeper's account."""
    return await register("keeper")


@pytest.fixture
async def keeper(synapse: Synapse, account: Registered) -> AsyncIterator[RoomKeeper]:
    """A keeper as setup leaves it: an identity is published, and its private keys are gone."""
    homeserver = Session(synapse.url, account.token)
    identity = Identity.new(UserID(account.user_id))
    await identity.publish(homeserver, account.password)
    store = Store.in_memory()
    client = Client(homeserver, credentials(account), store, now, sync_filter=FILTER)
    yield RoomKeeper(client, Unheard(), now, identity.master_key)
    await homeserver.close()
    store.close()


async def room_of(
    keeper: RoomKeeper, facilitator: Element, member: Element, *, text_only: bool = True
) -> RoomID:
    """A room of the keeper's that both are in."""
    card = Card(
        mark=Mark("mark"),
        number=1,
        title="Quiet company",
        about="Text only",
        name="pine harbour",
        size=8,
        facilitator=UserID(facilitator.user_id),
        opened=now(),
        closes=now() + HOUR,
        latest=now() + HOUR,
        text_only=text_only,
    )
    room_id = await keeper.create(card, "Closes in an hour", federate=False)
    for guest in (facilitator, member):
        await keeper.invite(room_id, UserID(guest.user_id), size=card.size, holders=())
        assert await guest.wait_invite() == room_id
        await guest.join(room_id)
    both = {facilitator.user_id: "join", member.user_id: "join"}
    for guest in (facilitator, member):
        await guest.wait_room(room_id, lambda room: both.items() <= room.members.items())
    return room_id


async def test_members_read_each_other_and_the_keeper_has_nothing_to_read_with(
    keeper: RoomKeeper, element_member: ElementMember
) -> None:
    facilitator, member = await element_member("facilitator"), await element_member("member")
    room_id = await room_of(keeper, facilitator, member)

    await facilitator.send(room_id, "you are welcome here")
    heard = await member.wait_message(room_id, facilitator.user_id)
    assert (heard.body, heard.encrypted, heard.shield) == ("you are welcome here", True, "none")
    await member.send(room_id, "thank you")
    answer = await facilitator.wait_message(room_id, member.user_id)
    assert (answer.body, answer.encrypted, answer.shield) == ("thank you", True, "none")

    keeper_id = keeper.client.credentials.user_id
    assert (await member.identity(keeper_id)).published
    assert await member.devices(keeper_id) == []
    sealed = await member.sealed_for() | await facilitator.sealed_for()
    assert {to.user for to in sealed} == {facilitator.user_id, member.user_id}
    assert await keeper.trusted()


async def test_a_device_added_to_the_keeper_afterwards_reads_nothing(
    synapse: Synapse,
    keeper: RoomKeeper,
    account: Registered,
    element_member: ElementMember,
    elements: Elements,
) -> None:
    facilitator, member = await element_member("facilitator"), await element_member("member")
    room_id = await room_of(keeper, facilitator, member)

    # Whoever has the token adds a device with keys; nobody has what could vouch for it.
    spy = await elements.member(synapse.url, account, strict=False, sign=False)
    await member.until(lambda: member.devices(spy.user_id))
    assert not await keeper.trusted()
    sent = await member.send(room_id, "said among us")
    assert (await facilitator.wait_message(room_id, member.user_id)).body == "said among us"

    async def refusal() -> str | None:
        reasons = {seen.event_id: seen.undecryptable for seen in await spy.timeline(room_id)}
        return reasons.get(sent)

    assert await spy.until(refusal) == "MEGOLM_KEY_WITHHELD_FOR_UNVERIFIED_DEVICE"
    to_spy = [sealed for sealed in await member.sealed_for() if sealed.user == spy.user_id]
    assert [sealed.withheld for sealed in to_spy] == ["m.unverified"]
    await spy.stop()


async def test_a_silenced_and_emptied_room_is_seen_as_told(
    keeper: RoomKeeper, element_member: ElementMember
) -> None:
    facilitator, member = await element_member("facilitator"), await element_member("member")
    room_id = await room_of(keeper, facilitator, member)
    known = await member.wait_room(room_id, lambda room: room.name == "pine harbour")
    assert known.state["m.room.topic"]["topic"] == "Closes in an hour"

    await keeper.silence(room_id)
    for guest in (facilitator, member):
        await guest.wait_room(room_id, lambda room: not room.may_send)
    await keeper.leave(room_id, "This room has closed.")
    for guest in (facilitator, member):
        left = await guest.wait_room(room_id, lambda room: room.membership == "leave")
        assert left.changed_by == keeper.client.credentials.user_id
        assert left.reason == "This room has closed."


async def test_a_room_falls_silent_on_time_without_the_keeper(
    keeper: RoomKeeper, element_member: ElementMember
) -> None:
    facilitator, member = await element_member("facilitator"), await element_member("member")
    room_id = await room_of(keeper, facilitator, member)
    # Delayed events (MSC4140): the homeserver does it, and nothing of ours runs meanwhile.
    await keeper.silence_at(room_id, now())
    for guest in (facilitator, member):
        await guest.wait_room(room_id, lambda room: not room.may_send)


CALLS = ("m.call.member", "m.rtc.member")
CALLS_OF_TODAY = ("org.matrix.msc3401.call.member", "org.matrix.msc4143.rtc.member")


@pytest.mark.parametrize("text_only", [True, False])
async def test_a_call_may_be_begun_where_people_may_speak_and_nowhere_else(
    keeper: RoomKeeper, element_member: ElementMember, text_only: bool
) -> None:
    """Element shows its buttons by this question."""
    facilitator, member = await element_member("facilitator"), await element_member("member")
    room_id = await room_of(keeper, facilitator, member, text_only=text_only)

    async def may() -> set[str]:
        kinds = (*CALLS, *CALLS_OF_TODAY, "m.room.topic", "im.vector.modular.widgets")
        return {kind for kind in kinds if await member.may_send_state(room_id, kind)}

    assert await may() == (set() if text_only else {*CALLS, *CALLS_OF_TODAY})
    for kind in CALLS_OF_TODAY:
        if text_only:  # of the newer kind there are events that are no state, too
            with pytest.raises(ElementError, match="M_FORBIDDEN"):
                await member.set_state(room_id, kind, f"_{member.user_id}_DEVICE_m.call")
        else:
            await member.set_state(room_id, kind, f"_{member.user_id}_DEVICE_m.call")
    await keeper.demote(room_id)
    assert await may() == (set() if text_only else {*CALLS, *CALLS_OF_TODAY})
    await keeper.silence(room_id)
    await member.wait_room(room_id, lambda room: not room.may_send)
    assert await may() == set()
