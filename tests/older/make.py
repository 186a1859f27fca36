"""Makes a state file of the version at hand, for later versions to open.

Run: python -m tests.older.make DIR. A real bot on a real homeserver is ended as a power cut would,
in the middle of as much as fits into one moment; DIR then holds its state, its key and settings,
and `story.json`: who was where, and what a homeserver would show of them.
"""

import asyncio
import json
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from peerbot.app.state import DATABASE
from peerbot.devtools.demo.people import Member
from peerbot.devtools.sandbox import Sandbox
from peerbot.kernel.ids import RoomID
from peerbot.matrix.homeserver import path, room_path
from tests.held.cast import WAITS, asks_in, holds
from tests.held.test_note import COMPANY, NAME, NOT, writes
from tests.proxy import to
from tests.story.scene import Scene, comes_in, opens, says, staged

UNREAD = "what do you hold about me, little one"
"""Written once the bot is dead, in a session whose key it has."""


async def play(scene: Scene) -> dict[str, Any]:
    """One moment of a busy evening; what happened, and when."""
    people = scene.people("robin", "noor", "river", "alex", "sam", "ash", "kim", "wren")
    async with people as (robin, noor, river, alex, sam, ash, kim, wren):
        number, opened = await holds(scene, robin)
        for member in (noor, river, alex, sam, ash, kim, wren):
            await member.begin()
        await comes_in(alex, number, closing_line=True)
        assert await alex.join_invited() == opened

        await scene.makes_facilitator(noor)
        waits = await opens(noor)
        await asks_in(sam, waits, WAITS)
        lobby = await noor.until(lambda: next(iter(noor.invitations), None))

        await scene.makes_facilitator(river)
        ending = await opens(river)
        ended = await river.join_invited()
        await comes_in(ash, ending, closing_line=True)
        assert await ash.join_invited() == ended

        assert (await scene.steward("grant", "facilitator", kim.user_id)).code == 0
        await writes(wren, "note")
        await says(wren, "yes", "Shall I write you a word a week before it goes")
        await says(wren, "yes", "a week before")

        emptying = scene.proxy.hold(to("POST", "/kick"))
        await says(river, "close", "Close the room now")
        await says(river, "close it", "It is closing")
        await emptying.reached()
        answering = scene.proxy.hold(scene.by_voice(to("PUT", "/send/m.room.encrypted")))
        await alex.tell(alex.chat, "help")
        await answering.reached()
        await scene.sandbox.kill_bot()
        unread = await alex.tell(alex.chat, UNREAD)
        return {
            "made": datetime.now(UTC).isoformat(),
            "people": {
                name: {"address": member.user_id, "chat": member.chat}
                for name, member in (
                    *(("robin", robin), ("noor", noor), ("river", river), ("alex", alex)),
                    *(("sam", sam), ("ash", ash), ("kim", kim), ("wren", wren)),
                )
            },
            "rooms": {"opened": opened, "lobby": lobby, "closing": ended},
            "note": [NAME, COMPANY, NOT],
            "unread": {"words": UNREAD, "event": await _event(alex, alex.chat, unread)},
            "alex_keys": await alex.client.homeserver.request(
                "POST", path("keys", "query"), {"device_keys": {alex.user_id: []}}
            ),
        }


async def _event(member: Member, room_id: RoomID, event_id: str) -> dict[str, Any]:
    """An event as the homeserver gives it."""
    return await member.client.homeserver.request("GET", room_path(room_id, "event", event_id))


async def played(sandbox: Sandbox) -> dict[str, Any]:
    """Play it, on a homeserver that is gone afterwards."""
    async with staged(sandbox) as scene:
        story = await play(scene)
    return {**story, "keeper": sandbox.keeper, "voice": sandbox.voice}


def make(directory: Path) -> None:
    """Play it, and keep what the bot would find at its next start."""
    directory.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as there:
        sandbox = Sandbox(Path(there) / "sandbox")
        story = asyncio.run(played(sandbox))
        # Into the one file what a start would find in two: it is the same to whoever opens it.
        with closing(sqlite3.connect(sandbox.state / DATABASE)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for file in (sandbox.state / DATABASE, sandbox.directory / "key", sandbox.config):
            shutil.copy(file, directory)
    (directory / "story.json").write_text(json.dumps(story, indent=2) + "\n")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
