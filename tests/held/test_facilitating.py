"""What somebody who holds a room can do: more time, a look, an ear, a door, and their own role."""

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

from peerbot.features.rooms.records import Card
from peerbot.matrix.arming import AFTER_US
from tests.held.cast import (
    GIVEN,
    UNREAD,
    Arrive,
    asks_in,
    closes,
    holds,
    is_in,
    membership,
    nothing_of,
)
from tests.held.clocked import Clocked
from tests.story.scene import Scene, hears, opens, says, tells_all

WHY = "you shouted at others twice"


def silent_at(scene: Scene, room_id: str) -> list[datetime]:
    """When the homeserver will silence a room by itself, as its own database has it."""
    address = f"file:{scene.sandbox.homeserver.database}?mode=ro"
    query = "SELECT send_ts FROM delayed_events WHERE room_id = ? AND NOT is_processed"
    with closing(sqlite3.connect(address, uri=True)) as database:
        rows = database.execute(query, (room_id,)).fetchall()
    return [datetime.fromtimestamp(row[0] / 1000, UTC) for row in rows]


async def test_more_time_up_to_what_members_were_told(scene: Scene, arrive: Arrive) -> None:
    alex = await arrive("alex")
    async with scene.people("robin") as (robin,):
        began = datetime.now(UTC) - timedelta(seconds=1)  # the homeserver counts in its own clock
        number, room_id = await holds(scene, robin)
        await says(alex, f"join {number}", "Please read this first")
        card = await says(alex, "everything else", "or be made longer, until")
        (before,) = silent_at(scene, room_id)
        lasts = timedelta(minutes=50) + AFTER_US
        assert began + lasts < before < datetime.now(UTC) + lasts
        topic = (await robin.state(room_id, "m.room.topic"))["topic"]

        await says(robin, "extend", "How much longer?")
        await says(robin, "extend 15", "It now closes")
        await says(robin, "extend 15", "It now closes")
        refused = await says(robin, "extend 1", "members were told")
        at = re.search(r"made longer, until (\d\d:\d\d)", card)
        assert at is not None
        assert at[1] in refused
        # Rooms, topic and the homeserver's own silence all moved to the same moment.
        await says(robin, "room", "1 person is in the room")
        await robin.until(lambda: len(silent_at(scene, room_id)) == 1)
        (after,) = silent_at(scene, room_id)
        lasts += timedelta(minutes=30)
        assert began + lasts < after < datetime.now(UTC) + lasts
        topics = scene.ledger.events(room_id, "m.room.topic")
        assert topics[0].content["topic"] == topic
        assert at[1] in topics[-1].content["topic"]
        assert at[1] in await says(alex, "rooms", "1. Quiet company")
        await closes(robin)


async def test_a_look_and_an_ear(scene: Scene) -> None:
    async with scene.people("robin", "alex", "sam") as (robin, alex, sam):
        await sam.begin()
        await says(sam, "room", "You are in no room")
        await says(sam, "help me here", "You have no place in a room")
        await says(sam, "extend 10", "You hold no open room")
        await says(sam, "step out", "You hold no open room")
        number, _ = await holds(scene, robin)
        await is_in(alex, number)
        for member in (robin, alex):
            now = await says(member, "room", "2 people are in the room")
            assert re.search(r"in \d+ minutes\. It may be made longer until", now)
        await says(alex, "help me here", f"I tell {robin.user_id} that")
        assert alex.user_id not in await hears(robin, "asks for you in private")
        await says(robin, "1", "Thank you.")
        heard = await hears(robin, alex.user_id)
        assert alex.user_id not in heard.partition("\n")[0]
        await hears(alex, f"{robin.user_id} opens a room for the two of you")
        await hears(alex, "There is a room for the two of you")
        assert "for two" not in await says(sam, "rooms", "Quiet company")
        assert "for two" in await says(alex, "1", "nobody else is let in")
        await says(alex, "let me in", "You have a place")
        room_for_two = await robin.join_invited()
        await hears(alex, "The invitation is there")
        assert await alex.join_invited() == room_for_two
        await robin.sees(room_for_two, 3)
        await tells_all(alex, room_for_two, "thank you for coming", robin)
        await says(robin, "close", "Which room?")
        await says(robin, "2", "Close the room for everyone?")
        await says(robin, "close it", "It is closing")
        await alex.removed(room_for_two)
        await hears(robin, "before its time")
        await hears(alex, "before its time")
        await says(robin, "help", "These words work at any time")
        assert not [m for m in sam.messages if alex.user_id in m.body]
        await closes(robin)


async def test_stepping_out_ends_with_this_room(scene: Scene, arrive: Arrive) -> None:
    alex = await arrive("alex")
    async with scene.people("robin", "kim", "sam") as (robin, kim, sam):
        number, room_id = await holds(scene, robin)
        await says(robin, "step out", "Nobody but those who hold it is in the room")
        other, _ = await holds(scene, kim)
        await is_in(sam, number)
        await asks_in(alex, number, GIVEN)
        await says(alex, "no", "no line")
        await alex.element.join(await alex.element.wait_invite())
        await robin.sees(room_id, 4)
        shown = await says(robin, "step out", "Who shall step out")
        assert robin.user_id not in shown
        choice = re.search(rf"(\d)\. {re.escape(alex.user_id)}", shown)
        assert choice is not None
        await says(robin, choice[1], "can read your next words")
        assert WHY in await says(robin, WHY, "Is this right?")
        await says(robin, "yes", f"{alex.user_id} is out of the room")
        await hears(alex, UNREAD)
        told = await says(alex, "1", WHY)
        assert "It holds for this one room" in told
        assert "you can talk to Kim" in told
        assert WHY not in told.partition("\n")[0]
        gone = await alex.element.wait_room(room_id, lambda room: room.membership == "leave")
        assert gone.changed_by == scene.sandbox.keeper
        assert gone.reason is not None
        assert WHY not in gone.reason
        await asks_in(alex, number, "Somebody who holds it asked you to step out")
        assert membership(scene, room_id, alex.user_id) == "leave"
        await asks_in(alex, other, GIVEN)
        await says(alex, "no", "no line")
        assert sam.user_id in sam.present(room_id)
        for facilitator in (robin, kim):
            await closes(facilitator)
        await scene.sandbox.at_rest()
        nothing_of(scene, (robin, kim, sam, alex), WHY, room_id)


async def test_what_cards_say_of_who_holds_the_room(scene: Scene) -> None:
    async with scene.people("robin", "alex") as (robin, alex):
        await robin.begin()
        await scene.makes_facilitator(robin)
        await says(robin, "role", "Name: none")
        await says(robin, "name", "What shall members call you")
        await says(robin, "Robin of the Green", 'Name: "Robin of the Green"')
        await says(robin, "role", "not said")
        await says(robin, "duty", "Do you have a legal duty")
        await says(robin, "yes, about children in danger", "From your next room on")
        number = await opens(robin, lasts="40")
        await robin.join_invited()
        await alex.begin()
        card = await says(alex, f"join {number}", 'the facilitator wrote: "yes, about children')
        assert f'with {robin.user_id} ("Robin of the Green").' in card
        assert "Up to 8 people" in card
        await closes(robin)

        again = await says(robin, "open again", "in 40 minutes")
        assert "Quiet company" in again
        await says(robin, "no", "All right")

        await says(robin, "lay down", "Only a steward can offer it to you again")
        await says(robin, "yes", "You laid the role down")
        await says(robin, "open again", "I cannot open one for you now")
        await says(robin, "role", "You have no role")
        assert robin.user_id not in "".join((await scene.steward("roles")).lines)
        await scene.sandbox.at_rest()
        nothing_of(scene, (robin, alex), "Robin of the Green", "about children in danger")


async def test_every_yes_in_one_list_each_taken_back_alone(scene: Scene) -> None:
    async with scene.people("robin", "alex") as (robin, alex):
        number, room_id = await holds(scene, robin)
        await alex.begin()
        await asks_in(alex, number, GIVEN)
        await says(alex, "yes", "one line when it has closed")
        await says(alex, "ten minutes", "ten minutes before the end")
        await alex.join_invited()
        await robin.sees(room_id, 3)
        for what in ("A line when a room has closed", "A line ten minutes before a room closes"):
            listed = await says(alex, "consent", what)
            chosen = re.search(rf"(\d)\. {what}", listed)
            assert chosen is not None
            await says(alex, chosen[1], "It is taken back")
        listed = await says(alex, "consent", "1. Your place in a room")
        assert "2." not in listed
        assert membership(scene, room_id, alex.user_id) == "join"
        await says(alex, "1", "Your place is free")
        await alex.removed(room_id)
        await says(alex, "consent", "You have agreed to nothing")

        listed = await says(robin, "consent", "The role of facilitator")
        hosted = re.search(r"(\d)\. A room that you hold", listed)
        assert hosted is not None
        await robin.tell(robin.chat, hosted[1])
        await hears(robin, "before its time")
        listed = await says(robin, "consent", "1. The role of facilitator")
        assert "2." not in listed
        await says(robin, "1", "It is taken back")
        await says(robin, "open", "I cannot open one for you now")
        await scene.sandbox.at_rest()
        nothing_of(scene, (robin, alex), room_id)


async def test_the_last_minutes(clocked: tuple[Scene, Clocked]) -> None:
    """Fifty minutes in seconds: only the bot's own clock is set, the homeserver is real."""
    scene, clock = clocked
    async with scene.people("robin", "alex", "sam") as (robin, alex, sam), clock.runs() as bot:
        await robin.begin()
        await scene.makes_facilitator(robin)
        number = await opens(robin)
        room_id = await robin.join_invited()
        await is_in(alex, number)
        await is_in(sam, number)
        await says(alex, "ten minutes", "ten minutes before the end")

        [card] = bot.engine.world.listings.read(Card, clock.now())
        closes = card.listing.closes
        clock.reaches(closes - timedelta(minutes=10))
        heard = await hears(robin, "closes in 10 minutes")
        assert "extend 15" in heard
        await hears(alex, "The room closes in 10 minutes")
        await says(robin, "extend 5", "It now closes")
        closes += timedelta(minutes=5)
        clock.reaches(closes - timedelta(minutes=10))
        await hears(robin, "closes in 10 minutes")
        await hears(alex, "The room closes in 10 minutes")
        clock.reaches(closes - timedelta(minutes=2))
        await hears(robin, "closes in 2 minutes")
        await says(robin, "room", "3 people are in the room")
        topics = [e.content["topic"] for e in scene.ledger.events(room_id, "m.room.topic")]
        assert "in about 2 minutes" in topics[-1]
        assert any("in about 10 minutes" in topic for topic in topics)
        clock.reaches(closes)
        for member in (alex, sam, robin):
            await member.removed(room_id)
        await hears(robin, "Everyone is out of it. Thank you for holding it")
        # Sam chose neither line: the last that Sam heard is the answer to the choice.
        await says(sam, "help", "These words work at any time")
        assert not [m for m in sam.messages if "room closes in" in m.body]
    nothing_of(scene, (robin, alex, sam), room_id)
