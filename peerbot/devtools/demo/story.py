"""The story: a member refuses everything, a room opens and closes, a member is erased.

It does what it shows. Every claim is checked where it is made, and a false one ends the demo.
"""

import asyncio
import sqlite3
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from peerbot.app.trouble import Exit
from peerbot.devtools.demo.people import Member, time_for
from peerbot.devtools.demo.search import files, hits
from peerbot.devtools.sandbox import Sandbox
from peerbot.kernel.ids import EventID, RoomID, UserID
from peerbot.matrix.crypto.signing import own_keys
from peerbot.matrix.homeserver import room_path

LASTS, TAKES = 20, 18
"""Seconds that the demo's room lasts at least, and about how many answers' time is spent in it."""

ON_TIME, REMOVALS = 5, 4
"""Seconds after the promise within which everyone has to be out, or as many answers' time."""

WARNING = "The room you hold closes in"
"""What its holder hears before the end, where a slow machine makes the room last minutes."""


class Untrue(Exception):
    """Something that the demo claims did not hold."""


@dataclass
class Story:
    """Plays on a sandbox and tells as it goes. Raises Untrue, Missed."""

    sandbox: Sandbox
    tell: Callable[[str], None]
    _promised: datetime = field(init=False)
    _on_time: int = field(init=False)
    _room: RoomID = field(init=False)

    async def play(self) -> None:
        """The whole story."""
        async with AsyncExitStack() as stack:
            alex, sam, robin = [
                await stack.enter_async_context(await self._person(name))
                for name in ("alex", "sam", "robin")
            ]
            await self._refuses_everything(alex)
            await sam.begin()
            await self._becomes_facilitator(robin)
            await self._opens_a_room(robin, alex)
            await self._comes_in(alex, closing_line=True)
            await self._comes_in(sam, closing_line=False)
            room_id = await self._talk(alex, sam, robin)
            await self._closes(room_id, alex, sam, robin)
            await self._is_erased(alex, room_id)

    async def _person(self, name: str) -> Member:
        account = await self.sandbox.register(name)
        return Member(self.sandbox.homeserver.url, account, self.sandbox.voice)

    async def _refuses_everything(self, alex: Member) -> None:
        self._chapter("Alex writes to the bot and says no to everything")
        await alex.begin()
        await self._exchange(alex, "hi", "I have no notes about you")
        await self._exchange(alex, "1", "No room is open")
        await self._exchange(alex, "me", "Is it all right to show it here")
        await self._exchange(alex, "no", "All right")
        await self._exchange(alex, "erase", "It cannot be undone")
        await self._exchange(alex, "skip", "Nothing was erased")
        self._show_disk()
        self._nothing_on_disk([alex.user_id, alex.chat, "I have no notes about you"])

    async def _becomes_facilitator(self, robin: Member) -> None:
        self._chapter("A steward offers Robin the role of facilitator; Robin's yes begins it")
        await self._steward("grant", "facilitator", robin.user_id, expect="Offered until")
        await robin.begin()
        await self._exchange(robin, "role", "A steward offers you")
        await self._exchange(robin, "yes", "You are a facilitator")

    async def _opens_a_room(self, robin: Member, alex: Member) -> None:
        self._chapter("Robin opens a room with one line")
        # On a machine that is busy with other things everything takes longer, and so does this.
        lasts = time_for(TAKES, robin, alex, least=LASTS)
        self._on_time = time_for(REMOVALS, robin, alex, least=ON_TIME)
        await self._exchange(robin, f"open quiet company {lasts}s", "Shall I open it")
        self._promised = datetime.now(UTC) + timedelta(seconds=lasts)
        await self._exchange(robin, "yes", "The room is open, as number 1")
        await self._keeper_has_no_keys(robin)
        self._room = await robin.join_invited()
        self.tell("  Robin accepts the invitation, so members are let in from now on")

    async def _keeper_has_no_keys(self, anyone: Member) -> None:
        """Anybody may ask; Robin does."""
        published = await own_keys(anyone.client.homeserver, UserID(self.sandbox.keeper))
        self.tell(f"\n  what anyone can ask the homeserver about {self.sandbox.keeper}:")
        self.tell(f"      identity: {published.master_key}")
        self.tell(f"      devices with keys: {len(published.devices)}")
        self._check(
            "the account that holds the room has an identity and no keys to read with",
            published.master_key is not None and not published.devices,
        )

    async def _comes_in(self, member: Member, *, closing_line: bool) -> None:
        self._chapter(f"{_name(member)} reads about the room and is let in")
        await self._exchange(member, "rooms", "1. Quiet company")
        await self._exchange(member, "1", "I keep your address until then")
        await self._exchange(member, "let me in", "The invitation is there")
        await self._exchange(member, "yes" if closing_line else "no", "line")

    async def _talk(self, alex: Member, sam: Member, robin: Member) -> RoomID:
        self._chapter("They accept the invitation and talk")
        room_id = self._room
        await alex.join_invited()
        await sam.join_invited()
        for member in (alex, sam, robin):
            await member.sees(room_id, 4)
        said = await self._says(alex, "I did not want to be alone tonight.", room_id, [sam, robin])
        await self._says(sam, "Nor did I. Tea?", room_id, [alex, robin])
        await self._what_the_homeserver_saw(robin, room_id, said)
        return room_id

    async def _says(
        self, speaker: Member, words: str, room_id: RoomID, others: list[Member]
    ) -> EventID:
        event_id = await speaker.tell(room_id, words)
        self.tell(f"  {_name(speaker)}: {words}")
        for other in others:
            message = await other.read(room_id, words)
            self._check(f"{_name(other)} reads it, encrypted", message.encrypted)
        return event_id

    async def _what_the_homeserver_saw(
        self, member: Member, room_id: RoomID, event_id: EventID
    ) -> None:
        event = await member.client.homeserver.request("GET", room_path(room_id, "event", event_id))
        self.tell("\n  what the homeserver saw of Alex's sentence:")
        self.tell(f"      {event['type']}: {event['content']['ciphertext'][:64]}...")
        self._check(
            "no word of the talk is in the homeserver's database",
            not hits(["to be alone tonight", "Nor did I. Tea"], self.sandbox.homeserver.directory),
        )

    async def _closes(self, room_id: RoomID, alex: Member, sam: Member, robin: Member) -> None:
        self._chapter("The room closes when it was promised")
        topic = (await robin.state(room_id, "m.room.topic"))["topic"]
        self.tell(f"  the room's topic: {topic}")
        for member in (alex, sam, robin):
            await member.removed(room_id)
        late = (datetime.now(UTC) - self._promised).total_seconds()
        self.tell(f"  everyone is out, {late:.1f} seconds after the promised moment")
        self._check("the room closed on time", -1 < late < self._on_time)
        heard = await alex.hear()
        self.tell(f"  to Alex, who chose it:\n{_indent(heard)}")
        self._check("Alex hears one closing line", "The room has closed" in heard)
        heard = await robin.hear()
        while WARNING in heard:
            heard = await robin.hear()
        self._check("Robin, who held the room, hears it too", "The room has closed" in heard)

    async def _is_erased(self, alex: Member, room_id: RoomID) -> None:
        self._chapter("Alex asks to be forgotten")
        await self.sandbox.at_rest()
        before = self._values()
        self._check(
            "what is sealed is found in the files beforehand",
            len(hits(before, self.sandbox.state)) >= len(before),
        )
        await self._exchange(alex, "forget me", "It cannot be undone")
        await self._exchange(alex, "1", "its key is destroyed")
        await alex.until(lambda: alex.voice not in alex.present(alex.chat))
        self.tell("  the bot has left the chat")
        await self.sandbox.at_rest()
        self.tell("  a steward who looks for Alex finds nobody, as for an address mistyped")
        expect = f"Nothing was held under {alex.user_id}"
        await self._steward("erase", alex.user_id, expect=expect, ends=Exit.INPUT)
        gone = before - self._values()
        self._check(f"{len(gone)} keys, tags and sealed values went from the database", bool(gone))
        self._check(
            "not one of them is left in any byte of any file",
            not hits(gone, self.sandbox.state, self.sandbox.log),
        )
        self._nothing_on_disk(
            [alex.user_id, alex.chat, room_id, "to be alone tonight", "Quiet company"]
        )
        await self._steward("status", expect="All is well")

    async def _exchange(self, member: Member, words: str, expect: str) -> None:
        """One message to the bot and its answer; the answer must hold `expect`."""
        self.tell(f"  {_name(member)}: {words}")
        answer = await member.ask(words)
        self.tell(_indent(answer))
        if expect not in answer:
            raise Untrue(f"the answer should have said: {expect}")

    async def _steward(self, *command: str, expect: str, ends: Exit = Exit.WELL) -> None:
        self.tell(f"  steward: peerbot {' '.join(command)}")
        code, said = await self.sandbox.command(*command)
        self.tell(_indent(said.strip()))
        if code != ends or expect not in said:
            raise Untrue(f"the command should have said: {expect}")

    def _chapter(self, title: str) -> None:
        self.tell(f"\n== {title}\n")

    def _check(self, claim: str, holds: bool) -> None:
        if not holds:
            raise Untrue(claim)
        self.tell(f"  checked: {claim}")

    def _show_disk(self) -> None:
        self.tell("\n  what is on the disk:")
        for path in files(self.sandbox.state):
            self.tell(f"      {path.name}, {path.stat().st_size} bytes")
        with closing(sqlite3.connect(f"file:{self._database}?mode=ro", uri=True)) as database:
            for tag, sealed in database.execute("SELECT owner_tag, sealed FROM records LIMIT 3"):
                self.tell(f"      of {tag.hex()[:16]}...: {sealed.hex()[:40]}...")

    def _nothing_on_disk(self, needles: list[str]) -> None:
        found = hits(needles, self.sandbox.state, self.sandbox.log)
        self._check(
            f"a search of every byte of state and log finds none of {len(needles)} names and words",
            not found,
        )

    def _values(self) -> set[bytes]:
        """How every wrapped key, tag and sealed value in the database begins.

        The first bytes, since a long value lies in pieces on more than one page of the file.
        """
        with closing(sqlite3.connect(f"file:{self._database}?mode=ro", uri=True)) as database:
            return {
                value[:64]
                for table in ("owners", "records", "outbox")
                for row in database.execute(f"SELECT * FROM {table}")  # noqa: S608 - our own names
                for value in row
                if isinstance(value, bytes)
            }

    @property
    def _database(self) -> Path:
        return self.sandbox.state / "state.db"


def _name(member: Member) -> str:
    return member.user_id[1:].partition(":")[0].capitalize()


def _indent(words: str) -> str:
    return "\n".join(f"      {line}" for line in words.split("\n"))


HOW_TO_LOOK = """
The sandbox stays up until Ctrl-C. To look for yourself with Element (Desktop, or Web on this
machine): choose "Edit" beside the homeserver, enter {homeserver}, and sign in as
    look     password: {password}
Start a direct chat with {voice} and write: hi
Commands: {peerbot} status --config {config}
"""


async def demo(directory: Path, *, keep: bool, tell: Callable[[str], None]) -> None:
    """Play the story in a fresh sandbox; with `keep`, stay until cancelled."""
    tell("Starting a throwaway homeserver with the bot on it ...")
    async with Sandbox(directory) as sandbox:
        await Story(sandbox, tell).play()
        tell("\nThe end. Everything above was real, and checked where it says so.")
        if keep:
            look = await sandbox.register("look")
            told = {**sandbox.told(), "password": look.password}
            peerbot = Path(sys.executable).with_name("peerbot")
            tell(HOW_TO_LOOK.format(**told, peerbot=peerbot))
            await asyncio.Event().wait()
