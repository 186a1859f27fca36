"""The bot or the homeserver stops and comes back: what people had goes on, nothing comes twice."""

import asyncio

import pytest

from peerbot.app.trouble import Trouble
from peerbot.devtools.demo.people import time_for
from tests.proxy import to
from tests.story.scene import Scene, comes_in, gather, hears, hears_the_end, opens, says, tells_all

ANSWER = to("PUT", r"/send/m\.room\.encrypted/")
WHO_IS_HERE = to("GET", "/members")
SYNC = to("GET", "/sync")


async def test_before_any_yes_the_welcome_comes_again(scene: Scene) -> None:
    async with scene.people("alex") as (alex,):
        await alex.begin()
        await says(alex, "erase", "It cannot be undone")
        await scene.restart()
        await says(alex, "erase it", "Hello. I am a program")
        await says(alex, "erase", "It cannot be undone")
        await scene.restart()
        await says(alex, "1", "Hello. I am a program")


async def test_a_facilitators_open_room_goes_on(scene: Scene) -> None:
    async with scene.people("robin", "alex") as (robin, alex):
        await robin.begin()
        await alex.begin()
        await scene.makes_facilitator(robin)
        number = await opens(robin)
        room_id = await robin.join_invited()
        await scene.restart()
        await comes_in(alex, number, closing_line=True)
        await gather(room_id, robin, alex)
        await scene.restart()
        await tells_all(alex, room_id, "still here", robin)
        await says(robin, "close", "Close the room for everyone?")
        await scene.restart()
        await says(robin, "close it", "It is closing")
        await hears(alex, "before its time")
        await hears(robin, "before its time")
        await scene.sandbox.at_rest()
        assert room_id not in scene.keepers_rooms()


async def test_fault_41_a_room_whose_time_came_while_the_bot_was_off(scene: Scene) -> None:
    async with scene.people("robin", "alex") as (robin, alex):
        await robin.begin()
        await alex.begin()
        await scene.makes_facilitator(robin)
        number = await opens(robin, lasts=f"{time_for(10, robin, least=8)}s")
        room_id = await robin.join_invited()
        await comes_in(alex, number, closing_line=True)
        await gather(room_id, robin, alex)
        assert await scene.sandbox.stop_bot() == 0
        await alex.silenced(room_id)  # by the homeserver itself, at the promised time
        assert alex.user_id in alex.present(room_id)
        await scene.sandbox.start_bot()
        for member in (robin, alex):
            await member.removed(room_id)
        await hears_the_end(robin)
        await hears(alex, "has closed")
        await scene.sandbox.at_rest()
        assert room_id not in scene.keepers_rooms()
        assert len(scene.answers(alex)) == 4


async def test_the_homeserver_restarts_in_the_middle_of_an_answer(scene: Scene) -> None:
    async with scene.people("robin", "alex") as (robin, alex):
        await robin.begin()
        await scene.makes_facilitator(robin)
        number = await opens(robin)
        room_id = await robin.join_invited()
        await alex.begin()
        held = scene.proxy.hold(ANSWER)
        await alex.tell(alex.chat, f"join {number}")
        await held.reached()
        await scene.sandbox.homeserver.kill()
        held.release()
        await scene.sandbox.homeserver.start()
        await hears(alex, "I keep your address until then")
        await says(alex, "let me in", "The invitation is there")
        await gather(room_id, robin, alex)

        await scene.sandbox.homeserver.restart()
        await says(alex, "no", "no line")
        await says(robin, "close", "Close the room for everyone?")
        await says(robin, "close it", "It is closing")
        await alex.removed(room_id)
        await hears(robin, "before its time")
        await scene.sandbox.at_rest()
        assert len(scene.answers(alex)) == 4
        assert len(scene.answers(robin)) == 7


async def test_what_was_said_while_the_bot_was_off_is_answered_in_order(scene: Scene) -> None:
    async with scene.people("alex") as (alex,):
        await alex.begin()
        await says(alex, "hi", "I have no notes about you")
        await scene.sandbox.kill_bot()
        for words in ("help", "rooms", "leave", "me", "no"):
            await alex.tell(alex.chat, words)
        await scene.sandbox.start_bot()
        for expected in ("These words", "No room is open", "You have no place", "This shows all"):
            await hears(alex, expected)
        await hears(alex, "All right")
        await scene.sandbox.at_rest()
        assert len(scene.answers(alex)) == 6


async def test_killed_when_half_of_a_batch_is_committed(scene: Scene) -> None:
    async with scene.people("alex", "sam") as (alex, sam):
        for member in (alex, sam):
            await member.begin()
            await says(member, "hi", "I have no notes about you")
        held = scene.proxy.hold(scene.by_voice(SYNC))
        await scene.sandbox.kill_bot()
        starting = asyncio.create_task(scene.sandbox.start_bot())
        await held.reached()
        await alex.tell(alex.chat, "help")
        await sam.tell(sam.chat, "help")
        # Who is in a chat is asked ahead of the step, so at the second chat the first is committed.
        first, second = scene.proxy.hold(WHO_IS_HERE), scene.proxy.hold(WHO_IS_HERE)
        held.release()
        await starting
        await first.reached()
        first.release()
        await second.reached()
        await scene.sandbox.kill_bot()
        second.drop()
        await scene.sandbox.start_bot()
        for member in (alex, sam):
            await hears(member, "These words work at any time")
        await scene.sandbox.at_rest()
        assert [len(scene.answers(member)) for member in (alex, sam)] == [2, 2]


async def test_killed_again_while_it_starts(scene: Scene) -> None:
    async with scene.people("robin", "alex") as (robin, alex):
        await robin.begin()
        await alex.begin()
        await scene.makes_facilitator(robin)
        number = await opens(robin)
        room_id = await robin.join_invited()
        await comes_in(alex, number, closing_line=True)
        await gather(room_id, robin, alex)
        await says(robin, "close", "Close the room for everyone?")
        held = scene.proxy.hold(to("POST", "/kick"), after=True)
        await says(robin, "close it", "It is closing")
        await held.reached()
        await scene.sandbox.kill_bot()
        held.drop()
        for moment in ("/whoami", "/joined_rooms"):
            held = scene.proxy.hold(to("GET", moment), after=True)
            starting = asyncio.create_task(scene.sandbox.start_bot())
            await held.reached()
            await scene.sandbox.kill_bot()
            held.drop()
            with pytest.raises(Trouble):
                await starting
        await scene.sandbox.start_bot()
        for member in (robin, alex):
            await member.removed(room_id)
            await hears(member, "before its time")
        await scene.sandbox.at_rest()
        assert len(scene.answers(alex)) == 4
