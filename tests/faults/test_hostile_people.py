"""What strangers and members can send: nobody else notices, and nothing of it is acted on."""

import asyncio
import json
import secrets

import pytest

from peerbot.devtools.demo.people import Member
from peerbot.devtools.synapse import PATIENCE
from peerbot.kernel.ids import RoomID
from peerbot.matrix.crypto.canonical import to_base64
from peerbot.matrix.homeserver import Json, path, room_path
from peerbot.matrix.http.session import Session
from tests.faults.conftest import Arrive
from tests.faults.place import HELP, WELCOME, Place, said_by_voice, send

MALFORMED = to_base64(bytes(33))
"""A key of 33 bytes."""


async def test_fault_14_garbage_is_rejected_and_everyone_else_goes_on(
    place: Place, arrive: Arrive
) -> None:
    alex, sam = await arrive("alex"), await arrive("sam")
    # From anybody at all, over Olm:
    for content in ({}, {"algorithm": "m.olm.v1.curve25519-aes-sha2", "ciphertext": {"a": 1}}):
        messages = {alex.voice: {"*": content}}
        endpoint = path("sendToDevice", "m.room.encrypted", secrets.token_hex(8))
        await alex.client.homeserver.request("PUT", endpoint, {"messages": messages})
    # From a member, in their own chat:
    megolm = {"algorithm": "m.megolm.v1.aes-sha2", "session_id": "none", "ciphertext": "AwgA"}
    for garbage in (
        {},
        megolm,
        {**megolm, "ciphertext": 7},
        {"algorithm": "m.megolm.v9"},
        json.loads('{"a":' * 90 + "1" + "}" * 90),
    ):
        await send(alex, garbage, "m.room.encrypted", clear=True)
    assert WELCOME in await sam.ask("hi")
    assert WELCOME in await alex.ask("hi")
    assert await place.rejected("olm: malformed") == 1
    assert await place.rejected("olm: not for us") == 1
    assert await place.rejected("message: malformed") == 4


async def test_fault_15_fault_45_a_member_with_malformed_keys_is_told_and_stops_nobody(
    place: Place, arrive: Arrive
) -> None:
    alex = await arrive("alex")
    account = await place.sandbox.register(f"broken-{secrets.token_hex(4)}")
    broken = Session(place.sandbox.homeserver.url, account.token)
    device = {
        "user_id": account.user_id,
        "device_id": account.device_id,
        "algorithms": ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"],
        "keys": {f"{kind}:{account.device_id}": MALFORMED for kind in ("ed25519", "curve25519")},
        "signatures": {account.user_id: {f"ed25519:{account.device_id}": MALFORMED}},
    }
    await broken.request("POST", path("keys", "upload"), {"device_keys": device})
    body: Json = {
        "preset": "private_chat",
        "is_direct": True,
        "invite": [place.sandbox.voice],
        "initial_state": [
            {
                "type": "m.room.encryption",
                "state_key": "",
                "content": {"algorithm": "m.megolm.v1.aes-sha2"},
            }
        ],
    }
    chat = RoomID((await broken.request("POST", path("createRoom"), body))["room_id"])
    garbage: Json = {"algorithm": "m.megolm.v1.aes-sha2", "session_id": "s", "ciphertext": "AwgA"}

    async def write() -> None:
        endpoint = room_path(chat, "send", "m.room.encrypted", secrets.token_hex(8))
        await broken.request("PUT", endpoint, garbage)

    async def told() -> list[str]:
        """What the voice said there in clear; nobody could read anything else."""
        query = {"dir": "b", "limit": "50"}
        answer = await broken.request("GET", room_path(chat, "messages"), query=query)
        own = [e for e in answer["chunk"] if e["sender"] == place.sandbox.voice]
        assert not [e for e in own if e["type"] == "m.room.encrypted"]
        return [e["content"]["body"] for e in own if e["type"] == "m.room.message"]

    await place.sandbox.at_rest()
    await write()
    assert HELP in await alex.ask("help")
    async with asyncio.timeout(PATIENCE):
        while not await told():
            pass
    [sentence] = await told()
    assert "the keys of your session do not work" in sentence

    await place.restart()  # which ends bots that stumble over such keys once more
    said = place.proxy.hold(place.by_voice("PUT", "/send/m.room.message/"), after=True)
    await write()
    assert HELP in await alex.ask("help")
    await said.reached()
    said.release()
    assert await told() == [sentence]
    await broken.close()


@pytest.mark.parametrize(
    ("event_type", "content"),
    [
        ("m.room.power_levels", {"users": {"@alex:localhost": 100}}),
        ("m.room.member", {"membership": "leave"}),
        ("m.room.encryption", {"algorithm": "none"}),
    ],
)
async def test_fault_18_room_state_inside_encryption_is_ignored(
    place: Place, arrive: Arrive, event_type: str, content: Json
) -> None:
    alex = await arrive("alex")
    before = await place.rejected("message: state")
    await send(alex, content, event_type)
    assert WELCOME in await alex.ask("hi")
    assert await place.rejected("message: state") == before + 1
    assert alex.voice in alex.present(alex.chat)


async def test_fault_20_words_in_clear_are_not_acted_on(arrive: Arrive) -> None:
    alex = await arrive("alex")
    assert "It cannot be undone" in await alex.ask("erase")
    for words in ("erase it", "1", "yes"):
        await send(alex, {"msgtype": "m.text", "body": words}, clear=True)
    assert HELP in await alex.ask("help")
    assert all(m.encrypted for m in alex.messages if m.sender == alex.voice)
    assert alex.voice in alex.present(alex.chat)


async def test_fault_24_a_session_that_is_gone_here_is_begun_anew(
    place: Place, arrive: Arrive
) -> None:
    """As after a quiet week, when the keys of a chat have expired."""
    alex = await arrive("alex")
    assert WELCOME in await alex.ask("hi")
    await place.sandbox.stop_bot()
    with place.store() as store:
        store.erase(f"person:{alex.user_id}")
    await place.sandbox.start_bot()
    alex.client.machine.room_changed(alex.chat)  # a new room key, as clients make once a week
    assert "Please write it again" in await alex.ask("hi")
    assert WELCOME in await alex.ask("hi")
    assert HELP in await alex.ask("help")


async def test_fault_31_large_deep_and_invisible_text(place: Place, arrive: Arrive) -> None:
    alex = await arrive("alex")
    assert WELCOME in await alex.ask("a" * 40_000)
    bidi = "\u202ehelp\u202c\u200b\ufeff"
    assert HELP in await alex.ask(bidi)
    deep = json.loads('{"a":' * 200 + "1" + "}" * 200)
    await send(alex, {"msgtype": "m.text", "body": "hi", "deep": deep})
    assert HELP in await alex.ask("\u0001\ud7ff \U000e0001")
    assert await place.rejected("message: malformed") >= 1


@pytest.mark.parametrize(
    "content",
    [
        {"msgtype": "m.text", "body": None},
        {"msgtype": "m.text", "body": {"not": "text"}},
        {"msgtype": None, "body": ["hi"]},
        {"body": 7, "m.relates_to": 7},
        {"msgtype": "m.text"},
        {},
    ],
)
async def test_fault_31_content_of_any_shape_gets_an_answer(arrive: Arrive, content: Json) -> None:
    alex = await arrive("alex")
    await send(alex, content)
    assert HELP in await alex.hear()
    assert WELCOME in await alex.ask("hi")


async def test_fault_33_another_program_is_not_answered(arrive: Arrive) -> None:
    alex = await arrive("alex")
    for _ in range(3):
        await send(alex, {"msgtype": "m.notice", "body": "hi"})
    assert HELP in await alex.ask("help")
    assert len(said_by_voice(alex)) == 1
    assert {m.msgtype for m in alex.messages if m.sender == alex.voice} == {"m.notice"}


async def edited(member: Member, event_id: str, words: str) -> None:
    """Change an earlier message, as a client would."""
    new: Json = {"msgtype": "m.text", "body": words}
    relation = {"rel_type": "m.replace", "event_id": event_id}
    await send(
        member, {**new, "body": f"* {words}", "m.new_content": new, "m.relates_to": relation}
    )


async def test_fault_34_an_edited_or_redacted_command_is_not_done_twice(arrive: Arrive) -> None:
    alex = await arrive("alex")
    first = await send(alex, {"msgtype": "m.text", "body": "hi"})
    assert WELCOME in await alex.hear()
    await edited(alex, first, "kept")
    assert "You changed it to" in await alex.hear()
    endpoint = room_path(alex.chat, "redact", first, secrets.token_hex(8))
    await alex.client.homeserver.request("PUT", endpoint, {})
    assert HELP in await alex.ask("help")
    assert len(said_by_voice(alex)) == 3


async def test_fault_34_a_late_answer_belongs_to_no_other_question(
    place: Place, arrive: Arrive
) -> None:
    alex = await arrive("alex")
    assert "It cannot be undone" in await alex.ask("erase")
    assert "open" in await alex.ask("rooms")
    for late in ("1", "erase it"):
        assert "destroyed" not in await alex.ask(late)
    assert "It cannot be undone" in await alex.ask("erase")
    await place.restart()  # nothing was agreed to, so where it stood is forgotten
    for late in ("1", "yes"):
        assert "destroyed" not in await alex.ask(late)
    assert alex.voice in alex.present(alex.chat)
