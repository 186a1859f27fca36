"""Two people talk, through a real homeserver."""

from peerbot.devtools.synapse import Synapse
from tests.conftest import Register
from tests.matrix.people import chat, person


async def test_two_people_read_each_other(synapse: Synapse, register: Register) -> None:
    async with (
        person(synapse, await register("alice")) as alice,
        person(synapse, await register("bob")) as bob,
    ):
        room_id = await chat(alice, bob)
        await alice.say(room_id, "hello", bob.me)
        await alice.say(room_id, "again", bob.me)
        first, second = await bob.read(room_id, 2)
        assert [first.content["body"], second.content["body"]] == ["hello", "again"]
        assert (first.sender, first.signed, first.type) == (alice.me, True, "m.room.message")
        assert first.device_id == alice.credentials.device_id

        await bob.say(room_id, "you too", alice.me)
        [answer] = await alice.read(room_id)
        assert answer.content["body"] == "you too"
        assert not alice.rejected.counts()
        assert not bob.rejected.counts()
