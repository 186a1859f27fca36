"""A member whose only interest is how soon an answer comes."""

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import uuid4

from peerbot.matrix.client import SignedClient
from peerbot.matrix.homeserver import Credentials, Homeserver
from peerbot.matrix.sync import Batch
from peerbot.synapse import Registered
from peerbot.vocabulary import DeviceID, RoomID, UserID
from storage import Store


class Talker:
    """A signed client that remembers when it heard what."""

    def __init__(self, client: SignedClient) -> None:
        self._client = client
        self._answers = defaultdict[RoomID, asyncio.Queue[float]](asyncio.Queue)
        self._joined = defaultdict[RoomID, asyncio.Event](asyncio.Event)

    async def chat_with(self, user_id: UserID) -> RoomID:
        """A direct chat that the other has come into."""
        room_id = await self._client.create_direct_chat(user_id)
        await self._joined[room_id].wait()
        return room_id

    async def ask(self, room_id: RoomID, user_id: UserID, words: str) -> float:
        """Seconds from before the words are encrypted until the answer is decrypted."""
        begun = await self.say(room_id, user_id, words)
        return await self._answers[room_id].get() - begun

    async def say(self, room_id: RoomID, user_id: UserID, words: str) -> float:
        """Say something and wait for nothing; the time it was begun.

        What was heard before belongs to what was said before.
        """
        self._answers.pop(room_id, None)
        begun = time.perf_counter()
        content = {"msgtype": "m.text", "body": words}
        await self._client.send_encrypted(room_id, [user_id], content, uuid4().hex)
        return begun

    async def answer(self, room_id: RoomID) -> float:
        """When the next answer in a chat was heard."""
        return await self._answers[room_id].get()

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
                if event.encrypted:
                    read = await self._client.machine.decrypt(room.room_id, event.source)
                    self._client.machine.accept(read)
                    self._answers[room.room_id].put_nowait(time.perf_counter())


@contextlib.asynccontextmanager
async def talker(url: str, account: Registered) -> AsyncIterator[Talker]:
    """A member who listens during the block."""
    credentials = Credentials(UserID(account.user_id), DeviceID(account.device_id), account.token)
    homeserver = Homeserver(url, account.token)
    client = SignedClient(homeserver, credentials, Store.in_memory(), lambda: datetime.now(UTC))
    await client.start(account.password)
    member = Talker(client)
    async with asyncio.TaskGroup() as tasks:
        listening = tasks.create_task(client.run(member.hear))
        yield member
        listening.cancel()
    await homeserver.close()
