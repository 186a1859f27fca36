"""What comes, in whose time zone, and what a calendar gets of it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from peerbot.features.series.api import Date
from peerbot.features.series.records import Announced, Plan
from peerbot.features.series.rule import Rule, ends
from peerbot.features.when.calendar import KIND, NAME, calendar_file
from peerbot.features.when.chat import DateChosen, DatesListed
from peerbot.kernel.files import File
from peerbot.kernel.ports import FileRefused
from peerbot.kernel.table import Home
from tests.engine.house import NIGHT, House
from tests.engine.ways import ROBIN, SAM, meets

WEEK = timedelta(days=7)
"""It is Saturday, ten past two at night in Berlin; a group meets on Tuesdays at seven."""


@pytest.fixture
def planned(house: House) -> House:
    """Robin holds it."""
    house.facilitator(ROBIN)
    meets(house, ROBIN)
    return house


def sent(house: House) -> list[File]:
    """Every file that somebody got."""
    return [file for chat in house.world.chats.values() for file in chat.files]


def put_off(house: House, first: str) -> None:
    """It begins at another time."""
    rule = Rule(datetime.fromisoformat(first), "Europe/Berlin", 6)
    plan = Announced(Plan("Grief", "grief", 8, 90, rule, (ROBIN,)))
    house.engine.world.listings.publish(plan, "evenings6", ends(rule))


def test_anybody_sees_two_weeks_in_the_collectives_time_which_is_named(planned: House) -> None:
    said = planned.says(SAM, "when")[-1]
    assert "in the time of Europe/Berlin" in said
    assert [line for line in said.split("\n") if "Grief" in line] == [
        "1. Tuesday, 10 March 2026, 19:00 Berlin: Grief",
        "2. Tuesday, 17 March 2026, 19:00 Berlin: Grief",
    ]
    assert not planned.kept(SAM)


@pytest.mark.parametrize(
    ("city", "first", "second"),
    [
        ("new york", "Tuesday, 10 March 2026, 14:00 New York", "Tuesday, 17 March 2026, 14:00"),
        ("auckland", "Wednesday, 11 March 2026, 07:00 Auckland", "Wednesday, 18 March 2026, 07:00"),
        ("lisbon", "Tuesday, 10 March 2026, 18:00 Lisbon", "Tuesday, 17 March 2026, 18:00"),
    ],
)
def test_in_a_zone_of_ones_own_day_and_hour_are_those_there(
    planned: House, city: str, first: str, second: str
) -> None:
    planned.tells(SAM, f"zone {city}", "yes")
    said = planned.says(SAM, "when")[-1]
    assert "in your time, that of" in said
    assert f"1. {first}: Grief" in said
    assert f"2. {second}" in said
    assert first in planned.says(SAM, "1")[-1]
    planned.says(SAM, "zone off")
    assert "19:00 Berlin" in planned.says(SAM, "when")[-1]


def test_across_a_change_of_clocks_it_stays_at_seven_where_it_is(planned: House) -> None:
    """In Berlin clocks go forward on 29 March, in New York they did on the 8th."""
    planned.tells(SAM, "zone new york", "yes")
    planned.wait(2 * WEEK + timedelta(days=1))
    said = planned.says(SAM, "when")[-1]
    assert "Tuesday, 24 March 2026, 14:00 New York" in said
    assert "Tuesday, 31 March 2026, 13:00 New York" in said


def test_nothing_to_come_says_what_one_can_do(house: House) -> None:
    said = house.says(SAM, "when")[-1]
    assert "Nothing is planned" in said
    assert "say: rooms" in said
    assert house.state(SAM) == Home()


def test_a_long_list_comes_in_pages_whose_numbers_count(planned: House) -> None:
    for times in range(7, 14):
        meets(planned, ROBIN, times=times)
    said = planned.says(SAM, "when")[-1]
    assert "\n5. " in said
    assert "\n6. " not in said
    assert "\n6. " in planned.says(SAM, "more")[-1]
    planned.says(SAM, "16")
    assert isinstance(planned.state(SAM), DateChosen)


def test_what_is_no_number_of_the_list_is_said_with_the_list(planned: House) -> None:
    planned.says(SAM, "when")
    for words in ("9", "the purple one", "the one that I heard of in grief from a friend"):
        assert "I know no such date" in planned.says(SAM, words)[-1]
        assert isinstance(planned.state(SAM), DatesListed)


@pytest.mark.parametrize("words", [("when",), ("when", "1")], ids=["the list", "the date"])
def test_a_date_that_was_moved_meanwhile_is_not_sent(
    planned: House, words: tuple[str, ...]
) -> None:
    planned.tells(SAM, *words)
    put_off(planned, "2026-03-10 20:00")
    said = planned.says(SAM, "1")[-1]
    assert "That date is not there any more." in said
    assert "20:00 Berlin" in said
    assert sent(planned) == []


def test_a_file_says_nothing_but_appointment(planned: House) -> None:
    asked = planned.tells(SAM, "when", "1")[-1]
    assert "Your calendar may sync it and show it" in asked
    assert "The file stays on the server" in asked
    said = planned.says(SAM, "1")[-1]
    assert "Your calendar may sync it and show it." in said
    (file,) = sent(planned)
    assert (file.name, file.kind) == (NAME, KIND)
    assert "Grief" not in file.content
    assert "SUMMARY:Appointment\r\n" in file.content
    assert not planned.kept(SAM)
    assert planned.state(SAM) == Home()


def test_its_name_is_in_it_only_when_asked_for(planned: House) -> None:
    planned.tells(SAM, "when", "2", "its name")
    (file,) = sent(planned)
    assert "SUMMARY:Grief\r\n" in file.content


def test_where_no_file_is_taken_the_date_is_said_in_words(planned: House) -> None:
    planned.tells(SAM, "zone new york", "yes", "when", "1")
    planned.world.trouble = lambda deed: FileRefused() if deed == "upload" else None
    said = planned.says(SAM, "1")
    assert len(said) == 1
    assert "Tuesday, 10 March 2026, 14:00 New York, until 15:30 New York." in said[0]
    assert sent(planned) == []


@pytest.mark.parametrize(
    "words",
    [
        *("when is the next group?", "is there something on tuesday?", "schedule", "next group"),
        *("any groups tonight?", "when do you meet", "is anything planned?", "what's planned"),
        *("schedule a group", "what is on this week?"),
    ],
)
def test_whoever_asks_when_something_is_sees_what_is_planned(planned: House, words: str) -> None:
    said = planned.tells(SAM, "hello", words)[-1]
    assert "1. Tuesday, 10 March 2026, 19:00 Berlin: Grief" in said
    assert isinstance(planned.state(SAM), DatesListed)


def test_next_says_where_what_is_planned_is_shown(planned: House) -> None:
    said = planned.tells(SAM, "hello", "next")[-1]
    assert said.startswith("Nothing is open now. For dates that are planned, say: when.")
    planned.opens(ROBIN)
    assert "For dates that are planned, say: when. Open now:" in planned.says(SAM, "next")[-1]


@pytest.mark.parametrize(
    "words", ["when is grief?", "when grief", "When is Grief", "when tuesday", "when on 10 march?"]
)
def test_a_date_may_be_named_behind_when(planned: House, words: str) -> None:
    said = planned.tells(SAM, "hello", words)[-1]
    assert said.startswith("It begins Tuesday, 10 March 2026, 19:00 Berlin")


@pytest.mark.parametrize(
    "words",
    [
        "when i die",
        "when will my grief end",
        "when is the pain going to stop",
        "when \U0001f622 it",
    ],
)
def test_a_sentence_that_begins_with_when_is_not_taken_for_it(planned: House, words: str) -> None:
    planned.says(SAM, "hello")
    planned.says(SAM, words)
    assert not isinstance(planned.state(SAM), DatesListed | DateChosen)


@pytest.mark.parametrize("words", ["tuesday", "on tuesday", "10 march", "grief", "the grief one"])
def test_a_date_of_the_list_may_be_named(planned: House, words: str) -> None:
    said = planned.tells(SAM, "when", words)[-1]
    assert said.startswith("It begins Tuesday, 10 March 2026")
    assert "17 March" in planned.says(SAM, "the 17 march")[-1], "and another one from there"


def test_where_more_than_one_fits_they_are_shown(planned: House) -> None:
    meets(planned, ROBIN, times=7)
    planned.says(SAM, "when")
    said = planned.says(SAM, "tuesday")[-1]
    assert said.startswith("More than one fits.")
    assert "\n2. Tuesday, 10 March" in said
    assert "17 March" not in said
    planned.says(SAM, "2")
    assert isinstance(planned.state(SAM), DateChosen)


def test_on_its_own_day_a_weekday_means_today_and_tomorrow_does_not(planned: House) -> None:
    planned.wait(timedelta(days=3))  # Tuesday, ten past two at night
    said = planned.tells(SAM, "hello", "when", "tuesday")[-1]
    assert "It begins Tuesday, 10 March 2026" in said
    assert "I know no such date" in planned.tells(SAM, "back", "tomorrow")[-1]


def test_from_a_date_one_goes_back_to_the_list_or_on_to_another(planned: House) -> None:
    for times in (7, 8):
        meets(planned, ROBIN, times=times)
    planned.tells(SAM, "when", "1")
    assert "\n5. " in planned.says(SAM, "back")[-1]
    assert "\n5. " in planned.tells(SAM, "1", "no")[-1]
    assert "17 March" in planned.tells(SAM, "1", "6")[-1]
    assert isinstance(planned.state(SAM), DateChosen)
    assert "cannot take that in" in planned.says(SAM, "7")[-1]
    assert sent(planned) == []


@pytest.mark.parametrize("words", ["yes", "ok", "sure"])
def test_a_yes_to_what_a_file_shall_say_is_asked_about(planned: House, words: str) -> None:
    said = planned.tells(SAM, "when", "1", words)[-1]
    assert said.startswith("I send nothing yet.")
    assert "1. A file that says only: Appointment\n2. A file with its name\n3. Taking part" in said
    assert sent(planned) == []


def test_a_list_fits_on_a_phone_also_below_the_greeting(planned: House) -> None:
    for times in range(7, 14):
        meets(planned, ROBIN, times=times)
    _, _, said = planned.says(SAM, "when")[-1].partition("could read this.\n")
    assert len(said.splitlines()) <= 9


def date(starts: datetime) -> Date:
    """A date of an hour and a half."""
    over = starts + timedelta(minutes=90)
    return Date("s0", "Grief", "grief", starts, over, 8, 1, 6, moved=False)


SUMMER = datetime(2026, 7, 7, 17, tzinfo=UTC)
WINTER = datetime(2026, 12, 1, 18, tzinfo=UTC)


@pytest.mark.parametrize("starts", [SUMMER, WINTER])
def test_a_calendar_reads_it_right_whatever_clocks_do(starts: datetime) -> None:
    content = calendar_file(date(starts), "Appointment", "random", NIGHT).content
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    begins = event.decoded("dtstart")
    assert (begins, event.decoded("dtend")) == (starts, starts + timedelta(minutes=90))
    assert begins.astimezone(ZoneInfo("Europe/Berlin")).hour == 19


def test_nothing_in_it_tells_who_made_it_or_for_whom() -> None:
    content = calendar_file(date(SUMMER), "Appointment", "random", NIGHT).content
    assert {line for line in content.split("\r\n") if line} == {
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Calendar//EN",
        "BEGIN:VEVENT",
        "SUMMARY:Appointment",
        "DTSTART:20260707T170000Z",
        "DTEND:20260707T183000Z",
        "DTSTAMP:20260307T000000Z",
        "UID:random",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
    }


def test_two_files_have_no_id_in_common(planned: House) -> None:
    planned.tells(SAM, "when", "1", "1", "when", "1", "1")
    first, second = (Calendar.from_ical(file.content).walk("VEVENT")[0] for file in sent(planned))
    assert first["UID"] != second["UID"]


def test_a_name_with_marks_is_written_as_the_standard_wants() -> None:
    odd = "Grief; loss, and more: " + "long words " * 20
    file = calendar_file(date(SUMMER), odd, "random", NIGHT)
    (event,) = Calendar.from_ical(file.content).walk("VEVENT")
    assert str(event["SUMMARY"]) == odd
    assert all(len(line.encode()) <= 75 for line in file.content.split("\r\n"))


def test_whoever_asks_in_other_words_is_offered_to_look_while_something_is_planned(
    planned: House,
) -> None:
    said = planned.tells(SAM, "hi", "can I come on tuesday?")[-1]
    assert "2. What is planned" in said
    assert "17 March" in planned.says(SAM, "2")[-1]
    planned.tells(ROBIN, "plan end", "yes")
    for plan in planned.nobody.listings.of(Announced):
        planned.engine.world.listings.withdraw(plan.key, Announced)
    assert "What is planned" not in planned.tells(SAM, "hi", "can I come on tuesday?")[-1]
