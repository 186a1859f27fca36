"""People with real encrypted clients, for the demo and for tests: they write, wait and read."""

import asyncio
import math
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Self, TypeVar

from peerbot.devtools.synapse import PATIENCE, Registered
from peerbot.kernel.ids import DeviceID, EventID, RoomID, UserID
from peerbot.matrix.client import SignedClient
from peerbot.matrix.crypto.opening import Reason, Undecryptable
from peerbot.matrix.filters import lean_filter
from peerbot.matrix.homeserver import Credentials, Json
from peerbot.matrix.http.session import Session
from peerbot.matrix.sync import Batch, Event
from storage import Store

T = TypeVar("T")

MARGIN = 4
"""How many times slower a machine may get than at its slowest answer so far: it was idle, and then
each of its cores is shared with three others."""


@dataclass(frozen=True)
class Message:
    """Something said in a room, as this person could read it."""

    room_id: RoomID
    event_id: EventID
    sender: UserID
    body: str
    msgtype: str
    encrypted: bool


class Missed(AssertionError):
    """What a person waited for did not come."""


class Member:
    """One person at one device. Use as an async context manager; it reads along all the time."""

    def __init__(self, url: str, account: Registered, voice: str) -> None:
        self.user_id = UserID(account.user_id)
        self.voice = UserID(voice)
        self.slowest = 0.0
        """Seconds that the slowest answer took until now: how fast this machine is today."""
        self.messages: list[Message] = []
        self.invitations: dict[RoomID, UserID] = {}
        self.left: set[RoomID] = set()
        self._silent: set[RoomID] = set()
        self._password = account.password
        credentials = Credentials(self.user_id, DeviceID(account.device_id), account.token)
        self._store = Store.in_memory()
        self.client = SignedClient(
            Session(url, account.token),
            credentials,
            self._store,
            lambda: datetime.now(UTC),
            sync_filter=_of_a_person(lean_filter(self.user_id)),
        )
        self.chat = RoomID("")
        self._read = 0
        self._joined: dict[RoomID, set[UserID]] = {}
        self._keyless: list[tuple[RoomID, Event]] = []
        self._news = asyncio.Condition()
        self._syncing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self.client.start(self._password)
        self._syncing = asyncio.create_task(self.client.run(self._handle))
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._syncing is not None
        self._syncing.cancel()
        await asyncio.gather(self._syncing, return_exceptions=True)
        await self.client.homeserver.close()
        self._store.close()

    # --- with the voice

    async def begin(self) -> None:
        """Start a direct chat with the voice, as Element does, and wait until it is there."""
        self.chat = await self.client.create_direct_chat(self.voice)
        await self.until(lambda: self.voice in self.present(self.chat))

    async def ask(self, words: str) -> str:
        """Say something to the voice and read its next message."""
        began = monotonic()
        await self.tell(self.chat, words)
        answer = await self.hear()
        self.slowest = max(self.slowest, monotonic() - began)
        return answer

    async def hear(self) -> str:
        """The voice's next unread message in the chat."""

        def unread() -> Message | None:
            fresh = (m for m in self.messages[self._read :] if m.room_id == self.chat)
            return next((m for m in fresh if m.sender == self.voice), None)

        message = await self.until(unread)
        self._read = self.messages.index(message) + 1
        return message.body

    # --- with everybody

    async def tell(self, room_id: RoomID, words: str, txn_id: str | None = None) -> EventID:
        """Say something in an encrypted room to everyone who is in it."""
        others = await self.client.joined_members(room_id) - {self.user_id}
        content: Json = {"msgtype": "m.text", "body": words}
        return await self.client.send_encrypted(
            room_id, others, content, txn_id or secrets.token_hex(16)
        )

    async def join_invited(self) -> RoomID:
        """Wait for an invitation and accept it."""
        room_id = await self.until(lambda: next(iter(self.invitations), None))
        del self.invitations[room_id]
        await self.client.join(room_id)
        return room_id

    async def read(self, room_id: RoomID, words: str) -> Message:
        """Wait until somebody said exactly this in a room, readably."""
        return await self.until(
            lambda: next(
                (m for m in self.messages if (m.room_id, m.body) == (room_id, words)), None
            )
        )

    def present(self, room_id: RoomID) -> frozenset[UserID]:
        """Who joined a room and is still there, as far as this person was told."""
        return frozenset(self._joined.get(room_id, ()))

    async def sees(self, room_id: RoomID, people: int) -> None:
        """Wait until so many are in a room, this person and the keeper among them."""
        await self.until(lambda: len(self.present(room_id)) >= people)

    async def removed(self, room_id: RoomID) -> None:
        """Wait until this person is no longer in the room."""
        await self.until(lambda: room_id in self.left)

    async def silenced(self, room_id: RoomID) -> None:
        """Wait until nobody but the keeper may write in the room."""
        await self.until(lambda: room_id in self._silent)

    async def state(self, room_id: RoomID, event_type: str) -> Json:
        """A piece of a room's state, as the homeserver shows it to this person."""
        return await self.client.homeserver.state(room_id, event_type)

    async def until(self, found: Callable[[], T | None]) -> T:
        """Wait for news until `found` gives something. Raises Missed."""
        try:
            async with asyncio.timeout(PATIENCE), self._news:
                while not (there := found()):
                    await self._news.wait()
                return there
        except TimeoutError:
            raise Missed("what had to come did not come in time") from None

    # --- reading along

    async def _handle(self, batch: Batch) -> None:
        for invite in batch.invites:
            self.invitations[invite.room_id] = invite.inviter
        waiting, self._keyless = self._keyless, []
        for room_id, event in waiting:
            await self._open(room_id, event)
        for joined in batch.joined:
            self.left.discard(joined.room_id)
            there = self._joined.setdefault(joined.room_id, set())
            for change in joined.memberships:
                (there.add if change.membership == "join" else there.discard)(change.user_id)
            # The filter leaves their own coming out; what led up to it may be told.
            there.add(self.user_id)
            for event in joined.events:
                if event.type == "m.room.power_levels" and event.content.get("events_default"):
                    self._silent.add(joined.room_id)
                await self._open(joined.room_id, event)
        self.left.update(batch.left)
        async with self._news:
            self._news.notify_all()

    async def _open(self, room_id: RoomID, event: Event) -> None:
        if not event.encrypted:
            if event.type == "m.room.message":
                self._keep(room_id, event, event.content, encrypted=False)
            return
        try:
            opened = await self.client.machine.decrypt(room_id, event.source)
            self.client.machine.accept(opened)
        except Undecryptable as why:
            if why.reason in (Reason.NO_KEY, Reason.UNKNOWN_DEVICE, Reason.UNASKED):
                self._keyless.append((room_id, event))
            return
        self._keep(room_id, event, opened.content, encrypted=True)

    def _keep(self, room_id: RoomID, event: Event, content: Json, *, encrypted: bool) -> None:
        body, msgtype = str(content.get("body", "")), str(content.get("msgtype", ""))
        self.messages.append(
            Message(room_id, event.event_id, event.sender, body, msgtype, encrypted)
        )


def _of_a_person(chosen: Json) -> Json:
    """People see when a room falls silent, and who is in it already when they come from another
    homeserver; the voice has no need to."""
    chosen["room"]["timeline"]["types"].append("m.room.power_levels")
    for part in ("state", "timeline"):
        chosen["room"][part]["lazy_load_members"] = False
    return chosen


def time_for(answers: int, *asked: Member, least: int) -> int:
    """Seconds in which so many answers come for sure, by how long those took who asked before.

    What has to happen while a room lasts seconds takes as long as the machine lets it.
    """
    return max(least, math.ceil(MARGIN * answers * max(one.slowest for one in asked)))
