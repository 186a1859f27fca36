"""Many at once. `tests/soak` has the same under the limits that a homeserver has by default."""

from datetime import timedelta

from tests.held.cast import holds, nothing_of
from tests.held.clocked import Clocked
from tests.held.many import all_due_at_once, all_over
from tests.proxy import to
from tests.story.scene import Scene, hears, says

TWELVE = [f"member{number}" for number in range(12)]


async def test_fault_47_fifteen_rooms_due_in_the_same_second(
    clocked: tuple[Scene, Clocked],
) -> None:
    """All fall silent while none can be emptied yet: the first that the limits let through."""
    scene, clock = clocked
    async with scene.people("robin") as (robin,), clock.runs():
        await robin.begin()
        await scene.makes_facilitator(robin)
        due = clock.now() + timedelta(minutes=40)
        rooms = await all_due_at_once(robin, due, clock.now)
        emptying = [scene.proxy.hold(to("POST", "/kick")) for _ in rooms]
        clock.passes(timedelta(minutes=40))
        for room_id in rooms:
            await robin.silenced(room_id)
        assert not robin.left & set(rooms)
        for held in emptying:
            held.release()
        await all_over(robin, rooms)
        await scene.sandbox.at_rest()
        assert not scene.keepers_rooms() & set(rooms)
        nothing_of(scene, (robin,), *rooms)


async def test_twelve_come_at_once_and_eight_find_a_place(scene: Scene) -> None:
    """Never more than were promised, however close together they ask; the first eight come in."""
    async with scene.people("robin", *TWELVE) as (robin, *members):
        number, room_id = await holds(scene, robin)
        for member in members:
            await member.begin()
            await says(member, f"join {number}", "I keep your address")
        for member in members:
            await member.tell(member.chat, "let me in")
        told = [await member.hear() for member in members]
        assert sum("The invitation is there" in words for words in told) == 8
        assert sum("that room is full" in words for words in told) == 4
        await says(robin, "room", "1 person is in the room")
        await says(robin, "close", "Close the room for everyone?")
        await says(robin, "close it", "It is closing")
        await hears(robin, "before its time")
        await scene.sandbox.at_rest()
        nothing_of(scene, (robin, *members), room_id)
