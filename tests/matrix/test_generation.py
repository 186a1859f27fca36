"""A state that went back in time is noticed before anything is sent (FAULTS 13), and an honest
restart never is, wherever the process was killed."""

import asyncio
from collections.abc import Callable, Mapping

import pytest

from peerbot.devtools.synapse import Synapse
from peerbot.kernel.ids import DeviceID, UserID, bot
from peerbot.matrix.crypto.generation import Generation
from peerbot.matrix.crypto.records import GENERATION, GenerationRecord
from peerbot.matrix.errors import NotFound, StateWentBack, Unreachable
from peerbot.matrix.homeserver import Json, path
from peerbot.matrix.http.session import Session
from storage import Store
from tests.conftest import Register
from tests.matrix.people import Meddling, Person, chat, now, person

ME, DEVICE = UserID("@voice:example.org"), DeviceID("VOICE")
CRYPTO = bot("crypto")


class Shelf(Session):
    """A homeserver that keeps one piece of account data. `late` holds writes back."""

    def __init__(self) -> None:
        super().__init__("http://nowhere.invalid")
        self.shown: Json | None = None
        self.asked = 0
        self.before: Callable[[], None] = lambda: None
        self.after: Callable[[], None] = lambda: None
        self.late = False
        self.waiting: list[Json] = []

    async def request(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        query: Mapping[str, str] | None = None,
        timeout: float = 30,
    ) -> Json:
        """Read or write it."""
        del path, query, timeout
        await asyncio.sleep(0)
        if method == "GET":
            self.asked += 1
            if self.shown is None:
                raise NotFound("M_NOT_FOUND", 404)
            return self.shown
        assert body is not None
        self.before()
        if self.late:
            self.waiting.append(body)
            raise Unreachable("KILLED")
        self.shown = body
        self.after()
        return {}


def generation(shelf: Shelf, store: Store) -> Generation:
    """What a process has after its start."""
    return Generation(store, shelf, ME, DEVICE, now)


def copied(store: Store) -> Store:
    """A backup of the state, as far as this goes."""
    copy = Store.in_memory()
    record = store.get(CRYPTO, GENERATION, now=now())
    assert record is not None
    copy.put(CRYPTO, GENERATION, record, until=now().replace(year=2100))
    return copy


def killed() -> None:
    """The process ends here."""
    raise Unreachable("KILLED")


async def test_fault_13_a_backup_is_noticed_once_the_bot_went_on() -> None:
    shelf, store = Shelf(), Store.in_memory()
    await generation(shelf, store).renew()
    backup = copied(store)
    await generation(shelf, store).renew()
    with pytest.raises(StateWentBack):
        await generation(shelf, backup).renew()
    await generation(shelf, store).renew()


async def test_fault_13_a_lost_state_is_noticed() -> None:
    shelf = Shelf()
    await generation(shelf, Store.in_memory()).renew()
    with pytest.raises(StateWentBack):
        await generation(shelf, Store.in_memory()).renew()


async def test_fault_13_a_mark_that_was_taken_away_is_noticed() -> None:
    shelf, store = Shelf(), Store.in_memory()
    for _ in range(2):
        await generation(shelf, store).renew()
    shelf.shown = None
    with pytest.raises(StateWentBack):
        await generation(shelf, store).renew()


@pytest.mark.parametrize("arrived", [False, True], ids=["before it arrives", "once it arrived"])
async def test_fault_13_a_kill_never_locks_an_honest_restart_out(arrived: bool) -> None:
    shelf, store = Shelf(), Store.in_memory()
    for _ in range(3):
        await generation(shelf, store).renew()
        setattr(shelf, "after" if arrived else "before", killed)
        for _ in range(3):
            with pytest.raises(Unreachable):
                await generation(shelf, store).renew()
        shelf.before = shelf.after = lambda: None
    await generation(shelf, store).renew()


async def test_fault_13_a_request_of_a_killed_process_may_arrive_late() -> None:
    shelf, store = Shelf(), Store.in_memory()
    await generation(shelf, store).renew()
    shelf.late = True
    with pytest.raises(Unreachable):
        await generation(shelf, store).renew()
    shelf.late = False
    living = generation(shelf, store)
    await living.renew()
    (shelf.shown,) = shelf.waiting
    await living.renew()
    await generation(shelf, store).renew()


async def test_fault_13_of_two_clones_one_stops() -> None:
    shelf, store = Shelf(), Store.in_memory()
    await generation(shelf, store).renew()
    one, other = generation(shelf, store), generation(shelf, copied(store))
    await one.renew()
    with pytest.raises(StateWentBack):
        await other.renew()
    await one.renew()


async def test_of_two_clones_at_the_very_same_moment_one_stops_at_the_next() -> None:
    shelf, store = Shelf(), Store.in_memory()
    await generation(shelf, store).renew()
    one, other = generation(shelf, store), generation(shelf, copied(store))
    await asyncio.gather(one.renew(), other.renew())
    results = await asyncio.gather(one.renew(), other.renew(), return_exceptions=True)
    assert [type(result) for result in results].count(StateWentBack) == 1


async def test_those_who_ask_at_once_share_a_mark_that_is_newer_than_their_question() -> None:
    shelf = Shelf()
    mark = generation(shelf, Store.in_memory())
    await asyncio.gather(*(mark.renew() for _ in range(20)))
    assert shelf.asked == 2  # the first had begun when the others asked


async def test_what_is_on_its_way_is_bounded() -> None:
    shelf, store = Shelf(), Store.in_memory()
    await generation(shelf, store).renew()
    shelf.before = killed
    for _ in range(100):
        with pytest.raises(Unreachable):
            await generation(shelf, store).renew()
    record = store.get(CRYPTO, GENERATION, now=now())
    assert record is not None
    assert len(record.on_their_way) < 20


async def test_fault_13_nothing_is_sent_by_a_state_that_went_back(
    synapse: Synapse, register: Register
) -> None:
    """Neither at its start, nor in the middle of its work; and each room key has its own mark."""
    account, store = await register("voice"), Store.in_memory()
    homeserver = Meddling(synapse, account)
    marks: list[str] = []
    sent: list[str] = []

    def written(path: str, body: Json) -> None:
        if "/account_data/" in path and body:
            marks.append(body["mark"])
        elif body:
            sent.append(path)

    another = Meddling(synapse, account)
    homeserver.before = another.before = written
    async with (
        person(synapse, await register("alex")) as alex,
        person(synapse, account, store, homeserver=homeserver) as voice,
    ):
        room_id = await chat(alex, voice)
        before, earlier = store.get(CRYPTO, GENERATION, now=now()), len(marks)
        assert before is not None
        await voice.say(room_id, "hello", alex.me)
        assert len(marks) == earlier + 1
        await voice.say(room_id, "again", alex.me)
        assert len(marks) == earlier + 1, "no room key was given, and a minute has not passed"
        sent.clear()
        put_back(store, before)
        with pytest.raises(StateWentBack):
            async with person(synapse, account, store, homeserver=another):
                raise AssertionError("it started")
        voice.machine.room_changed(room_id)
        voice.machine._generation._record = before
        with pytest.raises(StateWentBack):
            await voice.say(room_id, "from an older copy", alex.me)
        assert [p for p in sent if "/keys/query" not in p and "/keys/claim" not in p] == []
        assert (await account_data(voice))["mark"] == marks[-1]
    store.close()


async def test_a_mark_says_nothing_of_anybody(synapse: Synapse, register: Register) -> None:
    async with person(synapse, await register("voice")) as voice:
        (mark,) = (await account_data(voice)).values()
        assert len(bytes.fromhex(mark)) == 16


def put_back(store: Store, record: GenerationRecord) -> None:
    """The record of an earlier moment."""
    store.put(CRYPTO, GENERATION, record, until=now().replace(year=2100))


async def account_data(of: Person) -> Json:
    """What lies with the homeserver."""
    kind = f"org.peerbot.generation.{of.credentials.device_id}"
    return await of.homeserver.request("GET", path("user", of.me, "account_data", kind))
