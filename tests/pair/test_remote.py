"""People of another homeserver: all that people of the bot's own can do, and both in one room."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from peerbot.devtools.synapse import Synapse
from tests.held.cast import GIVEN, UNREAD, WAITS, asks_in, closes, holds, nothing_of
from tests.proxy import to
from tests.story.ledger import Ledger
from tests.story.scene import Scene, comes_in, gather, hears, opens, says, tells_all

WHEN_BACK = "A homeserver that is away hears of it when it is back."


async def test_a_member_of_another_homeserver(scene: Scene, there: Synapse) -> None:
    """Everything from the first word to being forgotten, in a room with people of both."""
    before = scene.keepers_rooms()
    async with (
        scene.people("robin", "sam") as (robin, sam),
        scene.people("alex", of=there) as (alex,),
    ):
        await robin.begin()
        await scene.makes_facilitator(robin)
        await sam.begin()
        await alex.begin()
        await says(alex, "hi", "I have no notes about you")
        await says(alex, "note", "1 of")
        await says(alex, "Alex with an x", "2 of")
        for at in range(3, 6):
            await says(alex, "skip", f"{at} of")
        await says(alex, "skip", "Shall I keep this")
        await says(alex, "yes", "Shall I write you a word")
        await says(alex, "no", "without a word")

        number = await opens(robin)
        await says(alex, "rooms", f"{number}. Quiet company")
        await says(alex, f"join {number}", "keep your address")
        assert WHEN_BACK in await says(alex, "everything else", "This is the rest")
        await says(alex, "let me in", WAITS)
        room_id = await robin.join_invited()
        await hears(alex, GIVEN)
        await says(alex, "yes", "one line when it has closed")
        await comes_in(sam, number, closing_line=False)
        await gather(room_id, robin, alex, sam)
        await tells_all(alex, room_id, "hello from elsewhere", robin, sam)
        await tells_all(sam, room_id, "and from here", robin, alex)
        await says(alex, "help me here", f"I tell {robin.user_id} that somebody")
        await hears(robin, "asks for you in private")
        await says(robin, "not free", "nobody is free now")
        await hears(alex, "It is not about you")

        await says(robin, "close", "Close the room for everyone?")
        assert WHEN_BACK in await says(robin, "close it", "It is closing")
        for member in (alex, sam, robin):
            await member.removed(room_id)
        assert WHEN_BACK in await hears(alex, "before its time")
        assert WHEN_BACK in await hears(robin, "before its time")
        await says(alex, "erase", "It cannot be undone")
        await says(alex, "erase it", "its key is destroyed")
        await alex.until(lambda: alex.voice not in alex.present(alex.chat))
        await scene.sandbox.at_rest()
        assert scene.keepers_rooms() == before
        assert await scene.holds_nothing_of(alex)
        nothing_of(scene, (alex,), room_id, "Alex with an x")


async def test_facilitators_of_another_homeserver(scene: Scene, there: Synapse) -> None:
    """One opens a room, another is its second and takes it over, somebody steps out."""
    async with (
        scene.people("alex") as (alex,),
        scene.people("robin", "kim", of=there) as (robin, kim),
    ):
        for facilitator in (robin, kim):
            await facilitator.begin()
            await scene.makes_facilitator(facilitator)
        await says(robin, f"open quiet company with {kim.user_id}", "Shall I open it")
        await says(robin, "yes", "The room is open, as number 1")
        room_id = await robin.join_invited()
        await hears(kim, "Will you hold it")
        await says(kim, "yes", "Your invitation comes from")
        await hears(robin, "holds it when you cannot")
        await kim.join_invited()
        await alex.begin()
        await comes_in(alex, "1", closing_line=False)
        await gather(room_id, robin, alex)
        await robin.sees(room_id, 4)
        await tells_all(alex, room_id, "is somebody there", robin, kim)
        await says(robin, "erase", "The room that you hold goes to the other facilitator")
        await says(robin, "erase it", "its key is destroyed")
        await robin.removed(room_id)
        await hears(kim, "The room is yours to hold now")
        await hears(alex, "somebody else holds it now")

        choice = re.search(rf"(\d)\. {re.escape(alex.user_id)}", await kim.ask("step out"))
        assert choice is not None
        await says(kim, choice[1], "can read your next words")
        await says(kim, "too loud", "Is this right?")
        done = await says(kim, "yes", f"{alex.user_id} is out of the room")
        assert WHEN_BACK not in done  # of the homeserver that says so
        await alex.removed(room_id)
        await hears(alex, UNREAD)
        await says(alex, "1", "asked you to step out")
        await closes(kim)
        await kim.removed(room_id)
        await scene.sandbox.at_rest()
        assert room_id not in scene.keepers_rooms()
        nothing_of(scene, (robin,), room_id)


async def test_somebody_who_moves_to_another_account(scene: Scene, there: Synapse) -> None:
    """Nothing moves along. What the old one had is there until somebody erases it."""
    async with (
        scene.people("robin", "old") as (robin, old),
        scene.people("new", of=there) as (new,),
    ):
        await robin.begin()
        await scene.makes_facilitator(robin)
        number = await opens(robin)
        room_id = await robin.join_invited()
        await old.begin()
        await comes_in(old, number, closing_line=True)
        await gather(room_id, robin, old)
        await new.begin()
        await says(new, "hi", "I have no notes about you")
        await says(new, "leave", "You have no place in a room")
        await asks_in(new, number, GIVEN)
        await says(new, "no", "no line")
        assert await new.join_invited() == room_id
        await robin.sees(room_id, 4)

        assert await scene.holds_nothing_of(old)
        await old.removed(room_id)
        await tells_all(new, room_id, "still here", robin)
        await says(new, "room", "2 people are in the room")
        await closes(robin)
        await scene.sandbox.at_rest()
        nothing_of(scene, (old,), room_id)


@asynccontextmanager
async def decided(scene: Scene, group: str, name: str, value: object) -> AsyncIterator[None]:
    """The bot runs with another setting."""
    before = scene.sandbox.config.read_text()
    settings = json.loads(before)
    settings[group][name] = value
    scene.sandbox.config.write_text(json.dumps(settings))
    await scene.restart()
    try:
        yield
    finally:
        scene.sandbox.config.write_text(before)
        await scene.restart()


async def test_where_rooms_do_not_federate(scene: Scene, there: Synapse) -> None:
    """People of another homeserver hear so before they read a card, and all else is theirs."""
    async with (
        decided(scene, "rooms", "federate", False),
        scene.people("robin") as (robin,),
        scene.people("alex", of=there) as (alex,),
    ):
        only = f"Rooms here are only for accounts on {scene.sandbox.homeserver.server_name}."
        await alex.begin()
        await says(alex, "rooms", only)
        number, room_id = await holds(scene, robin)
        [created] = scene.ledger.events(room_id, "m.room.create")
        assert created.content["m.federate"] is False
        for words in ("rooms", f"join {number}"):
            assert "Quiet company. Being there is enough." in await says(alex, words, only)
        await says(alex, "note", "1 of")
        refused = await scene.steward("grant", "facilitator", alex.user_id)
        assert refused.code == 2
        assert refused.lines[0].startswith("Rooms are only for accounts on")
        code, said = await scene.sandbox.command("check")
        assert code == 0
        assert f"Warning: members.may_talk: people on {there.server_name} may talk" in said
        assert "Configuration is valid." in said
        await closes(robin)


async def test_people_of_servers_that_may_not_talk(scene: Scene, there: Synapse) -> None:
    own = scene.sandbox.homeserver.server_name
    async with (
        decided(scene, "members", "may_talk", [own]),
        scene.people("alex", of=there) as (alex,),
    ):
        # Synapse passes an invitation on before it is in the room, and what is declined before that
        # stays an invitation there.
        declining = scene.proxy.hold(to("POST", "/leave"))
        chat = await alex.client.create_direct_chat(alex.voice)
        await declining.reached()
        declining.release()

        def declined() -> bool:
            told = Ledger(there).events(chat, "m.room.member", state_key=alex.voice)
            return bool(told[-1].content["membership"] == "leave")

        await alex.until(declined)
        refused = await scene.steward("grant", "facilitator", alex.user_id)
        assert "may not talk to the bot" in refused.lines[0]
        assert "Warning:" not in (await scene.sandbox.command("check"))[1]
