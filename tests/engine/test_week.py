"""A room of seven days: held in turns, closed on time, and true on every day in between."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from peerbot.engine.entries import TOO_OLD
from peerbot.features.rooms.records import LONGEST
from peerbot.kernel.ids import RoomID, UserID, person
from peerbot.kernel.ports import TryLater
from tests.engine.house import NIGHT, ROOMS, House, with_section
from tests.engine.ways import JO, ROBIN, SAM

ALEX = UserID("@alex:example.org")
KIM = UserID("@kim:example.org")
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
ENDS = "02:10 Berlin on Saturday, 14 March 2026"

NOTE = ("note", "Sam", "skip", "1")


@pytest.fixture
def week(house: House) -> House:
    """Robin holds a room for a week, and Jo is its second; Sam is in it."""
    longest = LONGEST // MINUTE
    house.settings = with_section(replace(ROOMS, longest_minutes=longest))
    house.restart()
    for host in (ROBIN, JO):
        house.facilitator(host)
    house.tells(ROBIN, "open quiet company 7 days with @jo:example.org", "yes")
    house.says(JO, "second yes")
    for host in (ROBIN, JO):
        house.comes_in(host)
    house.tells(SAM, "join 1", "let me in", "yes", "ten minutes")
    house.comes_in(SAM)
    return house


def is_silent(house: House) -> bool:
    """Whether nobody can write in the room."""
    return house.world.halls[RoomID("!hall0")].silent


def kept_until(house: House) -> datetime:
    (place,) = house.places(SAM)
    return place.closes


def test_it_is_held_in_turns_and_closes_on_time_though_the_bot_was_off(week: House) -> None:
    (hall,) = week.open_halls
    week.wait(DAY)
    week.says(JO, "hold")
    week.wait(3 * MINUTE)
    assert "@jo:example.org" in week.says(ALEX, "join 1")[0]
    week.now += 2 * DAY  # nothing of it runs
    week.restart()
    assert not is_silent(week)
    assert week.says(ROBIN, "hold")
    week.wait(3 * MINUTE)
    assert "@robin:example.org" in week.says(ALEX, "join 1")[-1]
    week.wait(3 * DAY)
    assert f"It closes {ENDS}, in about 24 hours" in week.says(SAM, "room")[0]
    assert f"at the latest {ENDS}" in week.tells(SAM, "me", "show")[-1]
    assert kept_until(week) == NIGHT + LONGEST
    assert hall.joined == {ROBIN, JO, SAM}
    before = len(week.heard(SAM))
    week.wait(NIGHT + LONGEST - week.now - MINUTE)
    assert any("closes in 10 minutes" in said for said in week.heard(SAM)[before:])
    assert not is_silent(week)
    week.wait(3 * MINUTE)
    assert is_silent(week)
    assert not week.open_halls
    assert "The room has closed" in week.heard(SAM)[-1]
    assert not week.places(SAM)


def test_it_passes_through_three_hands(week: House) -> None:
    """Each asks the next once the one before is done."""
    (hall,) = week.open_halls
    week.facilitator(KIM)
    week.wait(2 * DAY)
    assert "Somebody holds the room when you cannot" in week.says(ROBIN, "name a second kim")[0]
    week.says(JO, "hold")
    week.wait(3 * MINUTE)
    week.says(ROBIN, "leave")
    week.now += 2 * DAY  # nothing of it runs
    week.restart()
    assert "I ask @kim:example.org" in week.says(JO, "name a second kim")[-1]
    assert "Will you hold it when they cannot?" in week.heard(KIM)[-1]
    week.says(KIM, "yes")
    week.comes_in(KIM)
    assert "@kim:example.org holds it when you cannot" in week.heard(JO)[-1]
    week.says(KIM, "hold")
    week.wait(3 * MINUTE)
    week.says(JO, "leave")
    assert hall.joined == {KIM, SAM}
    week.wait(NIGHT + 6 * DAY - week.now)
    card = week.says(ALEX, "join 1")[-1]
    assert "with @kim:example.org" in card
    assert f"It closes {ENDS}" in card
    assert f"at the latest {ENDS}" in week.tells(SAM, "me", "show")[-1]
    week.wait(DAY - MINUTE)
    assert not is_silent(week)
    week.wait(3 * MINUTE)
    assert not week.open_halls
    for user in (KIM, SAM):
        assert "The room has closed" in week.heard(user)[-1]
    assert not any(week.places(user) for user in (ROBIN, JO, KIM, SAM))


def test_who_says_nothing_for_the_whole_week_hears_of_its_end(week: House) -> None:
    """Also when it comes a day late: the chat is kept as long as what it is for."""
    week.now += LONGEST + DAY
    week.restart()
    week.wait(2 * MINUTE)
    assert "The room has closed" in week.heard(SAM)[-1]
    assert not week.open_halls


def test_whoever_leaves_early_has_their_chat_kept_no_longer_than_before(week: House) -> None:
    week.says(SAM, "leave")
    assert not week.places(SAM)
    week.wait(8 * DAY + MINUTE)
    assert not week.store.has(person(SAM))


def test_a_note_can_be_read_days_after_it_was_handed(week: House) -> None:
    week.tells(SAM, "note", "Sam", "skip")
    week.tells(SAM, "yes")
    week.wait(5 * DAY)
    assert 5 * DAY > TOO_OLD
    assert any("Sam" in said for said in week.says(ROBIN, "read it"))
    assert "nothing here for you to read now" in week.says(ROBIN, "read it")[0]


def test_what_was_wanted_and_could_not_be_said_for_a_day_is_not_said_twice(week: House) -> None:
    week.tells(SAM, "note", "Sam", "skip")
    week.tells(SAM, "yes")
    week.wait(2 * DAY)
    week.world.trouble = lambda deed: TryLater() if deed == "say" else None
    week.says(ROBIN, "read it")
    week.wait(DAY)
    week.world.trouble = lambda _deed: None
    heard = len(week.heard(ROBIN))
    week.wait(DAY)
    assert not any('"Sam"' in said for said in week.heard(ROBIN)[heard:])


def test_where_the_longest_wait_is_shorter_it_is_asked_for_anew_all_the_time(week: House) -> None:
    (hall,) = week.open_halls
    week.world.lets_wait = DAY
    for _ in range(6 * 24):
        week.wait(timedelta(hours=1))
        assert hall.silent_at
        assert hall.silent_at - week.now > DAY / 2
    hall.silent = True  # as the homeserver does while nothing looks at it
    week.restart()
    assert not is_silent(week)


def test_its_card_says_where_it_closes_only_when_the_bot_is_back(week: House) -> None:
    said = "If I am off at its time, it closes when I am back."
    assert said not in week.tells(ALEX, "join 1", "everything else")[-1]
    week.world.lets_wait = timedelta()
    week.wait(timedelta(hours=1))
    assert said in week.tells(ALEX, "no", "join 1", "everything else")[-1]
    week.world.lets_wait = DAY
    week.wait(timedelta(hours=1))
    assert said not in week.tells(ALEX, "no", "join 1", "everything else")[-1]
