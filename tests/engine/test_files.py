"""A file goes out with the words that it belongs to, once; where none is taken, other words do."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from peerbot.devtools.demo.search import hits
from peerbot.kernel.chat import EraseOrdered
from peerbot.kernel.effects import Say
from peerbot.kernel.files import File
from peerbot.kernel.ids import Person
from peerbot.kernel.ports import FileRefused, TryLater
from peerbot.kernel.stepping import Outcome
from storage import Store
from tests.engine.house import House
from tests.engine.little import Killed
from tests.engine.ways import SAM
from tests.storage.support import KEY

FILE = File("words.txt", "text/plain", "for them alone")
WITH_FILE = Say("thanks", file=FILE, unsent=Say("all-right"))


@pytest.fixture
def house() -> Iterator[House]:
    with House() as house:
        house.says(SAM, "hi")
        yield house


def decide(house: House, said: Say) -> None:
    """A step of Sam's decides to say this."""
    at = house.engine.world.where(Person(SAM), house.now)
    with house.store.transaction():
        house.engine.commit.apply(Person(SAM), Outcome(at, (said,)), house.now)


def came(house: House) -> tuple[list[str], list[File]]:
    """What Sam got since the first answer."""
    (chat,) = house.world.chats.values()
    return chat.heard[1:], chat.files


def test_words_and_file_are_one_message(house: House) -> None:
    decide(house, WITH_FILE)
    house.settle()
    heard, files = came(house)
    assert len(heard) == 1
    assert files == [FILE]
    assert len(house.world.uploads) == 1


@pytest.mark.parametrize("moment", ["upload", "upload done", "say", "say done"])
def test_fault_73_killed_at_any_moment_it_is_there_once(house: House, moment: str) -> None:
    decide(house, WITH_FILE)
    cuts = iter([Killed()])
    house.world.trouble = lambda deed: next(cuts, None) if deed == moment else None
    house.survive(house.settle)
    heard, files = came(house)
    assert len(heard) == 1
    assert files == [FILE]


def test_fault_73_where_none_is_taken_the_same_is_said_in_words(house: House) -> None:
    house.world.trouble = lambda deed: FileRefused() if deed == "upload" else None
    decide(house, WITH_FILE)
    house.settle()
    assert came(house) == ([house.engine.say("all-right")], [])


def test_fault_73_killed_after_those_words_they_are_there_once(house: House) -> None:
    """Also where the homeserver takes files again by then."""
    cuts = iter([FileRefused(), Killed()])
    house.world.trouble = lambda deed: next(cuts, None) if deed in ("upload", "say done") else None
    decide(house, WITH_FILE)
    house.survive(house.settle)
    assert came(house) == ([house.engine.say("all-right")], [])


def test_fault_73_what_waits_goes_with_whoever_is_erased(house: House) -> None:
    house.world.trouble = lambda deed: TryLater() if deed == "upload" else None
    decide(house, WITH_FILE)
    house.settle()
    house.world.trouble = lambda _deed: None
    house.steward(SAM, EraseOrdered())
    heard, files = came(house)
    assert files == house.world.uploads == []
    assert all(said.startswith("Done.") for said in heard)


def test_a_file_without_words_in_its_place_does_not_go_out(house: House) -> None:
    """Nobody would hear what was in it, where it is not taken."""
    decide(house, Say("all-right", file=FILE))
    house.settle()
    assert came(house) == ([house.engine.say("all-right")], [])


def test_what_waits_is_sealed_on_the_disk(tmp_path: Path) -> None:
    class OnDisk(House):
        def _open(self) -> Store:
            return Store.open(tmp_path / "state", KEY, clock=self.clock)

    with OnDisk() as house:
        house.says(SAM, "hi")
        house.world.trouble = lambda deed: TryLater() if deed == "upload" else None
        decide(house, WITH_FILE)
        house.settle()
        assert not hits([FILE.name, FILE.content, FILE.kind], tmp_path)
