"""A member whose only interest is what is answered, and how soon."""

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from peerbot.devtools.synapse import Registered
from peerbot.kernel.ids import DeviceID, RoomID, UserID
from peerbot.matrix.client import SignedClient
from peerbot.matrix.homeserver import Credentials, an_id, path, room_path
from peerbot.matrix.http.session import Session
from peerbot.matrix.sync import Batch, Event, Joined
from storage import Store


@dataclass(frozen=True)
class Heard:
    """Something the other said in a chat, and when it was read (`time.perf_counter`)."""

    at: float
    body: str


class Talker:
    """A signed client that remembers when it heard what."""

    def __init__(self, client: SignedClient) -> None:
        self._client = client
        self._answers = defaultdict[RoomID, asyncio.Queue[Heard]](asyncio.Queue)
        self._joined = defaultdict[RoomID, asyncio.Event](asyncio.Event)
        self._plain = set[RoomID]()

    async def chat_with(self, user_id: UserID, *, plain: bool = False) -> RoomID:
        """A direct chat that the other has come into; `plain`: without encryption."""
        if plain:
            body = {"preset": "private_chat", "is_direct": True, "invite": [user_id]}
            answer = await self._client.homeserver.request("POST", path("createRoom"), body)
            room_id = RoomID(an_id(answer, "room_id"))
            self._plain.add(room_id)
        else:
            room_id = await self._client.create_direct_chat(user_id)
        await self._joined[room_id].wait()
        return room_id

    async def ask(self, room_id: RoomID, user_id: UserID, words: str) -> float:
        """Seconds from before the words are encrypted until the answer is decrypted."""
        begun = await self.say(room_id, user_id, words)
        return await self.answer(room_id) - begun

    async def say(self, room_id: RoomID, user_id: UserID, words: str) -> float:
        """Say something and wait for nothing; the time it was begun.

        What was heard before belongs to what was said before.
        """
        self._answers.pop(room_id, None)
        begun = time.perf_counter()
        await self._send(room_id, user_id, words)
        return begun

    async def answer(self, room_id: RoomID) -> float:
        """When the next answer in a chat was heard."""
        return (await self._answers[room_id].get()).at

    async def say_all(self, room_id: RoomID, user_id: UserID, words: list[str]) -> None:
        """Say one thing after the other, waiting for no answer."""
        for said in words:
            await self._send(room_id, user_id, said)

    def heard(self, room_id: RoomID) -> list[Heard]:
        """What was answered in a chat and not yet asked for."""
        answers = self._answers[room_id]
        return [answers.get_nowait() for _ in range(answers.qsize())]

    async def hear(self, batch: Batch) -> None:
        """Take in one sync."""
        for room in batch.joined:
            for change in room.memberships:
                if (
                    change.membership == "join"
                    and change.user_id != self._client.credentials.user_id
                ):
                    self._joined[room.room_id].set()
            for event in room.events:
                await self._event(room, event)

    async def _event(self, room: Joined, event: Event) -> None:
        if event.encrypted:
            read = await self._client.machine.decrypt(room.room_id, event.source)
            self._client.machine.accept(read)
            self._heard(room.room_id, read.content.get("body"))
        elif event.type == "m.room.message" and room.room_id in self._plain:
            self._heard(room.room_id, event.content.get("body"))

    def _heard(self, room_id: RoomID, body: object) -> None:
        self._answers[room_id].put_nowait(Heard(time.perf_counter(), str(body)))

    async def _send(self, room_id: RoomID, user_id: UserID, words: str) -> None:
        content = {"msgtype": "m.text", "body": words}
        if room_id in self._plain:
            where = room_path(room_id, "send", "m.room.message", uuid4().hex)
            await self._client.homeserver.request("PUT", where, content)
        else:
            await self._client.send_encrypted(room_id, [user_id], content, uuid4().hex)


@contextlib.asynccontextmanager
async def talker(url: str, account: Registered) -> AsyncIterator[Talker]:
    """A member who listens during the block."""
    credentials = Credentials(UserID(account.user_id), DeviceID(account.device_id), account.token)
    homeserver = Session(url, account.token)
    client = SignedClient(homeserver, credentials, Store.in_memory(), lambda: datetime.now(UTC))
    await client.start(account.password)
    member = Talker(client)
    async with asyncio.TaskGroup() as tasks:
        listening = tasks.create_task(client.run(member.hear))
        yield member
        listening.cancel()
    await homeserver.close()
