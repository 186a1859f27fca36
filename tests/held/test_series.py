"""Three dates of one series on a real homeserver: a waiting list, a swap, nobody who opens, and too
few. Between them and after them nothing names anybody."""

import asyncio
import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from peerbot.devtools.demo.people import Member
from peerbot.devtools.sandbox import LOOKS_AGAIN
from peerbot.devtools.synapse import PATIENCE
from peerbot.features.series.records import Announced
from peerbot.kernel.ids import RoomID
from tests.held.cast import GIVEN, Guest, arriving, nothing_of
from tests.held.clocked import Clocked
from tests.interop.member import Elements
from tests.story.scene import Scene, Talks, hears, says

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = timedelta(days=7)
MINUTE = timedelta(minutes=1)


def in_words(moment: datetime) -> str:
    """A day as a host says it."""
    return f"{moment.astimezone(BERLIN):%Y-%m-%d}"


async def wants_a_place(member: Talks, expect: str) -> None:
    await says(member, "when", "A number tells more")
    await says(member, "1", "Or read about taking part")
    await says(member, "taking part", "You can just come")
    await says(member, "a place", "Shall I keep a place for you?")
    await says(member, "yes", expect)


async def comes_to_the_date(member: Talks, number: str, expect: str) -> None:
    await says(member, f"join {number}", "Please read this first.")
    await says(member, "let me in", expect)


async def test_fault_77_three_dates_of_a_series(
    clocked: tuple[Scene, Clocked], elements: Elements
) -> None:
    scene, clock = clocked
    async with scene.people("robin", "jo", "sam", "kim", "lee") as people, clock.runs():
        first = await _is_planned(scene, clock, *people)
        alex = await arriving(scene, elements, [])("alex")
        room_id = await _first_date(scene, clock, first, alex, *people)
        await _second_date(clock, first + WEEK, first + 2 * WEEK, alex, *people)
        nothing_of(scene, (*people, alex), room_id)
        robin, jo, *_ = people
        # For the third nobody takes a place, and it is held for one at least.
        clock.reaches(first + 2 * WEEK - timedelta(hours=2))
        for host in (robin, jo):
            await _hears_until(host, "A date that you host does not take place")
        await says(alex, "when", "Nothing is planned")
        clock.passes(timedelta(days=3))
        await scene.sandbox.at_rest()
        nothing_of(scene, (*people, alex), room_id)
        await alex.element.stop()


async def _first_date(
    scene: Scene, clock: Clocked, starts: datetime, alex: Guest, *people: Member
) -> RoomID:
    """Two places for three, kept until the room is open; whoever just comes finds it full."""
    robin, jo, sam, kim, lee = people
    await wants_a_place(alex, "You have a place.")
    await wants_a_place(sam, "You have a place.")
    await wants_a_place(kim, "You wait for one.")
    await says(sam, "my dates", "A number gives that one back")
    await says(sam, "1", "I keep nothing of it")
    await hears(kim, "Something that you waited for is free")
    await says(kim, "yes", "You have a place.")
    nothing_of(scene, (*people, alex))

    clock.reaches(starts - 15 * MINUTE)
    await hears(robin, "Shall I open a room for it?")
    number = _number(await says(robin, "1", "The room is open, as number"))
    room_id = await robin.join_invited()
    await robin.sees(room_id, 2)
    await hears(jo, "Will you hold it when they cannot?")
    await says(jo, "no", "")
    await hears(alex, "The room is open.")
    await hears(kim, "The room is open.")
    await comes_to_the_date(lee, number, "that room is full")
    await comes_to_the_date(alex, number, GIVEN)
    assert await alex.join_invited() == room_id
    await comes_to_the_date(kim, number, GIVEN)
    assert await kim.join_invited() == room_id
    await robin.sees(room_id, 4)
    nothing_of(scene, (*people, alex), room_id)

    clock.reaches(starts + 91 * MINUTE)
    await robin.removed(room_id)
    await kim.removed(room_id)
    await _hears_until(robin, "has closed")
    for member in (alex, kim):
        await _hears_until(member, "The time that was planned is over, and your place with it.")
    await says(alex, "my place again", "You have a place.")
    return room_id


async def _second_date(
    clock: Clocked, starts: datetime, third: datetime, alex: Guest, *people: Member
) -> None:
    """It was Jo's, and is Robin's since they swapped. Neither of them opens a room."""
    robin, jo, *_ = people
    await says(jo, f"plan swap {in_words(starts)} with {in_words(third)}", "Shall I ask that?")
    await says(jo, "yes", "I ask, and tell you")
    await hears(robin, "Something for you to answer.")  # they may open the same room again
    await says(robin, "questions", "asks whether you swap")
    await says(robin, "yes", "This is who holds it now")
    await hears(jo, "This is who holds it now")
    clock.reaches(starts - 15 * MINUTE)
    await hears(robin, "Shall I open a room for it?")
    clock.reaches(starts - 10 * MINUTE)
    await hears(jo, "Shall I open a room for it?")
    clock.reaches(starts + 10 * MINUTE)
    await hears(alex, "Not today. It is not about you.")
    await says(alex, "when", "not meet today")
    await _hears_until(robin, "Nobody opened it")
    clock.reaches(starts + 91 * MINUTE)
    await _comes_next(clock, third)


async def _is_planned(scene: Scene, clock: Clocked, *people: Member) -> datetime:
    """Robin plans it, and Jo hosts it with them; when its first date begins."""
    robin, jo, *_ = people
    for member in people:
        await member.begin()
    for host in (robin, jo):
        await scene.makes_facilitator(host)
    day = clock.now().astimezone(BERLIN).date() + timedelta(days=2)
    first = datetime.combine(day, time(19), BERLIN)
    line = f"plan grief {in_words(first)} 19:00 3 weeks 2 people at least 1 person"
    await says(robin, line, "It meets 3 times")
    await says(robin, "yes", "It is planned.")
    await says(robin, f"plan with {jo.user_id}", "That is done.")
    await hears(jo, "asks whether you host with them")
    await says(jo, "yes", "You host it now.")
    await hears(robin, "hosts it with you from now on")
    return first


async def _comes_next(clock: Clocked, date: datetime) -> None:
    """Wait until the series has gone on to this date."""
    engine = clock.engine
    async with asyncio.timeout(PATIENCE):
        while True:
            listed = engine.world.listings.read(Announced, clock.now())
            if any(it.listing.next and it.listing.next.day == date.date() for it in listed):
                return
            await asyncio.sleep(LOOKS_AGAIN)


def _number(said: str) -> str:
    number = re.search(r"as number (\d+)", said)
    assert number is not None
    return number[1]


async def _hears_until(member: Member | Guest, expect: str) -> None:
    """What comes before it is of the room that closes."""
    while expect not in await member.hear():
        pass
