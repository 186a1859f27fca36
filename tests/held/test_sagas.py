"""Opening and closing end well wherever they are cut off, and whatever is refused on the way."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from itertools import zip_longest

import pytest

from peerbot.devtools.demo.people import Member, time_for
from peerbot.matrix.homeserver import Json, path
from peerbot.matrix.http.session import Session
from tests.held.cast import GIVEN, asks_in, closes, holds, is_in, membership, nothing_of
from tests.held.clocked import Clocked, PowerCuts
from tests.proxy import to
from tests.story.point import Point
from tests.story.scene import Scene, hears, hears_the_end, opens, says

INVITE = to("POST", "/invite")


DELAYED = r"/state/m\.room\.power_levels/?\?.*delay"
LEVELS = r"/state/m\.room\.power_levels/?$"

# Those that `tests/story` does not strike at.
OPENING = [
    *(Point("open", "PUT", DELAYED, after) for after in (False, True)),
    Point("open", "GET", "/members", after=False),
    Point("open", "POST", "/invite", after=False),
]
EXTENDING = [
    *(Point("extend", "PUT", DELAYED, after) for after in (False, True)),
    *(Point("extend", "POST", "/delayed_events/", after) for after in (False, True)),
    *(Point("extend", "PUT", r"/state/m\.room\.topic", after) for after in (False, True)),
]
CLOSING = [
    Point("close", "PUT", LEVELS, after=False),
    Point("close", "POST", "/kick", after=False),
    Point("close", "POST", "/leave", after=False),
    Point("close", "POST", "/forget", after=True),
]


@asynccontextmanager
async def near(scene: Scene, point: Point | None) -> AsyncIterator[None]:
    """A part of the story; with a point, it is not over before the bot was killed there and is
    back."""
    if point is None:
        yield
        return
    held = scene.proxy.hold(to(point.method, point.path), after=point.after)

    async def strike() -> None:
        await held.reached()
        await scene.sandbox.kill_bot()
        held.drop()
        await scene.sandbox.start_bot()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(strike())
        yield


@pytest.mark.parametrize(
    ("opening", "extending", "closing"), [*zip_longest(OPENING, EXTENDING, CLOSING)], ids=str
)
async def test_killed_once_in_each_part(
    scene: Scene, opening: Point | None, extending: Point, closing: Point | None
) -> None:
    before = scene.keepers_rooms()
    async with scene.people("robin", "alex") as (robin, alex):
        await robin.begin()
        await scene.makes_facilitator(robin)
        async with near(scene, opening):
            number = await opens(robin)
            room_id = await robin.join_invited()
        await is_in(alex, number)
        async with near(scene, extending):
            await says(robin, "extend 10", "It now closes")
        async with near(scene, closing):
            await says(robin, "close", "Close the room for everyone?")
            await says(robin, "close it", "It is closing")
            await alex.removed(room_id)
        await hears(robin, "before its time")
        await scene.sandbox.at_rest()
        assert scene.keepers_rooms() == before
        await scene.all_is_well()
        for member, answers in ((robin, 8), (alex, 4)):
            assert scene.ledger.invitations(room_id, member.user_id) == 1
            assert len(scene.answers(member)) == answers
        assert len(scene.ledger.events(room_id, "m.room.topic")) == 2
        nothing_of(scene, (robin, alex), room_id)


async def test_cut_off_at_every_row(scene: Scene) -> None:
    """Before each deed, after it, and once it is on record: the power goes. Nobody notices."""
    async with scene.people("robin", "alex") as (robin, alex):
        await robin.begin()
        await scene.makes_facilitator(robin)
        await alex.begin()
        await says(alex, "note", "1 of")  # with a yes on record a conversation survives
        await says(alex, "Alex with an x", "2 of")
        for at in range(3, 6):
            await says(alex, "skip", f"{at} of")
        await says(alex, "skip", "Shall I keep this")
        await says(alex, "yes", "Shall I write you a word")
        await says(alex, "no", "without a word")
        heard = len(scene.answers(robin)), len(scene.answers(alex))
        before = scene.keepers_rooms()

        await scene.sandbox.stop_bot()
        clocked = Clocked(scene.sandbox)
        cuts = PowerCuts()
        async with clocked.runs_through(cuts):
            number = await opens(robin)
            room_id = await robin.join_invited()
            await asks_in(alex, number, GIVEN)
            await says(alex, "yes", "one line when it has closed")
            await alex.join_invited()
            await robin.sees(room_id, 3)
            await says(robin, "extend 10", "It now closes")
            await says(robin, "close", "Close the room for everyone?")
            await says(robin, "close it", "It is closing")
            await alex.removed(room_id)
            await hears(robin, "before its time")
            await hears(alex, "before its time")
        await scene.sandbox.start_bot()
        await scene.sandbox.at_rest()
        assert cuts.count > 60
        assert scene.keepers_rooms() == before
        assert len(scene.answers(robin)) - heard[0] == 6
        assert len(scene.answers(alex)) - heard[1] == 4
        for member in (robin, alex):
            assert scene.ledger.invitations(room_id, member.user_id) == 1
        await says(alex, "note", "Alex with an x")
        await says(alex, "forget it", "It is gone")
        nothing_of(scene, (robin, alex), room_id, "Alex with an x")


async def test_fault_41_overdue_where_the_homeserver_silences_nothing_by_itself(
    scene: Scene,
) -> None:
    def plain(status: int, answer: Json) -> tuple[int, Json]:
        features = {k: v for k, v in answer["unstable_features"].items() if "msc4140" not in k}
        return status, {**answer, "unstable_features": features}

    rule = scene.proxy.rewrite(to("GET", "/versions"), plain)
    async with scene.people("robin", "alex") as (robin, alex):
        await scene.restart()
        await robin.begin()
        await scene.makes_facilitator(robin)
        number = await opens(robin, lasts=f"{time_for(8, robin, least=6)}s")
        room_id = await robin.join_invited()
        await is_in(alex, number)
        await scene.sandbox.kill_bot()
        await scene.sandbox.homeserver.restart()  # nothing is silent while nobody is there
        await alex.tell(room_id, "is anybody still here")
        levels = scene.ledger.events(room_id, "m.room.power_levels")
        assert len(levels) == 1
        await scene.sandbox.start_bot()
        for member in (robin, alex):
            await member.removed(room_id)
        await hears_the_end(robin)
        await scene.sandbox.at_rest()
        assert room_id not in scene.keepers_rooms()
        nothing_of(scene, (robin, alex), room_id)
    rule.end()
    await scene.restart()


def keepers_token(scene: Scene) -> str:
    """The keeper alone asks which rooms it is in."""
    return next(seen.token for seen in scene.proxy.seen if seen.path.endswith("/joined_rooms"))


async def test_a_room_that_no_record_knows(scene: Scene) -> None:
    async with scene.people("robin", "alex") as (robin, alex):
        _, known = await holds(scene, robin)
        homeserver = Session(scene.sandbox.homeserver.url, keepers_token(scene))
        body: Json = {"preset": "private_chat", "name": "half made", "invite": [alex.user_id]}
        stray = str((await homeserver.request("POST", path("createRoom"), body))["room_id"])
        await homeserver.close()
        await alex.until(lambda: stray in alex.invitations)
        await scene.restart()
        assert scene.keepers_rooms() == {known}
        # It may be anybody's, as far as the keeper knows: nobody is removed from it.
        assert membership(scene, stray, alex.user_id) == "invite"
        query = "SELECT forgotten FROM room_memberships WHERE room_id = ? AND user_id = ?"
        address = f"file:{scene.sandbox.homeserver.database}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as database:
            rows = database.execute(query, (stray, scene.sandbox.keeper)).fetchall()
        assert all(forgotten for (forgotten,) in rows)
        await says(robin, "room", "1 person is in the room")
        await closes(robin)


FORBIDDEN = json.dumps({"errcode": "M_FORBIDDEN", "error": "no"}).encode()


def limited(seconds: int) -> Json:
    """What a homeserver answers that has had enough."""
    return {"errcode": "M_LIMIT_EXCEEDED", "error": "slow", "retry_after_ms": seconds * 1000}


async def test_fault_36_an_invitation_that_the_server_refuses(scene: Scene) -> None:
    async with scene.people("robin", "alex", "sam") as (robin, alex, sam):
        number, room_id = await holds(scene, robin)
        await alex.begin()
        await sam.begin()
        for status, answer, said in (
            (403, FORBIDDEN, "the invitation could not be sent"),
            (429, limited(300), "lets me invite nobody more for the moment"),
        ):
            rule = scene.proxy.answer(INVITE, status, answer)
            refused = await says(alex, f"join {number}", "I keep your address")
            refused = await says(alex, "let me in", said)
            assert "Say: rooms" in refused or "say: rooms" in refused
            rule.end()
            await says(alex, "me", "Is it all right to show it here")
            await says(alex, "show it", "I have no notes about you")
        # A short wait is waited for; and one person's long wait is nobody else's.
        rule = scene.proxy.answer(INVITE, 429, limited(1))
        await says(alex, f"join {number}", "I keep your address")
        await alex.tell(alex.chat, "let me in")
        await says(robin, "room", "1 person is in the room")
        rule.end()
        await hears(alex, GIVEN)
        assert await alex.join_invited() == room_id
        await asks_in(sam, number, GIVEN)
        await closes(robin)
        nothing_of(scene, (robin, alex, sam), room_id)


async def blocks(member: Member, *, invitations: bool) -> None:
    """The setting of the account that refuses every invitation (MSC4380)."""
    endpoint = path("user", member.user_id, "account_data", "m.invite_permission_config")
    body: Json = {"default_action": "block"} if invitations else {}
    await member.client.homeserver.request("PUT", endpoint, body)


async def test_fault_36_somebody_who_blocks_invitations(scene: Scene) -> None:
    async with scene.people("robin", "alex") as (robin, alex):
        number, room_id = await holds(scene, robin)
        await alex.begin()
        await blocks(alex, invitations=True)
        said = 'Look for "block invitations" in your settings'
        await asks_in(alex, number, "your settings refuse invitations")
        await blocks(alex, invitations=False)
        await asks_in(alex, number, GIVEN)
        await closes(robin)
        before = scene.keepers_rooms()
        await blocks(robin, invitations=True)
        await says(robin, "open quiet company", "Shall I open it")
        await says(robin, "yes", said)
        await scene.sandbox.at_rest()
        assert scene.keepers_rooms() == before
        nothing_of(scene, (robin, alex), room_id)


async def test_somebody_who_declined_and_blocked_the_keeper(scene: Scene) -> None:
    """Their app shows no invitation of an account that they ignore; they are told why, and then see
    the next one."""
    async with scene.people("robin", "alex", "sam") as (robin, alex, sam):
        number, room_id = await holds(scene, robin)
        await alex.begin()
        await asks_in(alex, number, GIVEN)
        await says(alex, "no", "no line")
        await alex.until(lambda: room_id in alex.invitations)
        await ignores(alex, scene.sandbox.keeper)
        await alex.client.leave(room_id)
        await hears(alex, "Your place is free")
        del alex.invitations[room_id]
        await asks_in(alex, number, "If you do not see it: perhaps you blocked that account")
        await says(alex, "no", "no line")
        await says(alex, f"join {number}", "perhaps you blocked that account")
        assert membership(scene, room_id, alex.user_id) == "invite"
        await is_in(sam, number)
        assert room_id not in alex.invitations, "their homeserver hides it"
        await ignores(alex)
        await says(alex, "leave", "Your place is free")
        await asks_in(alex, number, "The invitation is there, once more")
        assert await alex.join_invited() == room_id
        await closes(robin)
        nothing_of(scene, (robin, alex, sam), room_id)


async def ignores(member: Member, *users: str) -> None:
    """Whom somebody has blocked, as Element keeps it."""
    endpoint = path("user", member.user_id, "account_data", "m.ignored_user_list")
    body: Json = {"ignored_users": {user: {} for user in users}}
    await member.client.homeserver.request("PUT", endpoint, body)


async def test_fault_36_half_made_rooms_are_finished(scene: Scene) -> None:
    """The homeserver fails in the middle: what it lacks is done when it can be."""
    async with scene.people("robin", "alex") as (robin, alex):
        await robin.begin()
        await scene.makes_facilitator(robin)
        rules = [
            scene.proxy.answer(to("PUT", DELAYED), 500, b"<html>oops</html>"),
            scene.proxy.answer(INVITE, 502, b"<html>oops</html>"),
        ]
        held = scene.proxy.hold(INVITE)
        await says(robin, "open quiet company", "Shall I open it")
        await robin.tell(robin.chat, "yes")
        await held.reached()
        held.release()
        for rule in rules:
            rule.end()
        await hears(robin, "The room is open, as number")
        room_id = await robin.join_invited()
        number = "1"
        assert await is_in(alex, number) == room_id
        await closes(robin)
        await scene.sandbox.at_rest()
        assert room_id not in scene.keepers_rooms()


async def test_a_facilitator_who_is_erased(scene: Scene) -> None:
    """Alone the room closes; with a second it goes on. Nothing of them is left on the disk."""
    for second in (False, True):
        async with scene.people("robin", "kim", "alex") as (robin, kim, alex):
            for member in (robin, kim):
                await member.begin()
                await scene.makes_facilitator(member)
            named = f" with {kim.user_id}" if second else ""
            await says(robin, f"open quiet company{named}", "Shall I open it")
            await says(robin, "yes", "The room is open, as number 1")
            room_id = await robin.join_invited()
            if second:
                await hears(kim, "Will you hold it")
                await says(kim, "yes", "Your invitation comes from")
                await hears(robin, "holds it when you cannot")
                await kim.join_invited()
            assert await is_in(alex, "1") == room_id
            await says(robin, "erase", "It cannot be undone")
            await says(robin, "erase it", "its key is destroyed")
            assert await scene.holds_nothing_of(robin)
            nothing_of(scene, (robin,), room_id)
            if second:
                await hears(kim, "The room is yours to hold now")
                await hears(alex, "somebody else holds it now")
                await robin.removed(room_id)
                await says(kim, "room", "2 people are in the room")
                card = await says(alex, "rooms", "1. Quiet company")
                assert robin.user_id not in card
                await closes(kim)
            await alex.removed(room_id)
            await scene.sandbox.at_rest()
            assert room_id not in scene.keepers_rooms()
