"""Newcomers are paused, on a real homeserver: who is turned away, who is not, and what is said."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from peerbot.devtools.demo.people import Member
from peerbot.kernel.ids import RoomID
from tests.faults.conftest import Arrive
from tests.faults.place import HELP, WELCOME, Place, kept_of
from tests.faults.test_chats import ENCRYPTED, create, membership

NOT_NOW = "I begin no new chats for now. It is not about you."


async def pauses(place: Place) -> None:
    """As a steward does it."""
    code, said = await place.sandbox.command("pause", "newcomers", "1")
    assert code == 0, said


async def resumes(place: Place) -> None:
    """The same, once it is over."""
    code, said = await place.sandbox.command("resume", "newcomers")
    assert code == 0, said


async def invites(member: Member) -> RoomID:
    """Begin one more chat; the voice is invited."""
    return await create(member, is_direct=True, initial_state=[ENCRYPTED])


@asynccontextmanager
async def turned_away(place: Place, member: Member) -> AsyncIterator[list[RoomID]]:
    """The invitation that is sent meanwhile, or waits already, is declined, and says why."""
    leaving = place.proxy.hold(place.by_voice("POST", "/leave"), after=True)
    chats: list[RoomID] = []
    yield chats
    await leaving.reached()
    leaving.release()
    (chat,) = chats
    told = await membership(member, chat)
    assert told["membership"] == "leave"
    assert told["reason"].startswith(NOT_NOW)


@pytest.fixture
async def sam(place: Place) -> AsyncIterator[Member]:
    """Somebody with an account and no chat, of whom the bot knows nothing."""
    account = await place.sandbox.register(f"sam-{secrets.token_hex(4)}")
    url, voice = place.sandbox.homeserver.url, place.sandbox.voice
    async with Member(url, account, voice) as member:
        yield member


async def test_nobody_new_is_let_in_and_everybody_else_goes_on(
    place: Place, sam: Member, arrive: Arrive
) -> None:
    alex, silent = await arrive("alex"), await arrive("silent")
    assert WELCOME in await alex.ask("hi")
    await pauses(place)
    try:
        async with turned_away(place, sam) as chats:
            chats.append(await invites(sam))
        assert HELP in await alex.ask("help")
        assert WELCOME in await silent.ask("hi")  # their chat was open, without a word in it
        await alex.begin()  # another one
        assert HELP in await alex.ask("help")
        assert not await kept_of(place, sam)
        await place.sandbox.start_bot()
        async with turned_away(place, sam) as chats:
            chats.append(await invites(sam))
    finally:
        await resumes(place)
    await sam.begin()
    assert WELCOME in await sam.ask("hi")


async def test_fault_68_an_invitation_that_waits_at_the_start_is_declined(
    place: Place, sam: Member
) -> None:
    await place.kill()
    chat = await invites(sam)
    await pauses(place)
    try:
        async with turned_away(place, sam) as chats:
            chats.append(chat)
            await place.sandbox.start_bot()
    finally:
        await resumes(place)
    await sam.client.invite(chat, sam.voice)
    await sam.until(lambda: sam.voice in sam.present(chat))
    sam.chat = chat
    assert WELCOME in await sam.ask("hi")


async def test_fault_68_killed_while_it_accepts_an_invitation(place: Place, sam: Member) -> None:
    """The pause comes while nothing runs; it holds for what was on its way."""
    joining = place.proxy.hold(place.by_voice("POST", "/join/"))
    chat = await invites(sam)
    await joining.reached()
    await place.kill()
    await pauses(place)
    try:
        async with turned_away(place, sam) as chats:
            chats.append(chat)
            await place.sandbox.start_bot()
        assert not await kept_of(place, sam)
        await place.sandbox.start_bot()
    finally:
        await resumes(place)
    await sam.begin()
    assert WELCOME in await sam.ask("hi")
