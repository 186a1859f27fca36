"""Rooms under the limits that a homeserver has by default, and in the time that it really takes."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from peerbot.devtools.demo.people import time_for
from peerbot.devtools.sandbox import Sandbox
from peerbot.matrix.arming import AFTER_US, APART
from tests.held.cast import Guest, arriving, is_in, nothing_of
from tests.held.many import (
    ROOMS,
    all_come,
    all_due_at_once,
    all_over,
    how_late,
    now,
    under_default_limits,
    without_delayed_events,
)
from tests.held.test_facilitating import silent_at
from tests.interop.member import Elements
from tests.story.scene import Scene, hears_the_end, opens, says, staged

BURST, PER_SECOND = 10, 0.2
"""Synapse's `rc_message`: what one account may send at once, and then a second."""


@pytest.fixture
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    """A bot on a homeserver of its own, reached through a proxy."""
    async with staged(Sandbox(tmp_path_factory.mktemp("soak") / "sandbox")) as scene:
        yield scene


@pytest.mark.parametrize("delayed", [True, False], ids=["delayed events", "none"])
async def test_fault_47_fifteen_rooms_due_in_the_same_second(scene: Scene, delayed: bool) -> None:
    if not delayed:
        without_delayed_events(scene)
        await scene.restart()
    async with scene.people("robin") as (robin,):
        await robin.begin()
        await scene.makes_facilitator(robin)
        # One answer's time for each of what opening takes; the homeserver starts anew besides.
        began = now()
        await under_default_limits(scene, False)
        restart = now() - began
        due = now() + restart * 2 + timedelta(seconds=time_for(5 * ROOMS, robin, least=30))
        rooms = await all_due_at_once(robin, due)
        await under_default_limits(scene)
        assert now() < due
        late = await how_late(robin, rooms, due)
        print("silent after, seconds:", [round(seconds, 1) for seconds in late])  # noqa: T201 - the figure
        # One more than the rooms: what the homeserver does by itself counts as the keeper's too.
        least = (ROOMS + 1 - BURST) / PER_SECOND
        assert late[-1] < least + time_for(4, robin, least=5)
        await scene.sandbox.at_rest()
        assert not scene.keepers_rooms() & set(rooms)
        nothing_of(scene, (robin,), *rooms)


async def test_fault_47_fifteen_rooms_due_in_the_same_second_with_the_bot_dead(
    scene: Scene,
) -> None:
    """The homeserver silences each of them under its own limits: none is lost for another."""
    async with scene.people("robin") as (robin,):
        await robin.begin()
        await scene.makes_facilitator(robin)
        due = now() + timedelta(seconds=time_for(7 * ROOMS, robin, least=60))
        rooms = await all_due_at_once(robin, due)
        await robin.until(lambda: all(len(silent_at(scene, room_id)) == 1 for room_id in rooms))
        await scene.sandbox.kill_bot()
        await under_default_limits(scene)
        assert now() < due
        for room_id in rooms:
            await robin.silenced(room_id)
        late = (now() - due).total_seconds()
        print("the last one silent after, seconds:", round(late, 1))  # noqa: T201 - the figure
        assert not robin.left & set(rooms)
        assert late < AFTER_US.total_seconds() + ROOMS * APART.total_seconds() + time_for(
            4, robin, least=30
        )
        await scene.sandbox.start_bot()
        await all_over(robin, rooms)
        await scene.sandbox.at_rest()
        nothing_of(scene, (robin,), *rooms)


async def test_twelve_come_at_once(scene: Scene, tmp_path: Path) -> None:
    """Three answers to each of twelve, where ten are free and each more costs five seconds."""
    async with (
        scene.people("robin") as (robin,),
        Elements(tmp_path / "element.log") as elements,
    ):
        await robin.begin()
        await scene.makes_facilitator(robin)
        await says(robin, "open open house", "Up to 20 people besides you")
        arrive = arriving(scene, elements, guests := list[Guest]())
        for number in range(12):
            await arrive(f"member{number}")
        await under_default_limits(scene)
        await says(robin, "yes", "as number 1")
        room_id = await robin.join_invited()
        waited = await all_come(guests, "1")
        print("waited, seconds:", [round(seconds, 1) for seconds in waited])  # noqa: T201 - the figure
        await robin.sees(room_id, 14)
        for guest in guests:
            await guest.element.stop()
        nothing_of(scene, (robin, *guests), room_id)


async def test_fault_41_more_time_with_the_bot_dead(scene: Scene) -> None:
    """The homeserver silences the room by itself at the new time, and not at the old one."""
    async with scene.people("robin", "alex") as (robin, alex):
        await robin.begin()
        await scene.makes_facilitator(robin)
        lasts = time_for(12, robin, least=20)
        promised = now() + timedelta(seconds=lasts)
        number = await opens(robin, lasts=f"{lasts}s")
        room_id = await robin.join_invited()
        await is_in(alex, number)
        await says(robin, "extend 1", "It now closes")
        await robin.until(
            lambda: (
                len(scene.ledger.events(room_id, "m.room.topic")) == 2
                and sum("/delayed_events/" in seen.path for seen in scene.proxy.seen)
            )
        )
        await says(robin, "room", "2 people are in the room")
        await scene.sandbox.kill_bot()
        await alex.silenced(room_id)
        assert (now() - promised).total_seconds() > 59
        assert alex.user_id in alex.present(room_id)
        await scene.sandbox.start_bot()
        await alex.removed(room_id)
        await hears_the_end(robin)
        await scene.sandbox.at_rest()
        nothing_of(scene, (robin, alex), room_id)
