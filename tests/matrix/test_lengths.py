"""What the wire shows of a message's length: whole steps, the same for what fits into one."""

import json
from base64 import b64decode

from peerbot.devtools.synapse import Synapse
from peerbot.matrix.crypto.canonical import STEP, padded
from peerbot.matrix.homeserver import Json
from peerbot.texts import Texts
from tests.conftest import Register
from tests.matrix.people import Meddling, Person, chat, now, person

SHORT = ("our-fault", "write-again", "unconfirmed-device")
"""Sentences without anything to fill in, of different lengths."""


async def lengths(speaker: Person, listener: Person, bodies: list[str]) -> list[int]:
    """Bytes of each message's ciphertext, as a homeserver stores it."""
    room_id = await chat(speaker, listener)
    for body in bodies:
        await speaker.say(room_id, body, listener.me)
    events = await listener.ciphertexts(room_id, len(bodies))
    read = [await listener.machine.decrypt(room_id, event.source) for event in events]
    assert [message.content["body"] for message in read] == bodies
    return [len(b64decode(e.content["ciphertext"] + "==")) for e in events]


async def test_sentences_cannot_be_told_apart_by_length(
    synapse: Synapse, register: Register
) -> None:
    texts = Texts("en", "Europe/Berlin")
    sentences = [texts.say(name, now=now()) for name in SHORT]
    assert len({len(sentence) for sentence in sentences}) == len(sentences)
    async with (
        person(synapse, await register("voice")) as voice,
        person(synapse, await register("alex")) as alex,
    ):
        bodies = ["", *sentences, "a" * 1_500, "b" * 1_600, "c" * 9_000]
        found = await lengths(voice, alex, bodies)
    short, longer, longest = found[: len(sentences) + 1], found[-3:-1], found[-1]
    assert len(set(short)) == 1
    assert len(set(longer)) == 1
    assert (longer[0] - short[0]) % STEP == 0 < longer[0] - short[0]
    assert (longest - short[0]) % STEP == 0


async def test_room_keys_and_greetings_between_devices_are_equally_long(
    synapse: Synapse, register: Register
) -> None:
    account, seen = await register("voice"), list[tuple[int, int]]()
    homeserver = Meddling(synapse, account)

    def look(path: str, body: Json) -> None:
        if "/sendToDevice/" in path:
            for devices in body["messages"].values():
                for content in devices.values():
                    (ours,) = content["ciphertext"].values()
                    seen.append((ours["type"], len(ours["body"])))

    homeserver.before = look
    async with (
        person(synapse, account, homeserver=homeserver) as voice,
        person(synapse, await register("a")) as short,
        person(synapse, await register("a-much-longer-name-than-the-other")) as long,
    ):
        for someone in (short, long):
            room_id = await chat(voice, someone)
            await voice.say(room_id, "hello", someone.me)
            assert await voice.machine.ensure_sessions(someone.me, force=True)
    assert len(seen) == 4
    assert len(set(seen)) == 1


def test_every_plaintext_is_whole_steps_and_reads_as_before() -> None:
    for length in range(2 * STEP):
        value = {"body": "ü" * length}
        assert len(padded(value)) % STEP == 0
        assert json.loads(padded(value)) == value
