"""Keys of people of the other homeserver: at first contact, and while it does not answer."""

import secrets
from collections.abc import AsyncIterator

import pytest

from peerbot.devtools.synapse import Synapse
from tests.held.cast import Guest
from tests.interop.member import Elements
from tests.pair.homeservers import away, frozen
from tests.proxy import to
from tests.story.scene import Scene, hears, says

WELCOME = "I have no notes about you"
HELP = "These words work at any time"
NEWCOMERS = 3


@pytest.fixture(scope="module")
async def elements(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Elements]:
    """One Node process for this file."""
    async with Elements(tmp_path_factory.mktemp("element") / "element.log") as running:
        yield running


async def test_fault_61_newcomers_of_another_homeserver_are_answered_at_their_first_word(
    scene: Scene, there: Synapse, elements: Elements
) -> None:
    """While Synapse begins to watch somebody it leaves their identity out for a moment. Whether an
    answer falls into it is a matter of chance; `tests/faults/test_silence.py` leaves none to it."""
    voice = scene.sandbox.voice
    for number in range(NEWCOMERS):
        account = await there.register(f"alex-{secrets.token_hex(4)}")
        element = await elements.member(there.url, account)
        chat = await element.create_direct_chat(voice)
        await element.wait_room(chat, lambda room: room.members.get(voice) == "join")
        alex = Guest(element, voice, chat)
        assert WELCOME in await alex.ask("hi"), number  # `ask` refuses what is not encrypted
        assert HELP in await alex.ask("help"), number
        await element.stop()


async def test_fault_62_a_homeserver_freezes_while_keys_are_asked_for(
    scene: Scene, there: Synapse
) -> None:
    async with scene.people("sam") as (sam,), scene.people("alex", of=there) as (alex,):
        await sam.begin()
        asked = scene.proxy.hold(scene.by_voice(to("POST", "/keys/query")))
        alex.chat = await alex.client.create_direct_chat(alex.voice)
        await asked.reached()
        async with frozen(there):
            asked.release()
            await says(sam, "hi", WELCOME)
            await says(sam, "help", HELP)
        await alex.until(lambda: alex.voice in alex.present(alex.chat))
        await says(alex, "hi", WELCOME)
        await says(alex, "help", HELP)
        assert len(scene.answers(sam)) == 2


async def test_fault_62_a_homeserver_freezes_with_words_of_its_people_on_their_way(
    scene: Scene, there: Synapse
) -> None:
    """They were read, and the answer is for somebody whose homeserver does not take it yet."""
    async with scene.people("sam") as (sam,), scene.people("alex", of=there) as (alex,):
        await sam.begin()
        await alex.begin()
        await says(alex, "hi", WELCOME)
        await scene.restart()  # after which it asks anew for everybody's devices
        asked = scene.proxy.hold(scene.by_voice(to("POST", "/keys/query")))
        await alex.tell(alex.chat, "help")
        await alex.tell(alex.chat, "now")
        await asked.reached()
        async with frozen(there):
            asked.release()
            await says(sam, "help", "")
            await says(sam, "help", HELP)
            await scene.sandbox.at_rest()
        await hears(alex, HELP)
        await hears(alex, "No one here is on call")
        await says(alex, "help", HELP)
        assert len(scene.answers(alex)) == 4


async def test_fault_62_a_homeserver_that_was_switched_off_hears_the_answers_when_it_is_back(
    scene: Scene, there: Synapse
) -> None:
    async with scene.people("alex", of=there) as (alex,):
        await alex.begin()
        await says(alex, "hi", WELCOME)
        answering = scene.proxy.hold(scene.by_voice(to("PUT", "/send/m.room.encrypted")))
        await alex.tell(alex.chat, "help")
        await answering.reached()
        async with away(there):
            await scene.restart()  # which cuts the answer off, before the homeserver had it
            await scene.sandbox.at_rest()
        await hears(alex, HELP)
        await says(alex, "now", "No one here is on call")
        assert len(scene.answers(alex)) == 3
