"""What is kept of messages that cannot be opened yet, for whom, and how often it is looked at."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from peerbot.kernel.ids import DeviceID, RoomID, UserID
from peerbot.matrix.beside import Beside
from peerbot.matrix.client import LONG_POLL, SignedClient
from peerbot.matrix.crypto.opening import Envelope, Reason, read_envelope
from peerbot.matrix.crypto.pauses import Pauses
from peerbot.matrix.homeserver import Credentials, Json
from peerbot.matrix.http.session import Session
from peerbot.matrix.in_clear import InClear
from peerbot.matrix.waiting import Waiting
from peerbot.texts import Spoken, Texts
from storage import Store

MALLORY, SAM = UserID("@mallory:example.org"), UserID("@sam:example.org")
CHAT = RoomID("!chat")
NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)


def envelope(sender: UserID, event_id: str, size: int = 1_500, session: str = "s") -> Envelope:
    """The outside of a message of that many bytes."""
    event: Json = {
        "event_id": event_id,
        "sender": sender,
        "type": "m.room.encrypted",
        "origin_server_ts": 0,
        "content": {
            "algorithm": "m.megolm.v1.aes-sha2",
            "session_id": session,
            "ciphertext": "A" * size,
            "more": [[]] * 1_000,
        },
    }
    return read_envelope(event)


class House:
    """What waits, with a clock of its own. There is no homeserver: nobody is asked."""

    def __init__(self) -> None:
        self.now = NOON
        self.store = Store.in_memory(clock=self._clock)
        homeserver = Session("http://nowhere.invalid")
        me = Credentials(UserID("@voice:example.org"), DeviceID("D"), "token")
        self.client = SignedClient(homeserver, me, self.store, self._clock)
        in_clear = InClear(self.client, Spoken(Texts("en", "UTC"), self._clock), self._clock)
        self.beside = Beside(self.client.rejected, self._clock)
        self.waiting = Waiting(
            self.client, in_clear, self.beside, self._clock, tell=self._tell, open=self._open
        )
        self.opened: list[str] = []
        self.opens = False
        self.closed = Reason.NO_KEY

    def _clock(self) -> datetime:
        return self.now

    async def _tell(self, _user: UserID, _chat: RoomID, _text: str, _about: str) -> None:
        raise AssertionError("nobody is told anything here")

    async def _open(self, _chat: RoomID, message: Envelope) -> Reason | None:
        """Opens everything, or nothing, and says what was tried."""
        self.opened.append(message.event_id)
        return None if self.opens else self.closed

    def keep(self, *messages: Envelope) -> None:
        """Let messages wait for a key."""
        for message in messages:
            self.waiting.keep(CHAT, message, Reason.NO_KEY)

    async def key_comes(self, sender: UserID, session: str = "s") -> list[str]:
        """The key of a session comes with the next sync; what is tried then."""
        self.opened.clear()
        self.client.machine._incoming.came = {(sender, CHAT, session)}
        await self.waiting.try_again()
        return list(self.opened)

    async def comes(self, message: Envelope) -> None:
        """A message comes with a sync."""
        await self.waiting.open(CHAT, message)

    def stored(self, token: str) -> str | None:
        """A sync is handled that ends with this token; which one may be stored."""
        return self.client.unsettled.handled(token)

    @property
    def turned_away(self) -> int:
        """How many messages had no room."""
        return self.client.rejected.counts().get("message: queue full", 0)


@pytest.fixture
def house() -> Iterator[House]:
    """Nothing waits yet."""
    it = House()
    yield it
    it.store.close()


async def test_fault_52_nobody_pushes_out_what_waits_of_another(house: House) -> None:
    house.opens = True
    house.keep(envelope(SAM, "$first"))
    house.keep(*(envelope(MALLORY, f"${n}") for n in range(2_000)))
    house.keep(envelope(SAM, "$second"))
    assert house.turned_away == 2_000 - 400
    assert await house.key_comes(SAM) == ["$first", "$second"]
    assert await house.key_comes(MALLORY) == [f"${n}" for n in range(400)]


async def test_fault_52_what_waits_is_bounded_in_bytes_for_each_and_for_all(house: House) -> None:
    house.keep(*(envelope(MALLORY, f"${n}", 32 * 1024) for n in range(100)))
    assert house.waiting._size <= 2 * 1024 * 1024
    assert house.turned_away == 100 - 60
    for number in range(50):
        user = UserID(f"@{number}:example.org")
        house.keep(*(envelope(user, f"${n}", 32 * 1024) for n in range(20)))
    assert house.waiting._size <= 16 * 1024 * 1024
    house.opens = True
    assert len(await house.key_comes(MALLORY)) == 60
    for user in list(house.waiting._people):
        house.waiting.forget(user)
    assert house.waiting._size == 0


def test_fault_52_what_no_person_writes_does_not_wait(house: House) -> None:
    house.keep(envelope(MALLORY, "$1", 32 * 1024 + 1))
    assert (house.turned_away, house.waiting._size) == (1, 0)


def test_what_else_an_event_holds_is_let_go() -> None:
    relation = {"rel_type": "m.replace", "m.in_reply_to": {"a": [[]] * 1_000}, "b": [[]] * 1_000}
    event: Json = {
        "event_id": "$1",
        "sender": SAM,
        "type": "m.room.encrypted",
        "origin_server_ts": 0,
        "content": {
            "algorithm": "m.megolm.v1.aes-sha2",
            "session_id": "s",
            "ciphertext": "A",
            "m.relates_to": relation,
        },
    }
    assert read_envelope(event).relates_to == {"rel_type": "m.replace", "m.in_reply_to": {}}


async def test_fault_52_what_nothing_came_for_is_not_tried(house: House) -> None:
    house.keep(*(envelope(MALLORY, f"${n}", session=f"s{n % 3}") for n in range(9)))
    assert await house.key_comes(SAM) == []
    assert await house.key_comes(MALLORY, "another") == []
    assert await house.key_comes(MALLORY, "s1") == ["$1"], "the others of its session wait as well"
    house.opens = True
    assert await house.key_comes(MALLORY, "s1") == ["$1", "$4", "$7"]
    assert await house.key_comes(MALLORY, "s1") == []


async def test_fault_62_what_comes_later_waits_behind_whatever_its_key(house: House) -> None:
    """Nothing overtakes, also when the key of something later comes first."""
    house.closed = Reason.UNASKED
    await house.comes(envelope(SAM, "$1", session="a"))
    assert house.opened == ["$1"]
    house.waiting.keep(CHAT, envelope(SAM, "$2", session="b"), Reason.NO_KEY)
    await house.comes(envelope(SAM, "$3", session="a"))
    assert house.opened == ["$1"]
    assert await house.key_comes(SAM, "b") == ["$1"]
    house.opens = True
    assert await house.key_comes(SAM, "none") == ["$1", "$2", "$3"]
    await house.comes(envelope(SAM, "$4"))
    assert house.opened[-1] == "$4"
    assert house.waiting._size == 0


async def test_fault_62_the_sync_is_marked_as_handled_once_nothing_of_it_waits(
    house: House,
) -> None:
    """Killed before, it comes again."""
    assert house.stored("s1") == "s1"
    house.closed = Reason.UNASKED
    await house.comes(envelope(SAM, "$1"))
    assert house.stored("s2") is None
    house.now += timedelta(minutes=5)
    await house.comes(envelope(MALLORY, "$2"))
    assert house.stored("s3") is None
    assert house.stored("s4") is None
    assert house.client.unsettled.newest == "s4"
    house.waiting.forget(SAM)
    assert house.client.unsettled.settled() == "s2"
    house.now += timedelta(minutes=10)
    assert house.stored("s5") == "s5", "nobody holds it up for ever"
    assert house.client.unsettled.newest is None


async def test_fault_62_a_key_that_never_comes_holds_no_sync(house: House) -> None:
    house.closed = Reason.UNASKED
    await house.comes(envelope(SAM, "$1"))
    await house.comes(envelope(SAM, "$2"))
    house.closed = Reason.NO_KEY
    await house.waiting.try_again()
    assert house.stored("s1") == "s1"


def test_fault_52_hopeless_messages_shorten_no_sync_for_long(house: House) -> None:
    assert house.waiting.look() == LONG_POLL
    waits = []
    for number in range(300):
        house.keep(envelope(MALLORY, f"${number}"))
        waits.append(house.waiting.look())
        house.now += timedelta(seconds=waits[-1])
    assert waits[:6] == [2, 4, 8, 16, 32, 60]
    assert set(waits[6:]) == {60}


def test_pauses_grow_and_begin_anew_after_a_quiet_while() -> None:
    now = NOON
    pauses = Pauses[str](timedelta(seconds=10), timedelta(seconds=60), lambda: now)
    lasted = []
    for _ in range(5):
        assert pauses.over("a")
        pauses.begin("a")
        begun = now
        while not pauses.over("a"):
            now += timedelta(seconds=1)
        lasted.append((now - begun).total_seconds())
    assert lasted == [10, 20, 40, 60, 60]
    now += timedelta(seconds=121)
    pauses.begin("a")
    assert not pauses.over("a")
    now += timedelta(seconds=10)
    assert pauses.over("a")
    pauses.begin("a")
    now -= timedelta(days=1)
    assert pauses.over("a"), "a clock that was set back makes nobody wait for a day"
    pauses.begin("b")
    pauses.end("b")
    assert pauses.over("b")
