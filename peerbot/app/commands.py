"""The stewards' commands, whether the bot runs (through `control.sock`) or not."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from peerbot.app.accounts import fingerprint, pinned_key, session
from peerbot.app.arguments import unknown_account, validation_error
from peerbot.app.bot import BY_CHANCE, Bot
from peerbot.app.by_itself import what_to_mend
from peerbot.app.control import ERASING_TAKES, Reply, Request
from peerbot.app.reaching import session_of
from peerbot.app.rooms_on_record import held_rooms
from peerbot.app.state import AskPassphrase, open_state, settings_of, utc_now
from peerbot.app.trouble import Exit
from peerbot.config import Config, doubts, is_finished
from peerbot.engine.core import Engine
from peerbot.engine.settle import settle
from peerbot.features import registry
from peerbot.features.roles.api import OfferMade, RoleEntry, RoleRevoked
from peerbot.features.rooms.api import takes_in_account
from peerbot.kernel.chat import EraseOrdered
from peerbot.kernel.ids import Person, UserID, person, server_of
from peerbot.kernel.messages import Message
from peerbot.matrix.errors import MatrixError, NotFound
from peerbot.matrix.homeserver import path
from peerbot.texts import Texts
from storage import RecordDamaged, ScrubUnfinished

OFFER_LASTS = timedelta(days=14)

ASKED_WITHIN = 4.0
"""Seconds that the homeserver has to say whether an account exists: a command waits for eight."""

ANSWERS_WITHIN = 6.0
"""Seconds that the homeserver has to answer `status`; a busy one takes one or two."""

NOT_ASKED = "The homeserver did not say whether this account exists: check it letter by letter."

NOTHING_IN = (
    "No new events are being received: the homeserver does not answer, or its answers are "
    "unusable. This is retried automatically. Check its log and the reverse proxy in front of it."
)
_PENDING = "Pending actions: {}."
NOTHING_WAITS = _PENDING.format(0)
ERASING_WAITS = "An erasure is not complete until the file has been cleaned."


def _success(*lines: str) -> Reply:
    return Reply(Exit.WELL, lines)


@dataclass
class Desk:
    """Executes commands. `bot` is None while it is not running."""

    engine: Engine
    config: Config
    bot: Bot | None = None

    async def answer(self, request: Request) -> Reply:
        """Execute one command. Raises StoreError when no bot runs, which would translate it."""
        known: dict[str, Callable[..., Awaitable[Reply]]] = {
            "grant": self.grant,
            "revoke": self.revoke,
            "roles": self.roles,
            "erase": self.erase,
            "pause": self.pause,
            "resume": self.resume,
            "sweep": self.sweep,
            "status": self.status,
            "inspect": self.inspect,
            "identity": self.identity,
        }
        if refused := validation_error(request):
            return refused
        return await known[request.command](*request.arguments)

    async def grant(self, role: str, user: str, sure: str = "") -> Reply:
        """Offer a role for 14 days; it begins when the person accepts it in their chat."""
        server, settings = server_of(user), self.engine.settings
        if user in (settings.voice, settings.keeper):
            return Reply(
                Exit.INPUT,
                (
                    "This is one of the bot's own accounts, which cannot hold a role.",
                    "Offer it to a person.",
                ),
            )
        if server not in self.config.members.may_talk:
            return Reply(
                Exit.INPUT,
                (
                    f"People on {server} may not talk to the bot, so the role could never begin.",
                    "Check the address letter by letter, or add the server to members.may_talk.",
                ),
            )
        if role == "facilitator" and not takes_in_account(settings, UserID(user)):
            return Reply(
                Exit.INPUT,
                (
                    f"Rooms are only for accounts on {settings.server}, so somebody on {server}",
                    "could not hold one. Offer the role to an account of theirs there, or set",
                    "rooms.federate to true, restart the bot, and repeat this.",
                ),
            )
        held = self._entries().get(UserID(user))
        if held is not None and held.accepted and held.role != role:
            return Reply(
                Exit.INPUT,
                (
                    f"They hold the role {held.role}, and nobody holds two: whoever reads",
                    "complaints opens no rooms. To change it: peerbot revoke, then grant again.",
                ),
            )
        if held is not None and held.accepted:
            return Reply(
                Exit.INPUT, (f"They already hold this role, until {held.until:%Y-%m-%d}.",)
            )
        known = True if sure else await self._is_known(user)
        if known is False:
            return unknown_account(user)
        until = self.engine.clock() + OFFER_LASTS
        await self._take(user, OfferMade(role, until))
        few = "Complaints are passed on once two people have it."
        two = (few,) if role == "complaints" else ()
        lines = (
            f"Offered until {until:%Y-%m-%d}. The role begins when they accept it:",
            "ask them to write to the bot and to say: role.",
            *two,
        )
        return _success(*lines) if known else _success(*lines, NOT_ASKED)

    async def _is_known(self, user: str) -> bool | None:
        """Whether the homeserver knows an account; None when it cannot say. Raises Trouble before
        setup."""
        voice = session(self.engine.store, "voice", self.engine.clock())
        homeserver = session_of(self.config, voice.token)
        try:
            await homeserver.request("GET", path("profile", user), timeout=ASKED_WITHIN)
        except MatrixError as error:
            # Synapse says 404 with M_UNKNOWN here. Else it is away, or does not tell whom it knows.
            unknown = error.status == HTTPStatus.NOT_FOUND and error.code == "M_UNKNOWN"
            return False if unknown or isinstance(error, NotFound) else None
        else:
            return True
        finally:
            await homeserver.close()

    async def revoke(self, user: str) -> Reply:
        """End a role, or withdraw the offer of one."""
        if UserID(user) not in self._entries():
            return Reply(Exit.INPUT, ("They hold no role and have no offer of one.",))
        await self._take(user, RoleRevoked())
        return _success(
            "Ended. They are told, if they have a chat. Rooms they opened close at their set time."
        )

    async def roles(self) -> Reply:
        """Who holds a role or has been offered one."""
        lines = [_role_line(entry) for entry in self._entries().values()]
        return _success(*(lines or ["Nobody holds a role or has been offered one."]))

    async def erase(self, user: str) -> Reply:
        """Erase what is stored about a person, at their request; their places are freed first."""
        owner, store = person(UserID(user)), self.engine.store
        if not store.has(owner) and not store.needs_scrub:
            # A mistyped address must not look like a successful erasure.
            return Reply(
                Exit.INPUT, (f"Nothing was held under {user}; check it letter by letter.",)
            )
        if store.has(owner):
            try:
                await self._take(user, EraseOrdered())
            except RecordDamaged:  # no step can run on what cannot be read
                store.erase(owner)
                self.engine.world.newcomers.uncount(UserID(user))
                self.engine.nudge()
        if await self._is_erased(owner):
            return _success(f"Nothing is stored about {user} any more.")
        return _success(
            f"Erasure started, but not finished, for {user}: places in rooms are freed first, and",
            "the person gets a last message. That needs the homeserver and continues by itself",
            "while the bot runs.",
        )

    async def _is_erased(self, owner: str) -> bool:
        """Whether nothing is left, not even in the file's free space. Waits for a running bot."""
        store = self.engine.store
        with suppress(TimeoutError):
            async with asyncio.timeout(ERASING_TAKES if self.bot else 0):
                while store.has(owner) or store.needs_scrub:  # noqa: ASYNC110 - no event tells of it
                    await asyncio.sleep(0.05)
        return not store.has(owner) and not store.needs_scrub

    async def pause(self, _what: str, hours: str = "12") -> Reply:
        """Let nobody in who has no chat yet, for so many hours."""
        now = self.engine.clock()
        until = now + timedelta(hours=int(hours))
        self.engine.world.newcomers.pause(until)
        return _success(
            f"{_paused(until)} They read that they can come back later.",
            "Nothing changes for people whose chats are open, or of whom there is a record, as of",
            "a role, an offer or a note. It ends by itself. To end it before that:",
            "peerbot resume newcomers.",
        )

    async def resume(self, _what: str) -> Reply:
        """End that before its time."""
        newcomers = self.engine.world.newcomers
        if newcomers.paused_until(self.engine.clock()) is None:
            return _success("Newcomers are not paused.")
        newcomers.resume()
        return _success("Newcomers are let in again, once they send another invitation.")

    async def sweep(self) -> Reply:
        """Delete what has expired."""
        rows = self.engine.store.sweep(self.engine.clock())
        try:
            self.engine.store.scrub()
        except ScrubUnfinished:
            return Reply(
                Exit.US,
                (
                    f"Deleted {rows} expired rows. Their bytes may still be in free space of the",
                    "state file. Free enough disk space for a second copy of it. This is retried",
                    "automatically.",
                ),
            )
        return _success(f"Deleted {rows} expired rows and cleaned the file.")

    async def status(self) -> Reply:
        """Whether everything works, what was rejected, and what is pending."""
        census = self.engine.store.census()
        rooms = len(held_rooms(self.engine))
        lines = [f"Open or closing rooms: {rooms}.", _PENDING.format(census.outbox)]
        if census.needs_scrub:
            lines.append(ERASING_WAITS)
        if until := self.engine.world.newcomers.paused_until(self.engine.clock()):
            lines.append(_paused(until))
        lines.append(f"The keeper's public master key: {self._keepers_key()}.")
        if self.bot is None:
            return Reply(Exit.US, ("The bot is not running.", *lines))
        # What does not fit on the disk or into memory is no fault of the homeserver's.
        ours = self.bot.disk_full or self.bot.too_large
        away = not await self.bot.reaches_homeserver(ANSWERS_WITHIN)
        away = away or (self.bot.takes_nothing_in and not ours)
        troubles = [NOTHING_IN] if away else []
        troubles += self._troubles(self.bot)
        last = self.bot.health.last_sync
        news = f"{last:%Y-%m-%d %H:%M:%S} UTC" if last else "none so far"
        lines.append(f"Last events from the homeserver: {news}.")
        lines += [f"Rejected: {what}: {n}." for what, n in sorted(self.bot.rejected.items())]
        limits = self.bot.keeper.limits
        worth = (*doubts(self.config), *what_to_mend(limits, self.config))
        lines += [f"Worth a look: {doubt}" for doubt in worth]
        if troubles:
            code = Exit.SERVER if troubles == [NOTHING_IN] else Exit.US
            return Reply(code, ("Something is wrong.", *troubles, *lines))
        return _success("All is well.", *lines)

    def _keepers_key(self) -> str:
        """For members who compare it with what `/keys/query` shows."""
        return pinned_key(self.engine.store, self.engine.clock())

    def _troubles(self, bot: Bot) -> list[str]:
        health, sender = bot.health, bot.sender.health
        known = {
            "The keeper's account is gone: somebody signed it out or removed it. Rooms were closed "
            "and no new ones are opened. Create a new account, and run setup on a fresh "
            "state.": bot.keeper.gone,
            "The keeper's identity or devices have changed since setup: rooms were closed and no "
            "new ones are opened. Find out who has control over the account.": (
                health.keeper_changed and not bot.keeper.gone
            ),
            "The disk is full: no new events are processed. Free some space; the bot then "
            "continues by itself.": (bot.disk_full),
            "The homeserver sends more events than fit into memory, even in parts: no new events "
            "are processed. This is retried automatically. Please report it.": bot.too_large,
            "Replies to people cannot be sent: the homeserver does not accept them. They are kept "
            "and retried. Check its log.": len(sender.unsent) > BY_CHANCE,
            "The machine's clock jumped: the bot continues with the time it had. Correct the "
            "clock. If the new time is correct, restart the bot.": bot.clock_jumped,
            "Cleaning the file after an erasure does not finish. Free enough space for a second "
            "copy of it.": sender.unfinished_scrub,
            "The homeserver forbade an action in a room. Was the keeper's power level changed?": (
                sender.refused > 0
            ),
            "The homeserver gave answers that do not fit the requests, and some requests were "
            "abandoned. Is a proxy or a worker in front of it misconfigured?": sender.odd > 0,
            "The homeserver cannot create rooms of version 11 or 12, so none are opened: in older "
            "ones somebody could undo what protects a room. Update it.": bot.rooms.no_version,
            "Text or addresses from the example are still in the config, and people are shown "
            "them. See: peerbot check.": not is_finished(bot.config),
            "Internal errors occurred. Please report them, with the log.": bot.our_faults > 0,
            "Records of a person are damaged, and that person is told that something is wrong. "
            "Check the disk; peerbot erase with their address repairs it.": health.damaged > 0,
        }
        return [words for words, holds in known.items() if holds]

    async def inspect(self) -> Reply:
        """What someone who seizes this machine learns, with and without the key."""
        census = self.engine.store.census()
        sizes = ", ".join(f"{n} of {size} bytes" for size, n in sorted(census.sizes.items()))
        days = ", ".join(f"{n} on {day:%Y-%m-%d}" for day, n in sorted(census.expiry_days.items()))
        return _success(
            "Without the key, whoever seizes this machine sees:",
            f"  a file of {census.file_bytes} bytes, written by peerbot (schema {census.schema});",
            f"  {census.owners} owners, which are people, rooms and the bot's own lists, mixed;",
            f"  {census.records} records and {census.outbox} pending actions, with their times;",
            f"  their encrypted sizes: {sizes or 'none'};",
            f"  the days they expire: {days or 'none'};",
            "  that it is peerbot, which homeserver and which two accounts (from the config);",
            "  when the bot last started or stopped, and why.",
            "  No name, address, room, kind of record or text.",
            "With the key as well:",
            *(f"  {feature.inspected};" for feature in registry().features if feature.inspected),
            "  whether newcomers are paused; how many chats there are with people of another",
            "  homeserver, for whoever guesses its name;",
            "  which chats are open, and their keys, for a week after the last message; replies",
            "  and words of others not yet delivered; the sessions of both accounts, which can do",
            "  what the bot can do.",
            "With the key and the homeserver's database: also messages to the bot that it has not",
            "  read yet, and later ones that people write with the same keys.",
            "In none of these cases: what the bot has read and was not asked to keep, and what was",
            "  said in rooms.",
        )

    async def identity(self) -> Reply:
        """The voice's public keys, for people who compare them. Raises Trouble before setup."""
        voice = fingerprint(self.engine.store, self.engine.clock())
        return _success(
            f"The voice is {voice.user}. None of this is secret.",
            f"Its identity (master key): {voice.master_key}",
            f"  in groups of four: {_in_groups_of_four(voice.master_key)}",
            f"Its only session, {voice.device} (ed25519): {voice.device_key}",
            f"  in groups of four: {_in_groups_of_four(voice.device_key)}",
            "Give people the first key on paper or in person. docs/members.md says how to compare.",
        )

    def _entries(self) -> dict[UserID, RoleEntry]:
        read = self.engine.world.listings.read(RoleEntry, self.engine.clock())
        return {UserID(published.key): published.listing for published in read}

    async def _take(self, user: str, event: Message) -> None:
        self.engine.take(Person(UserID(user)), event)
        if self.bot is None:
            settle(self.engine)


def _in_groups_of_four(key: str) -> str:
    """A key as Element shows one."""
    return " ".join(key[i : i + 4] for i in range(0, len(key), 4))


def _paused(until: datetime) -> str:
    return f"Newcomers are paused: nobody new is let in until {until:%Y-%m-%d %H:%M} UTC."


def _role_line(entry: RoleEntry) -> str:
    how = "accepted" if entry.accepted else "offered, not accepted yet"
    return f"{entry.user}  {entry.role}  {how}, until {entry.until:%Y-%m-%d}"


@contextmanager
def desk_without_bot(config: Config, ask: AskPassphrase) -> Iterator[Desk]:
    """A desk for when no bot runs, under the state's lock. Raises StoreError."""
    with closing(open_state(config, ask)) as store:
        texts = Texts(config.collective.language, config.collective.time_zone)
        yield Desk(Engine(store, texts, settings_of(config, texts), utc_now), config)
