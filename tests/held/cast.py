"""Who takes part, and what they do again and again around a room that somebody holds."""

import secrets
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from peerbot.devtools.demo.people import Member
from peerbot.devtools.demo.search import hits
from peerbot.kernel.ids import RoomID
from tests.interop.member import Element, Elements
from tests.story.scene import Scene, Talks, hears, opens, says

SHORTEST = 10
"""Characters of words that are looked for: shorter ones are anywhere by chance."""

WAITS = "Once they are there, I send your invitation"
GIVEN = "The invitation is there"
UNREAD = "Something for you here."


@dataclass
class Guest:
    """Somebody at their Element, in a chat with the bot."""

    element: Element
    voice: str
    chat: str

    @property
    def user_id(self) -> str:
        """Their address."""
        return self.element.user_id

    async def ask(self, words: str) -> str:
        """Say something; the bot's next message."""
        await self.element.send(self.chat, words)
        return await self.hear()

    async def hear(self) -> str:
        """The bot's next message, which Element must show without any warning."""
        said = await self.element.wait_message(self.chat, self.voice)
        assert (said.encrypted, said.shield) == (True, "none")
        assert said.body is not None
        return said.body

    async def join_invited(self) -> str:
        """Wait for an invitation and accept it; the room."""
        room_id = await self.element.wait_invite()
        await self.element.join(room_id)
        return room_id


Arrive = Callable[[str], Awaitable[Guest]]


def arriving(scene: Scene, elements: Elements, arrived: list[Guest]) -> Arrive:
    """Lets people with Element arrive, and keeps a list of them."""

    async def begin(name: str) -> Guest:
        account = await scene.sandbox.register(f"{name}-{secrets.token_hex(4)}")
        element = await elements.member(scene.sandbox.homeserver.url, account)
        voice = scene.sandbox.voice
        chat = await element.create_direct_chat(voice)
        await element.wait_room(chat, lambda room: room.members.get(voice) == "join")
        arrived.append(guest := Guest(element, voice, chat))
        return guest

    return begin


async def holds(scene: Scene, robin: Member, *, lasts: str = "50") -> tuple[str, RoomID]:
    """Somebody becomes a facilitator, opens a room and goes in: its number and its id."""
    await robin.begin()
    await scene.makes_facilitator(robin)
    number = await opens(robin, lasts=lasts)
    room_id = await robin.join_invited()
    await robin.sees(room_id, 2)
    return number, room_id


async def asks_in(member: Talks, number: str, expect: str) -> None:
    """Somebody says yes to a room's card."""
    await says(member, f"join {number}", "I keep your address until then")
    await says(member, "let me in", expect)


async def is_in(member: Member, number: str) -> RoomID:
    """Somebody is let into a room that is held, and goes in; no line at its end."""
    await member.begin()
    await asks_in(member, number, GIVEN)
    await says(member, "no", "no line")
    room_id = await member.join_invited()
    await member.sees(room_id, 3)
    return room_id


async def closes(robin: Talks) -> None:
    """The facilitator closes the only room they hold."""
    await says(robin, "close", "Close the room for everyone?")
    await says(robin, "close it", "It is closing")
    await hears(robin, "before its time")


def membership(scene: Scene, room_id: str, user_id: str) -> str:
    """How somebody stands to a room, as the homeserver has it: `invite`, `join`, `leave` ..."""
    changes = scene.ledger.events(room_id, "m.room.member", state_key=user_id)
    return str(changes[-1].content["membership"]) if changes else ""


def traces(scene: Scene, people: Iterable[Member | Guest], *words: str) -> set[str]:
    """What must be in no file: who they are, where they talked, and words that somebody chose."""
    found = {*words, *scene.secrets()}
    for member in people:
        localpart = member.user_id[1:].partition(":")[0]
        found |= {member.user_id, localpart, member.chat}
        if isinstance(member, Member):
            for message in member.messages:
                found |= {message.room_id, message.event_id, *message.body.split("\n")}
    return {trace for trace in found if len(trace) >= SHORTEST}


def nothing_of(scene: Scene, people: Iterable[Member | Guest], *words: str) -> None:
    """Search every byte of the state and of the debug log."""
    assert hits(traces(scene, people, *words), scene.sandbox.state, scene.sandbox.log) == []
