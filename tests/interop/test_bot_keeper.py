"""The account that opens rooms, when somebody who has its token tries to read along."""

import signal
from collections.abc import AsyncIterator

import pytest

from peerbot.app.accounts import session
from peerbot.app.state import utc_now
from peerbot.app.trouble import Exit
from peerbot.devtools.sandbox import Sandbox
from peerbot.devtools.synapse import Registered
from tests.faults.place import open_store
from tests.interop.conftest import Arrive, Guest
from tests.interop.member import Elements


@pytest.fixture(scope="module")
async def sandbox(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Sandbox]:
    """One of its own: afterwards its keeper is not to be trusted."""
    async with Sandbox(tmp_path_factory.mktemp("keeper") / "sandbox", bot=False) as running:
        yield running


@pytest.fixture(scope="module")
async def keeper(sandbox: Sandbox) -> Registered:
    """The keeper's session, out of the sealed records; the bot runs from here on.

    Nobody can log in as the keeper, so its token is all there is to be had.
    """
    store = open_store(sandbox)
    found = session(store, "keeper", utc_now())
    store.close()
    await sandbox.start_bot()
    return Registered(found.user_id, found.device_id, found.token, password="")


async def room_with(sandbox: Sandbox, robin: Guest, alex: Guest) -> str:
    """A room that Robin opened and that both are in."""
    code, said = await sandbox.command("grant", "facilitator", robin.element.user_id)
    assert code == 0, said
    for words, answer in (
        ("role", "A steward offers you"),
        ("yes", "You are a facilitator"),
        ("open quiet company 50", "Shall I open it"),
        ("yes", "The room is open"),
    ):
        assert answer in await robin.ask(words)
    room_id = await robin.element.wait_invite()
    await robin.element.join(room_id)
    assert robin.element.user_id in await alex.ask("join 1")
    assert "The invitation is there" in await alex.ask("let me in")
    assert "no line" in await alex.ask("no")
    assert await alex.element.wait_invite() == room_id
    await alex.element.join(room_id)
    both = {guest.element.user_id: "join" for guest in (robin, alex)}
    for guest in (robin, alex):
        await guest.element.wait_room(room_id, lambda room: both.items() <= room.members.items())
    return room_id


async def test_fault_46_a_device_of_the_keeper_reads_nothing_and_ends_every_room(
    keeper: Registered, sandbox: Sandbox, arrive: Arrive, elements: Elements
) -> None:
    robin, alex = await arrive("robin"), await arrive("alex")
    room_id = await room_with(sandbox, robin, alex)

    # The bot looks every second here and every minute elsewhere: this is what lies in between.
    assert sandbox._bot is not None
    sandbox._bot.send_signal(signal.SIGSTOP)
    spy = await elements.member(sandbox.homeserver.url, keeper, strict=False, sign=False)
    await alex.element.until(lambda: alex.element.devices(sandbox.keeper))
    sent = await alex.element.send(room_id, "said among us")
    heard = await robin.element.wait_message(room_id, alex.element.user_id)
    assert heard.body == "said among us"

    async def refusal() -> str | None:
        reasons = {seen.event_id: seen.undecryptable for seen in await spy.timeline(room_id)}
        return reasons.get(sent)

    assert await spy.until(refusal) == "MEGOLM_KEY_WITHHELD_FOR_UNVERIFIED_DEVICE"
    to_keeper = [to for to in await alex.element.sealed_for() if to.user == sandbox.keeper]
    assert [to.withheld for to in to_keeper] == ["m.unverified"]
    sandbox._bot.send_signal(signal.SIGCONT)

    for guest in (robin, alex):
        # Both are told, though Alex asked for no closing line: this is not a usual end.
        assert "so I do not trust it now" in await guest.hear()
        left = await guest.element.wait_room(room_id, lambda room: room.membership == "leave")
        assert not left.may_send
        assert left.changed_by == sandbox.keeper
    code, said = await sandbox.command("status")
    assert code == Exit.US
    assert "The keeper's identity or devices have changed since setup" in said

    assert "Shall I open it" in await robin.ask("open quiet company 50")
    assert "I open no room now" in await robin.ask("yes")
    assert "No room is open" in await alex.ask("rooms")

    await sandbox.kill_bot()
    await sandbox.start_bot()
    code, said = await sandbox.command("status")
    assert (code, "have changed since setup" in said) == (Exit.US, True)
    await spy.stop()
