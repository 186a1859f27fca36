"""One small story that uses all that a bot does, and what must be true at its end.

Whoever plays it may do harm in any of its parts: it is wrapped by `near(part)`, and the parts begin
and end where what was asked last is on record, so that nobody has to be asked again.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from peerbot.devtools.demo.search import hits
from tests.story.scene import Scene, comes_in, gather, hears, opens, says, tells_all

PARTS = ("begin", "greet", "role", "open", "let in", "erase", "close", "closing line")

Near = Callable[[str], AbstractAsyncContextManager[None]]

# What each of them is told, in order, and nothing besides.
TO_ROBIN = [
    "A steward offers you",
    "You are a facilitator",
    "Shall I open it",
    "The room is open",
    "Close the room for everyone?",
    "It is closing",
    "before its time",
]
TO_ALEX = [
    "I keep your address until then",
    "The invitation is there",
    "line",
    "before its time",
]
TO_SAM = [
    "I have no notes about you",
    "I keep your address until then",
    "The invitation is there",
    "line",
    "It cannot be undone",
    "its key is destroyed",
]


async def play(scene: Scene, near: Near) -> None:
    """A room is opened, two come in, one is erased, it is closed. Everything happened once."""
    before = scene.keepers_rooms()
    async with scene.people("robin", "alex", "sam") as (robin, alex, sam):
        await robin.begin()
        await alex.begin()
        async with near("begin"):
            await sam.begin()
        async with near("greet"):
            await says(sam, "hi", "I have no notes about you")
        assert (await scene.steward("grant", "facilitator", robin.user_id)).code == 0
        await says(robin, "role", "A steward offers you")
        async with near("role"):
            await says(robin, "yes", "You are a facilitator")
        async with near("open"):
            number = await opens(robin)
            room_id = await robin.join_invited()
        await says(alex, f"join {number}", TO_ALEX[0])
        async with near("let in"):
            await says(alex, "let me in", TO_ALEX[1])
            await says(alex, "yes", TO_ALEX[2])
        await comes_in(sam, number, closing_line=True)

        await gather(room_id, robin, alex, sam)
        await tells_all(alex, room_id, "hello, you two", robin, sam)
        assert scene.keepers_rooms() - before == {room_id}
        for member in (robin, alex, sam):
            assert scene.ledger.invitations(room_id, member.user_id) == 1
        await scene.all_is_well()

        async with near("erase"):
            await says(sam, "erase", "It cannot be undone")
            await says(sam, "erase it", "its key is destroyed")
            await sam.until(lambda: sam.voice not in sam.present(sam.chat))
        async with near("close"):
            await says(robin, "close", "Close the room for everyone?")
            await says(robin, "close it", "It is closing")
            for member in (robin, alex):
                await member.removed(room_id)
        async with near("closing line"):
            await hears(alex, "before its time")
            await hears(robin, "before its time")

        await scene.sandbox.at_rest()
        assert scene.keepers_rooms() == before
        await scene.all_is_well()
        assert await scene.holds_nothing_of(sam)
        assert not hits([sam.user_id, sam.chat], scene.sandbox.state, scene.sandbox.log)
        for member, expected in ((robin, TO_ROBIN), (alex, TO_ALEX), (sam, TO_SAM)):
            answers = scene.answers(member)
            assert all(e in a for e, a in zip(expected, answers, strict=True)), answers
