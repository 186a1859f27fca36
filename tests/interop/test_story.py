"""The whole bot as people meet it: from Element, in its strictest mode."""

from peerbot.devtools.sandbox import Sandbox
from tests.interop.conftest import Arrive


async def test_a_room_from_its_opening_to_its_end(sandbox: Sandbox, arrive: Arrive) -> None:
    robin, alex = await arrive("robin"), await arrive("alex")

    code, said = await sandbox.command("grant", "facilitator", robin.element.user_id)
    assert code == 0, said
    assert "A steward offers you" in await robin.ask("role")
    assert "You are a facilitator" in await robin.ask("yes")
    assert "Shall I open it" in await robin.ask("open quiet company 50")
    assert "The room is open, as number 1" in await robin.ask("yes")
    room_id = await robin.element.wait_invite()
    await robin.element.join(room_id)

    assert "I have no notes about you" in await alex.ask("hi")
    assert robin.element.user_id in await alex.ask("join 1")
    assert "The invitation is there" in await alex.ask("let me in")
    assert "one line" in await alex.ask("yes")

    assert await alex.element.wait_invite() == room_id
    await alex.element.join(room_id)
    names = {robin.element.user_id, alex.element.user_id}
    for person in (robin, alex):
        await person.element.wait_room(
            room_id, lambda room: names <= {m for m, how in room.members.items() if how == "join"}
        )
    for speaker, listener in ((robin.element, alex.element), (alex.element, robin.element)):
        await speaker.send(room_id, "hello, this is among us")
        heard = await listener.wait_message(room_id, speaker.user_id)
        assert (heard.body, heard.shield) == ("hello, this is among us", "none")
        assert {to.user for to in await speaker.sealed_for()} <= names | {sandbox.voice}

    assert "Close the room for everyone?" in await robin.ask("close")
    assert "It is closing" in await robin.ask("close it")
    reasons = set()
    for person in (robin, alex):
        left = await person.element.wait_room(room_id, lambda room: room.membership == "leave")
        assert left.changed_by == sandbox.keeper
        reasons.add(left.reason)
    assert len(reasons) == 1
    assert "before its time" in await alex.hear()


async def test_after_a_restart_the_chat_goes_on(sandbox: Sandbox, arrive: Arrive) -> None:
    sam = await arrive("sam")
    assert "I have no notes about you" in await sam.ask("hi")
    await sandbox.kill_bot()
    await sandbox.start_bot()
    assert "These words work at any time" in await sam.ask("help")
