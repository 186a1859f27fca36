"""What happens around a room while the other homeserver does not answer, and once it does again."""

import asyncio
import re

from peerbot.devtools.demo.people import Member
from peerbot.devtools.synapse import PATIENCE, Synapse
from tests.held.cast import GIVEN, UNREAD, asks_in, closes, holds, membership
from tests.pair.homeservers import Standing
from tests.proxy import to
from tests.story.ledger import Ledger
from tests.story.scene import Scene, comes_in, gather, hears, says


async def is_forgotten(scene: Scene, member: Member) -> None:
    """Wait until nothing is held of somebody: the command itself waits for a while."""
    async with asyncio.timeout(PATIENCE):
        while not await scene.holds_nothing_of(member):
            pass


async def a_room_closes(scene: Scene, there: Synapse, out: Standing) -> None:
    """Silent and empty on ours at once, on theirs when it is back."""
    before = scene.keepers_rooms()
    async with (
        scene.people("robin", "sam") as (robin, sam),
        scene.people("alex", of=there) as (alex,),
    ):
        number, room_id = await holds(scene, robin)
        await alex.begin()
        await sam.begin()
        await comes_in(alex, number, closing_line=True)
        await comes_in(sam, number, closing_line=True)
        await gather(room_id, robin, alex, sam)
        async with out(there):
            await closes(robin)
            for member in (robin, sam):
                await member.silenced(room_id)
                await member.removed(room_id)
            await hears(sam, "Until then its people may still write to each other.")
            assert membership(scene, room_id, alex.user_id) == "leave"
            await scene.sandbox.at_rest()
            assert scene.keepers_rooms() == before
        await alex.removed(room_id)
        await hears(alex, "before its time")
        assert room_id not in Ledger(there).rooms(alex.user_id)


async def people_step_out_and_are_erased(scene: Scene, there: Synapse, out: Standing) -> None:
    async with (
        scene.people("robin", "sam") as (robin, sam),
        scene.people("alex", "jo", of=there) as (alex, jo),
    ):
        number, room_id = await holds(scene, robin)
        for member in (alex, jo):
            await member.begin()
            await comes_in(member, number, closing_line=False)
        await gather(room_id, robin, alex, jo)
        await says(jo, "erase", "It cannot be undone")
        held = scene.proxy.hold(to("POST", "/kick"))
        await jo.tell(jo.chat, "erase it")
        await held.reached()
        async with out(there):
            held.release()
            choice = re.search(rf"(\d)\. {re.escape(alex.user_id)}", await robin.ask("step out"))
            assert choice is not None
            await says(robin, choice[1], "can read your next words")
            await says(robin, "too loud", "Is this right?")
            done = await says(robin, "yes", f"{alex.user_id} is out of the room")
            assert "A homeserver that is away hears of it when it is back" in done
            await is_forgotten(scene, jo)
            for member in (alex, jo):
                assert membership(scene, room_id, member.user_id) == "leave"
            # Nobody here waits for them.
            await sam.begin()
            await asks_in(sam, number, GIVEN)
            await says(sam, "no", "no line")
            assert await sam.join_invited() == room_id
        for member in (alex, jo):
            await member.removed(room_id)
        await hears(alex, UNREAD)
        await says(alex, "1", "asked you to step out")
        await hears(jo, "its key is destroyed")
        await jo.until(lambda: jo.voice not in jo.present(jo.chat))
        await closes(robin)


async def somebody_is_to_be_invited(scene: Scene, there: Synapse, out: Standing) -> None:
    """They are told so once it is back, and ask again; nobody else waits for their invitation, and
    nobody's coming or going in that room does."""
    async with (
        scene.people("robin", "sam") as (robin, sam),
        scene.people("alex", of=there) as (alex,),
    ):
        number, room_id = await holds(scene, robin)
        await alex.begin()
        await sam.begin()
        await says(alex, f"join {number}", "I keep your address")
        asks = to("GET", "/profile/")
        before = scene.proxy.hold(asks)
        await alex.tell(alex.chat, "let me in")
        await before.reached()
        async with out(there):
            answered = scene.proxy.hold(asks, after=True)
            before.drop()
            await asks_in(sam, number, GIVEN)
            await says(sam, "no", "no line")
            assert await sam.join_invited() == room_id
            await robin.sees(room_id, 3)
            await sam.client.leave(room_id)
            await hears(sam, "Your place is free")
            await answered.reached()
            answered.release()
            assert (await scene.steward("status")).lines[0] == "All is well."
        await hears(alex, "your homeserver did not answer")
        assert membership(scene, room_id, alex.user_id) == ""
        await asks_in(alex, number, GIVEN)
        await says(alex, "no", "no line")
        assert await alex.join_invited() == room_id
        await closes(robin)
        await alex.removed(room_id)
