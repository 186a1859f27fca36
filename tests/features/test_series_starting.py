"""The start of a date: whoever holds it is asked, one room opens or none, and nobody is blamed."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from peerbot.features import registry
from peerbot.features.core.erase import Erasing
from peerbot.features.roles.messages import RoleRevoked
from peerbot.features.rooms.address import Mark
from peerbot.features.rooms.records import Card, open_cards
from peerbot.features.rooms.to_person import RoomNotOpened
from peerbot.features.rooms.to_room import Open
from peerbot.features.series.api import coming
from peerbot.features.series.places.messages import Counted, DateNot, DateOpens
from peerbot.features.series.records import Announced, Next, Plan
from peerbot.features.series.rule import Move, Skip
from peerbot.features.series.starting.chat import StartOffered
from peerbot.features.series.starting.going import Start
from peerbot.features.series.starting.messages import (
    NotToday,
    OpensDate,
    RoomOfDate,
    RoomOfDateCloses,
    StartDue,
)
from peerbot.features.series.starting.to_host import NotOpened, StartAsked, StartOver
from peerbot.features.series.states import (
    ChangeSeries,
    LetGoOfSeries,
    Planned,
    PlanSeries,
    Series,
    Unplanned,
)
from peerbot.kernel.effects import SetTimer
from peerbot.kernel.ids import Person, UserID
from peerbot.kernel.messages import Message, Send
from peerbot.kernel.ports import Refused
from peerbot.kernel.stepping import step
from peerbot.kernel.table import ConversationState, Home, State
from tests.engine.house import NIGHT, ROOMS, SERIES, TEXTS, House, with_section
from tests.engine.little import Killed
from tests.engine.ways import JO, ROBIN, SAM
from tests.flows.worlds import TUESDAYS, clocks, world

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
WEEK = 7 * DAY

STARTS = datetime(2026, 3, 10, 18, tzinfo=UTC)
"""When the first date begins: Tuesday at 19:00 in Berlin. It lasts for 90 minutes."""

LINE = "plan grief tuesdays 19:00 6 weeks 8 people"
BOTH = Series("both")

ASKED = "Something begins soon. Shall I open a room for it?"
OFF = "Grief does not meet today"


@pytest.fixture
def house() -> Iterator[House]:
    """Robin hosts a series, alone."""
    with House() as house:
        house.facilitator(ROBIN)
        house.tells(ROBIN, LINE, "yes")
        yield house


@pytest.fixture
def shared() -> Iterator[House]:
    """Robin hosts one, and Jo after them."""
    with House() as house:
        house.facilitator(ROBIN)
        house.facilitator(JO)
        plan = replace(TUESDAYS, hosts=(ROBIN, JO))
        house.engine.take(BOTH, PlanSeries(ROBIN, plan))
        house.settle()
        yield house


def until(house: House, moment: datetime) -> None:
    house.wait(moment - house.now)


def asked(house: House, user: UserID, since: int = 0) -> int:
    """How often they were asked to open a room."""
    return sum(said.startswith(ASKED) for said in house.heard(user)[since:])


def rooms(house: House) -> tuple[Card, ...]:
    return open_cards(house.nobody)


def listed(house: House) -> Announced:
    (it,) = house.nobody.listed(Announced)
    return it


def start_of(house: House) -> Start:
    (key,) = (it.key for it in house.engine.world.listings.read(Announced, house.now))
    state = house.engine.world.where(Series(key), house.now).state
    assert isinstance(state, Planned)
    return state.start


# --- asked, and a yes


def test_whoever_holds_it_is_asked_fifteen_minutes_before_and_a_yes_opens_a_room(
    house: House,
) -> None:
    until(house, STARTS - 16 * MINUTE)
    assert not asked(house, ROBIN)
    until(house, STARTS - 15 * MINUTE)
    assert asked(house, ROBIN) == 1
    assert house.heard(ROBIN)[-1].endswith("1. Open it\n0. Not today")
    said = house.says(ROBIN, "1")[-1]
    assert said.startswith("The room is open, as number 1.")
    assert "It begins 19:00 Berlin." in said
    (card,) = rooms(house)
    assert (card.title, card.size, card.facilitator) == ("Grief", 8, ROBIN)
    assert card.closes == STARTS + 90 * MINUTE
    assert card.starts == STARTS
    assert house.state(ROBIN) == Home()
    (place,) = house.places(ROBIN)
    assert (place.hosting, place.name) == (True, card.name)
    until(house, STARTS + 2 * MINUTE)
    assert asked(house, ROBIN) == 1
    assert OFF not in house.says(SAM, "rooms")[-1]


def test_the_room_of_another_week_has_nothing_of_this_one(house: House) -> None:
    halls = []
    for week in range(2):
        until(house, STARTS + week * WEEK - 15 * MINUTE)
        house.says(ROBIN, "yes")
        house.comes_in(ROBIN)
        (card,) = rooms(house)
        house.tells(SAM, f"join {card.number}", "1", "0") if not week else None
        halls.append((card.mark, card.name, set(house.open_halls[-1].joined)))
        until(house, STARTS + week * WEEK + 100 * MINUTE)
        assert not rooms(house)
    assert halls[0][0] != halls[1][0]
    assert len(house.world.halls) == 2
    assert SAM not in halls[1][2]


def test_members_read_its_card_and_say_yes_to_that(house: House) -> None:
    until(house, STARTS - 15 * MINUTE)
    house.says(ROBIN, "begin")
    house.comes_in(ROBIN)
    assert "with @robin:example.org." in house.tells(SAM, "hi", "join 1")[-1]
    assert house.says(SAM, "let me in")[-1].startswith("The invitation is there.")


def test_a_host_who_comes_early_need_not_hold_it_before_it_begins(house: House) -> None:
    until(house, STARTS - 15 * MINUTE)
    house.says(ROBIN, "begin")
    until(house, STARTS + 9 * MINUTE)
    assert rooms(house), "by the usual patience it would have closed before it began"
    until(house, STARTS + 11 * MINUTE)
    assert not rooms(house)


def test_the_word_works_from_twenty_minutes_before_until_ten_after(house: House) -> None:
    until(house, STARTS - 21 * MINUTE)
    said = house.says(ROBIN, "begin")[-1]
    assert "It is too early to open a room." in said
    assert "From 18:40 Berlin on you can say: begin." in said
    assert "You hold nothing that begins now." in house.says(ROBIN, "begin no")[-1]
    until(house, STARTS - 20 * MINUTE)
    assert house.says(ROBIN, "open it")[-1].startswith("The room is open")
    until(house, STARTS)
    assert not asked(house, ROBIN)
    assert house.says(ROBIN, "begin")[-1].startswith("It is open already, as number 1.")
    until(house, STARTS + WEEK + 9 * MINUTE)
    assert OFF not in house.says(SAM, "rooms")[-1]
    assert house.says(ROBIN, "begin")[-1].startswith("The room is open")
    until(house, STARTS + 2 * WEEK + 11 * MINUTE)
    assert house.says(ROBIN, "begin")[-1].startswith("That date cannot be opened now")
    assert not house.places(ROBIN)
    until(house, STARTS + 2 * WEEK + 16 * MINUTE)
    assert house.says(ROBIN, "begin")[-1].startswith("That date cannot be opened now")


def test_who_holds_nothing_opens_nothing(house: House) -> None:
    until(house, STARTS)
    for word in ("begin", "begin no"):
        assert "You hold nothing that begins now." in house.tells(SAM, "hi", word)[-1]
    house.steward(ROBIN, RoleRevoked())
    assert "You hold nothing that begins now." in house.says(ROBIN, "begin")[-1]


def test_a_question_of_before_is_left_open(house: House) -> None:
    until(house, STARTS - 16 * MINUTE)
    house.says(ROBIN, "erase")
    until(house, STARTS - 15 * MINUTE)
    said = house.heard(ROBIN)[-1]
    assert said.startswith(ASKED)
    assert "Say: begin. Or say: begin no. What I asked you before is still open." in said
    assert house.says(ROBIN, "begin")[-1].startswith("The room is open")


def test_latecomers_come_in_until_the_moment_of_its_template() -> None:
    late = replace(SERIES.templates[2], latecomers=20)
    settings = with_section(replace(SERIES, templates=(*SERIES.templates[:2], late)))
    with House(settings=settings) as house:
        house.facilitator(ROBIN)
        house.tells(ROBIN, "plan six evenings tuesdays 19:00", "yes")
        until(house, STARTS - 15 * MINUTE)
        said = house.says(ROBIN, "begin")[-1]
        assert "From 19:20 Berlin on nobody new is let in." in said
        house.comes_in(ROBIN)
        until(house, STARTS + 19 * MINUTE)
        assert "You can come in until 19:20 Berlin." in house.tells(SAM, "hi", "join 1")[-1]
        assert house.says(SAM, "1")[-1].startswith("The invitation is there.")
        until(house, STARTS + 20 * MINUTE)
        assert "Nobody new is let in at the moment." in house.tells(JO, "hi", "join 1")[-1]
        assert house.says(JO, "1")[-1].startswith("Sorry, nobody new is let into that room")


# --- not today


def test_not_today_is_an_answer_and_nobody_hears_why(house: House) -> None:
    until(house, STARTS - 15 * MINUTE)
    assert "All right. If somebody else" in house.says(ROBIN, "not today")[-1]
    for word in ("rooms", "when"):
        said = house.tells(SAM, "hi", word)[-1]
        assert f"{OFF}. Next it meets on Tuesday, 17 March 2026, 19:00 Berlin." in said
    assert [it.starts for it in coming(house.nobody, STARTS + WEEK)] == [STARTS + WEEK]
    before = len(house.heard(ROBIN))
    until(house, STARTS + 89 * MINUTE)
    assert OFF in house.says(SAM, "rooms")[-1]
    assert not house.heard(ROBIN)[before:], "that was an answer, and no missed one"
    until(house, STARTS + 90 * MINUTE)
    assert OFF not in house.says(SAM, "rooms")[-1]
    assert not start_of(house).missed


def test_of_the_last_date_no_next_one_is_said(house: House) -> None:
    house.tells(ROBIN, "plan end", "yes", "plan grief 10 march 19:00 8 people", "yes")
    until(house, STARTS - 15 * MINUTE)
    house.says(ROBIN, "no")
    assert "and no other date of it is planned for now" in house.tells(SAM, "hi", "when")[-1]


def test_who_said_not_today_may_open_it_after_all_until_people_know(shared: House) -> None:
    until(shared, STARTS - 15 * MINUTE)
    shared.tells(ROBIN, "not today")
    assert "All right." in shared.says(ROBIN, "begin no")[-1]
    assert shared.says(ROBIN, "begin")[-1].startswith("The room is open")
    assert OFF not in shared.tells(SAM, "hi", "rooms")[-1]
    until(shared, STARTS + WEEK - 15 * MINUTE)
    shared.says(JO, "begin no")
    shared.says(ROBIN, "begin no")
    assert OFF in shared.says(SAM, "rooms")[-1]
    said = shared.says(ROBIN, "begin")[-1]
    assert "people were told that it does not meet" in said
    assert not shared.places(ROBIN)


def test_a_date_that_is_moved_with_its_room_open_is_not_asked_about_again(house: House) -> None:
    house.tells(SAM, "when", "1", "taking part", "a place", "yes")
    until(house, STARTS - 15 * MINUTE)
    house.says(ROBIN, "begin")
    house.comes_in(ROBIN)
    house.tells(ROBIN, "plan move 10 march to 19:30", "yes")
    until(house, STARTS + 45 * MINUTE)
    assert asked(house, ROBIN) == 1
    assert house.heard(SAM)[-1].startswith("The room is open.")
    assert OFF not in house.says(SAM, "rooms")[-1]
    assert "It is open already" in house.says(ROBIN, "begin no")[-1]


def test_a_room_that_was_closed_too_early_can_be_opened_again(shared: House) -> None:
    until(shared, STARTS - 15 * MINUTE)
    shared.says(ROBIN, "begin")
    shared.tells(ROBIN, "close", "close it")
    assert (asked(shared, ROBIN), asked(shared, JO)) == (1, 1), "the next one is asked at once"
    assert not rooms(shared)
    assert shared.says(JO, "begin")[-1].startswith("The room is open")
    shared.comes_in(JO)
    until(shared, STARTS + 15 * MINUTE)
    shared.tells(JO, "close", "close it")
    assert (asked(shared, ROBIN), asked(shared, JO)) == (1, 1), "it was held"
    assert OFF not in shared.tells(SAM, "hi", "rooms")[-1]


def test_a_room_closed_before_hosts_are_asked_is_asked_for_in_its_time(house: House) -> None:
    until(house, STARTS - 20 * MINUTE)
    house.says(ROBIN, "begin")
    house.tells(ROBIN, "close", "close it")
    until(house, STARTS + 9 * MINUTE)
    assert OFF not in house.tells(SAM, "hi", "rooms")[-1]
    until(house, STARTS + 10 * MINUTE)
    assert OFF in house.says(SAM, "rooms")[-1]
    assert not start_of(house).missed, "somebody said yes"


def test_a_date_that_is_near_stands_in_the_menu_and_below_another_room(house: House) -> None:
    until(house, STARTS - 15 * MINUTE)
    assert "1. Open the room of your date" in house.says(ROBIN, "hi")[-1]
    said = house.tells(ROBIN, "open quiet company")[-1]
    assert "Your date is near: Grief" in said
    assert house.tells(ROBIN, "hi", "1")[-1].startswith("The room is open")
    assert "Open the room of your date" not in house.says(ROBIN, "hi")[-1]


def test_fault_79_whoever_said_yes_in_vain_is_asked_again_and_it_is_no_miss() -> None:
    both = replace(BEGUN, start=replace(BEGUN.start, asked=(SAM, JO)))
    making, _ = told(opening(both), Counted("m0", 0))
    assert told(making, replace(YES, user=JO, mark=Mark("b")))[1] == [
        RoomNotOpened(Mark("b"), "taken")
    ]
    failed, sent = told(making, RoomOfDate(Mark("a"), there=False))
    assert StartAsked("s0", "m0") in sent
    assert isinstance(failed, Planned)
    off, sent = told(failed, StartDue(), STARTS + 10 * MINUTE)
    assert sent == [DateNot()]
    assert isinstance(off, Planned)
    assert not off.start.missed


def test_the_room_of_another_date_closes_for_itself() -> None:
    there = replace(BEGUN, start=replace(BEGUN.start, there=True))
    assert told(there, RoomOfDateCloses("other")) == (there, [])
    assert told(BEGUN, RoomOfDateCloses("m0")) == (BEGUN, [])


def test_what_ends_with_its_room_open_is_not_said_to_whoever_is_there(house: House) -> None:
    house.tells(SAM, "when", "1", "taking part", "a place", "yes")
    until(house, STARTS - 15 * MINUTE)
    house.says(ROBIN, "begin")
    house.comes_in(ROBIN)
    before = len(house.heard(SAM))
    house.tells(ROBIN, "plan end", "yes")
    assert house.heard(SAM)[before:] == []
    house.wait(3 * DAY)
    assert not house.kept(SAM)


def test_where_the_room_closes_early_whoever_has_a_place_hears_so(house: House) -> None:
    house.tells(SAM, "when", "1", "taking part", "a place", "yes")
    until(house, STARTS - 15 * MINUTE)
    house.says(ROBIN, "begin")
    house.tells(ROBIN, "close", "close it")
    assert "The room has closed before its time. It is not about you" in house.heard(SAM)[-1]
    assert not house.kept(SAM)
    until(house, STARTS + WEEK - DAY)
    house.tells(SAM, "when", "1", "taking part", "a place", "yes")
    until(house, STARTS + WEEK - 15 * MINUTE)
    house.says(ROBIN, "begin")
    house.comes_in(ROBIN)
    until(house, STARTS + WEEK + 95 * MINUTE)
    assert "before its time" not in house.heard(SAM)[-1]


def test_whoever_has_a_place_is_sent_off_once_nobody_can_open_it_any_more(house: House) -> None:
    house.tells(SAM, "when", "1", "taking part", "a place", "yes")
    until(house, STARTS + 9 * MINUTE)
    assert house.heard(SAM)[-1].startswith("You have a place.")
    house.says(ROBIN, "begin")
    assert house.heard(SAM)[-1].startswith("The room is open.")
    until(house, STARTS + WEEK - DAY)
    house.tells(SAM, "when", "1", "taking part", "a place", "yes")
    until(house, STARTS + WEEK + 10 * MINUTE)
    assert "Not today. It is not about you." in house.heard(SAM)[-1]


def test_not_today_is_said_before_it_is_asked_and_then_is_not(house: House) -> None:
    until(house, STARTS - 18 * MINUTE)
    house.says(ROBIN, "begin no")
    assert OFF not in house.tells(SAM, "hi", "rooms")[-1]
    until(house, STARTS - 15 * MINUTE)
    assert not asked(house, ROBIN)
    assert OFF in house.says(SAM, "rooms")[-1]


def test_fault_79_without_an_answer_the_next_are_asked_and_ten_minutes_late_it_is_off(
    shared: House,
) -> None:
    until(shared, STARTS - 11 * MINUTE)
    assert (asked(shared, ROBIN), asked(shared, JO)) == (1, 0)
    until(shared, STARTS - 10 * MINUTE)
    assert (asked(shared, ROBIN), asked(shared, JO)) == (1, 1)
    until(shared, STARTS - MINUTE)
    assert OFF not in shared.tells(SAM, "hi", "rooms")[-1]
    until(shared, STARTS + 9 * MINUTE)
    assert OFF not in shared.says(SAM, "rooms")[-1], "one of them may be late"
    until(shared, STARTS + 10 * MINUTE)
    assert OFF in shared.says(SAM, "rooms")[-1]
    assert (asked(shared, ROBIN), asked(shared, JO)) == (1, 1)


def test_fault_79_who_says_not_today_lets_the_next_be_asked_at_once(shared: House) -> None:
    until(shared, STARTS - 15 * MINUTE)
    shared.says(ROBIN, "0")
    assert asked(shared, JO) == 1
    assert shared.says(JO, "1")[-1].startswith("The room is open")
    (card,) = rooms(shared)
    assert card.facilitator == JO
    assert card.named is None, "who said not today is not asked to be the second"


def test_the_other_host_is_asked_to_be_the_second(shared: House) -> None:
    until(shared, STARTS - 10 * MINUTE)
    shared.says(ROBIN, "1")
    (card,) = rooms(shared)
    assert card.named == JO
    assert any("Somebody else opened it." in said for said in shared.heard(JO)[-3:])
    assert "Thank you." in shared.says(JO, "second yes")[-1]


def test_fault_79_of_two_who_say_yes_at_once_one_opens_it(shared: House) -> None:
    until(shared, STARTS - 10 * MINUTE)
    shared.world.trouble = lambda deed: Killed() if deed == "create" else None
    with pytest.raises(Killed):
        shared.says(ROBIN, "1")
    shared.world.trouble = lambda _deed: None
    assert shared.says(JO, "1")[-1] != "It is open already."
    shared.restart()
    assert len(rooms(shared)) == 1
    assert any("Somebody else is opening it, or has." in it for it in shared.heard(JO))
    assert not [it for it in shared.places(JO) if it.hosting and it.mark != rooms(shared)[0].mark]


def test_fault_79_said_twice_one_room_opens(house: House) -> None:
    until(house, STARTS - 15 * MINUTE)
    house.world.trouble = lambda deed: Killed() if deed == "create" else None
    with pytest.raises(Killed):
        house.says(ROBIN, "begin")
    house.world.trouble = lambda _deed: None
    assert "The room is being made." in house.says(ROBIN, "begin")[0]
    house.restart()
    assert len(rooms(house)) == 1
    assert len(house.places(ROBIN)) == 1


@pytest.mark.parametrize("moment", ["create", "create done", "say", "invite done"])
def test_fault_79_whenever_it_is_killed_one_room_opens(house: House, moment: str) -> None:
    cuts = iter([Killed()])
    house.world.trouble = lambda deed: next(cuts, None) if deed == moment else None
    house.survive(lambda: until(house, STARTS - 14 * MINUTE))
    assert asked(house, ROBIN) == 1
    house.survive(lambda: house.says(ROBIN, "begin"))
    until(house, STARTS)
    assert len(rooms(house)) == 1
    assert OFF not in house.tells(SAM, "hi", "rooms")[-1]


def test_fault_79_a_room_that_could_not_be_made_is_said_and_the_next_is_asked(
    shared: House,
) -> None:
    until(shared, STARTS - 15 * MINUTE)
    shared.world.trouble = lambda deed: Refused("forbidden") if deed == "create" else None
    assert "does not let me make a room" in shared.says(ROBIN, "1")[-1]
    assert not shared.places(ROBIN)
    assert asked(shared, JO) == 1
    shared.world.trouble = lambda _deed: None
    assert shared.says(ROBIN, "begin")[-1].startswith("The room is open")
    assert len(rooms(shared)) == 1


def test_fault_79_who_failed_to_open_it_may_say_it_again(house: House) -> None:
    until(house, STARTS - 20 * MINUTE)
    house.world.trouble = lambda deed: Refused("forbidden") if deed == "create" else None
    house.says(ROBIN, "begin")
    until(house, STARTS - 15 * MINUTE)
    house.says(ROBIN, "begin")
    until(house, STARTS + 8 * MINUTE)
    house.says(ROBIN, "begin")
    assert OFF not in house.tells(SAM, "hi", "rooms")[-1]
    house.world.trouble = lambda _deed: None
    assert house.says(ROBIN, "begin")[-1].startswith("The room is open")


# --- places at it


TAKE = ("hi", "when", "1", "taking part", "a place", "yes")
KIM = UserID("@kim:example.org")


def test_whoever_has_a_place_is_let_in_though_others_find_it_full() -> None:
    with House() as house:
        house.facilitator(ROBIN)
        house.tells(ROBIN, "plan grief tuesdays 19:00 6 weeks 2 people", "yes")
        assert house.tells(SAM, *TAKE)[-1].startswith("You have a place.")
        until(house, STARTS - 15 * MINUTE)
        house.says(ROBIN, "begin")
        house.comes_in(ROBIN)
        assert rooms(house)[0].kept == 1
        assert house.tells(JO, "hi", "join 1", "1")[-1].startswith("The invitation is there.")
        assert "It is full at the moment." in house.tells(KIM, "hi", "join 1")[-1]
        assert house.says(KIM, "1")[-1].startswith("Sorry, that room is full.")
        assert "full" not in house.tells(SAM, "join 1")[-1]
        assert house.says(SAM, "1")[-1].startswith("The invitation is there.")


def test_a_kept_place_that_nobody_takes_up_is_free_after_ten_minutes() -> None:
    with House() as house:
        house.facilitator(ROBIN)
        house.tells(ROBIN, "plan grief tuesdays 19:00 6 weeks 2 people", "yes")
        house.tells(SAM, *TAKE)
        until(house, STARTS - 15 * MINUTE)
        house.says(ROBIN, "begin")
        house.comes_in(ROBIN)
        house.tells(JO, "hi", "join 1", "1")
        until(house, STARTS + 10 * MINUTE - timedelta(seconds=1))
        assert "It is full at the moment." in house.tells(KIM, "hi", "join 1")[-1]
        until(house, STARTS + 10 * MINUTE)
        assert "full" not in house.says(KIM, "join 1")[-1]
        assert house.says(KIM, "1")[-1].startswith("The invitation is there.")


def test_whoever_has_a_place_hears_that_it_is_not_today(house: House) -> None:
    house.tells(SAM, *TAKE)
    until(house, STARTS - 15 * MINUTE)
    house.says(ROBIN, "not today")
    house.wait(MINUTE)
    assert house.heard(SAM)[-1].startswith("Not today. It is not about you.")
    assert "Next it meets on Tuesday, 17 March 2026, 19:00 Berlin" in house.heard(SAM)[-1]


def test_fault_79_who_opens_it_late_waits_for_no_count_that_never_comes(house: House) -> None:
    until(house, STARTS + 9 * MINUTE)
    assert house.says(ROBIN, "begin")[-1].startswith("The room is open")


# --- who cannot


def test_who_is_away_or_has_no_role_any_more_is_passed_over(shared: House) -> None:
    shared.tells(ROBIN, "away until 12 march", "yes")
    until(shared, STARTS - 15 * MINUTE)
    assert (asked(shared, ROBIN), asked(shared, JO)) == (0, 1)
    shared.steward(JO, RoleRevoked())
    until(shared, STARTS + WEEK - 15 * MINUTE)
    assert asked(shared, JO) == 1


def test_where_nobody_can_it_is_off_at_once_and_nobody_is_to_blame(house: House) -> None:
    house.tells(ROBIN, "away until 12 march", "yes")
    until(house, STARTS - 15 * MINUTE)
    assert OFF in house.tells(SAM, "hi", "rooms")[-1]
    before = len(house.heard(ROBIN))
    until(house, STARTS + 15 * MINUTE)
    assert not house.heard(ROBIN)[before:]
    assert not start_of(house).missed


def test_who_holds_as_many_rooms_as_may_be_is_told_and_the_next_is_asked() -> None:
    with House(settings=with_section(replace(ROOMS, most_each=1))) as house:
        house.facilitator(ROBIN)
        house.facilitator(JO)
        house.engine.take(BOTH, PlanSeries(ROBIN, replace(TUESDAYS, hosts=(ROBIN, JO))))
        until(house, STARTS - 18 * MINUTE)
        house.opens(ROBIN)
        assert "You hold 1 room already" in house.says(ROBIN, "begin")[-1]
        until(house, STARTS - 15 * MINUTE)
        said = house.heard(ROBIN)[-1]
        assert said.startswith("Something begins soon, and I cannot open a room for it with you.")
        assert "You hold 1 room already" in said
        assert asked(house, JO) == 1


def test_where_there_are_as_many_rooms_as_may_be_it_is_said(house: House) -> None:
    until(house, STARTS - 15 * MINUTE)
    house.facilitator(JO)
    crowded = replace(ROOMS, most_rooms=0)
    house.settings = with_section(crowded)
    house.restart()
    assert "that is the most there can be at a time" in house.says(ROBIN, "begin")[-1]


def test_whose_chat_is_gone_is_passed_over(shared: House) -> None:
    shared.leaves_chat(ROBIN)
    until(shared, STARTS - 15 * MINUTE)
    assert (asked(shared, ROBIN), asked(shared, JO)) == (0, 1)


def test_their_chat_is_kept_for_being_asked(house: House) -> None:
    until(house, STARTS + 3 * WEEK - 16 * MINUTE)
    before = len(house.heard(ROBIN))
    until(house, STARTS + 3 * WEEK - 15 * MINUTE)
    assert house.has_chat(ROBIN)
    assert before <= len(house.heard(ROBIN))


# --- missed


def test_two_missed_in_a_row_pause_it_until_its_host_says(house: House) -> None:
    until(house, STARTS + 10 * MINUTE)
    said = house.heard(ROBIN)[-1]
    assert said.startswith("Something that you host did not take place today.")
    assert "The next date stays as it is." in said
    assert house.state(ROBIN) == Home()
    until(house, STARTS + WEEK + 10 * MINUTE)
    said = house.heard(ROBIN)[-1]
    assert said.startswith("Something that you host is paused.")
    assert "say: plan resume" in said
    assert OFF in house.tells(SAM, "hi", "rooms")[-1]
    until(house, STARTS + 2 * WEEK + MINUTE)
    assert asked(house, ROBIN) == 2
    assert not coming(house.nobody, STARTS + 10 * WEEK)
    assert "It goes on." in house.tells(ROBIN, "plan resume", "yes")[-1]
    until(house, STARTS + 3 * WEEK - 61 * MINUTE - 15 * MINUTE)
    assert asked(house, ROBIN) == 2
    until(house, STARTS + 3 * WEEK - 60 * MINUTE - 15 * MINUTE)
    assert asked(house, ROBIN) == 3, "the clocks were put forward"
    until(house, STARTS + 3 * WEEK)
    assert "is paused" not in house.heard(ROBIN)[-1], "it begins anew to be counted"


@pytest.mark.parametrize("word", ["begin", "not today"])
def test_an_answer_ends_a_row_of_missed_ones(house: House, word: str) -> None:
    for week in range(3):
        until(house, STARTS + week * WEEK - 15 * MINUTE)
        if week == 1:
            house.says(ROBIN, word)
        until(house, STARTS + week * WEEK + 15 * MINUTE)
    assert coming(house.nobody, STARTS + 10 * WEEK)
    assert not [said for said in house.heard(ROBIN) if "is paused" in said]


# --- the bot is off, or its clock is wrong


def off(house: House, since: datetime, back: datetime) -> None:
    """Nothing runs meanwhile."""
    until(house, since)
    house.now = back
    house.restart()


@pytest.mark.parametrize("minutes", [-3, 10, 15])
def test_fault_80_who_could_not_be_asked_before_is_asked_at_once(
    shared: House, minutes: int
) -> None:
    off(shared, STARTS - 20 * MINUTE, STARTS + minutes * MINUTE)
    assert (asked(shared, ROBIN), asked(shared, JO)) == (1, 1), "both, since time is short"
    shared.wait(2 * MINUTE)
    assert OFF not in shared.tells(SAM, "hi", "rooms")[-1]
    assert shared.says(JO, "begin")[-1].startswith("The room is open")


def test_fault_80_asked_late_and_unanswered_it_is_off_and_not_missed(house: House) -> None:
    off(house, STARTS - 20 * MINUTE, STARTS + 10 * MINUTE)
    house.wait(5 * MINUTE)
    assert OFF in house.tells(SAM, "hi", "rooms")[-1]
    house.wait(5 * MINUTE)
    assert not start_of(house).missed
    assert not [said for said in house.heard(ROBIN) if "did not take place" in said]


def test_fault_80_later_it_counts_as_not_opened_and_as_nobodys_fault(house: House) -> None:
    off(house, STARTS - 20 * MINUTE, STARTS + 16 * MINUTE)
    assert not asked(house, ROBIN)
    assert OFF in house.tells(SAM, "hi", "rooms")[-1]
    house.wait(10 * MINUTE)
    assert not start_of(house).missed
    until(house, STARTS + WEEK + 10 * MINUTE)
    assert start_of(house).missed == 1


def test_fault_80_what_they_could_not_answer_is_not_missed(house: House) -> None:
    off(house, STARTS - 14 * MINUTE, STARTS + 20 * MINUTE)
    assert OFF in house.tells(SAM, "hi", "rooms")[-1]
    house.wait(10 * MINUTE)
    assert not start_of(house).missed


@pytest.mark.parametrize("back", [STARTS + 2 * DAY, STARTS + WEEK + 2 * DAY])
def test_fault_80_after_dates_without_it_the_next_is_asked_of_as_always(
    house: House, back: datetime
) -> None:
    off(house, STARTS - 20 * MINUTE, back)
    assert OFF not in house.tells(SAM, "hi", "rooms")[-1]
    assert not asked(house, ROBIN)
    (ahead, *_) = coming(house.nobody, back + WEEK)
    until(house, ahead.starts - 15 * MINUTE)
    assert asked(house, ROBIN) == 1
    assert not start_of(house).missed


def test_fault_80_what_was_done_while_the_clock_was_ahead_is_done_again_in_time(
    house: House,
) -> None:
    until(house, STARTS - 5 * 60 * MINUTE)
    off(house, house.now, STARTS - 12 * MINUTE)
    assert asked(house, ROBIN) == 1
    house.now = STARTS - 4 * 60 * MINUTE
    house.restart()
    assert "It is too early to open a room." in house.says(ROBIN, "1")[-1]
    until(house, STARTS - 15 * MINUTE)
    until(house, STARTS - 9 * MINUTE)
    assert OFF not in house.tells(SAM, "hi", "rooms")[-1]
    assert house.says(ROBIN, "begin")[-1].startswith("The room is open")


# --- changed meanwhile


def test_a_date_that_is_moved_is_asked_of_anew(house: House) -> None:
    until(house, STARTS - 15 * MINUTE)
    house.tells(ROBIN, "plan move 10 march to 11 march 19:00", "yes")
    assert "It is too early to open a room." in house.says(ROBIN, "begin")[-1]
    until(house, STARTS + DAY - 15 * MINUTE)
    assert asked(house, ROBIN) == 2
    assert house.says(ROBIN, "yes")[-1].startswith("The room is open")


def test_a_date_that_is_left_out_is_not_asked_of(house: House) -> None:
    until(house, STARTS - 15 * MINUTE)
    house.engine.take(listed_series(house), ChangeSeries(ROBIN, Skip(STARTS.date())))
    house.settle()
    assert "You hold nothing that begins now." in house.says(ROBIN, "1")[-1]
    house.tells(ROBIN, "plan pause", "yes")
    until(house, STARTS + WEEK)
    assert asked(house, ROBIN) == 1


def listed_series(house: House) -> Series:
    (it,) = house.engine.world.listings.read(Announced, house.now)
    return Series(it.key)


def test_a_kind_that_the_config_has_no_more_is_opened_all_the_same(house: House) -> None:
    house.settings = with_section(replace(ROOMS, kinds=ROOMS.kinds[:1]))
    house.restart()
    until(house, STARTS - 15 * MINUTE)
    assert house.says(ROBIN, "begin")[-1].startswith("The room is open")
    assert rooms(house)[0].title == "Grief"


# --- the actor


NEXT = Next("m0", TUESDAYS.rule.first.date())
HOSTED: Plan = replace(TUESDAYS, hosts=(SAM, JO))
YES = OpensDate(SAM, "m0", Mark("a"), STARTS + 120 * MINUTE)
NEAR = STARTS - 12 * MINUTE
BEGUN = Planned(HOSTED, NEXT, Start(STARTS, asked=(SAM,), first=NEAR, until=NEAR + 5 * MINUTE))


def told(
    state: State, message: Message, now: datetime = NEAR, names: tuple[str, ...] = ()
) -> tuple[State, list[Message]]:
    """What becomes of a series, and what it tells whom."""
    context = dataclasses.replace(
        world(facilitators=(SAM, JO), now=now, names=names), address=Series("s0")
    )
    outcome = step(registry().tables[Series], ConversationState(state), message, context, TEXTS)
    sent = [it.message for it in outcome.effects if isinstance(it, Send)]
    return outcome.at.state, sent


def opening(state: State = BEGUN, message: OpensDate = YES) -> Planned:
    after, _ = told(state, message)
    assert isinstance(after, Planned)
    assert after.start.opens == message
    return after


def test_as_many_places_are_kept_as_people_have() -> None:
    for places, kept in ((0, 0), (3, 3), (20, 8)):
        _, sent = told(opening(), Counted("m0", places))
        (open_,) = sent
        assert isinstance(open_, Open)
        card = open_.card
        assert (card.kept, card.kept_until) == (kept, STARTS + 10 * MINUTE)
        assert (card.for_date, card.named) == ("m0", JO)
        assert (card.closes, card.latest) == (STARTS + 90 * MINUTE, YES.latest)


def test_one_of_several_yeses_counts_and_the_others_hear_so() -> None:
    theirs = replace(YES, user=JO, mark=Mark("b"))
    state: State = opening()
    taken = [RoomNotOpened(Mark("b"), "taken")]
    assert told(state, theirs) == (state, taken)
    making, _ = told(state, Counted("m0", 0))
    assert told(making, theirs) == (making, taken)
    assert told(making, Counted("m0", 0)) == (making, []), "the second answer opens no other"
    there, _ = told(making, RoomOfDate(Mark("a"), there=True))
    assert told(there, theirs) == (there, taken)
    assert told(there, NotToday(JO, "m0")) == (there, [])
    assert told(there, StartDue()) == (there, [])


def test_a_yes_to_what_is_not_there_is_answered_so() -> None:
    for state, message, now in (
        (BEGUN, replace(YES, meeting="other"), NEAR),
        (BEGUN, replace(YES, user=UserID("@alex:example.org")), NEAR),
        (BEGUN, YES, STARTS - DAY),
        (BEGUN, YES, STARTS + DAY),
        (Planned(HOSTED), YES, NEAR),
        (Unplanned(), YES, NEAR),
    ):
        after, sent = told(state, message, now)
        assert (after, sent) == (state, [RoomNotOpened(Mark("a"), "not-now")])


def test_where_there_is_no_room_for_it_by_now_the_next_is_asked() -> None:
    crowd = ("pine harbour",) * ROOMS.most_rooms
    after, sent = told(opening(), Counted("m0", 0), names=crowd)
    assert sent == [RoomNotOpened(Mark("a"), "many"), StartAsked("s0", "m0")]
    assert isinstance(after, Planned)
    assert after.start.asked == (SAM, JO)


def test_what_is_changed_while_it_is_counted_leaves_nobody_with_a_yes_to_nothing() -> None:
    refused = RoomNotOpened(Mark("a"), "not-now")
    for message in (
        ChangeSeries(SAM, Move(NEXT.day, clocks("2026-03-11 19:00"))),
        LetGoOfSeries(SAM),
    ):
        after, sent = told(opening(), message)
        assert refused in sent
        assert told(after, Counted("m0", 0))[1] == []
        making, _ = told(opening(), Counted("m0", 0))
        assert refused not in told(making, message)[1], "the room is on its way, and theirs"


def test_of_a_host_who_goes_meanwhile_nothing_stays_and_the_next_is_asked_in_their_place() -> None:
    asked = replace(BEGUN, start=replace(BEGUN.start, asked=(SAM,), declined=(SAM,)))
    for state in (asked, told(opening(), Counted("m0", 0))[0]):
        alone, _ = told(state, LetGoOfSeries(SAM))
        assert SAM not in str(alone)
    assert isinstance(alone, Planned)
    failed, sent = told(alone, RoomOfDate(Mark("a"), there=False))
    assert isinstance(failed, Planned)
    assert failed.start.asked == (JO,)
    assert StartAsked("s0", "m0") in sent


def test_those_who_need_not_answer_any_more_hear_so() -> None:
    asked_both = replace(BEGUN, start=replace(BEGUN.start, asked=(SAM, JO)))
    making, _ = told(opening(asked_both), Counted("m0", 0))
    assert told(making, RoomOfDate(Mark("other"), there=True)) == (making, [])
    _, sent = told(making, RoomOfDate(Mark("a"), there=True))
    assert sent == [DateOpens(Mark("a")), StartOver("s0", "m0")]


def test_a_date_that_nobody_opens_is_told_once() -> None:
    alone = replace(BEGUN, plan=replace(HOSTED, hosts=(SAM,)))
    after, sent = told(alone, NotToday(SAM, "m0"))
    assert sent == [DateNot()]
    assert told(after, NotToday(SAM, "m0")) == (after, [])
    assert told(alone, NotToday(JO, "m0")) == (alone, [])
    assert told(alone, NotToday(SAM, "other")) == (alone, [])
    over = STARTS + 90 * MINUTE
    assert told(alone, StartDue(), over)[1] == [], "of a date that is over nobody is told"


def test_while_another_may_answer_it_is_not_off() -> None:
    waits = replace(BEGUN, start=replace(BEGUN.start, asked=(SAM, JO), until=STARTS))
    after, sent = told(waits, NotToday(JO, "m0"))
    assert sent == []
    assert told(after, NotToday(SAM, "m0"))[1] == [DateNot()]


def test_a_timer_that_comes_too_early_is_set_again() -> None:
    context = dataclasses.replace(world(now=NIGHT), address=Series("s0"))
    at = ConversationState(Planned(HOSTED, NEXT, Start(STARTS)))
    outcome = step(registry().tables[Series], at, StartDue(), context, TEXTS)
    assert outcome.effects == (SetTimer(STARTS - 15 * MINUTE, StartDue(), "start"),)


# --- what hosts are told


def test_a_question_that_is_settled_is_not_asked_any_more(house: House) -> None:
    until(house, STARTS - 15 * MINUTE)
    state = house.state(ROBIN)
    assert isinstance(state, StartOffered)
    house.engine.take(Person(ROBIN), StartOver(state.series, "other"))
    house.settle()
    assert house.state(ROBIN) == state
    house.engine.take(Person(ROBIN), StartOver(state.series, state.meeting))
    house.settle()
    assert house.heard(ROBIN)[-1].startswith("What I asked you is settled.")
    assert house.state(ROBIN) == Home()
    house.engine.take(Person(ROBIN), StartAsked(state.series, "other"))
    house.engine.take(Person(ROBIN), NotOpened(state.series, "other", "Grief", paused=False))
    house.settle()
    assert asked(house, ROBIN) == 1


def test_whoever_is_being_erased_is_passed_over() -> None:
    erasing = ConversationState(Erasing(("s0",)))
    outcome = step(registry().chats, erasing, StartAsked("s0", "m0"), world(), TEXTS)
    assert outcome.effects == (Send(Series("s0"), NotToday(SAM, "m0")),)
