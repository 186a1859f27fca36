"""A first evening, in somebody's own words, read in Element in its strictest mode."""

import textwrap

from peerbot.devtools.sandbox import Sandbox
from tests.interop.conftest import Arrive, Guest


def lines(said: str) -> int:
    """How many lines of a phone it takes."""
    return sum(len(textwrap.wrap(line, 36)) for line in said.splitlines())


async def opens(sandbox: Sandbox, robin: Guest) -> str:
    """A facilitator opens a room and is not there yet; the room."""
    code, said = await sandbox.command("grant", "facilitator", robin.element.user_id)
    assert code == 0, said
    for words in ("role", "yes", "open quiet company 50", "yes"):
        await robin.ask(words)
    return await robin.element.wait_invite()


async def test_a_frightened_person_is_served_by_their_own_words(
    sandbox: Sandbox, arrive: Arrive
) -> None:
    robin, alex = await arrive("robin"), await arrive("alex")
    room_id = await opens(sandbox, robin)

    first = await alex.ask("is anyone there?? I dont know who to talk to")
    assert first.startswith("Hello. I am a program, not a person.")
    assert "outside our collective" in first
    assert "call nobody" in await alex.ask("would you tell the police")
    assert "1. Quiet company" in await alex.ask("what groups are on")
    assert lines(await alex.ask("the quiet one")) <= 18
    assert "Do you mean this?" in await alex.ask("can you delete everything about me")
    assert "1. Let me in" in await alex.ask("nah")

    assert "1 of 5" in await alex.ask("note first")
    assert await alex.ask("who reads that?") != ""
    assert "1 of 5" in await alex.ask("no")
    said = await alex.ask("Alex")
    for _ in range(4):
        said = await alex.ask("skip")
    assert "2. Change a line" in said
    assert '1. What may people call you? One name, several, or none. "Alex"' in await alex.ask("2")
    await alex.ask("one")
    assert '"Lex"' in await alex.ask("Lex")
    handed = await alex.ask("yes please")
    assert handed.startswith("It is on its way.")
    assert "Shall I keep this for next time" in handed
    assert "join 1" in await alex.ask("no thanks")
    assert "Something for you here." in await robin.hear()
    assert '"Lex"' in await robin.ask("1")
    assert "It is handed over." in await alex.hear()

    await alex.ask("join quiet company")
    assert "You have a place." in await alex.ask("ok")
    for words in ("how long does it take", "hello", "thank you 🙏"):
        assert "Your place is kept." in await alex.ask(words)
    await robin.element.join(room_id)
    assert "The invitation is there." in await alex.hear()
    assert await alex.element.wait_invite() == room_id

    await robin.ask("close")
    await robin.ask("close it")
    assert (await alex.hear()).startswith("The room has closed, before its time.")
    assert (await alex.ask("good night")).startswith("Take care.")
    assert "I would forget you" in await alex.ask("forget me")
    await alex.ask("yes")
    await alex.left_alone(alex.chat)
    for words in ("dont know who to talk to", "Lex", alex.element.user_id):
        held = [path for path in sandbox.state.rglob("*") if path.is_file()]
        assert held
        assert not [path for path in held if words.encode() in path.read_bytes()], words
