"""The sender as it runs: on a real clock, with several deeds under way."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from peerbot.devtools.synapse import PATIENCE
from peerbot.engine import sender as sender_module
from peerbot.engine.core import Engine
from peerbot.engine.sender import AT_ONCE, Sender
from peerbot.features import registry
from peerbot.kernel.chat import EraseOrdered, Said
from peerbot.kernel.files import File
from peerbot.kernel.ids import EventID, Person, RoomID, UserID
from peerbot.kernel.performing import Accounts
from peerbot.kernel.ports import Limited, TryLater
from storage import DiskFull, ScrubUnfinished, Store
from tests.engine.house import SETTINGS, TEXTS
from tests.engine.little import Chat, Little


def now() -> datetime:
    """The present."""
    return datetime.now(UTC)


class Watched(Little):
    """A little world that tells of every deed, and can hold what is said."""

    def __init__(self) -> None:
        super().__init__(now)
        self.news = asyncio.Event()
        self.held: asyncio.Event | None = None
        self.saying = 0

    async def say(
        self,
        user: UserID,
        chat: RoomID,
        body: str,
        *,
        notify: bool,
        txn_id: str,
        thread: EventID | None = None,
        file: File | None = None,
    ) -> None:
        """As in `Little`, but not before it is let go."""
        self.saying += 1
        self.news.set()
        try:
            if self.held is not None:
                await self.held.wait()
            await super().say(
                user, chat, body, notify=notify, txn_id=txn_id, thread=thread, file=file
            )
        finally:
            self.saying -= 1
            self.news.set()

    async def join_chat(self, user: UserID, chat: RoomID) -> None:
        """As in `Little`."""
        await super().join_chat(user, chat)
        self.news.set()

    async def until(self, seen: Callable[[], bool]) -> None:
        """Wait for news until it is so."""
        async with asyncio.timeout(PATIENCE):
            while not seen():
                self.news.clear()
                await self.news.wait()


class Running:
    """An engine whose sender runs."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.world = Watched()
        self.engine = Engine(store, TEXTS, SETTINGS, now)
        self.sender = Sender(
            self.engine,
            self.world,
            registry().performers(self.engine, Accounts(self.world, self.world)),
        )

    def hears(self, name: str, text: str = "help") -> Chat:
        """Somebody writes in a chat that stands."""
        user, chat = UserID(f"@{name}:example.org"), RoomID(f"!{name}:example.org")
        there = self.world.chats.setdefault(chat, Chat(user, voice=True))
        self.engine.hear(user, chat, Said(text), lambda: None)
        return there


@asynccontextmanager
async def running() -> AsyncIterator[Running]:
    """A sender under way, ended at the end."""
    store = Store.in_memory()
    it = Running(store)
    task = asyncio.create_task(it.sender.run())
    try:
        yield it
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        store.close()
    assert task.cancelled()


async def test_an_answer_goes_out_at_once() -> None:
    async with running() as it:
        chat = it.hears("sam")
        await it.world.until(lambda: len(chat.heard) == 1)


async def test_what_is_for_later_waits_and_then_goes() -> None:
    async with running() as it:
        chat = it.hears("sam")
        await it.world.until(lambda: len(chat.heard) == 1)
        first: list[BaseException | None] = [Limited(0.05)]
        it.world.trouble = lambda _deed: first.pop() if first else None
        it.hears("sam")
        it.hears("sam")
        await it.world.until(lambda: len(chat.heard) == 3)
        assert not first


async def test_so_many_at_once_and_no_more() -> None:
    async with running() as it:
        it.world.held = asyncio.Event()
        chats = [it.hears(f"p{n}") for n in range(AT_ONCE + 4)]
        await it.world.until(lambda: it.world.saying == AT_ONCE)
        it.world.held.set()
        await it.world.until(lambda: all(chat.heard for chat in chats))


async def test_answers_in_one_chat_keep_their_order() -> None:
    async with running() as it:
        it.world.held = asyncio.Event()
        chat = it.hears("sam")
        for text in ("now", "kept", "hi"):
            it.hears("sam", text)
        await it.world.until(lambda: it.world.saying == 1)
        it.world.held.set()
        await it.world.until(lambda: len(chat.heard) == 4)
        begun = ["Hello.", "I am a program", "Of you I keep", "Here is what"]
        assert [body.startswith(b) for body, b in zip(chat.heard, begun, strict=True)] == [True] * 4


async def test_one_who_hangs_holds_up_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender_module, "PATIENCE", 0.05)
    monkeypatch.setattr(sender_module, "LONGEST_WAIT", 0.01)
    async with running() as it:
        it.world.held = asyncio.Event()
        hung = it.hears("sam")
        await it.world.until(lambda: it.world.saying == 1)
        await it.world.until(lambda: it.world.saying == 0)  # given up
        it.world.held = None
        other = it.hears("alex")
        await it.world.until(lambda: bool(other.heard and hung.heard))
        assert len(hung.heard) == 1


async def test_a_limit_on_one_kind_of_deed_leaves_the_others_alone() -> None:
    async with running() as it:
        it.world.trouble = lambda deed: Limited(3600) if deed == "say" else None
        chat = it.hears("sam")
        user = UserID("@alex:example.org")
        invited = RoomID("!alex:example.org")
        it.world.chats[invited] = Chat(user)
        await it.world.until(lambda: it.world.saying == 0)
        it.engine.invited_to_chat(user, invited)
        it.hears("kim")
        await it.world.until(lambda: it.world.chats[invited].voice)
        assert not chat.heard
        waits = it.store.next_due(now())
        assert waits is not None
        assert waits > now() + timedelta(minutes=59)


async def test_a_full_disk_is_told_and_recovers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender_module, "DISK_PAUSE", 0.01)
    async with running() as it:
        really = it.store.finish
        full = [True]
        tries = []

        def finish(row_id: str) -> bool:
            if full:
                tries.append(row_id)
                it.world.news.set()
                raise DiskFull("full")
            return really(row_id)

        monkeypatch.setattr(it.store, "finish", finish)
        chat = it.hears("sam")
        await it.world.until(lambda: it.sender.health.disk_full)
        await it.world.until(lambda: len(tries) == 12)  # the pause does not grow
        full.clear()
        other = it.hears("alex")
        await it.world.until(lambda: len(other.heard) == 1)
        assert not it.sender.health.disk_full
        assert len(chat.heard) == 1  # the same transaction: the homeserver knew it already


async def test_trouble_is_met_with_more_and_more_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(sender_module, "_RANDOM", _Noting(waits))
    async with running() as it:
        it.world.trouble = lambda _deed: TryLater() if len(waits) < 5 else None
        chat = it.hears("sam")
        await it.world.until(lambda: len(chat.heard) == 1)
        assert len(waits) == 5
        again = it.hears("sam", "now")
        await it.world.until(lambda: len(again.heard) == 2)
        assert not it.sender._tries


class _Noting:
    """Takes no chances and hardly any time."""

    def __init__(self, waits: list[float]) -> None:
        self._waits = waits

    def uniform(self, least: float, _most: float) -> float:
        """Note that somebody backs off."""
        self._waits.append(least)
        return 0.001


async def test_a_file_that_cannot_be_cleaned_is_not_tried_without_pause(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running() as it:
        tries: list[int] = []

        def scrub() -> None:
            tries.append(1)
            raise ScrubUnfinished("no room")

        monkeypatch.setattr(it.store, "scrub", scrub)
        chat = it.hears("sam")
        it.engine.take(Person(UserID("@sam:example.org")), EraseOrdered())
        await it.world.until(lambda: len(chat.heard) == 1)
        assert "can no longer be opened" in chat.heard[0]
        for _ in range(5):
            it.hears("alex", "help")
        other = it.hears("alex", "now")
        await it.world.until(lambda: len(other.heard) == 6)
        assert tries == [1]
        assert it.sender.health.unfinished_scrub


async def test_a_file_is_cleaned_when_there_is_nothing_else_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running() as it:
        really = it.store.scrub

        def scrub() -> None:
            really()
            it.world.news.set()

        monkeypatch.setattr(it.store, "scrub", scrub)
        it.store.erase("person:somebody")
        assert it.store.needs_scrub
        it.hears("sam")
        await it.world.until(lambda: not it.store.needs_scrub)
