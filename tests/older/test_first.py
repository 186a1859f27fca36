"""The state that the first version left when it was killed is opened, and all of it goes on.

The world around it is a little one, put back to that moment: of the homeserver of that evening only
what the bot would be told is kept.
"""

import json
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from peerbot.app.accounts import fingerprint, pinned_key, session
from peerbot.app.rooms_on_record import held_rooms
from peerbot.app.state import DATABASE, open_state, settings_of
from peerbot.config import Config, load
from peerbot.features.rooms.actor.states import Closing, Opened
from peerbot.features.rooms.address import Mark, Room
from peerbot.kernel.ids import RoomID, UserID
from peerbot.matrix.crypto.machine import CryptoMachine
from peerbot.matrix.http.session import Session
from peerbot.matrix.rejected import Rejected
from storage import Store
from tests.engine.house import TEXTS, House
from tests.engine.little import Chat, Hall
from tests.held.clocked import no_passphrase
from tests.proxy import Proxy, to

FIRST = Path(__file__).parent / "first"
STORY: dict[str, Any] = json.loads((FIRST / "story.json").read_text())
MADE = datetime.fromisoformat(STORY["made"])
PEOPLE = {name: UserID(one["address"]) for name, one in STORY["people"].items()}
CHATS = {name: RoomID(one["chat"]) for name, one in STORY["people"].items()}
ROOMS = {name: RoomID(room_id) for name, room_id in STORY["rooms"].items()}

ROBIN, NOOR, RIVER, ALEX, SAM, ASH, KIM, WREN = (
    PEOPLE[name] for name in ("robin", "noor", "river", "alex", "sam", "ash", "kim", "wren")
)
IN = {"opened": {ROBIN, ALEX}, "lobby": set[UserID](), "closing": {RIVER, ASH}}
INVITED = {"opened": set[UserID](), "lobby": {NOOR}, "closing": set[UserID]()}


class Later(House):
    """A start on that state, a moment after it was left. Everyone is where they were."""

    def __init__(self, config: Config) -> None:
        self._config = config
        super().__init__(now=MADE, settings=settings_of(config, TEXTS))

    def _open(self) -> Store:
        return open_state(self._config, no_passphrase, self.clock)

    def _start(self) -> None:
        super()._start()
        for name, chat in CHATS.items():
            self.world.chats[chat] = Chat(PEOPLE[name], voice=True)
        for room_id, mark in held_rooms(self.engine).items():
            self._put_up(room_id, mark)

    def _put_up(self, room_id: RoomID, mark: Mark) -> None:
        state = self.engine.world.where(Room(mark), self.now).state
        assert isinstance(state, Opened | Closing)
        name = next(name for name, there in ROOMS.items() if there == room_id)
        hall = Hall(state.card, "", state.card.closes, {state.card.facilitator})
        hall.joined |= IN[name]
        hall.invited |= INVITED[name]
        self.world.halls[room_id] = hall


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """The settings of that evening, over a copy of its files."""
    state, key = tmp_path / "state", tmp_path / "key"
    state.mkdir(mode=0o700)
    shutil.copy(FIRST / DATABASE, state)
    shutil.copy(FIRST / "key", key)
    key.chmod(0o600)
    settings = json.loads((FIRST / "config.yaml").read_text())
    settings["state"] = {"directory": str(state), "key": {"file": str(key)}}
    written = tmp_path / "config.yaml"
    written.write_text(json.dumps(settings))
    return load(written)


@pytest.fixture
def house(config: Config) -> Iterator[Later]:
    """The bot on it, once it has done what it found waiting."""
    with Later(config) as house:
        house.settle()
        yield house


def test_all_rooms_are_there(config: Config) -> None:
    with Later(config) as house:
        assert set(house.world.halls) == set(ROOMS.values())


def test_the_answer_that_was_under_way_is_said(house: Later) -> None:
    (answer,) = house.heard(ALEX)
    assert "These words work at any time" in answer


def test_the_closing_goes_to_its_end(house: Later) -> None:
    hall = house.world.halls[ROOMS["closing"]]
    assert (hall.keeper, hall.there) == (False, set())
    house.wait(timedelta(minutes=2))
    assert any("before its time" in said for said in house.heard(RIVER))
    assert len(house.heard(ASH)) == 1
    assert "closed" in house.heard(ASH)[0]


def test_who_waited_is_let_in_once_the_room_is_held(house: Later) -> None:
    assert house.heard(SAM) == []
    house.comes_in(NOOR)
    assert "The invitation is there" in house.heard(SAM)[0]
    assert SAM in house.world.halls[ROOMS["lobby"]].invited


def test_the_open_room_is_held_and_closes_at_its_time(house: Later) -> None:
    assert "2 people are in the room" in house.says(ROBIN, "room")[0]
    assert "2 people are in the room" in house.says(ALEX, "room")[0]
    house.wait(timedelta(hours=3))
    hall = house.world.halls[ROOMS["opened"]]
    assert (hall.silent, hall.keeper, hall.there) == (True, False, set())
    assert any("closed" in said for said in house.heard(ALEX))
    assert house.open_halls == []


def test_the_role_holds_and_opens_rooms_again(house: Later) -> None:
    for facilitator in (ROBIN, NOOR, RIVER):
        entry = house.role(facilitator)
        assert entry is not None
        assert entry.accepted
    before = set(house.world.halls)
    assert "Shall I open it" in house.says(RIVER, "open again")[0]
    assert "The room is open" in house.says(RIVER, "yes")[-1]
    assert len(set(house.world.halls) - before) == 1


def test_the_offer_can_be_taken(house: Later) -> None:
    entry = house.role(KIM)
    assert entry is not None
    assert not entry.accepted
    assert "A steward offers you" in house.says(KIM, "role")[0]
    assert "You are a facilitator" in house.says(KIM, "yes")[0]


def test_the_note_is_shown_and_its_word_comes(house: Later) -> None:
    (shown,) = house.says(WREN, "note")
    for words in STORY["note"]:
        assert words in shown
    house.wait(timedelta(days=84))
    assert any("A word that you asked for" in said for said in house.heard(WREN))


def test_everyone_can_be_erased(house: Later) -> None:
    for name, user in PEOPLE.items():
        house.tells(user, "erase", "erase")
        house.wait(timedelta(hours=1))
        assert not house.kept(user), name
        assert not house.has_chat(user), name
        assert not house.store.has(f"person:{user}"), name


def test_accounts_are_the_same(config: Config) -> None:
    with Later(config) as house:
        for name in ("voice", "keeper"):
            assert session(house.store, name, house.now).user_id == STORY[name]
        assert fingerprint(house.store, house.now).user == STORY["voice"]
        assert pinned_key(house.store, house.now)


async def test_what_was_written_meanwhile_can_be_read(config: Config) -> None:
    """By the session and the pinned identity on record."""
    store = open_state(config, no_passphrase, lambda: MADE)
    voice = session(store, "voice", MADE)
    async with Proxy("") as homeserver:
        homeserver.answer(to("POST", "/keys/query"), 200, STORY["alex_keys"])
        requests = Session(homeserver.url, voice.token)
        machine = CryptoMachine(
            store=store,
            homeserver=requests,
            user_id=voice.user_id,
            device_id=voice.device_id,
            clock=lambda: MADE,
            rejected=Rejected(),
        )
        unread = STORY["unread"]
        opened = await machine.decrypt(CHATS["alex"], unread["event"])
        await requests.close()
    assert (opened.sender, opened.signed) == (ALEX, True)
    assert opened.content["body"] == unread["words"]
    store.close()
