"""Somebody complains at their Element, on a real homeserver: to two who open no rooms."""

from peerbot.app.trouble import Exit
from tests.held.cast import Arrive, nothing_of
from tests.story.scene import Scene, hears, says

WORDS = "they laughed at my name twice"
OTHER = "nobody waited until I had typed"


async def test_a_complaint_is_read_by_those_who_took_that_on(scene: Scene, arrive: Arrive) -> None:
    alex = await arrive("alex")
    async with scene.people("kim", "lou") as readers:
        kim, lou = readers
        for reader in readers:
            await reader.begin()
            granted = await scene.steward("grant", "complaints", reader.user_id)
            assert granted.code == Exit.WELL
            assert "Complaints are passed on once two people have it." in granted.lines
            await says(reader, "role", "offers you to read complaints")
            await says(reader, "yes", "It is yours until")
        refused = await scene.steward("grant", "facilitator", kim.user_id)
        assert refused.code == Exit.INPUT
        assert "They hold the role complaints" in refused.lines[0]
        assert kim.user_id not in refused.lines[0]

        await says(alex, "complain", "Whom does it concern?")
        await says(alex, kim.user_id, "What happened?")
        shown = await says(alex, WORDS, "Is there one who should not?")
        assert f"It does not go to {kim.user_id}." in shown
        assert WORDS in await says(alex, "0", f"It goes to {lou.user_id}.")
        await says(alex, "with my address", "It goes now.")
        knock = await hears(lou, "Something for you here.")
        assert WORDS not in knock
        assert alex.user_id not in knock
        read = await says(lou, "read complaints", WORDS)
        assert f"From {alex.user_id}" in read
        await hears(alex, "One of those whom it was for has read it.")
        assert not [message for message in kim.messages if WORDS in message.body]

        await says(alex, "complain", "Whom does it concern?")
        await says(alex, "skip", "What happened?")
        await says(alex, OTHER, "Is there one who should not?")
        await says(alex, "0", "It goes to")
        await says(alex, "without it", "It goes on")
        await says(kim, "read complaints", "Nothing waits for you to read.")
        await says(alex, "erase", "I would forget you.")
        await says(alex, "erase it", "Done.")
        assert await scene.holds_nothing_of(alex)
        for reader in readers:
            await says(reader, "lay down", "Lay the role down?")
            await says(reader, "1", "You laid the role down")
    await scene.sandbox.at_rest()
    nothing_of(scene, (alex, *readers), WORDS, OTHER)
