"""The homeserver silences rooms by itself, within what it lets wait. Real Synapse.

Where a wait would be long it is our clock that goes on: how long something waits is told to Synapse
as a span, so nothing is due there meanwhile.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from peerbot.devtools.synapse import PATIENCE, Synapse
from peerbot.kernel.ids import RoomID, UserID
from peerbot.kernel.ports import Limited, TryLater
from peerbot.matrix.arming import AFTER_US, APART, Limits
from peerbot.matrix.client import Client
from peerbot.matrix.errors import LimitExceeded, Unrecognized
from peerbot.matrix.homeserver import Json, objects, room_path
from peerbot.matrix.keeper import FILTER, RoomKeeper
from storage import Store
from tests.matrix.people import Meddling, credentials, now
from tests.matrix.test_keeper import Unheard, card
from tests.matrix.test_rooms import DELAYED, LEVELS

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)

LONGEST = timedelta(seconds=3)
"""What a homeserver lets wait on which a room falls silent while a test waits for it."""


class Tuned(Synapse):
    """One whose settings a test chooses; None takes one away."""

    def __init__(self, directory: Path, **settings: Any) -> None:
        super().__init__(directory)
        self._settings = settings

    def _config(self, key: Path, logging: Path) -> dict[str, Any]:
        config = super()._config(key, logging) | self._settings
        return {name: value for name, value in config.items() if value is not None}


@dataclass
class Place:
    """A keeper by a clock that the test sets, and what may change its requests."""

    keeper: RoomKeeper
    homeserver: Meddling
    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        """The present of the keeper."""
        return now() + self.ahead

    async def room(self) -> RoomID:
        """A room that nothing waits for yet."""
        robin = UserID(self.keeper.client.credentials.user_id.replace("keeper", "robin"))
        return await self.keeper.create(card(robin), "Closes", federate=False)

    async def levels(self, room_id: RoomID) -> Json:
        """The room's power levels."""
        return await self.homeserver.request("GET", room_path(room_id, "state", LEVELS))

    async def falls_silent(self, room_id: RoomID) -> None:
        """Wait until nobody but the keeper can write."""
        while (await self.levels(room_id))["events_default"] != 100:
            pass

    async def waiting(self, room_id: RoomID | None = None) -> list[Json]:
        """What waits, for one room or all."""
        answer = await self.homeserver.request("GET", DELAYED)
        return [e for e in objects(answer, "delayed_events") if room_id in (None, e["room_id"])]

    async def wait(self, room_id: RoomID) -> timedelta:
        """For how long the one was set that waits for a room."""
        (event,) = await self.waiting(room_id)
        return timedelta(milliseconds=event["delay"])

    async def drop_all(self) -> None:
        """As an admin may."""
        for event in await self.waiting():
            endpoint = f"{DELAYED}/{event['delay_id']}"
            await self.homeserver.request("POST", endpoint, {"action": "cancel"})


@asynccontextmanager
async def a_place(synapse: Synapse) -> AsyncIterator[Place]:
    """A fresh keeper on a homeserver."""
    account, store = await synapse.register(f"keeper-{id(synapse)}-{now():%S%f}"), Store.in_memory()
    homeserver = Meddling(synapse, account)
    place: Place

    def clock() -> datetime:
        return place.now()

    client = Client(homeserver, credentials(account), store, clock, sync_filter=FILTER)
    place = Place(RoomKeeper(client, Unheard(), clock, ""), homeserver)
    yield place
    await homeserver.close()
    store.close()


@pytest.fixture(scope="module")
async def brief(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Synapse]:
    """A homeserver that lets nothing wait for long."""
    directory, delay = tmp_path_factory.mktemp("brief") / "synapse", f"{LONGEST // SECOND}s"
    async with Tuned(directory, max_event_delay_duration=delay) as synapse:
        yield synapse


@pytest.fixture(scope="module")
async def few(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Synapse]:
    """A homeserver that lets two wait for one account."""
    most = {"msc4140_max_delayed_events_per_user": 2}
    directory = tmp_path_factory.mktemp("few") / "synapse"
    async with Tuned(directory, experimental_features=most) as synapse:
        yield synapse


@pytest.fixture
async def place(synapse: Synapse) -> AsyncIterator[Place]:
    """A keeper on the shared homeserver."""
    async with a_place(synapse) as place:
        yield place


async def test_the_limits_are_those_that_the_homeserver_names(
    place: Place, brief: Synapse, few: Synapse
) -> None:
    await place.keeper.learn_limits()
    assert place.keeper.limits == Limits(24 * HOUR, 100)
    for synapse, limits in ((brief, Limits(LONGEST, 100)), (few, Limits(24 * HOUR, 2))):
        async with a_place(synapse) as there:
            await there.keeper.learn_limits()
            assert there.keeper.limits == limits


async def test_fault_41_a_long_room_is_armed_anew_and_silenced_with_the_bot_dead(
    brief: Synapse,
) -> None:
    """Early, as soon as the longest wait is over; and people write again once the bot is back."""
    async with a_place(brief) as place:
        room_id, closes = await place.room(), place.now() + 168 * HOUR
        by_itself = await place.keeper.silence_at(room_id, closes)
        (first,) = await place.waiting(room_id)
        assert by_itself.waits
        assert by_itself.again - place.now() < LONGEST / 2
        assert await place.wait(room_id) <= LONGEST
        place.ahead += LONGEST / 2
        assert (await place.keeper.silence_at(room_id, closes)).waits
        (second,) = await place.waiting(room_id)
        assert first["delay_id"] != second["delay_id"]
        await place.falls_silent(room_id)
        assert await place.waiting(room_id) == []
        for text_only, call in ((False, 0), (True, 100)):
            await place.keeper.silence(room_id)
            await place.keeper.let_write(room_id, text_only=text_only)
            levels = await place.levels(room_id)
            assert levels["events_default"] == 0
            assert levels["events"]["org.matrix.msc3401.call.member"] == call
            assert {levels[right] for right in ("invite", "kick", "redact", "state_default")} == {
                100
            }
        await place.keeper.let_write(room_id, text_only=False)
        assert await place.levels(room_id) == levels, "people write there already"


async def test_fault_41_a_room_of_a_week_by_a_clock_that_goes_on(place: Place) -> None:
    room_id, closes = await place.room(), place.now() + 168 * HOUR
    by_itself = await place.keeper.silence_at(room_id, closes)
    (event,) = await place.waiting(room_id)
    ids = [event["delay_id"]]
    while closes - place.now() > 7 * HOUR:
        assert timedelta() < by_itself.again - place.now() <= HOUR
        place.ahead += 7 * HOUR  # a bot that looks more rarely than it means to
        by_itself = await place.keeper.silence_at(room_id, closes)
        assert by_itself.waits
        (event,) = await place.waiting(room_id)
        ids += [] if ids[-1] == event["delay_id"] else [event["delay_id"]]
        armed = timedelta(milliseconds=event["delay"])
        if closes - place.now() > 24 * HOUR:
            assert 24 * HOUR - PATIENCE * SECOND < armed <= 24 * HOUR
    assert 18 < len(ids) < 24
    assert armed < 24 * HOUR
    assert (await place.levels(room_id))["events_default"] == 0


async def test_fault_47_rooms_due_in_the_same_second_are_silenced_apart(place: Place) -> None:
    rooms, closes = [await place.room() for _ in range(4)], place.now() + HOUR
    for room_id in rooms:
        assert (await place.keeper.silence_at(room_id, closes)).waits
    due = sorted(e["running_since"] + e["delay"] for e in await place.waiting())
    assert due[0] >= closes.timestamp() * 1000
    for number, at in enumerate(due):
        late = timedelta(milliseconds=at) - timedelta(seconds=closes.timestamp())
        assert number * APART <= late < AFTER_US + number * APART + 2 * SECOND + APART


async def test_where_no_more_may_wait_those_that_end_first_keep_theirs(few: Synapse) -> None:
    """Nobody meets an error of the homeserver's: it is asked for no more than it holds."""
    async with a_place(few) as place:
        last, first, soon, later = [await place.room() for _ in range(4)]
        closes = {last: 3 * HOUR, first: HOUR, soon: 2 * HOUR, later: 4 * HOUR}

        async def looks(*rooms: RoomID) -> list[bool]:
            return [
                (await place.keeper.silence_at(room, start + closes[room])).waits for room in rooms
            ]

        async def armed() -> set[str]:
            return {event["room_id"] for event in await place.waiting()}

        start = place.now()
        assert await looks(last, first, soon, later) == [True, True, True, False]
        assert await armed() == {first, soon}
        assert await looks(last, first, soon, later) == [False, True, True, False]
        # More time: as many wait as may, so the old one goes first.
        closes[first] += HOUR / 2
        assert await looks(first) == [True]
        assert await armed() == {first, soon}
        await place.keeper.leave(soon, "over")
        assert await looks(last, later) == [True, False]
        assert await armed() == {first, last}


async def test_what_was_dropped_is_noticed_and_set_again_and_not_without_end(
    place: Place,
) -> None:
    room_id, closes = await place.room(), place.now() + HOUR
    assert (await place.keeper.silence_at(room_id, closes)).waits
    await place.drop_all()
    assert (await place.keeper.silence_at(room_id, closes)).waits
    assert len(await place.waiting(room_id)) == 1

    sent = 0

    def count(asked: str, body: Json) -> None:
        nonlocal sent
        sent += asked.endswith(LEVELS) and body.get("events_default") == 100

    def hide(asked: str, answer: Json) -> None:
        if asked == DELAYED:
            answer["delayed_events"] = []

    place.homeserver.before, place.homeserver.after = count, hide
    assert not (await place.keeper.silence_at(room_id, closes)).waits
    assert 1 <= sent <= 2


async def test_a_try_that_was_limited_goes_on_where_it_was(place: Place) -> None:
    room_id, closes = await place.room(), place.now() + HOUR
    await place.keeper.silence_at(room_id, closes)
    asked = 0

    def one_at_a_time(endpoint: str, _body: Json) -> None:
        nonlocal asked
        asked += endpoint.startswith(DELAYED)
        if asked > 1:  # as if nothing more were left of the allowance
            raise LimitExceeded("M_LIMIT_EXCEEDED", retry_after=0)

    place.homeserver.before = one_at_a_time
    for _ in range(4):
        asked = 0
        with suppress(Limited):
            await place.keeper.silence_at(room_id, closes + HOUR)
            break
    else:
        pytest.fail("it never came to an end")
    place.homeserver.before = lambda _path, _body: None
    (waiting,) = await place.waiting(room_id)
    assert waiting["running_since"] + waiting["delay"] >= (closes + HOUR).timestamp() * 1000


async def test_a_room_that_is_over_keeps_nothing_waiting(place: Place) -> None:
    """Of so many that may wait none is spent on it, whichever process set it."""
    closes = place.now() + HOUR
    known, unknown, kept = [await place.room() for _ in range(3)]
    for room_id in (known, unknown, kept):
        await place.keeper.silence_at(room_id, closes)
    await place.keeper.silence(known)
    assert await place.waiting(known) == []
    await place.keeper.leave(known, "over")
    place.keeper._delayed._armed.clear()
    await place.keeper.silence(unknown)
    await place.keeper.leave(unknown, "over")
    assert {event["room_id"] for event in await place.waiting()} == {kept}

    def unheard_of(asked: str, _body: Json) -> None:
        if asked.startswith(DELAYED):
            raise Unrecognized("M_UNRECOGNIZED", 404)

    place.homeserver.before = unheard_of
    await place.keeper.leave(kept, "over")
    with pytest.raises(TryLater):
        await place.keeper.silence_at(await place.room(), closes)


async def test_fault_41_a_homeserver_that_silences_nothing_by_itself(tmp_path: Path) -> None:
    off = Tuned(tmp_path / "synapse", max_event_delay_duration=None)
    async with off as synapse, a_place(synapse) as place:
        await place.keeper.learn_limits()
        assert place.keeper.limits is not None
        assert not place.keeper.limits.any
        room_id = await place.room()
        by_itself = await place.keeper.silence_at(room_id, place.now() + 168 * HOUR)
        assert (by_itself.waits, by_itself.again > place.now()) == (False, True)
        await place.keeper.silence(room_id)
        await place.keeper.leave(room_id, "over")
