"""People with real encrypted clients, and the few things tests make them do."""

import json
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from peerbot.devtools.synapse import Registered, Synapse
from peerbot.kernel.ids import Clock, DeviceID, RoomID, UserID
from peerbot.matrix.client import SignedClient
from peerbot.matrix.crypto.opening import Decrypted, Reason, Undecryptable
from peerbot.matrix.homeserver import Credentials, Json
from peerbot.matrix.http.session import Answer, Read, Session
from peerbot.matrix.sync import Batch, Event
from storage import Store


def now() -> datetime:
    """The present."""
    return datetime.now(UTC)


def text_message(body: str) -> Json:
    """The content of an ordinary message."""
    return {"msgtype": "m.text", "body": body}


def credentials(account: Registered) -> Credentials:
    """A registered account's first device."""
    return Credentials(UserID(account.user_id), DeviceID(account.device_id), account.token)


class Meddling(Session):
    """A real homeserver, with someone in between who may change or lose what passes."""

    def __init__(self, synapse: Synapse, account: Registered) -> None:
        super().__init__(synapse.url, account.token)
        self.before: Callable[[str, Json], None] = lambda _path, _body: None
        """Sees each request's path and body first; may change the body, or raise."""
        self.after: Callable[[str, Json], None] = lambda _path, _answer: None
        """Sees each answer first; may change it, or raise."""

    async def send(  # noqa: PLR0917 - nio gives these by place
        self,
        method: str,
        path: str,
        data: str | None = None,
        headers: Mapping[str, str] | None = None,
        trace_context: None = None,
        timeout: float | None = None,
        *,
        read: Read | None = None,
    ) -> Answer:
        """The request, meddled with."""
        endpoint, body = path.partition("?")[0], json.loads(data or "{}")
        self.before(endpoint, body)
        changed = None if data is None else json.dumps(body)
        answer = await super().send(
            method, path, changed, headers, trace_context, timeout, read=read
        )
        assert isinstance(answer.value, dict)
        self.after(endpoint, answer.value)
        return answer


class Person(SignedClient):
    """A signed client that can wait for what it is told."""

    def __init__(
        self,
        homeserver: Session,
        account: Registered,
        store: Store,
        clock: Clock,
        *,
        admit_unsigned: bool = False,
    ) -> None:
        super().__init__(
            homeserver, credentials(account), store, clock, admit_unsigned=admit_unsigned
        )
        self.account = account
        self.store = store
        self._heard: list[tuple[RoomID, Event]] = []

    @property
    def me(self) -> UserID:
        """Who this is."""
        return self.credentials.user_id

    async def sync(self, timeout: float = 0) -> Batch:
        """One sync, handled."""
        batch = await self.sync_once(timeout)
        self.commit_token(batch)
        self._heard += [(room.room_id, event) for room in batch.joined for event in room.events]
        return batch

    async def events(self, wanted: Callable[[RoomID, Event], bool], count: int = 1) -> list[Event]:
        """Sync until there are `count` timeline events as wanted; each is given once."""
        while True:
            found = [(room, event) for room, event in self._heard if wanted(room, event)]
            if len(found) >= count:
                self._heard = [heard for heard in self._heard if heard not in found[:count]]
                return [event for _, event in found[:count]]
            await self.sync(timeout=20)

    async def ciphertexts(self, room_id: RoomID, count: int = 1) -> list[Event]:
        """The next encrypted events of a room."""
        return await self.events(lambda room, event: room == room_id and event.encrypted, count)

    async def read(self, room_id: RoomID, count: int = 1) -> list[Decrypted]:
        """The next encrypted messages, decrypted and marked as acted on."""
        read = []
        for event in await self.ciphertexts(room_id, count):
            read.append(await self.machine.decrypt(room_id, event.source))
            self.machine.accept(read[-1])
        return read

    async def gets_no_key(self, room_id: RoomID) -> None:
        """One message comes and stays closed, and this person is told that its key is withheld."""
        [event] = await self.events(lambda _, e: e.encrypted)
        with pytest.raises(Undecryptable) as refused:
            await self.machine.decrypt(room_id, event.source)
        assert refused.value.reason is Reason.WITHHELD

    async def say(self, room_id: RoomID, body: str, *listeners: UserID) -> None:
        """Send a text to listeners."""
        await self.send_encrypted(room_id, listeners, text_message(body), secrets.token_hex(8))

    async def accept_invitation(self) -> RoomID:
        """Wait for an invitation and join."""
        while True:
            for invite in (await self.sync(timeout=20)).invites:
                await self.join(invite.room_id)
                return invite.room_id


@asynccontextmanager
async def requests(synapse: Synapse, account: Registered) -> AsyncIterator[Session]:
    """Bare requests as an account, for what a client of ours would never do."""
    homeserver = Session(synapse.url, account.token)
    try:
        yield homeserver
    finally:
        await homeserver.close()


@asynccontextmanager
async def person(
    synapse: Synapse,
    account: Registered,
    store: Store | None = None,
    *,
    clock: Clock = now,
    homeserver: Session | None = None,
) -> AsyncIterator[Person]:
    """A person whose client has started; with a store of their own unless one is given."""
    homeserver = homeserver or Session(synapse.url, account.token)
    someone = Person(homeserver, account, store or Store.in_memory(clock=clock), clock)
    try:
        await someone.start(account.password)
        yield someone
    finally:
        await homeserver.close()
        if store is None:
            someone.store.close()


async def chat(first: Person, second: Person) -> RoomID:
    """An encrypted direct chat that both have joined."""
    room_id = await first.create_direct_chat(second.me)
    assert await second.accept_invitation() == room_id
    await first.sync()
    return room_id
