"""The story: refusing everything, a room from its opening to its promised end, being forgotten.

All the while there is malformed news as well, and every library logs at DEBUG. In the end no byte
on the disk is of what people wrote or who they are.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from peerbot.devtools.demo.people import Member, time_for
from peerbot.devtools.demo.search import hits
from peerbot.kernel.ids import UserID
from peerbot.matrix.crypto.signing import own_keys
from peerbot.matrix.homeserver import path
from tests.story.malformed import WORDS, malformed
from tests.story.scene import Scene, comes_in, gather, hears, hears_the_end, says, tells_all

LASTS, TAKES = 12, 18
"""Seconds that the room lasts at least, and about how many answers' time is spent in it."""

ON_TIME, REMOVALS = 5, 4
"""Seconds after the promise within which everyone has to be out, or as many answers' time."""

SHORTEST = 10
"""Characters of words that are looked for: shorter ones are anywhere by chance."""

NAMES = {
    "robin": "Robin Goodfellow-Quist",
    "alex": "Alexandrina W.",
    "sam": "Sam of the Ninth Wave",
}


async def is_called(member: Member, name: str) -> None:
    """Take a display name, which then stands in every membership event."""
    endpoint = path("profile", member.user_id, "displayname")
    await member.client.homeserver.request("PUT", endpoint, {"displayname": name})


def traces(scene: Scene, people: Iterable[Member], *more: str) -> set[str]:
    """All that must be nowhere: who they are, where they talked, what was said by anybody."""
    found = {*more, WORDS, *NAMES.values()}
    found |= {*scene.secrets(), scene.sandbox.voice, scene.sandbox.keeper}
    for member in people:
        me = member.client.credentials
        localpart = member.user_id[1:].partition(":")[0]
        found |= {member.user_id, localpart, me.device_id, me.token, member.chat}
        for message in member.messages:
            found |= {message.room_id, message.event_id, *message.body.split("\n")}
    return {trace for trace in found if len(trace) >= SHORTEST}


def records(lines: Iterable[str]) -> int:
    """How many records `inspect` tells of."""
    found = re.search(r"(\d+) records", "\n".join(lines))
    assert found is not None
    return int(found[1])


def places(scene: Scene) -> tuple[Path, Path]:
    """All that the bot leaves on this machine: its state and its log."""
    return scene.sandbox.state, scene.sandbox.log


async def test_the_whole_story(scene: Scene) -> None:
    async with scene.people(*NAMES) as people, malformed(scene, people[-1].user_id):
        robin, alex, sam = people
        for member, name in zip(people, NAMES.values(), strict=True):
            await is_called(member, name)
        await sam.begin()  # who meets the odd answers: what the others wait for is measured
        await says(sam, "help", "These words work at any time")
        await refuses_everything(scene, alex)

        await robin.begin()
        await scene.makes_facilitator(robin)
        lasts = time_for(TAKES, robin, alex, least=LASTS)
        await says(robin, f"open quiet company {lasts}s", "Shall I open it")
        promised = datetime.now(UTC) + timedelta(seconds=lasts)
        await says(robin, "yes", "The room is open, as number 1")
        room_id = await robin.join_invited()
        await comes_in(alex, "1", closing_line=True)
        await comes_in(sam, "1", closing_line=False)
        await gather(room_id, robin, alex, sam)
        await tells_all(alex, room_id, "I did not want to be alone tonight.", robin, sam)
        await tells_all(sam, room_id, "Nor did I. Shall we have tea?", robin, alex)
        await nobody_else_can_read(scene, alex)
        known = traces(scene, people, (await sam.state(room_id, "m.room.name"))["name"])
        assert hits(known, *places(scene)) == []

        for member in people:
            await member.removed(room_id)
        late = (datetime.now(UTC) - promised).total_seconds()
        assert -1 < late < time_for(REMOVALS, robin, alex, least=ON_TIME)
        await hears(alex, "has closed")
        await hears_the_end(robin)
        await scene.sandbox.at_rest()
        await says(sam, "help", "These words work at any time")
        assert scene.keepers_rooms() == set()

        await is_forgotten(scene, alex)
        known |= traces(scene, people)
        assert hits(known, *places(scene)) == []
        status = (await scene.steward("status")).lines
        assert status[0] == "All is well."
        assert any("event: malformed" in line for line in status)
        assert await scene.sandbox.stop_bot() == 0
        assert hits(known, *places(scene)) == []
        # The search is worth something: the bot and its libraries had things to say, and where
        # names do stand, it finds them.
        assert len(hits(["DEBUG asyncio: ", "ERROR peerbot: "], scene.sandbox.log)) == 2
        assert hits([alex.user_id, room_id], scene.sandbox.homeserver.directory)


async def refuses_everything(scene: Scene, alex: Member) -> None:
    """Every question gets a no, and not one record is added by it."""
    await alex.begin()
    await says(alex, "hi", "I have no notes about you")
    before = records((await scene.steward("inspect")).lines)
    await says(alex, "1", "No room is open")
    await says(alex, "me", "Is it all right to show it here")
    await says(alex, "no", "All right")
    await says(alex, "erase", "It cannot be undone")
    await says(alex, "no", "Nothing was erased")
    await says(alex, "clear", "leave")
    await says(alex, "no", "All right")
    assert records((await scene.steward("inspect")).lines) == before
    assert hits(traces(scene, [alex]), *places(scene)) == []
    await says(alex, "me", "Is it all right to show it here")
    await says(alex, "show it", "I have no notes about you")


async def nobody_else_can_read(scene: Scene, alex: Member) -> None:
    """The account that holds the room has no keys, and no word is in the homeserver's files."""
    published = await own_keys(alex.client.homeserver, UserID(scene.sandbox.keeper))
    assert published.master_key is not None
    assert published.devices == {}
    lines = {line for m in alex.messages if m.encrypted for line in m.body.split("\n")}
    words = {line for line in lines if len(line) >= SHORTEST}
    assert len(words) > 20
    assert hits(words, scene.sandbox.homeserver.directory) == []


async def is_forgotten(scene: Scene, alex: Member) -> None:
    """Alex asks for it, once, and the steward is told that nothing is left."""
    await says(alex, "forget me", "It cannot be undone")
    await says(alex, "1", "its key is destroyed")
    await alex.until(lambda: alex.voice not in alex.present(alex.chat))
    assert await scene.holds_nothing_of(alex)
