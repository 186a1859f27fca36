"""Taking a message back: one yes, one deed, and an answer that is true."""

from datetime import timedelta

import pytest

from peerbot.engine.entries import ENTRY, OutboxEntry
from peerbot.features.rooms.actions import Empower, Redact
from peerbot.features.rooms.address import Room, room
from peerbot.features.rooms.chat.taking_back import TakeBackAsked
from peerbot.features.rooms.to_room import TakeBack
from peerbot.kernel.ids import EventID, UserID, person
from peerbot.kernel.table import Home
from tests.engine.house import House
from tests.engine.little import Killed, no_trouble
from tests.engine.ways import hold

ROBIN = UserID("@robin:example.org")
JO = UserID("@jo:example.org")
SAM = UserID("@sam:example.org")

TEN = timedelta(minutes=10)


@pytest.fixture
def open_house(house: House) -> House:
    """Robin holds a room, and Sam wrote in it."""
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    house.tells(SAM, "join 1", "let me in", "no")
    house.comes_in(SAM)
    return house


def link(house: House, what: str = "message") -> str:
    """Something happens in the room that was opened last; its link."""
    room_id = next(reversed(house.world.halls))
    return f"https://matrix.to/#/{room_id}/{house.world.write(room_id, what)}?via=example.org"


def in_the_room(house: House) -> list[str]:
    return [what for hall in house.world.halls.values() for what in hall.messages.values()]


def waiting(house: House) -> list[Redact]:
    """What is still to be taken back."""
    due = house.store.due(house.now + timedelta(hours=1), 99)
    actions = (house.store.read_row(row, ENTRY).action for row in due)
    return [action for action in actions if isinstance(action, Redact)]


def test_nothing_happens_before_a_yes(open_house: House) -> None:
    shown = open_house.says(ROBIN, f"take back {link(open_house)}")[-1]
    assert shown.startswith("Take back that message?")
    assert in_the_room(open_house) == ["message"]
    assert "The message stays" in open_house.says(ROBIN, "no")[-1]
    assert in_the_room(open_house) == ["message"]
    open_house.says(ROBIN, "take it back")
    assert in_the_room(open_house) == ["message"]


@pytest.mark.parametrize("what", ["topic", "power levels"])
def test_fault_54_what_is_no_message_is_left_as_it_is(open_house: House, what: str) -> None:
    answer = open_house.tells(ROBIN, f"take back {link(open_house, what)}", "take it back")[-1]
    assert "That link leads to no message" in answer
    assert in_the_room(open_house) == [what]


def test_fault_54_a_message_of_a_room_that_somebody_else_holds_stays(open_house: House) -> None:
    open_house.facilitator(JO)
    open_house.opens(JO)
    of_jo = link(open_house)
    assert "in no room that you hold" in open_house.says(ROBIN, f"take back {of_jo}")[-1]
    assert isinstance(open_house.state(ROBIN), Home)
    open_house.tells(JO, "close", "close it")
    assert "You hold no open room" in open_house.says(JO, f"take back {of_jo}")[-1]
    assert in_the_room(open_house) == ["message"]


def test_whoever_holds_it_now_takes_back_and_nobody_else(open_house: House) -> None:
    open_house.facilitator(JO)
    open_house.tells(ROBIN, "close", "close it")
    open_house.opens(ROBIN, f"quiet company 50 with {JO}")
    open_house.says(JO, "yes")
    open_house.comes_in(JO)
    message = link(open_house)
    assert "You hold no open room" in open_house.says(JO, f"take back {message}")[-1]
    open_house.says(ROBIN, f"take back {message}")
    asked = open_house.state(ROBIN)
    assert isinstance(asked, TakeBackAsked)
    open_house.says(ROBIN, "leave")
    open_house.tells(ROBIN, "consent", "1")  # hands it to Jo
    open_house.engine.take(Room(asked.mark), TakeBack(asked.event_id, ROBIN))
    open_house.settle()
    assert "Somebody else holds that room" in open_house.heard(ROBIN)[-1]
    assert in_the_room(open_house) == ["message"]
    assert "It is done." in open_house.tells(JO, f"take back {message}", "yes")[-1]
    assert in_the_room(open_house) == ["taken back"]


def test_a_room_that_closed_meanwhile(open_house: House) -> None:
    mark = open_house.open_halls[0].card.mark
    open_house.tells(ROBIN, "close", "close it")
    open_house.engine.take(Room(mark), TakeBack(EventID("$any"), ROBIN))
    open_house.settle()
    assert "That room has closed, or is closing" in open_house.heard(ROBIN)[-1]


@pytest.mark.parametrize(
    ("powerless", "answer", "left"),
    [(False, "It is done.", "taken back"), (True, "That room has closed", "message")],
)
def test_a_room_that_is_closing_while_it_is_tried(
    open_house: House, powerless: bool, answer: str, left: str
) -> None:
    hold(open_house, "take_back", "empty")
    open_house.tells(ROBIN, f"take back {link(open_house)}", "yes", "close", "close it")
    open_house.open_halls[0].powerless = powerless
    hold(open_house, "empty")
    open_house.wait(TEN)
    assert answer in "\n".join(open_house.heard(ROBIN)[-2:])
    assert in_the_room(open_house) == [left]


def test_a_homeserver_that_is_away_holds_up_nothing_else(open_house: House) -> None:
    hold(open_house, "take_back")
    open_house.tells(ROBIN, f"take back {link(open_house)}", "yes")
    assert "is out of the room" in open_house.tells(ROBIN, "step out", "1", "please", "yes")[-1]
    open_house.world.trouble = no_trouble
    open_house.wait(TEN)
    assert "The message is taken back" in open_house.heard(ROBIN)[-1]


@pytest.mark.parametrize("when", ["take_back", "take_back done"])
def test_a_kill_takes_nothing_back_twice_and_loses_no_answer(open_house: House, when: str) -> None:
    message = link(open_house)
    killed: list[str] = []

    def trouble(deed: str) -> BaseException | None:
        if deed == when and not killed:
            killed.append(deed)
            return Killed()
        return None

    open_house.says(ROBIN, f"take back {message}")
    open_house.world.trouble = trouble
    open_house.survive(lambda: open_house.says(ROBIN, "yes"))
    assert killed
    assert in_the_room(open_house) == ["taken back"]
    assert [b for b in open_house.heard(ROBIN) if b.startswith("It is done.")] == [
        open_house.heard(ROBIN)[-1]
    ]


def test_what_waits_is_the_askers_and_goes_with_them(open_house: House) -> None:
    hold(open_house, "take_back")
    open_house.tells(ROBIN, f"take back {link(open_house)}", "yes")
    assert [action.by for action in waiting(open_house)] == [ROBIN]
    open_house.tells(ROBIN, "erase", "erase it")
    open_house.wait(TEN)
    assert not open_house.store.has(person(ROBIN))
    assert waiting(open_house) == []


def test_the_question_is_kept_nowhere(open_house: House) -> None:
    open_house.says(ROBIN, f"take back {link(open_house)}")
    assert not open_house.state(ROBIN).storable
    open_house.restart()
    assert isinstance(open_house.state(ROBIN), Home)


@pytest.mark.parametrize("holds", [True, False])
def test_fault_54_a_row_of_before_that_gives_power_takes_it(open_house: House, holds: bool) -> None:
    (hall,) = open_house.open_halls
    (room_id,) = open_house.world.halls
    hall.powerful = {ROBIN, JO}
    machine = Room(hall.card.mark)
    open_house.store.enqueue(
        room(hall.card.mark),
        ENTRY,
        OutboxEntry(machine, Empower(room_id, JO, holds), open_house.now),
        queue="do",
        priority=3,
        not_before=open_house.now,
        until=open_house.now + timedelta(days=7),
    )
    open_house.settle()
    assert hall.powerful == set()
    assert open_house.sender.health.rejected == 0


def test_fault_54_a_start_takes_the_power_of_before(open_house: House) -> None:
    (hall,) = open_house.open_halls
    hall.powerful = {ROBIN}
    open_house.restart()
    assert hall.powerful == set()


def test_fault_54_no_room_is_made_of_an_old_version(house: House) -> None:
    house.facilitator(ROBIN)
    house.world.outdated = True
    said = house.tells(ROBIN, "open quiet company 50", "yes")[-1]
    assert "Please tell the stewards: it has to be updated" in said
    assert (house.open_halls, house.rooms.no_version) == ([], True)
    house.world.outdated = False
    house.opens(ROBIN)
    assert len(house.open_halls) == 1
    assert not house.rooms.no_version
