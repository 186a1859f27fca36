"""Places at the next date of a series: one for each, in order, and gone with the date."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from msgspec.structs import replace

from peerbot.features import registry
from peerbot.features.rooms.address import Mark
from peerbot.features.rooms.records import open_cards
from peerbot.features.series.api import has_place
from peerbot.features.series.places.actor import KIND
from peerbot.features.series.places.messages import (
    Count,
    Counted,
    DateChanged,
    DateIsOpen,
    DateMoved,
    DateNot,
    DateOff,
    DateOpens,
    FewestDue,
    LetGoOfDate,
    Meeting,
    OfferOver,
    PlaceFree,
    PlaceGone,
    PlaceKept,
    PlacesOver,
    TakeFreePlace,
    WantDatePlace,
    WhyGone,
    WhyOff,
)
from peerbot.features.series.places.queue import NoPlaces, Offer, Places, patience
from peerbot.features.series.places.records import FreePlace, MyPlace, next_dates
from peerbot.features.series.records import Announced
from peerbot.features.series.states import Series
from peerbot.kernel.chat import EraseOrdered
from peerbot.kernel.effects import SetTimer
from peerbot.kernel.ids import Person, UserID
from peerbot.kernel.messages import Message, Send
from peerbot.kernel.stepping import step
from peerbot.kernel.table import ConversationState, Home, State
from tests.engine.house import SERIES, TEXTS, House, with_section
from tests.engine.little import Killed
from tests.engine.ways import JO, ROBIN, SAM, earlier_versions, meets
from tests.flows.worlds import TUESDAYS, world

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)

KIM, ALEX = UserID("@kim:example.org"), UserID("@alex:example.org")

STARTS = datetime(2026, 3, 10, 18, tzinfo=UTC)
"""Three days and sixteen hours ahead."""

NOON = datetime(2026, 3, 11, 11, tzinfo=UTC)
"""Of the day after it."""

TAKE = ("when", "1", "taking part", "a place", "yes")


@pytest.fixture
def house() -> Iterator[House]:
    """Robin hosts a group of two."""
    with House() as house:
        house.facilitator(ROBIN)
        plans(house, "2 people")
        yield house


def plans(house: House, more: str, host: UserID = ROBIN) -> None:
    said = house.tells(host, f"plan grief tuesdays 19:00 6 weeks {more}", "yes")[-1]
    assert said.startswith("It is planned.")


def takes(house: House, *users: UserID) -> list[str]:
    """The first line that each of them hears."""
    return [house.tells(user, *TAKE)[-1].partition("\n")[0] for user in users]


def meeting(house: House) -> Meeting:
    """The next date of the series."""
    (key,) = (it.next.meeting for it in house.nobody.listed(Announced) if it.next)
    return Meeting(key)


def queue(house: House, at: Meeting) -> Places:
    """Who has a place there, and who waits."""
    state = house.engine.world.where(at, house.now).state
    assert isinstance(state, Places)
    return state


def mine(house: House, user: UserID) -> list[MyPlace]:
    return [it.record for it in house.kept(user) if isinstance(it.record, MyPlace)]


def until(house: House, when: datetime) -> None:
    house.wait(when - house.now)


def is_opened(house: House) -> None:
    """Its host says yes shortly before the date, or it would be off when it begins."""
    until(house, STARTS - 15 * MINUTE)
    assert house.says(ROBIN, "begin")[-1].startswith("The room is open")
    house.comes_in(ROBIN)


def tells(house: House, at: Meeting | Series, message: Message) -> None:
    """Another actor tells it so."""
    house.engine.take(at, message)
    house.settle()


PLACE, WAITS = "You have a place.", "All places are taken now. You wait for one."
FREE = "Something that you waited for is free"


# --- one place


def test_just_coming_is_said_first_and_nothing_is_kept_before_a_yes(house: House) -> None:
    assert "You can just come" in house.tells(SAM, "when", "1")[-1]
    said = house.says(SAM, "taking part")[-1]
    assert said.startswith("You can just come: when it is open, say: rooms. Then I keep nothing")
    said = house.says(SAM, "1")[-1]
    assert "sealed, until 11 March 2026, the day after it" in said
    assert house.says(SAM, "no")[-1].startswith("All right. I keep nothing.")
    assert not house.kept(SAM)
    assert not house.store.has(meeting(house).owner)
    assert takes(house, SAM) == [PLACE]
    (kept,) = mine(house, SAM)
    assert (kept.starts, kept.until, kept.waiting) == (STARTS, NOON, False)
    (grants,) = (it.grants for it in house.kept(SAM) if it.record == kept)
    assert [(grant.name, grant.until) for grant in grants] == [("date-place", NOON)]


def test_what_somebody_has_is_shown_and_given_back(house: House) -> None:
    assert "I keep no place for you" in house.says(SAM, "my dates")[-1]
    takes(house, SAM, JO, KIM)
    at = meeting(house)
    assert "for a place at a date (Grief, Tuesday, 10 March" in house.tells(SAM, "me", "show")[-1]
    assert "since you wait for a place" in house.tells(KIM, "me", "show")[-1]
    assert (
        "1. Grief: Tuesday, 10 March 2026, 19:00 Berlin, you wait for one"
        in (house.says(KIM, "my dates")[-1])
    )
    for words in ("7", "the grief one"):
        assert "you wait for one" in house.says(KIM, words)[-1]
    assert house.says(KIM, "1")[-1].startswith("All right. I keep nothing of it.")
    assert not mine(house, KIM)
    assert KIM not in queue(house, at).everybody
    house.says(SAM, "my dates")
    house.tells(SAM, "my dates", "0")
    assert mine(house, SAM)
    house.says(SAM, "my dates")
    until(house, NOON)
    assert "I keep no place for you" in house.says(SAM, "1")[-1]


def test_who_has_one_already_or_needs_none_is_told_so(house: House) -> None:
    house.facilitator(JO)
    takes(house, SAM, KIM, ALEX)
    assert "You have a place there" in house.tells(SAM, *TAKE[:3])[-1]
    assert "You wait for a place there" in house.tells(ALEX, *TAKE[:3])[-1]
    assert "yours to hold" in house.tells(ROBIN, *TAKE[:3])[-1]
    far = UserID("@noor:elsewhere.example")
    assert "only for accounts on example.org" in house.tells(far, *TAKE[:3])[-1]


def test_there_are_places_for_the_next_date_alone(house: House) -> None:
    said = house.tells(SAM, "when", "2", "taking part")[-1]
    assert "for the next date only, which is on Tuesday, 10 March" in said
    assert house.state(SAM) == Home()


def test_a_date_that_went_meanwhile_is_no_place(house: House) -> None:
    asked = {"choice": TAKE[:2], "part": TAKE[:3], "yes": TAKE[:4]}
    for user, words in zip((SAM, JO, KIM), asked.values(), strict=True):
        house.tells(user, *words)
    house.tells(ROBIN, "plan move 10 march to 20:00", "yes")
    assert "not there any more" in house.says(SAM, TAKE[2])[-1]
    assert "not there any more" in house.says(JO, TAKE[3])[-1]
    assert "not there any more" in house.says(KIM, TAKE[4])[-1]
    house.tells(SAM, *TAKE[:3])
    house.tells(JO, *TAKE[:2])
    house.tells(ROBIN, "plan end", "yes")
    assert "not there any more" in house.says(SAM, "1")[-1]
    assert "Nothing is planned" in house.says(JO, TAKE[2])[-1]
    assert not [mine(house, user) for user in (SAM, JO, KIM) if mine(house, user)]


def test_a_date_that_nobody_could_hold_has_no_places() -> None:
    for facilitators, dates in (((ROBIN,), 1), ((), 0)):
        held = world(facilitators=facilitators, plans=(replace(TUESDAYS, hosts=(ROBIN,)),))
        assert len(list(next_dates(held))) == dates


def test_a_series_that_has_no_next_date_so_far_has_no_places() -> None:
    with House() as house:
        house.facilitator(ROBIN)
        meets(house, ROBIN)
        assert "not there any more, or has begun" in house.tells(SAM, *TAKE[:3])[-1]


def test_somebody_has_so_many_places_and_no_more() -> None:
    with House(settings=with_section(replace(SERIES, most_each=9))) as house:
        house.facilitator(ROBIN)
        for hour in range(12, 19):
            house.tells(ROBIN, f"plan grief tuesdays {hour}:00 2 weeks", "yes")
        house.says(SAM, "when")
        for number in range(1, 7):
            house.tells(SAM, "when", str(number), *TAKE[2:])
        assert len(mine(house, SAM)) == 6
        said = house.tells(SAM, "when", "7", *TAKE[2:4])[-1]
        assert said.startswith("I keep 6 places for one person at most.")
        house.tells(SAM, "my dates", "1")
        house.tells(SAM, "when", "7", *TAKE[2:])
        assert len(mine(house, SAM)) == 6


# --- the order of those who wait


def test_fault_77_a_place_that_is_free_goes_to_whoever_waited_longest(house: House) -> None:
    assert takes(house, SAM, JO, KIM, ALEX) == [PLACE, PLACE, WAITS, WAITS]
    at = meeting(house)
    house.tells(SAM, "my dates", "1")
    assert house.heard(KIM)[-1].startswith(FREE)
    assert "Grief" not in house.heard(KIM)[-1].split("\n")[0]
    assert house.heard(ALEX)[-1].startswith(WAITS)
    assert not has_place(at.id, house.context(KIM))
    assert house.says(KIM, "yes")[-1].startswith(PLACE)
    assert has_place(at.id, house.context(KIM))
    assert not has_place(at.id, house.context(ALEX))
    house.tells(JO, "my dates", "1")
    said = house.says(ALEX, "no")[-1]
    assert said.startswith("All right. I keep nothing of it.")
    assert not mine(house, ALEX)
    assert queue(house, at).everybody == (KIM,)


def test_whoever_comes_later_waits_behind_those_who_are_asked(house: House) -> None:
    takes(house, SAM, JO, KIM)
    at = meeting(house)
    house.tells(SAM, "my dates", "1")
    assert takes(house, ALEX, SAM) == [WAITS, WAITS]
    assert queue(house, at).waiting == (KIM, ALEX, SAM)
    assert queue(house, at).places == (JO,)


def test_whoever_does_not_answer_is_passed_over_kindly_and_waits_no_more(house: House) -> None:
    takes(house, SAM, JO, KIM, ALEX)
    house.tells(SAM, "my dates", "1")
    assert "until 14:10 Berlin" in house.heard(KIM)[-1], "half a day"
    house.wait(12 * HOUR)
    said = house.heard(KIM)[-1]
    assert said.startswith("You need not answer any more. It is all right that you did not.")
    assert house.state(KIM) == Home()
    assert not mine(house, KIM)
    assert house.heard(ALEX)[-1].startswith(FREE)
    house.says(ALEX, "yes")
    assert queue(house, meeting(house)).places == (JO, ALEX)


def test_there_is_less_time_to_answer_the_nearer_it_is_and_never_beyond_the_start(
    house: House,
) -> None:
    spans = [3 * DAY, 2 * DAY, 4 * HOUR, 20 * MINUTE, 5 * MINUTE]
    assert [patience(left) for left in spans] == [
        12 * HOUR,
        12 * HOUR,
        HOUR,
        5 * MINUTE,
        5 * MINUTE,
    ]
    takes(house, SAM, JO, KIM, ALEX)
    at = meeting(house)
    until(house, STARTS - 4 * MINUTE)
    house.tells(SAM, "my dates", "1")
    assert house.heard(KIM)[-1].startswith(WAITS), "nobody could answer so soon"
    assert takes(house, SAM) == [WAITS]
    assert queue(house, at).waiting == (KIM, ALEX, SAM)


def test_what_is_offered_at_the_start_is_offered_no_more_and_whoever_waits_stays(
    house: House,
) -> None:
    takes(house, SAM, JO, KIM)
    at = meeting(house)
    until(house, STARTS - 5 * MINUTE)
    house.tells(SAM, "my dates", "1")
    assert house.heard(KIM)[-1].startswith(FREE)
    until(house, STARTS)
    assert queue(house, at).offers == ()
    assert queue(house, at).waiting == (KIM,)
    assert house.says(KIM, "yes")[-1].startswith(WAITS)


def test_a_place_is_offered_in_the_middle_of_another_question_only_at_a_word(house: House) -> None:
    takes(house, SAM, JO, KIM)
    house.says(KIM, "erase")
    house.tells(SAM, "my dates", "1")
    assert FREE not in house.heard(KIM)[-1]
    assert [it.record.id for it in house.kept(KIM) if isinstance(it.record, FreePlace)]
    assert house.says(KIM, "questions")[-1].startswith(FREE)
    house.says(KIM, "erase")
    house.wait(13 * HOUR)
    assert not [it.record.id for it in house.kept(KIM) if isinstance(it.record, FreePlace)]
    assert not mine(house, KIM)


def test_an_offer_that_waits_its_turn_goes_when_somebody_is_passed_over(house: House) -> None:
    takes(house, SAM, JO, KIM)
    house.says(KIM, "erase")
    house.tells(SAM, "my dates", "1")
    house.wait(12 * HOUR)
    assert not [it for it in house.kept(KIM) if isinstance(it.record, MyPlace | FreePlace)]


def test_no_more_wait_than_there_may_be(house: House) -> None:
    people = [UserID(f"@p{number}:example.org") for number in range(8)]
    said = takes(house, *people)
    assert said[:2] == [PLACE] * 2
    assert said[2:7] == [WAITS] * 5
    assert said[7].startswith("All places are taken, and as many people wait as can.")
    assert not house.kept(people[7])
    at = queue(house, meeting(house))
    many = tuple(UserID(f"@q{number}:example.org") for number in range(50))
    assert replace(at, size=50, waiting=many).is_full
    assert not replace(at, size=50, waiting=many[1:]).is_full


def test_who_asks_twice_has_one_place(house: House) -> None:
    takes(house, SAM, JO, KIM)
    at = meeting(house)
    before = queue(house, at)
    for user in (SAM, KIM):
        tells(house, at, WantDatePlace(user))
    assert queue(house, at) == before


# --- the word after it


def test_one_word_takes_a_place_at_the_next_date_and_nothing_of_the_last_is_left(
    house: House,
) -> None:
    assert "no place to take again" in house.says(SAM, "my place again")[-1]
    takes(house, SAM, JO, KIM)
    first = meeting(house)
    assert "no place to take again" in house.says(SAM, "my place again")[-1], "it is to come yet"
    is_opened(house)
    before = len(house.heard(KIM))
    until(house, STARTS + 91 * MINUTE)
    assert not house.store.has(first.owner), "who came stands nowhere any more"
    said = house.heard(SAM)[-1]
    assert said.startswith(
        "The time that was planned is over, and your place with it. For one at the next date, say:"
    )
    assert "Next it meets on Tuesday, 17 March" in said
    assert not mine(house, KIM), "who waited to the end waits no more"
    assert not house.heard(KIM)[before + 1 :], "but that it is open"
    assert house.says(SAM, "my place again")[-1].startswith(PLACE)
    (kept,) = mine(house, SAM)
    assert kept.meeting == meeting(house).id != first.id
    (gone,) = mine(house, JO)
    assert gone.meeting == first.id
    until(house, NOON)
    assert "no place to take again" in house.says(JO, "my place again")[-1]
    assert "You wait" not in house.says(JO, "me")[-1]
    house.wait(13 * HOUR)
    assert not mine(house, JO)


def test_after_the_last_date_nothing_is_said_and_nothing_is_left(house: House) -> None:
    house.tells(ROBIN, "plan end", "yes")
    house.tells(ROBIN, "plan grief 10 march 19:00 2 people", "yes")
    takes(house, SAM)
    at = meeting(house)
    is_opened(house)
    before = len(house.heard(SAM))
    until(house, STARTS + 91 * MINUTE)
    assert not house.heard(SAM)[before + 1 :], "but that it is open"
    assert not mine(house, SAM)
    assert not house.store.has(at.owner)
    until(house, NOON + 14 * HOUR)
    assert not house.nobody.listed(Announced)


# --- what becomes of the date


def test_everybody_hears_that_a_date_is_moved_and_their_place_moves_along(house: House) -> None:
    takes(house, SAM, JO, KIM)
    at = meeting(house)
    house.tells(ROBIN, "plan move 10 march to thursday", "yes")
    for user in (SAM, KIM):
        said = house.heard(user)[-1].split("\n")
        assert said[0] == "Something has moved for you here."
        assert "Thursday, 12 March 2026, 19:00 Berlin" in said[2]
        (kept,) = mine(house, user)
        assert kept.until == NOON + 2 * DAY
    assert queue(house, at).until == NOON + 2 * DAY
    until(house, NOON + 12 * HOUR)
    assert mine(house, SAM)
    until(house, NOON + 2 * DAY + 13 * HOUR)
    assert not mine(house, SAM)


def test_a_place_does_not_move_along_for_more_than_a_week(house: House) -> None:
    takes(house, SAM, JO, KIM)
    at = meeting(house)
    house.tells(ROBIN, "plan skip 17 march", "yes", "plan move 10 march to 16 march", "yes")
    assert len(mine(house, SAM)) == 1
    house.tells(ROBIN, "plan move 16 march to 20 march", "yes")
    for user in (SAM, KIM):
        said = house.heard(user)[-1]
        assert said.startswith("Something has moved for you here.\nThis date is more than a week")
        assert not mine(house, user)
    assert not house.store.has(at.owner)


def test_what_is_offered_beyond_a_new_beginning_is_offered_anew(house: House) -> None:
    takes(house, SAM, JO, KIM)
    house.tells(SAM, "my dates", "1")
    house.tells(ROBIN, "plan move 10 march to today 5:10", "yes")
    (offer,) = queue(house, meeting(house)).offers
    assert (offer.user, offer.until - house.now) == (KIM, 45 * MINUTE)
    assert "until 02:55" in house.heard(KIM)[-1]
    house.tells(ROBIN, "plan move 7 march to 6:10", "yes")
    assert queue(house, meeting(house)).offers == (offer,)


@pytest.mark.parametrize(
    ("words", "said", "to_come"),
    [
        ("plan skip 10 march", "This date is left out, for everybody.", "Tuesday, 17 March"),
        ("plan pause until 20 march", "This date is left out, for everybody.", "24 March"),
        ("plan pause", "This date is left out, for everybody.", ""),
        ("plan end", "This does not meet any more.", ""),
        ("lay down", "This does not meet any more.", ""),
        ("erase", "This does not meet any more.", ""),
    ],
)
def test_everybody_hears_that_a_date_is_off_and_nothing_of_it_is_left(
    house: House, words: str, said: str, to_come: str
) -> None:
    takes(house, SAM, JO, KIM)
    at = meeting(house)
    house.tells(ROBIN, words, "lay it down" if words == "lay down" else "1")
    for user in (SAM, KIM):
        first, second, what, *rest = house.heard(user)[-1].split("\n")
        assert first == "Something has changed for you here."
        assert second.startswith(said)
        assert "Grief: Tuesday, 10 March" in what
        assert [to_come in line for line in rest] == [True] * bool(to_come)
        assert not mine(house, user)
    assert not house.store.has(at.owner)


def test_what_is_said_to_come_next_is_of_the_same_series(house: House) -> None:
    house.facilitator(JO)
    house.tells(JO, "plan quiet company 10 march 12:00", "yes")
    house.tells(SAM, "when", "2", *TAKE[2:])
    for host, word in ((JO, "plan end"), (ROBIN, "plan skip 10 march")):
        house.tells(host, word, "yes")
    assert "Next it meets on Tuesday, 17 March 2026, 19:00" in house.heard(SAM)[-1]
    house.tells(JO, "plan quiet company 9 march 12:00", "yes")
    house.tells(SAM, "when", "2", *TAKE[2:])
    house.tells(ROBIN, "plan skip 17 march", "yes")
    assert "Next it meets on Tuesday, 24 March 2026, 19:00" in house.heard(SAM)[-1]


def test_a_change_to_another_date_tells_nobody_anything(house: House) -> None:
    takes(house, SAM)
    house.tells(ROBIN, "plan skip 17 march", "yes")
    assert house.heard(SAM)[-1].startswith(PLACE)


def test_a_date_that_was_held_is_over_though_the_series_ends_with_it(house: House) -> None:
    takes(house, SAM)
    house.tells(ROBIN, "plan pause until 18 march", "no")
    until(house, STARTS + 91 * MINUTE)
    house.tells(ROBIN, "plan end", "yes")
    assert not [said for said in house.heard(SAM) if "does not meet any more" in said]


# --- the room


def test_whoever_has_a_place_hears_that_the_room_is_open_and_how_to_come_in(house: House) -> None:
    takes(house, SAM, JO, KIM)
    at = meeting(house)
    until(house, STARTS - 15 * MINUTE)
    house.opens(ROBIN, "grief 90")
    (card,) = open_cards(house.nobody)
    tells(house, at, DateOpens(card.mark))
    said = house.heard(SAM)[-1].split("\n")
    assert said[0] == "The room is open."
    assert "say: join 1." in said[1]
    assert house.heard(KIM)[-1].startswith("Something begins soon.")
    assert "Ten minutes after it begins" in house.heard(KIM)[-1]
    before = len(house.heard(SAM))
    tells(house, at, DateOpens(card.mark))
    assert len(house.heard(SAM)) == before, "once"
    house.tells(JO, "my dates", "1")
    assert not house.heard(KIM)[-1].startswith(FREE), "as many are kept there as were counted"
    assert takes(house, ALEX)[-1].startswith("That date is not there any more, or has begun.")
    heard = len(house.heard(SAM))
    house.tells(ROBIN, "close", "close it")
    tells(house, at, DateOpens(Mark("another")))
    assert len(house.heard(SAM)) == heard, "of a room that is not there nothing is said"


def test_not_today_is_said_to_everybody(house: House) -> None:
    takes(house, SAM, JO, KIM)
    at = meeting(house)
    until(house, STARTS + 10 * MINUTE)
    tells(house, at, DateNot())
    for user in (SAM, KIM):
        said = house.heard(user)[-1]
        assert said.startswith("Not today. It is not about you.\n")
        assert "Next it meets on Tuesday, 17 March" in said
        assert not mine(house, user)
    assert not house.store.has(at.owner)


def test_once_it_has_begun_there_are_no_places(house: House) -> None:
    takes(house, SAM)
    house.tells(KIM, *TAKE[:4])
    at = meeting(house)
    is_opened(house)
    until(house, STARTS)
    assert "has begun" in house.says(KIM, "yes")[-1]
    for user, where in ((KIM, at), (ALEX, Meeting("another"))):
        tells(house, where, WantDatePlace(user))
        assert user not in queue(house, at).everybody


# --- too few


@pytest.fixture
def needy() -> Iterator[House]:
    """It is held for three at least."""
    with House() as house:
        house.facilitator(ROBIN)
        plans(house, "8 people at least 3")
        yield house


def test_what_a_date_needs_is_said_to_whoever_looks_at_it(needy: House) -> None:
    wanted = "if at least 3 people have a place two hours before"
    assert wanted in needy.tells(SAM, "when", "1")[-1]
    assert wanted in needy.says(SAM, "taking part")[-1]
    assert "fewer than 3" in needy.says(ROBIN, "plan")[-1]


def test_how_many_it_needs_is_said_by_its_host_or_its_template() -> None:
    templates = tuple(replace(it, fewest=4) for it in SERIES.templates)
    with House(settings=with_section(replace(SERIES, templates=templates))) as house:
        house.facilitator(ROBIN)
        line = "plan six evenings tuesdays 19:00"
        assert "if fewer than 4 have a place" in house.says(ROBIN, line)[-1]
        assert "if fewer than 2 have a place" in house.says(ROBIN, "at least 2")[-1]
        assert "nothing has changed" in house.says(ROBIN, "at least 7")[-1]
        assert "if fewer than 3 have a place" in house.says(ROBIN, f"{line} 3 people")[-1]
        said = house.says(ROBIN, f"{line} at least 7 people")[-1]
        assert said.startswith("I can take 7 to 50 people there, besides you.")
        assert "if fewer than 7 have a place" in house.says(ROBIN, "8")[-1]


def test_with_too_few_places_a_date_is_left_out_and_all_concerned_hear_it(needy: House) -> None:
    takes(needy, SAM, JO)
    at = meeting(needy)
    until(needy, STARTS - 2 * HOUR)
    for user in (SAM, JO):
        said = needy.heard(user)[-1]
        assert said.startswith("Something has changed for you here.\nThis date does not take place")
        assert "Next it meets on Tuesday, 17 March" in said
        assert not mine(needy, user)
    said = needy.heard(ROBIN)[-1]
    assert "A date that you host does not take place" in said
    assert "Grief: Tuesday, 10 March" in said
    assert "10 March" not in needy.says(ALEX, "when")[-1]
    assert not needy.store.has(at.owner)
    assert meeting(needy) != at


def test_with_enough_it_takes_place_and_those_who_wait_are_not_counted() -> None:
    with House() as house:
        house.facilitator(ROBIN)
        plans(house, "2 people from 2 people")
        takes(house, SAM, JO)
        until(house, STARTS - 2 * HOUR)
        assert "10 March" in house.says(ALEX, "when")[-1]
        assert len(mine(house, SAM)) == 1
    with House() as house:
        house.facilitator(ROBIN)
        plans(house, "3 people at least 3")
        takes(house, SAM, JO, KIM, ALEX)
        until(house, STARTS - 2 * HOUR - MINUTE)
        house.tells(SAM, "my dates", "1")
        until(house, STARTS - 2 * HOUR)
        assert "does not take place" in house.heard(ALEX)[-1]


def test_with_nobody_it_is_left_out_and_with_its_last_date_the_series_ends(needy: House) -> None:
    until(needy, STARTS - 2 * HOUR)
    assert "10 March" not in needy.says(ALEX, "when")[-1]
    until(needy, datetime(2026, 4, 14, 15, tzinfo=UTC))
    assert needy.heard(ROBIN)[-1].startswith("Something has changed for you here.")
    assert not needy.nobody.listed(Announced)
    assert not [it for it in needy.kept(ROBIN) if type(it.record).__name__ == "MySeries"]


@pytest.mark.parametrize(("left", "held"), [(HOUR, False), (29 * MINUTE, True), (-DAY, True)])
def test_fault_78_a_count_that_comes_late_decides_as_long_as_nobody_is_on_their_way(
    needy: House, left: timedelta, held: bool
) -> None:
    takes(needy, SAM)
    needy.now = STARTS - left
    needy.restart()
    assert ("does not take place" in needy.heard(SAM)[-1]) != held


def test_fault_78_a_date_that_is_moved_nearer_than_the_count_is_held(needy: House) -> None:
    takes(needy, SAM)
    needy.tells(ROBIN, "plan move 10 march to today 4:00", "yes")
    needy.wait(HOUR)
    assert not [said for said in needy.heard(SAM) if "does not take place" in said]


def test_a_count_of_another_date_decides_nothing(needy: House) -> None:
    at = meeting(needy)
    series = Series(next(it.key for it in needy.nobody.listings.of(Announced)))
    until(needy, STARTS - 3 * HOUR)
    for message in (
        FewestDue(at.id),
        Counted(at.id, 0),
        FewestDue("another"),
        Counted("another", 0),
    ):
        tells(needy, series, message)
    tells(needy, Meeting("another"), Count())
    tells(needy, Series("another"), Counted(at.id, 0))
    assert meeting(needy) == at


# --- how long it is kept, and timers that come late


def test_fault_77_where_nothing_runs_over_a_date_nothing_of_it_outlives_its_day(
    house: House,
) -> None:
    takes(house, SAM, JO, KIM)
    at = meeting(house)
    house.now = STARTS + 9 * DAY
    house.restart()
    house.wait(HOUR)
    assert not house.store.has(at.owner)
    assert not [mine(house, user) for user in (SAM, JO, KIM) if mine(house, user)]
    assert house.heard(SAM)[-1].startswith(PLACE), "nothing is said of it then"
    assert takes(house, SAM) == [PLACE]


def test_fault_77_a_place_that_nobody_could_answer_about_is_offered_once_more(
    house: House,
) -> None:
    takes(house, SAM, JO, KIM, ALEX)
    house.tells(SAM, "my dates", "1")
    house.now += 20 * HOUR
    house.restart()
    at = meeting(house)
    (offer,) = queue(house, at).offers
    assert (offer.user, offer.until - house.now) == (KIM, 12 * HOUR)
    assert house.heard(KIM)[-1].startswith(FREE)
    assert house.says(KIM, "yes")[-1].startswith(PLACE)


def test_fault_77_where_a_date_began_meanwhile_nothing_is_offered(house: House) -> None:
    takes(house, SAM, JO, KIM)
    house.tells(SAM, "my dates", "1")
    house.now = STARTS + MINUTE
    house.restart()
    at = meeting(house)
    assert queue(house, at).offers == ()
    assert KIM in queue(house, at).waiting


def test_fault_77_places_outlive_the_chat_and_restarts(house: House) -> None:
    house.tells(ROBIN, "plan end", "yes")
    house.tells(ROBIN, "plan grief 20 march 19:00 2 people", "yes")
    takes(house, SAM)
    house.wait(10 * DAY)
    house.restart()
    assert house.has_chat(SAM), "what becomes of the date is said there"
    house.tells(ROBIN, "plan skip 20 march", "yes")
    assert house.heard(SAM)[-1].startswith("Something has changed for you here.")


def test_fault_77_a_clock_that_was_ahead_leaves_what_is_not_due() -> None:
    state = Places("s0", STARTS, NOON, NOON, 2, (SAM,), (KIM,), (Offer(KIM, STARTS - HOUR),))
    after, effects = becomes(state, OfferOver())
    assert after == state
    assert [it.when for it in effects if isinstance(it, SetTimer)] == [STARTS - HOUR]
    after, effects = becomes(state, PlacesOver())
    assert after == state
    assert [it.when for it in effects if isinstance(it, SetTimer)] == [NOON]


def test_whatever_else_fails_a_meeting_ends_on_the_day_after() -> None:
    state = Places("s0", STARTS, NOON, NOON, 2, (SAM,))
    assert becomes(state, PlacesOver(), NOON)[0] == NoPlaces()


@pytest.mark.parametrize("moment", ["say", "say done"])
def test_fault_77_there_is_one_place_whenever_the_process_is_killed(
    house: House, moment: str
) -> None:
    takes(house, JO)
    house.tells(SAM, *TAKE[:4])
    cuts = iter([Killed()])
    house.world.trouble = lambda deed: next(cuts, None) if deed == moment else None
    house.survive(lambda: house.says(SAM, "yes"))
    assert queue(house, meeting(house)).places == (JO, SAM)
    assert [it.waiting for it in mine(house, SAM)] == [False]


# --- whose it is


@pytest.mark.parametrize("how", ["consent", "erase", "steward", "identity"])
def test_fault_77_with_the_yes_the_place_goes_and_the_next_is_asked(house: House, how: str) -> None:
    takes(house, SAM, JO, KIM, ALEX)
    at = meeting(house)
    for user, after in ((SAM, KIM), (KIM, ALEX)):
        if how == "consent":
            assert "at a date (Grief)" in house.says(user, "consent")[-1]
            assert house.says(user, "1")[-1].startswith("All right. I keep nothing of it.")
        elif how == "erase":
            assert house.tells(user, "erase", "erase it")[-1].startswith("Done.")
        elif how == "steward":
            house.steward(user, EraseOrdered())
        else:
            before = len(house.heard(user))
            house.resets_identity(user)
            assert not [said for said in house.heard(user)[before:] if "Grief" in said]
        assert not mine(house, user)
        assert user not in queue(house, at).everybody
        assert house.heard(after)[-1].startswith(FREE)


def test_a_yes_whose_meaning_changed_is_asked_for_again(house: House) -> None:
    takes(house, SAM, JO)
    earlier_versions(house, SAM)
    at = meeting(house)
    tells(house, at, WantDatePlace(SAM))
    house.tells(ROBIN, "plan move 10 march to 20:00", "yes")
    assert "with a place at a date" in house.says(SAM, "hi")[-1]
    assert "It goes on as before" in house.says(SAM, "yes")[-1]


def test_nothing_that_others_read_tells_who_comes_or_how_many(house: House) -> None:
    before = house.nobody.listed(Announced)
    takes(house, SAM, JO, KIM)
    assert house.nobody.listed(Announced) == before
    assert "Kim" not in "".join(house.heard(SAM)).replace("Kim, @kim", "")


# --- the actor


SOME = Places("s0", STARTS, NOON, NOON + 7 * DAY, 2, (SAM, JO), (KIM, ALEX))

STATES = (NoPlaces(), SOME, replace(SOME, places=(JO,), offers=(Offer(KIM, STARTS),)))


def becomes(
    state: State, message: Message, now: datetime | None = None
) -> tuple[State, tuple[object, ...]]:
    """What becomes of a meeting, and what it wants."""
    context = dataclasses.replace(world(facilitators=(SAM,)), address=Meeting("m0"))
    context = dataclasses.replace(context, now=now or context.now)
    outcome = step(registry().tables[Meeting], ConversationState(state), message, context, TEXTS)
    return outcome.at.state, outcome.effects


def told(state: State, message: Message) -> tuple[State, list[Message]]:
    """What becomes of it, and what people and its series are told."""
    after, effects = becomes(state, message)
    return after, [it.message for it in effects if isinstance(it, Send)]


def test_every_message_has_its_place_in_every_state() -> None:
    table = registry().tables[Meeting]
    for state in table.states:
        assert all(table.find(state, message) for message in table.messages)
    assert KIND.label == "meeting"


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("user", [SAM, KIM, ROBIN])
def test_whoever_asks_is_let_go_of_once_in_every_state(state: State, user: UserID) -> None:
    after, sent = told(state, LetGoOfDate(user))
    assert [it for it in sent if isinstance(it, PlaceGone)] == [PlaceGone("m0", "back")]
    assert not isinstance(after, Places) or user not in after.everybody


def test_where_the_last_one_goes_nothing_is_kept() -> None:
    alone = replace(SOME, places=(SAM,), waiting=())
    assert told(alone, LetGoOfDate(SAM))[0] == NoPlaces()


@pytest.mark.parametrize("why", get_args(WhyOff))
def test_with_the_date_everybody_is_let_go(why: WhyOff) -> None:
    assert told(SOME, DateOff(why)) == (NoPlaces(), [PlaceGone("m0", why)] * 4)


def test_it_is_counted_by_its_places_alone() -> None:
    assert told(SOME, Count()) == (SOME, [Counted("m0", 2)])


def test_what_comes_for_nobody_changes_nothing() -> None:
    for message in (
        OfferOver(),
        PlacesOver(),
        DateChanged(STARTS, NOON),
        DateOff("skipped"),
        DateNot(),
        Count(),
    ):
        assert told(NoPlaces(), message) == (NoPlaces(), [])
    assert told(NoPlaces(), TakeFreePlace(SAM)) == (NoPlaces(), [PlaceGone("m0", "passed")])
    assert told(SOME, TakeFreePlace(ROBIN)) == (SOME, [PlaceGone("m0", "passed")])
    assert told(SOME, TakeFreePlace(SAM)) == (SOME, [PlaceKept("m0", waiting=False)])


def test_whoever_lost_what_was_kept_hears_nothing_of_it(house: House) -> None:
    heard = len(house.heard(SAM))
    for message in (
        *(PlaceGone("m0", why) for why in get_args(WhyGone)),
        PlaceKept("m0", waiting=False),
        PlaceFree("m0", STARTS),
        DateMoved("m0", STARTS, NOON),
        DateIsOpen("m0", Mark("a"), waiting=False),
    ):
        house.engine.take(Person(SAM), message)
        house.settle()
    assert len(house.heard(SAM)) == heard
    assert not house.kept(SAM)
