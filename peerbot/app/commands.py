"""What stewards ask for, whether the bot runs (through `control.sock`) or not."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from peerbot.app.accounts import fingerprint, pinned_key
from peerbot.app.bot import Bot
from peerbot.app.control import Reply, Request
from peerbot.app.trouble import Exit
from peerbot.engine.core import Engine
from peerbot.engine.records import HELD, HELD_ROOMS, ROLE_ENTRY, ROLES, RoleEntry
from peerbot.engine.settle import settle
from peerbot.vocabulary.ids import Person, UserID, person
from peerbot.vocabulary.inputs import EraseOrdered, OfferMade, RoleRevoked
from peerbot.vocabulary.room_inputs import Input
from storage import Entry, RecordDamaged, ScrubUnfinished

OFFER_LASTS = timedelta(days=14)

ERASING_TAKES = 30.0
"""Seconds that `erase` waits for the end before it says that it goes on by itself."""

# Spec, appendices, "User Identifiers": historical ones hold any printable ASCII but the colon.
_USER_ID = re.compile(r"@[\x21-\x39\x3b-\x7e]+:[0-9A-Za-z.\-:\[\]]+")

_DEEDS = "Deeds that wait: {}."
NOTHING_WAITS = _DEEDS.format(0)
ERASING_WAITS = "An erasing waits for the file to be cleaned."

_NO_ADDRESS = Reply(Exit.INPUT, ("That is no Matrix address. Write it whole: @name:server.",))


def _well(*lines: str) -> Reply:
    return Reply(Exit.WELL, lines)


@dataclass
class Desk:
    """Carries out commands. `bot` is None while it does not run."""

    engine: Engine
    bot: Bot | None = None

    async def answer(self, request: Request) -> Reply:
        """Carry out one command. Raises StoreError when nobody translates it (no bot runs)."""
        known: dict[str, Callable[..., Awaitable[Reply]]] = {
            "grant": self.grant,
            "revoke": self.revoke,
            "roles": self.roles,
            "erase": self.erase,
            "sweep": self.sweep,
            "status": self.status,
            "inspect": self.inspect,
            "identity": self.identity,
        }
        if request.command not in known:
            return Reply(Exit.INPUT, ("The bot that runs knows no such command.",))
        return await known[request.command](*request.arguments)

    async def grant(self, role: str, user: str) -> Reply:
        """Offer a role for 14 days; it begins with the person's yes in their chat."""
        if not _USER_ID.fullmatch(user):
            return _NO_ADDRESS
        held = next((entry.value for entry in self._entries() if entry.name == user), None)
        if held is not None and held.accepted:
            return Reply(Exit.INPUT, (f"They hold it already, until {held.until:%Y-%m-%d}.",))
        until = self.engine.clock() + OFFER_LASTS
        await self._take(user, OfferMade(role, until))
        return _well(
            f"Offered until {until:%Y-%m-%d}. The role begins with their yes: ask them to write to",
            "the bot and to say: role.",
        )

    async def revoke(self, user: str) -> Reply:
        """End a role, or an offer of one."""
        if not any(entry.name == user for entry in self._entries()):
            return Reply(Exit.INPUT, ("They hold no role and no offer of one.",))
        await self._take(user, RoleRevoked())
        return _well(
            "Ended. They are told, if they have a chat. Rooms they opened close at their time."
        )

    async def roles(self) -> Reply:
        """Who holds a role, or an offer of one."""
        lines = [_role_line(entry.value) for entry in self._entries()]
        return _well(*(lines or ["Nobody holds a role, or an offer of one."]))

    async def erase(self, user: str) -> Reply:
        """Destroy what is held of a person, at their wish; their places are freed first."""
        if not _USER_ID.fullmatch(user):
            return _NO_ADDRESS
        owner = person(UserID(user))
        if self.engine.store.has(owner):
            try:
                await self._take(user, EraseOrdered())
            except RecordDamaged:  # what cannot be read cannot be asked first
                self.engine.store.erase(owner)
                self.engine.nudge()
        if await self._gone(owner):
            return _well("Nothing is held of this person.")
        return _well(
            "Begun, and not finished: places in rooms are freed first, and a last word is said to",
            "them. That needs the homeserver and goes on by itself while the bot runs.",
        )

    async def _gone(self, owner: str) -> bool:
        """Whether nothing is left, not even in the file's free space; the bot is waited for."""
        store = self.engine.store
        with suppress(TimeoutError):
            async with asyncio.timeout(ERASING_TAKES if self.bot else 0):
                while store.has(owner) or store.needs_scrub:  # noqa: ASYNC110 - no event tells of it
                    await asyncio.sleep(0.05)
        return not store.has(owner) and not store.needs_scrub

    async def sweep(self) -> Reply:
        """Delete what has expired."""
        rows = self.engine.store.sweep(self.engine.clock())
        try:
            self.engine.store.scrub()
        except ScrubUnfinished:
            return Reply(
                Exit.US,
                (
                    f"{rows} expired rows were deleted. Their bytes may still lie in free space.",
                    "Make room for a second copy of the file. It is tried again by itself.",
                ),
            )
        return _well(f"{rows} expired rows were deleted, and the file was cleaned.")

    async def status(self) -> Reply:
        """Whether all is well; what was set aside; what waits."""
        census = self.engine.store.census()
        rooms = len(self.engine.store.list(HELD_ROOMS, HELD, now=self.engine.clock()))
        lines = [f"Open or closing rooms: {rooms}.", _DEEDS.format(census.outbox)]
        if census.needs_scrub:
            lines.append(ERASING_WAITS)
        lines.append(f"The keeper's public master key: {self._keepers_key()}.")
        if self.bot is None:
            return _well("The bot does not run.", *lines)
        troubles = self._troubles(self.bot)
        last = self.bot.health.last_sync
        news = f"{last:%Y-%m-%d %H:%M:%S} UTC" if last else "none yet"
        lines.append(f"Last news from the homeserver: {news}.")
        lines += [f"Set aside: {what}: {n}." for what, n in sorted(self.bot.set_aside.items())]
        if troubles:
            return Reply(Exit.US, ("Not well.", *troubles, *lines))
        return _well("All is well.", *lines)

    def _keepers_key(self) -> str:
        """For members who compare it with what `/keys/query` shows."""
        return pinned_key(self.engine.store, self.engine.clock())

    def _troubles(self, bot: Bot) -> list[str]:
        health, sender = bot.health, bot.sender.health
        known = {
            "The keeper's account is gone: somebody signed it out or removed it. Rooms were closed "
            "and none is opened. Make it anew, and run setup on a fresh state.": bot.keeper.gone,
            "The keeper's identity or devices are not as at setup: rooms were closed and none is "
            "opened. Find out who has power over the account.": (
                health.keeper_changed and not bot.keeper.gone
            ),
            "The disk is full: nothing new is taken in. Make room; it goes on by itself.": (
                bot.disk_full
            ),
            "The homeserver's news are more than fits into memory, even in parts: nothing new is "
            "taken in. It is tried again. Please report it.": bot.too_large,
            "The machine's clock jumped: the bot goes on by the time it had. Set it right. If the "
            "new time is the right one, start the bot again.": bot.clock_jumped,
            "Cleaning the file after an erasing does not finish. Make room for a second copy of "
            "it.": sender.unfinished_scrub,
            "The homeserver forbade something in a room. Was the keeper's power changed?": (
                sender.refused > 0
            ),
            "The homeserver answered requests as if they were others, and some were given up. Is a "
            "proxy or a worker before it set up as it should be?": sender.odd > 0,
            "There were faults of the program. Please report them.": (
                health.our_faults + sender.our_faults > 0
            ),
            "Records of a person are damaged, and they are told that something is wrong. Check the "
            "disk; peerbot erase with their address mends it.": health.damaged > 0,
        }
        return [words for words, holds in known.items() if holds]

    async def inspect(self) -> Reply:
        """What someone who takes this machine learns, with and without the key."""
        census = self.engine.store.census()
        sizes = ", ".join(f"{n} of {size} bytes" for size, n in sorted(census.sizes.items()))
        days = ", ".join(f"{n} on {day:%Y-%m-%d}" for day, n in sorted(census.expiry_days.items()))
        return _well(
            "Without the key, whoever takes this machine sees:",
            f"  a file of {census.file_bytes} bytes, written by peerbot (schema {census.schema});",
            f"  {census.owners} owners, which are people, rooms and the bot's own lists, mixed;",
            f"  {census.records} records, and {census.outbox} deeds that wait, with their times;",
            f"  their sealed sizes: {sizes or 'none'};",
            f"  the days they expire: {days or 'none'};",
            "  that it is peerbot, which homeserver and which two accounts (from the config).",
            "  No name, address, room, kind of record or word.",
            "With the key as well: who holds a role, an offer or a place in an open room, or was",
            "  asked to step out of one; the notes that people asked to be kept, word for word;",
            "  which chats are open, and their keys, for a week after the last word; answers,",
            "  notes and reasons not yet delivered; the session of both accounts, which can do",
            "  what the bot can do.",
            "With the key and the homeserver's database: also what people wrote to the bot that it",
            "  has not read yet, and what they write on with the same keys.",
            "None of these: what the bot has read and was not asked to keep, and what was said in",
            "  rooms.",
        )

    async def identity(self) -> Reply:
        """The voice's public keys, for people who compare them. Raises Trouble before setup."""
        voice = fingerprint(self.engine.store, self.engine.clock())
        return _well(
            f"The voice is {voice.user}. None of this is secret.",
            f"Its identity (master key): {voice.master_key}",
            f"  in groups of four: {_in_fours(voice.master_key)}",
            f"Its only session, {voice.device} (ed25519): {voice.device_key}",
            f"  in groups of four: {_in_fours(voice.device_key)}",
            "Give people the first key on paper or in person. docs/members.md says how to compare.",
        )

    def _entries(self) -> list[Entry[RoleEntry]]:
        return list(self.engine.store.list(ROLES, ROLE_ENTRY, now=self.engine.clock()))

    async def _take(self, user: str, event: Input) -> None:
        self.engine.take(Person(UserID(user)), event)
        if self.bot is None:
            settle(self.engine)


def _in_fours(key: str) -> str:
    """A key as Element shows one."""
    return " ".join(key[i : i + 4] for i in range(0, len(key), 4))


def _role_line(entry: RoleEntry) -> str:
    how = "since their yes" if entry.accepted else "offered, no yes yet"
    return f"{entry.user}  {entry.role}  {how}, until {entry.until:%Y-%m-%d}"
