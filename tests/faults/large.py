"""What is much too large, and what it costs: one member's megabytes, and the bot's memory."""

import asyncio
import json
import secrets
from io import BytesIO
from pathlib import Path

from aiohttp import ClientSession
from vodozemac import Account

from peerbot.devtools.demo.people import Member
from peerbot.devtools.synapse import Registered
from peerbot.kernel.ids import EventID, RoomID
from peerbot.matrix.crypto.canonical import without_signatures
from peerbot.matrix.crypto.signatures import with_signature
from peerbot.matrix.homeserver import Json, path, room_path
from peerbot.matrix.http.session import Session
from tests.faults.conftest import Arrive
from tests.faults.place import HELP, WELCOME, Place, said_by_voice, send

LARGEST = 60_000
"""Bytes of text in one event, nearly as much as a homeserver takes."""

MOST_MIB = 230
"""What the process may ever take: `systemd/peerbot.service` slows it down from 250 on."""

MEGOLM: Json = {"algorithm": "m.megolm.v1.aes-sha2", "session_id": "s", "ciphertext": "AwgA"}


def peak(place: Place) -> int:
    """The most memory that the running bot ever took, in MiB."""
    assert place.sandbox._bot is not None
    status = Path(f"/proc/{place.sandbox._bot.pid}/status").read_text(encoding="utf-8")
    [line] = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) // 1024


async def write_much(member: Member, events: int) -> None:
    """A question, many of the largest events, and another question, in the member's chat."""
    await member.tell(member.chat, "hi")
    for _ in range(events):
        content: Json = {"msgtype": "m.text", "body": "x" * LARGEST}
        await send(member, content, clear=True)
    await member.tell(member.chat, "help")


async def much_waits(place: Place, arrive: Arrive, events: int) -> int:
    """Six people write `events` of the largest events each while the bot is off, and it is
    started; its peak once all were answered, another one first."""
    people = [await arrive(f"member{number}") for number in range(6)]
    sam = await arrive("sam")
    await place.sandbox.at_rest()
    await place.sandbox.stop_bot()
    await asyncio.gather(*(write_much(member, events) for member in people))
    await place.sandbox.start_bot()
    assert WELCOME in await sam.ask("hi")
    for member in people:
        assert WELCOME in await member.hear()
        assert HELP in await member.hear()
    assert await place.rejected("message: not encrypted") == 6 * events
    assert await place.rejected("sync: too large, split into parts") == 1
    return peak(place)


class Odd:
    """Somebody whose client is not like others: bare requests, and what the voice says in clear."""

    def __init__(self, place: Place, account: Registered) -> None:
        self.account = account
        self.homeserver = Session(place.sandbox.homeserver.url, account.token)
        self.chat = RoomID("")
        self._voice = place.sandbox.voice

    async def begin(self) -> None:
        """A chat as clients make it; whether anybody comes is another matter."""
        encrypted = {"type": "m.room.encryption", "state_key": "", "content": MEGOLM}
        body: Json = {
            "preset": "private_chat",
            "is_direct": True,
            "invite": [self._voice],
            "initial_state": [encrypted],
        }
        answer = await self.homeserver.request("POST", path("createRoom"), body)
        self.chat = RoomID(answer["room_id"])

    async def write(self, content: Json = MEGOLM) -> EventID:
        """Something that cannot be opened."""
        endpoint = room_path(self.chat, "send", "m.room.encrypted", secrets.token_hex(8))
        return EventID((await self.homeserver.request("PUT", endpoint, content))["event_id"])

    async def told(self) -> list[str]:
        """What the voice said in clear, the oldest first."""
        query = {"dir": "b", "limit": "50"}
        answer = await self.homeserver.request("GET", room_path(self.chat, "messages"), query=query)
        own = [e for e in answer["chunk"][::-1] if e["sender"] == self._voice]
        return [e["content"]["body"] for e in own if e["type"] == "m.room.message"]


async def odd(place: Place, device_id: str | None = None) -> Odd:
    """Somebody new, on a device of this name if one is given: Synapse takes any length of one with
    a registration, as it did with a login."""
    homeserver, name = place.sandbox.homeserver, f"odd-{secrets.token_hex(4)}"
    return Odd(place, await homeserver.register(name, device_id=device_id))


def device_keys(account: Registered, **more: object) -> Json:
    """The keys of a device as they should be, with whatever `more` there is to say of it."""
    olm = Account()
    device: Json = {
        "user_id": account.user_id,
        "device_id": account.device_id,
        "algorithms": ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"],
        "keys": {
            f"curve25519:{account.device_id}": olm.curve25519_key.to_base64(),
            f"ed25519:{account.device_id}": olm.ed25519_key.to_base64(),
        },
        **more,
    }
    signature = olm.sign(without_signatures(device)).to_base64()
    return with_signature(device, account.user_id, account.device_id, signature)


async def upload(place: Place, account: Registered, device: Json) -> None:
    """Publish a device. As a file: `Session` makes small requests only."""
    address = place.sandbox.homeserver.url + path("keys", "upload")
    body = BytesIO(json.dumps({"device_keys": device}).encode())
    async with (
        ClientSession(headers={"Authorization": f"Bearer {account.token}"}) as session,
        session.post(address, data=body) as answer,
    ):
        assert answer.status == 200, await answer.text()


async def passed_over(place: Place, somebody: Odd, alex: Member, device: Json) -> int:
    """Somebody with such a device writes, also after a restart. They are told once, kindly, and
    others are answered; the bot's peak."""
    await upload(place, somebody.account, device)
    before = await place.rejected("device: malformed")
    await somebody.begin()
    await place.sandbox.at_rest()
    await somebody.write()
    assert WELCOME in await alex.ask("hi")
    # Their keys may take the homeserver longer than anybody waits; others are answered meanwhile.
    for _ in range(100):
        if said := await somebody.told():
            break
        assert HELP in await alex.ask("help")
    [sentence] = said
    assert "the keys of your session do not work" in sentence
    assert await place.rejected("device: malformed") > before
    most = peak(place)
    await place.restart()
    await somebody.write()
    assert HELP in await alex.ask("help")
    assert await place.rejected("device: malformed") > 0
    assert await somebody.told() == [sentence]
    await somebody.homeserver.close()
    return max(most, peak(place))


async def nothing_but(value: bytes, size: int, place: Place, arrive: Arrive) -> int:
    """Answers of `size` bytes that hold one small value again and again, each taken whole and in
    parts; the bot's peak."""
    alex = await arrive("alex")
    body = b'{"next_batch":"s1","rooms":[' + (value + b",") * (size // len(value)) + b"1]}"
    for method, endpoint in (("GET", "/sync"), ("POST", "/keys/query"), ("GET", "m.room.encryp")):
        place.proxy.answer(place.by_voice(method, endpoint), 200, body, times=2)
    assert WELCOME in await alex.ask("hi")
    assert len(said_by_voice(alex)) == 1
    return peak(place)
