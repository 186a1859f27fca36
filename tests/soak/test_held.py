"""Rooms under the limits that a homeserver has by default, and in the time that it really takes."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest

from peerbot.devtools.demo.people import Member, time_for
from peerbot.devtools.sandbox import Sandbox
from peerbot.kernel.ids import RoomID
from peerbot.matrix.arming import AFTER_US, APART
from tests.held.cast import GIVEN, Guest, arriving, closes, is_in, nothing_of
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
from tests.proxy import Seen
from tests.soak.conftest import Told
from tests.story.scene import Scene, hears_the_end, opens, says, staged

FIFTY = 50

BURST, PER_SECOND = 10, 0.2
"""Synapse's `rc_message`: what one account may send at once, and then a second."""


@pytest.fixture
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    """A bot on a homeserver of its own, reached through a proxy."""
    async with staged(Sandbox(tmp_path_factory.mktemp("soak") / "sandbox")) as scene:
        yield scene


@pytest.mark.parametrize("delayed", [True, False], ids=["delayed events", "none"])
async def test_fault_47_fifteen_rooms_due_in_the_same_second(
    scene: Scene, delayed: bool, told: Told
) -> None:
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
        told("silent after, seconds", [round(seconds, 1) for seconds in late])
        # One more than the rooms: what the homeserver does by itself counts as the keeper's too.
        least = (ROOMS + 1 - BURST) / PER_SECOND
        assert late[-1] < least + time_for(4, robin, least=5)
        await scene.sandbox.at_rest()
        assert not scene.keepers_rooms() & set(rooms)
        nothing_of(scene, (robin,), *rooms)


async def test_fault_47_fifty_rooms_due_in_the_same_second(scene: Scene, told: Told) -> None:
    """As many as the sandbox allows, of several facilitators, with no help of the homeserver's."""
    without_delayed_events(scene)
    await scene.restart()
    names = tuple(f"robin{number}" for number in range(FIFTY // ROOMS + 1))
    async with scene.people(*names) as hosts:
        for host in hosts:
            await host.begin()
            await scene.makes_facilitator(host)
        began = now()
        await under_default_limits(scene, False)
        restart = now() - began
        due = now() + restart * 2 + timedelta(seconds=time_for(5 * FIFTY, hosts[0], least=90))
        held: dict[RoomID, Member] = {}
        for host in hosts:
            some = min(ROOMS, FIFTY - len(held))
            held |= dict.fromkeys(await all_due_at_once(host, due, some=some), host)
        await under_default_limits(scene)
        assert now() < due
        late = sorted(await asyncio.gather(*(_late(it, held[it], due) for it in held)))
        least = (FIFTY - BURST) / PER_SECOND
        figures = [round(late[FIFTY * part // 100 - 1] / least, 2) for part in (50, 95, 100)]
        told("lateness over the least there is, for half, most, all", figures)
        assert late[-1] < 1.1 * least + time_for(4, hosts[0], least=15)
        await under_default_limits(scene, False)
        for room_id, host in held.items():
            await host.removed(room_id)
        await scene.sandbox.at_rest()
        nothing_of(scene, hosts, *held)


async def _late(room_id: RoomID, host: Member, due: datetime) -> float:
    await host.silenced(room_id)
    return (now() - due).total_seconds()


async def test_fault_47_fifteen_rooms_due_in_the_same_second_with_the_bot_dead(
    scene: Scene, told: Told
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
        told("the last one silent after, seconds", round(late, 1))
        assert not robin.left & set(rooms)
        assert late < AFTER_US.total_seconds() + ROOMS * APART.total_seconds() + time_for(
            4, robin, least=30
        )
        await scene.sandbox.start_bot()
        await all_over(robin, rooms)
        await scene.sandbox.at_rest()
        nothing_of(scene, (robin,), *rooms)


async def test_twelve_come_at_once(scene: Scene, tmp_path: Path, told: Told) -> None:
    """Three answers to each of twelve, where ten are free and each more costs five seconds."""
    async with (
        scene.people("robin") as (robin,),
        Elements(tmp_path / "element.log") as elements,
    ):
        guests = await _by_a_room_of_twelve(scene, robin, elements, 12)
        before = len(scene.proxy.seen)
        await under_default_limits(scene)
        await says(robin, "yes", "as number 1")
        room_id = await robin.join_invited()
        waited = await all_come(guests, "1")
        told("waited, seconds", [round(seconds, 1) for seconds in waited])
        await robin.sees(room_id, 14)
        await closes(robin)
        await robin.removed(room_id)
        await scene.sandbox.at_rest()
        asked = Counter(_endpoint(seen) for seen in scene.proxy.seen[before:])
        told("requests for the room, opened and closed", (asked.total(), asked.most_common()))
        for guest in guests:
            await guest.element.stop()
        nothing_of(scene, (robin, *guests), room_id)


async def test_thirty_come_at_once_for_twelve_places(scene: Scene, tmp_path: Path) -> None:
    """Nobody is left without an answer, and the room never holds one more than was promised."""
    async with (
        scene.people("robin") as (robin,),
        Elements(tmp_path / "element.log") as elements,
    ):
        guests = await _by_a_room_of_twelve(scene, robin, elements, 30)
        await says(robin, "yes", "as number 1")
        room_id = await robin.join_invited()
        await robin.sees(room_id, 2)
        for guest in guests:
            await says(guest, "join 1", "I keep your address until then")
        await under_default_limits(scene)
        for guest in guests:
            await guest.element.send(guest.chat, "let me in")
        told = await asyncio.gather(*(guest.hear() for guest in guests))
        inside = [guest for guest, words in zip(guests, told, strict=True) if GIVEN in words]
        assert len(inside) == 12
        assert sum("that room is full" in words for words in told) == 18
        for guest in inside:
            await guest.join_invited()
        await robin.sees(room_id, 14)
        await under_default_limits(scene, False)
        for guest in guests:
            await guest.element.stop()
        nothing_of(scene, (robin, *guests), room_id)


async def _by_a_room_of_twelve(
    scene: Scene, robin: Member, elements: Elements, count: int
) -> list[Guest]:
    """So many people with Element; Robin has yet to say yes to what the room would be."""
    await robin.begin()
    await scene.makes_facilitator(robin)
    arrive = arriving(scene, elements, guests := list[Guest]())
    for number in range(count):
        await arrive(f"member{number}")
    await says(robin, "open open house", "Up to 12 people besides you")
    return guests


def _endpoint(seen: Seen) -> str:
    """What was asked, without whom or where it is about."""
    path = unquote(seen.path).partition("?")[0]
    return f"{seen.method} {re.sub(r'[!$@][^/]*|(?<=/)m[0-9a-f]{8,}[^/]*', '*', path)}"


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
