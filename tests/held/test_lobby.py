"""People come in when somebody holds the room: before that they wait, and are told so."""

from tests.held.cast import (
    GIVEN,
    WAITS,
    Arrive,
    asks_in,
    closes,
    is_in,
    membership,
    nothing_of,
)
from tests.story.scene import Scene, hears, opens, says


async def test_nobody_is_invited_before_the_facilitator_is_in(scene: Scene, arrive: Arrive) -> None:
    robin, alex, sam = await arrive("robin"), await arrive("alex"), await arrive("sam")
    await scene.makes_facilitator(robin)
    number = await opens(robin)
    room_id = await robin.element.wait_invite()
    for member in (alex, sam):
        await asks_in(member, number, WAITS)
    assert "0 people are in the room" in await alex.ask("room")
    for member in (alex, sam):
        assert membership(scene, room_id, member.user_id) == ""

    await robin.element.join(room_id)
    for member in (alex, sam):
        await hears(member, GIVEN)
        await says(member, "no", "no line")
        assert await member.element.wait_invite() == room_id
        await member.element.join(room_id)
    everyone = {robin.user_id, alex.user_id, sam.user_id}
    for member in (robin, alex, sam):
        await member.element.wait_room(
            room_id,
            lambda room: everyone <= {m for m, how in room.members.items() if how == "join"},
        )
    await alex.element.send(room_id, "is somebody there")
    heard = await robin.element.wait_message(room_id, alex.user_id)
    assert (heard.body, heard.shield) == ("is somebody there", "none")
    assert "3 people are in the room" in await sam.ask("room")

    await says(robin, "close", "Close the room for everyone?")
    await says(robin, "close it", "It is closing")
    for member in (alex, sam, robin):
        left = await member.element.wait_room(room_id, lambda room: room.membership == "leave")
        assert left.changed_by == scene.sandbox.keeper
    await hears(robin, "before its time")
    await scene.sandbox.at_rest()
    nothing_of(scene, (robin, alex, sam), room_id, "is somebody there")


async def test_who_waits_may_give_the_place_back(scene: Scene) -> None:
    async with scene.people("robin", "alex", "sam") as (robin, alex, sam):
        await robin.begin()
        await scene.makes_facilitator(robin)
        number = await opens(robin)
        await alex.begin()
        await asks_in(alex, number, WAITS)
        await says(alex, "leave", "Your place is free")
        room_id = await robin.join_invited()
        assert await is_in(sam, number) == room_id
        assert membership(scene, room_id, alex.user_id) == ""
        await says(alex, "me", "Is it all right to show it here")
        await says(alex, "show it", "I have no notes about you")
        await closes(robin)
        nothing_of(scene, (robin, alex, sam), room_id)


async def test_a_restart_does_not_forget_who_waits(scene: Scene) -> None:
    async with scene.people("robin", "alex") as (robin, alex):
        await robin.begin()
        await scene.makes_facilitator(robin)
        number = await opens(robin)
        await alex.begin()
        await asks_in(alex, number, WAITS)
        await scene.sandbox.kill_bot()
        room_id = await robin.join_invited()
        await scene.sandbox.start_bot()
        await hears(alex, GIVEN)
        assert await alex.join_invited() == room_id
        await closes(robin)


async def test_who_leaves_in_their_client_gives_the_place_back(scene: Scene) -> None:
    async with scene.people("robin", "alex") as (robin, alex):
        await robin.begin()
        await scene.makes_facilitator(robin)
        number = await opens(robin)
        room_id = await robin.join_invited()
        assert await is_in(alex, number) == room_id
        await alex.client.leave(room_id)
        await hears(alex, "Your place is free")
        await asks_in(alex, number, GIVEN)
        await says(alex, "no", "no line")
        assert await alex.join_invited() == room_id
        await closes(robin)
