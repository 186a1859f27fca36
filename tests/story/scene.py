"""People around one bot, and what they do again and again."""

import re
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from peerbot.app.control import Reply, Request, ask
from peerbot.app.state import SOCKET
from peerbot.devtools.demo.people import Member
from peerbot.devtools.demo.story import WARNING
from peerbot.devtools.sandbox import Sandbox
from peerbot.devtools.synapse import Synapse
from peerbot.kernel.ids import RoomID
from tests.proxy import Predicate, Proxy
from tests.story.ledger import Ledger


class Talks(Protocol):
    """Somebody in a chat with the bot, whichever client they use."""

    @property
    def user_id(self) -> str:
        """Their address."""

    async def ask(self, words: str) -> str:
        """Say something; the bot's next message."""

    async def hear(self) -> str:
        """The bot's next message."""


@dataclass
class Scene:
    """A sandbox whose bot reaches its homeserver through a proxy of ours."""

    sandbox: Sandbox
    proxy: Proxy
    ledger: Ledger

    @asynccontextmanager
    async def people(self, *names: str, of: Synapse | None = None) -> AsyncIterator[list[Member]]:
        """Fresh accounts of a homeserver, the bot's own unless it is another."""
        homeserver = of or self.sandbox.homeserver
        async with AsyncExitStack() as stack:
            there = []
            for name in names:
                account = await homeserver.register(f"{name}-{secrets.token_hex(4)}")
                member = Member(homeserver.url, account, self.sandbox.voice)
                there.append(await stack.enter_async_context(member))
            yield there

    def secrets(self) -> set[str]:
        """The access tokens that the bot used."""
        return {seen.token for seen in self.proxy.seen if seen.token}

    async def steward(self, *words: str) -> Reply:
        """A command to the bot that runs, as `peerbot ...` puts it."""
        reply = await ask(self.sandbox.state / SOCKET, Request(words[0], words[1:]))
        assert reply is not None
        return reply

    async def all_is_well(self) -> None:
        """Fails with what a steward reads, when it is something else."""
        told = (await self.steward("status")).lines
        assert told[0] == "All is well.", "\n".join(told)

    async def holds_nothing_of(self, somebody: Talks) -> bool:
        """Whether a steward is told so, who may come when an erasing is under way, or after it."""
        told = (await self.steward("erase", somebody.user_id)).lines[0]
        return told in (
            f"Nothing is stored about {somebody.user_id} any more.",
            f"Nothing was held under {somebody.user_id}; check it letter by letter.",
        )

    async def restart(self) -> None:
        """End the bot as a power cut would, and start it again."""
        await self.sandbox.kill_bot()
        await self.sandbox.start_bot()

    async def makes_facilitator(self, robin: Talks) -> None:
        """A steward's offer and the person's yes."""
        assert (await self.steward("grant", "facilitator", robin.user_id)).code == 0
        await says(robin, "role", "A steward offers you")
        await says(robin, "yes", "You are a facilitator")

    def by_voice(self, matches: Predicate) -> Predicate:
        """Only the voice's requests: the account that published keys."""
        token = next(seen.token for seen in self.proxy.seen if seen.path.endswith("/keys/upload"))
        return lambda seen: seen.token == token and matches(seen)

    def answers(self, member: Member) -> list[str]:
        """What the voice said to somebody. Whatever could not be read, or came twice, shows: the
        homeserver has as many events as were read, and no event twice. Without the word before a
        room's end, which only a long one has."""
        said = [m for m in member.messages if (m.room_id, m.sender) == (member.chat, member.voice)]
        sent = self.ledger.events(member.chat, "m.room.encrypted")
        assert len({m.event_id for m in said}) == len(said)
        assert sum(event.sender == member.voice for event in sent) == len(said)
        assert all(m.encrypted for m in said)
        return [message.body for message in said if WARNING not in message.body]

    def keepers_rooms(self) -> set[str]:
        """The rooms that the keeper is in."""
        return self.ledger.rooms(self.sandbox.keeper)


async def says(member: Talks, words: str, expect: str) -> str:
    """One message to the bot; its answer, which must hold `expect`."""
    answer = await member.ask(words)
    assert expect in answer, f"{words!r} was answered: {answer}"
    return answer


async def hears(member: Talks, expect: str) -> str:
    """The bot's next message, which must hold `expect`."""
    heard = await member.hear()
    assert expect in heard, f"heard: {heard}"
    return heard


async def hears_the_end(robin: Talks) -> str:
    """What whoever holds a room hears when its time was over. A room that lasts minutes, as on a
    slow machine, brings them a word before that."""
    heard = await robin.hear()
    while WARNING in heard:
        heard = await robin.hear()
    assert "has closed" in heard, f"heard: {heard}"
    return heard


async def opens(robin: Talks, *, lasts: str = "50") -> str:
    """A facilitator opens a room, and is not in it yet; its number."""
    await says(robin, f"open quiet company {lasts}", "Shall I open it")
    done = await says(robin, "yes", "The room is open, as number")
    number = re.search(r"as number (\d+)", done)
    assert number is not None
    return number[1]


async def comes_in(member: Talks, number: str, *, closing_line: bool) -> None:
    """Somebody reads about a room and is let in."""
    await says(member, f"join {number}", "I keep your address until then")
    await says(member, "let me in", "The invitation is there")
    await says(member, "yes" if closing_line else "no", "line")


async def gather(room_id: RoomID, holder: Member, *members: Member) -> None:
    """Everybody joins the one who holds the room, and all see each other and the keeper there."""
    for member in members:
        assert await member.join_invited() == room_id
    for member in (holder, *members):
        await member.sees(room_id, len(members) + 2)


async def tells_all(speaker: Member, room_id: RoomID, words: str, *others: Member) -> None:
    """Something said in a room, read by the others, encrypted."""
    await speaker.tell(room_id, words)
    for other in others:
        assert (await other.read(room_id, words)).encrypted


@asynccontextmanager
async def staged(sandbox: Sandbox) -> AsyncIterator[Scene]:
    """Starts the sandbox, with a proxy between its bot and its homeserver."""
    async with Proxy(sandbox.homeserver.url) as proxy:
        sandbox.url = proxy.url
        async with sandbox:
            yield Scene(sandbox, proxy, Ledger(sandbox.homeserver))
