"""Nobody is left alone: a facilitator who stays away, comes back, or is held for by another.

Ten minutes pass when a test says so: the bot runs by a clock of its own, the homeserver is real.
"""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from peerbot.devtools.demo.people import Member
from peerbot.kernel.ids import RoomID
from tests.held.cast import (
    GIVEN,
    WAITS,
    Arrive,
    asks_in,
    closes,
    holds,
    is_in,
    membership,
    nothing_of,
)
from tests.held.clocked import Clocked
from tests.story.scene import Scene, hears, opens, says

AWAY = timedelta(minutes=10)
"""How long whoever holds a room may be away from it."""

ALONE = "Nobody was there to hold it"


@pytest.fixture(scope="module")
async def clock(clocked: tuple[Scene, Clocked]) -> AsyncIterator[Clocked]:
    """What time it is for the bot, which runs."""
    async with clocked[1].runs():
        yield clocked[1]


@pytest.fixture(scope="module")
def scene(clocked: tuple[Scene, Clocked], clock: Clocked) -> Scene:
    """The same for all tests here, with the bot in this process."""
    del clock
    return clocked[0]


async def leaves(member: Member, room_id: RoomID, clock: Clocked) -> None:
    """Whoever holds a room leaves it; their absence counts once the bot knows."""
    await member.client.leave(room_id)
    await clock.knows_gone(room_id, member.user_id)


async def is_second(scene: Scene, robin: Member, kim: Member, *, lasts: str = "50") -> str:
    """Robin opens a room and names Kim, another facilitator, who says yes; its number."""
    for member in (robin, kim):
        await member.begin()
        await scene.makes_facilitator(member)
    said = await says(robin, f"open quiet company {lasts} with {kim.user_id}", "Shall I open it")
    assert f"I ask {kim.user_id} whether they hold it" in said
    number = (await says(robin, "yes", "as number")).partition("as number ")[2].partition(".")[0]
    asked = await hears(kim, "Will you hold it when they cannot")
    assert robin.user_id in asked
    assert kim.user_id not in asked.partition("\n")[0]
    return number


async def agrees(robin: Member, kim: Member) -> None:
    """Kim says yes to it, and Robin hears so."""
    await says(kim, "yes", "Your invitation comes from")
    await hears(robin, f"{kim.user_id} holds it when you cannot")


async def test_a_facilitator_who_never_comes(scene: Scene, clock: Clocked, arrive: Arrive) -> None:
    alex = await arrive("alex")
    async with scene.people("robin", "sam") as (robin, sam):
        before = scene.keepers_rooms()
        for member in (robin, sam):
            await member.begin()
        await scene.makes_facilitator(robin)
        number = await opens(robin)
        room_id = await robin.until(lambda: next(iter(robin.invitations), None))
        for asking in (alex, sam):
            await asks_in(asking, number, WAITS)
        clock.passes(AWAY)
        for waiting in (alex, sam):
            await hears(waiting, "closed before you could be let in: nobody was there to hold it")
        await hears(robin, "nobody was there to hold it")
        await scene.sandbox.at_rest()
        assert scene.keepers_rooms() == before
        assert membership(scene, room_id, robin.user_id) == "leave"
        await says(alex, "rooms", "No room is open")
        nothing_of(scene, (robin, alex, sam), room_id)


async def test_a_facilitator_who_leaves_and_stays_away(scene: Scene, clock: Clocked) -> None:
    async with scene.people("robin", "alex") as (robin, alex):
        number, room_id = await holds(scene, robin)
        assert await is_in(alex, number) == room_id
        await leaves(robin, room_id, clock)
        clock.passes(AWAY / 2)
        await says(alex, "room", "1 person is in the room")
        clock.passes(AWAY / 2)
        await alex.removed(room_id)
        await hears(alex, ALONE)
        await hears(robin, "nobody was there to hold it")
        await scene.sandbox.at_rest()
        assert room_id not in scene.keepers_rooms()
        nothing_of(scene, (robin, alex), room_id)


async def test_a_facilitator_who_comes_back_in_time(scene: Scene, clock: Clocked) -> None:
    """Leaving a room takes an invitation to undo; one comes, once, and the room goes on."""
    async with scene.people("robin", "alex") as (robin, alex):
        number, room_id = await holds(scene, robin)
        await is_in(alex, number)
        await leaves(robin, room_id, clock)
        assert await robin.join_invited() == room_id
        await robin.sees(room_id, 3)
        clock.passes(AWAY)
        await says(robin, "room", "2 people are in the room")
        clock.passes(timedelta(minutes=40))
        await alex.removed(room_id)
        await hears(robin, "The room has closed. Everyone is out of it. Thank you for holding it")
        assert scene.ledger.invitations(room_id, robin.user_id) == 2


async def test_a_second_absence_is_counted_anew(scene: Scene, clock: Clocked) -> None:
    async with scene.people("robin", "alex") as (robin, alex):
        number, room_id = await holds(scene, robin)
        await is_in(alex, number)
        await leaves(robin, room_id, clock)
        await robin.join_invited()
        await robin.sees(room_id, 3)
        clock.passes(AWAY / 2)
        await leaves(robin, room_id, clock)
        clock.passes(AWAY / 2)
        await says(alex, "room", "1 person is in the room")
        clock.passes(AWAY / 2)
        await alex.removed(room_id)
        await hears(alex, ALONE)


async def test_whoever_declines_is_not_pressed(scene: Scene) -> None:
    """One more invitation after the first was declined, then none unasked; asking brings one."""
    async with scene.people("robin") as (robin,):
        await robin.begin()
        await scene.makes_facilitator(robin)
        number = await opens(robin)
        room_id = await robin.until(lambda: next(iter(robin.invitations), None))
        for _ in range(2):
            await robin.until(lambda: robin.invitations.pop(room_id, None))
            await robin.client.leave(room_id)
        await says(robin, f"join {number}", "You hold that room yourself")
        assert await robin.join_invited() == room_id
        assert scene.ledger.invitations(room_id, robin.user_id) == 3
        await closes(robin)


async def test_the_second_takes_over(scene: Scene, clock: Clocked) -> None:
    async with scene.people("robin", "kim", "alex") as (robin, kim, alex):
        number = await is_second(scene, robin, kim)
        await alex.begin()
        room_id = await robin.join_invited()
        before = await says(alex, f"join {number}", "I keep your address")
        assert kim.user_id not in before
        await agrees(robin, kim)
        card = await says(alex, f"join {number}", "I keep your address")
        assert robin.user_id in card
        assert f"If they cannot be there, {kim.user_id} holds it" in card
        await says(alex, "let me in", GIVEN)
        await says(alex, "no", "no line")
        await alex.join_invited()

        await leaves(robin, room_id, clock)
        clock.passes(AWAY)
        await hears(kim, "Will you hold the room? Otherwise it closes, unless you are in it.")
        await says(kim, "yes", "Thank you.")
        await hears(kim, "The room is yours to hold now")
        await hears(robin, "You hold that room no longer")
        clock.passes(timedelta(seconds=20))
        await hears(alex, "somebody else holds it now")
        assert kim.user_id in await says(alex, f"join {number}", "You have a place there")
        assert await kim.join_invited() == room_id
        await kim.sees(room_id, 3)
        assert (await kim.state(room_id, "m.room.power_levels"))["users"] == {}
        await says(alex, "help me here", kim.user_id)
        await hears(kim, "asks for you in private")
        await says(kim, "not free", "nobody is free now")
        await hears(alex, "It is not about you")
        await says(robin, "close", "You hold no open room")
        await says(robin, "me", "Is it all right to show it here")
        shown = await says(robin, "show it", "the role of facilitator")
        assert "holds a room" not in shown
        await says(kim, "extend 15", "It now closes")
        await says(kim, "close", "Close the room for everyone?")
        await says(kim, "close it", "It is closing")
        await alex.removed(room_id)
        await hears(kim, "before its time")
        nothing_of(scene, (robin, kim, alex), room_id)


async def test_the_second_acts_beside_a_holder_who_is_there(scene: Scene, clock: Clocked) -> None:
    async with scene.people("robin", "kim", "alex") as (robin, kim, alex):
        number = await is_second(scene, robin, kim)
        room_id = await robin.join_invited()
        await agrees(robin, kim)
        assert await kim.join_invited() == room_id
        await kim.sees(room_id, 3)
        await alex.begin()
        await says(kim, "lock", "nobody new is let in")
        await hears(robin, "has locked it")
        await says(alex, f"join {number}", "Nobody new is let in at the moment")
        await says(alex, "let me in", "Sorry, nobody new is let into that room")
        await says(robin, "unlock", "open to new people again")
        await hears(kim, "has unlocked it")
        await asks_in(alex, number, GIVEN)
        await says(alex, "no", "no line")
        await alex.join_invited()

        for answer in ("0", None):
            await says(kim, "hold", f"{robin.user_id} is in the room")
            await hears(robin, "it is theirs in two minutes")
            if answer:
                await says(robin, answer, "You hold it on")
                await hears(kim, "holds it on")
        clock.passes(timedelta(minutes=2))
        await hears(kim, "The room is yours to hold now")
        await hears(robin, "To take it back at once, say: hold")
        clock.passes(timedelta(seconds=20))
        await hears(alex, "somebody else holds it now")
        await kim.until(lambda: topics(scene, room_id)[-1].endswith("else holds the room now."))

        await says(kim, "close", "Close the room for everyone?")
        await says(kim, "in two minutes", "its topic says so")
        await hears(robin, "The other one who holds it closes it")
        await kim.until(lambda: topics(scene, room_id)[-1].endswith("Finish your sentence."))
        clock.passes(timedelta(minutes=2))
        await alex.removed(room_id)
        await hears(alex, "before its time")
        nothing_of(scene, (robin, kim, alex), room_id)


def topics(scene: Scene, room_id: RoomID) -> list[str]:
    """What the room's topic was, one after another."""
    return [str(e.content["topic"]) for e in scene.ledger.events(room_id, "m.room.topic")]


async def test_the_second_is_in_the_room_when_the_facilitator_goes(
    scene: Scene, clock: Clocked
) -> None:
    """Silent or not, they are somebody to be with; the room closes when they go as well."""
    async with scene.people("robin", "kim", "alex") as (robin, kim, alex):
        number = await is_second(scene, robin, kim)
        room_id = await robin.join_invited()
        await agrees(robin, kim)
        await kim.join_invited()
        await is_in(alex, number)
        await leaves(robin, room_id, clock)
        clock.passes(AWAY)
        await hears(kim, "Will you hold the room")
        clock.passes(AWAY)
        await says(kim, "help", "These words work at any time")
        await leaves(kim, room_id, clock)
        clock.passes(AWAY)
        await alex.removed(room_id)
        await hears(alex, ALONE)


async def test_the_second_declines_or_is_silent(scene: Scene, clock: Clocked) -> None:
    for answer in ("no", None):
        async with scene.people("robin", "kim", "alex") as (robin, kim, alex):
            number = await is_second(scene, robin, kim)
            room_id = await robin.join_invited()
            await agrees(robin, kim)
            assert await is_in(alex, number) == room_id
            await leaves(robin, room_id, clock)
            clock.passes(AWAY)
            await hears(kim, "Will you hold the room")
            if answer:
                await says(kim, answer, "Thank you for telling me")
            else:
                clock.passes(AWAY)
            await hears(alex, ALONE)
            for member in (kim, robin):
                await hears(member, "nobody was there to hold it")
            await scene.sandbox.at_rest()
            assert room_id not in scene.keepers_rooms()
            nothing_of(scene, (robin, kim, alex), room_id)


async def test_a_second_who_says_no_is_on_no_card(scene: Scene) -> None:
    async with scene.people("robin", "kim", "alex") as (robin, kim, alex):
        number = await is_second(scene, robin, kim)
        await robin.join_invited()
        await says(kim, "no", "I pass it on")
        await hears(robin, f"{kim.user_id} does not hold it when you cannot")
        await alex.begin()
        assert kim.user_id not in await says(alex, f"join {number}", robin.user_id)
        await says(kim, "me", "Is it all right to show it here")
        assert "holds a room" not in await says(kim, "show it", "the role of facilitator")
        await closes(robin)


async def test_a_yes_to_hold_a_room_that_has_closed(scene: Scene, clock: Clocked) -> None:
    async with scene.people("robin", "kim") as (robin, kim):
        await is_second(scene, robin, kim)
        clock.passes(AWAY)
        await hears(robin, "nobody was there to hold it")
        await says(kim, "yes", "You are not asked to hold a room")
        await says(kim, "me", "Is it all right to show it here")
        assert "a room (" not in await says(kim, "show it", "the role of facilitator")


async def test_one_cannot_name_oneself_or_a_stranger(scene: Scene) -> None:
    async with scene.people("robin") as (robin,):
        await robin.begin()
        await scene.makes_facilitator(robin)
        for user in (robin.user_id, "@nobody:localhost"):
            await says(robin, f"open quiet company with {user}", "I know no facilitator")
