"""A group that meets again: planned on a yes, changed by its host alone, and gone on its day."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from peerbot.features import registry
from peerbot.features.roles.messages import RoleRevoked
from peerbot.features.series.actor import KIND
from peerbot.features.series.api import Date, coming
from peerbot.features.series.records import Announced, MySeries
from peerbot.features.series.rule import Resume, shown
from peerbot.features.series.states import (
    ChangeSeries,
    DateOver,
    HostLost,
    LetGoOfSeries,
    Planned,
    PlanSeries,
    Series,
    SeriesChanged,
    SeriesOver,
    Unplanned,
)
from peerbot.kernel.chat import EraseOrdered
from peerbot.kernel.ids import Person, UserID
from peerbot.kernel.messages import Message, Send
from peerbot.kernel.stepping import step
from peerbot.kernel.table import ConversationState, Home, State
from tests.engine.house import SERIES, TEXTS, House, with_section
from tests.engine.little import Killed
from tests.engine.ways import JO, ROBIN, SAM, earlier_versions
from tests.flows.worlds import TUESDAYS, clocks, world

DAY = timedelta(days=1)
YEAR = 366 * DAY
LINE = "plan grief tuesdays 19:00 6 weeks 8 people"
"""It is Saturday, 7 March: the first date is on the 10th, the last one on 14 April."""

LAST = datetime(2026, 4, 14, 17, tzinfo=UTC)
"""When that one begins."""


@pytest.fixture
def house() -> Iterator[House]:
    """Robin is a facilitator."""
    with House() as house:
        house.facilitator(ROBIN)
        yield house


def planned(house: House, line: str = LINE, host: UserID = ROBIN) -> Series:
    before = {it.key for it in published(house)}
    assert house.tells(host, line, "yes")[-1].startswith("It is planned.")
    (key,) = {it.key for it in published(house)} - before
    return Series(key)


def published(house: House) -> list[Series]:
    read = house.engine.world.listings.read(Announced, house.now)
    return [Series(it.key) for it in read]


def dates(house: House) -> tuple[Date, ...]:
    """What somebody reads of whom nothing is known."""
    return coming(house.nobody, house.now + YEAR)


def days(house: House) -> list[str]:
    return [f"{it.starts:%d.%m. %H:%M}" for it in dates(house)]


ALL = [
    "10.03. 18:00",
    "17.03. 18:00",
    "24.03. 18:00",
    "31.03. 17:00",
    "07.04. 17:00",
    "14.04. 17:00",
]
"""In UTC: the clocks of Berlin are put forward on 29 March."""


def mine(house: House, user: UserID = ROBIN) -> list[MySeries]:
    return [it.record for it in house.kept(user) if isinstance(it.record, MySeries)]


# --- planning


def test_nothing_is_kept_before_a_yes_and_then_what_was_said(house: House) -> None:
    said = house.says(ROBIN, LINE)[-1]
    assert "Tuesday, 10 March 2026, 19:00 Berlin" in said
    assert "the last one on Tuesday, 14 April 2026, 19:00 Berlin" in said
    assert "up to 8 people" in said
    assert "until 15 April 2026" in said
    house.says(ROBIN, "no")
    assert not mine(house)
    assert not dates(house)
    planned(house)
    assert days(house) == ALL
    (kept,) = mine(house)
    assert f"{kept.until:%d.%m. %H:%M}" == "15.04. 10:00"
    (grants,) = (it.grants for it in house.kept(ROBIN) if it.record == kept)
    assert [grant.name for grant in grants] == ["series"]
    assert {(it.size, it.of, it.ends - it.starts) for it in dates(house)} == {
        (8, 6, timedelta(minutes=90))
    }


def test_only_who_may_open_a_room_plans(house: House) -> None:
    assert "Groups are planned by facilitators" in house.says(SAM, LINE)[-1]
    far = UserID("@noor:elsewhere.example")
    house.facilitator(far)
    assert "Rooms here are only for accounts on example.org" in house.says(far, "plan")[-1]
    house.tells(ROBIN, LINE)
    house.steward(ROBIN, RoleRevoked())
    assert "Groups are planned by facilitators" in house.says(ROBIN, "plan new")[-1]
    house.grants(ROBIN)
    house.tells(ROBIN, "role", "yes", LINE, "role")
    house.says(ROBIN, LINE)
    house.engine.take(Person(ROBIN), RoleRevoked())
    house.says(ROBIN, "yes")
    assert not dates(house)


def test_there_are_so_many_in_all_and_for_one_host() -> None:
    with House(settings=with_section(replace(SERIES, most=3, most_each=2))) as house:
        house.facilitator(ROBIN)
        house.facilitator(JO)
        first = planned(house)
        planned(house, "plan quiet company 17 march 20:00")
        assert "You host 2 already" in house.says(ROBIN, LINE)[-1]
        house.says(JO, LINE)
        planned(house, "plan grief 18 march 19:00", host=JO)
        assert "There are 3 already, everybody's together" in house.says(JO, LINE)[-1]
        house.tells(ROBIN, "plan end", "2")
        house.says(ROBIN, "yes")
        assert first not in published(house)
        planned(house, host=JO)


def test_what_was_read_but_has_begun_meanwhile_is_not_planned(house: House) -> None:
    house.says(ROBIN, "plan grief today 3:00")
    house.wait(timedelta(minutes=50))
    assert "has begun meanwhile" in house.says(ROBIN, "yes")[-1]
    assert "That time is over." in house.says(ROBIN, "plan grief today 3:00")[-1]
    assert not mine(house)


def test_step_by_step_every_answer_is_taken(house: House) -> None:
    house.says(ROBIN, "plan")
    assert "1. Quiet company" in house.says(ROBIN, "something")[-1]
    assert "1. Quiet company" in house.says(ROBIN, "9")[-1]
    house.says(ROBIN, "the grief one")
    assert "On which day" in house.says(ROBIN, "grief")[-1]
    assert 'read: "whenever it suits"' in house.says(ROBIN, "whenever it suits")[-1]
    assert 'read: "19:00"' in house.says(ROBIN, "19:00")[-1]
    assert 'read: "tuesdays for 90 minutes"' in house.says(ROBIN, "tuesdays for 90 minutes")[-1]
    assert "At what time" in house.says(ROBIN, "Every other Tuesday")[-1]
    assert 'read: "in the evening"' in house.says(ROBIN, "in the evening")[-1]
    assert 'read: "6 times"' in house.says(ROBIN, "6 times")[-1]
    assert "How often" in house.says(ROBIN, "19")[-1]
    assert 'read: "now and then"' in house.says(ROBIN, "now and then")[-1]
    assert 'read: "6 weeks"' in house.says(ROBIN, "6 weeks")[-1], "three dates, or six"
    assert 'read: "8 people"' in house.says(ROBIN, "8 people")[-1]
    assert "60 dates at most" in house.says(ROBIN, "61 times")[-1]
    assert "60 dates at most" in house.says(ROBIN, "30 times")[-1], "more than a year"
    assert "would not meet once" in house.says(ROBIN, "until tomorrow")[-1]
    assert "Usually it is 2" in house.says(ROBIN, "4 times")[-1]
    assert "2 to 50 people" in house.says(ROBIN, "many")[-1]
    assert "2 to 50 people" in house.says(ROBIN, "1")[-1]
    assert "It meets 4 times," in house.says(ROBIN, "5 people")[-1]
    house.says(ROBIN, "yes")
    assert days(house) == ["10.03. 18:00", "24.03. 18:00", "07.04. 17:00", "21.04. 17:00"]


@pytest.mark.parametrize("answers", [("0",), ("grief", "0"), ("2", "tuesdays", "back"), ("stop",)])
def test_it_can_be_left_at_every_step(house: House, answers: tuple[str, ...]) -> None:
    house.tells(ROBIN, "plan", *answers)
    assert not mine(house)
    assert "On which day" not in house.says(ROBIN, "tuesdays")[-1]


def test_as_many_as_usual_are_as_many_as_it_needs(house: House) -> None:
    house.says(ROBIN, "plan grief tuesdays 19:00 6 weeks at least 3 people")
    assert "up to 3 people" in house.says(ROBIN, "as many as usual")[-1]


def test_a_template_has_a_size_a_length_and_a_number_of_weeks(house: House) -> None:
    assert "as in: six evenings" in house.says(ROBIN, "plan")[-1]
    planned(house, "plan six evenings tuesdays 19:00")
    assert {(it.size, it.of, it.ends - it.starts, it.title) for it in dates(house)} == {
        (6, 6, timedelta(hours=2), "Grief")
    }
    assert "It meets once," in house.says(ROBIN, "plan six evenings 17 march 20:00")[-1]
    house.tells(ROBIN, "plan new", "six evenings", "wednesdays", "19:00")
    assert "It meets 6 times," in house.says(ROBIN, "skip")[-1]


def test_more_than_what_it_is_about_may_be_said_at_once(house: House) -> None:
    assert "At what time" in house.tells(ROBIN, "plan", "grief tuesdays")[-1]
    assert "Usually it is 2" in house.tells(ROBIN, "plan", "Grief, tuesdays, 19:00, 6 weeks")[-1]
    for line in (
        "Plan Grief, Tuesdays, 19:00, 6 weeks, 8 people.",
        "plan grief: tuesdays 19:00, 6 weeks, 8 ppl please",
        "plan new grief tuesdays 19:00 6 weeks 8 people",
        "plan grief group tuesdays 19:00 6 weeks 8 people",
    ):
        assert "Is this right? It meets 6 times," in house.says(ROBIN, line)[-1]
    planned(house)
    said = house.says(ROBIN, "plan change")[-1]
    assert "To change what you planned, say: plan." in said


def test_what_may_be_two_times_or_is_over_is_asked_about(house: House) -> None:
    assert "7am or 7pm" in house.says(ROBIN, "plan grief tuesdays at 7 6 weeks")[-1]
    said = house.says(ROBIN, "plan grief tuesdays 24:00 6 weeks")[-1]
    assert "say 0:00, and the day that begins then" in said
    said = house.says(ROBIN, "plan grief tuesdays from 3 march 19:00 6 weeks")[-1]
    assert "say its year: 3 March 2027" in said
    house.says(ROBIN, "plan grief tuesdays")
    assert "Is that 7am, in the morning, or 7pm?" in house.says(ROBIN, "7")[-1]
    assert "say 0:00" in house.says(ROBIN, "24:00")[-1]
    assert "How often" in house.says(ROBIN, "7pm")[-1]
    assert "That day is over." in house.says(ROBIN, "until 6 march")[-1]
    assert "It meets 6 times," in house.says(ROBIN, "6")[-1]


def test_a_part_of_what_is_read_back_can_be_another(house: House) -> None:
    house.says(ROBIN, LINE)
    for part, said in (
        ("yes but 20:00", "Tuesday, 10 March 2026, 20:00"),
        ("wednesday instead", "Wednesday, 11 March 2026, 20:00"),
        ("tuesdays", "Tuesday, 10 March 2026, 20:00"),
        ("make it 7 weeks", "It meets 7 times,"),
        ("from 17 march", "Tuesday, 17 March 2026, 20:00"),
        ("until 31 march", "It meets 3 times,"),
        ("5 people", "up to 5 people"),
        ("for 60 minutes", "60 minutes"),
        ("12 march", "Thursday, 12 March 2026, 20:00"),
    ):
        assert said in house.says(ROBIN, part)[-1]
    for part in ("1 people", "for 5 hours", "61 times", "today 1:00", "until today", "6 march"):
        said = house.says(ROBIN, part)[-1]
        assert said.startswith("I could not take that in, so nothing has changed.")
    assert "To change a part, say it" in house.says(ROBIN, "can i change the time?")[-1]
    said = house.says(ROBIN, "no")[-1]
    assert said == "All right. Nothing is planned. To begin again, say: plan."
    assert not mine(house)


def test_what_was_not_understood_is_said_and_nothing_of_it_counts(house: House) -> None:
    for line, left in (
        ("plan grief tuesdays 19:00 monthly", "monthly"),
        ("plan pottery tuesdays 19:00", "pottery"),
        ("plan tuesdays 19:00", "tuesdays 19:00"),
        ("plan grief mondays and tuesdays 19:00", "and tuesdays"),
    ):
        said = house.says(ROBIN, line)[-1]
        assert f'What I could not read: "{left}"' in said
        assert "2. Grief" in said
    assert "from 1 to 180 minutes" in house.says(ROBIN, f"{LINE} for 4 hours")[-1]
    assert "30 minutes" in house.says(ROBIN, f"{LINE} for half an hour")[-1]
    assert "2 to 50 people" in house.says(ROBIN, "plan grief tuesdays 19:00 once 99 people")[-1]


def test_holidays_are_left_out_unless_its_host_wants_them(house: House) -> None:
    assert "Friday, 3 April 2026" in house.says(ROBIN, "plan grief fridays 19:00 6 weeks")[-1]
    assert "It meets 5 times," in house.says(ROBIN, "1")[-1]
    house.says(ROBIN, "plan grief fridays 19:00 6 weeks")
    assert "It meets 6 times," in house.says(ROBIN, "meet then as well")[-1]
    house.says(ROBIN, "plan grief 3 april 19:00")
    assert "What shall I do with it?" in house.says(ROBIN, "plan grief 3 april 19:00")[-1]
    assert "It meets" not in house.says(ROBIN, "yes")[-1], "it may be a yes to either"
    assert "no date is left" in house.says(ROBIN, "leave that out")[-1]


def test_fault_74_a_time_that_clocks_skip_is_decided_and_one_they_show_twice_said(
    house: House,
) -> None:
    said = house.says(ROBIN, "plan quiet company sundays 2:30 4 weeks")[-1]
    assert "On Sunday, 29 March 2026 it would begin at 03:30 Berlin." in said
    assert "It meets 4 times," in house.says(ROBIN, "begin then")[-1]
    house.says(ROBIN, "plan quiet company sundays 2:30 4 weeks")
    assert "It meets 3 times," in house.says(ROBIN, "leave that date out")[-1]
    assert "no date is left" in house.tells(ROBIN, "plan grief 29 march 2:30", "2")[-1]
    said = house.says(ROBIN, "plan quiet company 25 october 2:30")[-1]
    assert "twice. It begins the first time, at 02:30 (UTC+2) Berlin." in said


# --- changing


def test_a_date_is_left_out_or_moved_and_what_is_none_is_said(house: House) -> None:
    planned(house)
    assert "Next it meets on Tuesday, 10 March" in house.says(ROBIN, "plan skip 17 march")[-1]
    assert house.says(ROBIN, "no") == ["All right. It stays as it was."]
    assert days(house) == ALL
    assert house.tells(ROBIN, "plan skip 17 March", "yes")[-1].startswith("It is left out.")
    assert days(house) == [ALL[0], *ALL[2:]]
    for no_date in ("17 march", "18 march", "1 march", "some day", "today"):
        assert f'What I looked for: "{no_date}"' in house.says(ROBIN, f"plan skip {no_date}")[-1]
    assert "As in: plan skip 10 March 2026." in house.says(ROBIN, "plan skip")[-1]
    said = house.tells(ROBIN, "plan move 24 march to 25 march 20:00", "yes")[-1]
    assert "moved, to Wednesday, 25 March 2026, 20:00 Berlin" in said
    assert days(house)[1] == "25.03. 19:00"
    assert [it.moved for it in dates(house)] == [False, True, False, False, False]
    house.tells(ROBIN, "plan move 25 march to 21:00", "yes")
    assert days(house)[1] == "25.03. 20:00"
    house.tells(ROBIN, "plan move on 25 march to thursday", "yes")
    assert days(house)[0] == "10.03. 18:00"
    assert house.tells(ROBIN, "plan skip 26 march", "yes")[-1].startswith("It is left out.")
    assert days(house) == [ALL[0], *ALL[3:]]


def test_a_date_is_moved_where_it_can_be(house: House) -> None:
    planned(house)
    for to, said in (
        ("24 march", "it meets on that day already, 19:00"),
        ("the moon", 'could not read: "the moon"'),
        ("18 march 6 weeks", 'could not read: "18 march 6 weeks"'),
        ("and", 'could not read: "and"'),
        ("today 1:00", "is over, or more than a year away"),
        ("2028-03-17", "is over, or more than a year away"),
    ):
        assert said in house.says(ROBIN, f"plan move 17 march to {to}")[-1]
        assert house.state(ROBIN) == Home()
    assert 'for: "18 march"' in house.says(ROBIN, "plan move 18 march to 19 march")[-1]
    said = house.says(ROBIN, "plan move 17 march")[-1]
    assert said.startswith("To which day or time? As in: plan move 17 March 2026 to 18 March 2026")
    assert "It meets then already" in house.says(ROBIN, "plan move 17 march to 19:00")[-1]
    said = house.says(ROBIN, "plan move 17 march to wednesday")[-1]
    assert "It meets on Wednesday, 18 March 2026, 19:00" in said, "of the same week"
    said = house.says(ROBIN, "plan move 17 march to 1 march")[-1]
    assert "That day is over. For the next one, say its year: 1 March 2027." in said
    assert "7am or 7pm" in house.says(ROBIN, "plan move 17 march to wednesday at 7")[-1]
    said = house.says(ROBIN, "plan move 14 april to 1 january")[-1]
    assert "Usually nothing is planned here on that day." in said
    assert "until 2 January 2027" in said
    said = house.says(ROBIN, "plan move 24 march to 29 march 2:30")[-1]
    assert "clocks skip the time that you said. It begins at 03:30" in said
    assert days(house) == ALL
    house.says(ROBIN, "plan move 14 april to 20 april 18:00")
    house.says(ROBIN, "yes")
    (kept,) = mine(house)
    assert f"{kept.until:%d.%m.}" == "21.04.", "it is kept for as long as it lasts, and no longer"


def test_the_date_that_comes_next_keeps_its_key_until_it_is_over(house: House) -> None:
    planned(house)

    def coming_next() -> tuple[str, str]:
        (next_one,) = (it.next for it in house.nobody.listed(Announced))
        return (next_one.meeting, f"{next_one.day:%d.%m.}") if next_one else ("", "")

    key, day = coming_next()
    said = house.says(ROBIN, "plan move 17 March to 9 March")[-1]
    assert said.startswith("That would put it past another date")
    house.tells(ROBIN, "plan move 10 March to 20:00", "yes")
    assert coming_next() == (key, day) == (key, "10.03.")
    house.tells(ROBIN, "plan skip 10 March", "yes")
    other, day = coming_next()
    assert other not in ("", key)
    assert day == "17.03."
    house.wait(datetime(2026, 3, 17, 19, 31, tzinfo=UTC) - house.now)
    assert coming_next()[0] not in (key, other)


def test_in_a_pause_nobody_sees_a_date(house: House) -> None:
    planned(house)
    assert "is not paused" in house.says(ROBIN, "plan resume")[-1]
    assert house.tells(ROBIN, "plan pause", "yes")[-1].startswith("It is paused.")
    assert not dates(house)
    assert "paused until you say: plan resume" in house.says(ROBIN, "plan")[-1]
    house.wait(11 * DAY)
    assert house.tells(ROBIN, "plan resume", "yes")[-1].startswith("It goes on.")
    assert days(house) == ALL[2:]
    for odd in ("for a while", "until today", "until 1", "tomorrow", "28 march", "until 6 march"):
        assert "until when" in house.says(ROBIN, f"plan pause {odd}")[-1]
    assert "That day is over." in house.heard(ROBIN)[-1]
    for none_left in ("15 april", "3 march 2027"):
        said = house.says(ROBIN, f"plan pause until {none_left}")[-1]
        assert said.startswith("No date would be left before")
    said = house.says(ROBIN, "plan pause until tuesday")[-1]
    assert said.startswith("That leaves no date out, so nothing has changed.")
    assert house.state(ROBIN) == Home()
    said = house.tells(ROBIN, "plan pause until 1 april", "yes")[-1]
    assert said.startswith("It is paused until Wednesday, 1 April 2026.")
    assert days(house) == ALL[4:]
    assert "paused until Wednesday, 1 April" in house.says(ROBIN, "plan")[-1]
    house.wait(20 * DAY)
    assert "paused" not in house.says(ROBIN, "plan")[-1].replace("plan pause", "")


def test_what_was_paused_beyond_its_last_date_ends_when_it_should_go_on(house: House) -> None:
    series = planned(house)
    house.tells(ROBIN, "plan pause", "yes")
    house.wait(LAST + timedelta(hours=1) - house.now)
    for word in ("plan resume", "plan pause"):
        said = house.says(ROBIN, word)[-1]
        assert "Shall it end?" in said, said
    house.says(ROBIN, "yes")
    assert not house.store.has(series.owner)


def test_a_change_after_which_nothing_is_left_ends_it(house: House) -> None:
    series = planned(house)
    house.tells(ROBIN, "plan pause", "yes")
    house.wait(LAST + timedelta(hours=1) - house.now)
    resumed = Resume(shown(house.now, "Europe/Berlin"))
    house.engine.take(series, ChangeSeries(ROBIN, resumed))
    house.settle()
    assert not house.store.has(series.owner)


def test_it_ends_at_a_word_or_without_its_last_date(house: House) -> None:
    series = planned(house)
    assert house.tells(ROBIN, "plan end", "no")[-1] == "All right. It stays as it was."
    assert house.tells(ROBIN, "plan end", "yes")[-1].startswith("It has ended")
    assert not house.store.has(series.owner)
    assert not dates(house)
    assert not mine(house)
    assert "You host nothing" in house.says(ROBIN, "plan end")[-1]
    planned(house, "plan grief 17 march 19:00")
    assert (
        "is its last date: without that one it ends" in house.says(ROBIN, "plan skip 17 march")[-1]
    )
    assert house.says(ROBIN, "yes")[-1].startswith("It has ended")
    assert not published(house)


def test_it_ends_and_goes_on_at_once_and_whoever_says_more_is_asked_nothing(house: House) -> None:
    planned(house)
    for word in ("end", "cancel", "delete", "stop"):
        for more in ("17 march", "on 17 march", "never"):
            said = house.says(ROBIN, f"plan {word} {more}")[-1]
            assert said.startswith("I can only end all of it, and now.")
            assert "For one date, say: plan skip 10 March 2026." in said
        assert "Shall it end?" in house.says(ROBIN, f"plan {word} it now")[-1]
        house.says(ROBIN, "no")
    house.tells(ROBIN, "plan pause", "yes")
    said = house.says(ROBIN, "plan resume on 3 april")[-1]
    assert "To go on later: plan pause until 17 March 2026." in said
    assert house.state(ROBIN) == Home()
    assert not dates(house)


def test_a_weekday_is_the_next_date_on_it(house: House) -> None:
    planned(house)
    house.wait(3 * DAY + timedelta(hours=20))
    said = house.says(ROBIN, "plan skip tuesday")[-1]
    assert "It does not meet on Tuesday, 17 March 2026" in said, "that of today has begun"
    house.says(ROBIN, "no")
    assert "What I looked for" in house.says(ROBIN, "plan skip next tuesday")[-1], "this or another"


def test_one_of_several_is_named_by_its_title_or_its_day(house: House) -> None:
    planned(house)
    planned(house, "plan quiet company 11 march 20:00")
    assert "It is about: Grief." in house.says(ROBIN, "plan end grief")[-1]
    assert "It is about: Grief." in house.says(ROBIN, "plan grief pause")[-1]
    for name in ("grief", "Tuesday", "tuesdays"):
        house.says(ROBIN, "plan pause")
        assert "It is about: Grief." in house.says(ROBIN, name)[-1]
    said = house.tells(ROBIN, "plan", "on wednesday")[-1]
    assert "plan move 11 March 2026 to 12 March 2026 19:00. Or: plan end." in said
    planned(house, "plan grief 18 march 20:00")
    said = house.says(ROBIN, "plan end grief")[-1]
    assert "2. Grief" in said
    assert "Quiet company" not in said
    assert "2. Grief" in house.says(ROBIN, "grief")[-1], "two of them"


def test_who_hosts_several_is_asked_which(house: House) -> None:
    planned(house)
    planned(house, "plan quiet company wednesdays 20:00 3 weeks")
    house.tells(ROBIN, "plan pause", "1", "yes")
    said = house.says(ROBIN, "plan")[-1]
    assert "1. Quiet company: it does not meet for now" in said
    assert "2. Grief: next on Tuesday, 10 March 2026, 19:00 Berlin, and 5 more" in said
    assert "2. Grief" in house.says(ROBIN, "9")[-1]
    assert "2. Grief" in house.says(ROBIN, "what?")[-1]
    assert "paused until you say" in house.says(ROBIN, "1")[-1]
    house.tells(ROBIN, "plan skip 17 march", "2", "yes")
    assert days(house) == [ALL[0], *ALL[2:]]


def test_what_is_asked_of_one_that_is_over_meanwhile_changes_nothing(house: House) -> None:
    for line in ("plan pause", "plan end"):
        planned(house, "plan grief today 22:00")
        house.says(ROBIN, line)
        house.wait(2 * DAY)
        assert "is not there any more" in house.says(ROBIN, "yes")[-1]
    for word, said in (("1", "is not there any more"), ("what is it", "is not there any more")):
        planned(house, "plan grief today 22:00")
        planned(house, "plan grief today 23:00")
        house.says(ROBIN, "plan pause")
        house.wait(2 * DAY)
        assert said in house.says(ROBIN, word)[-1]


def test_a_date_that_has_begun_stays_as_it_is(house: House) -> None:
    planned(house, "plan grief today 4:00 2 weeks")
    house.says(ROBIN, "plan skip today")
    house.wait(timedelta(hours=2))
    assert "To come are:" in house.says(ROBIN, "yes")[-1]
    assert len(dates(house)) == 1


# --- how long it lasts


def test_nothing_of_it_is_left_the_day_after_its_last_date(house: House) -> None:
    series = planned(house)
    house.tells(ROBIN, "away until 17 april", "yes")  # so that nobody asks for an answer
    house.wait(38 * DAY)
    assert len(dates(house)) == 1
    house.wait(DAY)
    assert not dates(house)
    assert "No date of it is planned for now." in house.says(ROBIN, "plan")[-1]
    before = len(house.heard(ROBIN))
    assert house.store.has(series.owner)
    house.wait(DAY)
    assert not house.store.has(series.owner)
    assert not published(house)
    assert not mine(house)
    assert not house.heard(ROBIN)[before:], "nobody is told of it by itself"


def test_fault_76_where_nothing_runs_for_months_nothing_outlives_it(house: House) -> None:
    series = planned(house)
    house.now += 60 * DAY
    house.restart()
    assert not house.store.has(series.owner)
    assert not published(house)
    assert not mine(house)


def test_fault_76_after_weeks_without_the_bot_it_goes_on_with_the_next_date(house: House) -> None:
    planned(house)
    house.now = LAST - 20 * DAY
    house.restart()
    (before,) = (it.next for it in house.nobody.listed(Announced))
    assert before
    assert before.day > house.now.date()
    assert len(dates(house)) == 3


def test_fault_76_it_outlives_the_chat_of_its_host_and_restarts(house: House) -> None:
    planned(house)
    house.leaves_chat(ROBIN)
    house.wait(20 * DAY)
    house.restart()
    assert days(house) == ALL[3:]
    house.new_chat(ROBIN)
    assert "Tuesday, 31 March" in house.says(ROBIN, "plan")[-1]


def test_fault_75_with_a_role_that_runs_out_it_is_seen_no_more_and_ends_by_itself(
    house: House,
) -> None:
    house.wait(363 * DAY)
    series = planned(house, "plan grief wednesdays 19:00 4 weeks")
    house.wait(3 * DAY)
    assert house.role(ROBIN) is None
    assert not dates(house), "nobody could open a room for it"
    assert house.store.has(series.owner)
    house.wait(12 * DAY)
    assert not house.store.has(series.owner)
    assert "Something has ended for you here." in house.heard(ROBIN)[-1]
    assert not mine(house)


def test_fault_75_whichever_way_the_role_goes_it_ends_and_its_host_hears_so(house: House) -> None:
    for way in ("laid down", "revoked", "taken back"):
        series = planned(house)
        if way == "laid down":
            house.tells(ROBIN, "lay down", "lay it down")
        elif way == "revoked":
            house.steward(ROBIN, RoleRevoked())
        else:
            house.tells(ROBIN, "consent", "1")
            assert "It is taken back." in house.heard(ROBIN)
        assert house.heard(ROBIN)[-1].startswith("Something has ended for you here.")
        assert not house.store.has(series.owner)
        assert not mine(house)
        house.grants(ROBIN)
        house.tells(ROBIN, "role", "yes")


# --- whose it is


def test_it_is_shown_and_its_yes_taken_back(house: House) -> None:
    planned(house)
    assert "hosts what is planned (Grief), until 15 April 2026" in house.tells(ROBIN, "me", "1")[-1]
    said = house.says(ROBIN, "consent")[-1]
    assert "2. Something that you host (Grief), until 15 April 2026: it ends, or goes on" in said
    assert house.says(ROBIN, "2")[-1].startswith("It has ended, and I keep nothing of it.")
    assert not published(house)
    assert not mine(house)


def test_a_yes_whose_meaning_changed_is_asked_for_again(house: House) -> None:
    planned(house)
    earlier_versions(house, ROBIN)
    assert (
        "Keeping your address and this chat's, sealed, with what you host"
        in house.says(ROBIN, "hi")[-1]
    )
    assert "It goes on as before" in house.says(ROBIN, "yes")[-1]
    assert days(house) == ALL


@pytest.mark.parametrize("how", ["their word", "a steward's"])
def test_fault_75_erasing_its_host_leaves_nothing_of_it(house: House, how: str) -> None:
    house.facilitator(JO)
    theirs = planned(house, host=JO)
    one, other = planned(house), planned(house, "plan quiet company 17 march 20:00")
    house.says(ROBIN, "plan")
    if how == "their word":
        asked = house.says(ROBIN, "erase")[-1]
        for title in ("Grief", "Quiet company"):
            assert f"What you planned ends for everyone: {title}." in asked
        house.says(ROBIN, "erase it")
    else:
        house.steward(ROBIN, EraseOrdered())
    assert house.heard(ROBIN)[-1].startswith("Done.")
    for owner in (one.owner, other.owner, f"person:{ROBIN}"):
        assert not house.store.has(owner)
    assert published(house) == [theirs], "what others host goes on"


def test_fault_75_with_another_identity_it_ends_and_whoever_has_the_account_hears_nothing(
    house: House,
) -> None:
    series = planned(house)
    before = len(house.heard(ROBIN))
    house.resets_identity(ROBIN)
    assert not house.store.has(series.owner)
    assert not [said for said in house.heard(ROBIN)[before:] if "Grief" in said]
    assert not mine(house)


@pytest.mark.parametrize("moment", ["say", "say done"])
def test_it_is_planned_and_changed_once_whenever_the_process_is_killed(
    house: House, moment: str
) -> None:
    for line in (LINE, "plan skip 17 march"):
        house.says(ROBIN, line)
        cuts = iter([Killed()])
        house.world.trouble = lambda deed, cuts=cuts: (  # type: ignore[misc] # bound at once
            next(cuts, None) if deed == moment else None
        )
        house.survive(lambda: house.says(ROBIN, "yes"))
    assert len(mine(house)) == 1
    assert days(house) == [ALL[0], *ALL[2:]]


# --- the actor


HOSTED = Planned(TUESDAYS)
"""By Sam."""


def told(state: State, message: Message) -> tuple[State, list[Message]]:
    """What becomes of a series, and whom it tells what."""
    context = dataclasses.replace(world(facilitators=(SAM,)), address=Series("s0"))
    table = registry().tables[Series]
    outcome = step(table, ConversationState(state), message, context, TEXTS)
    sent = [it.message for it in outcome.effects if isinstance(it, Send)]
    return outcome.at.state, sent


def test_every_message_has_its_place_in_every_state() -> None:
    table = registry().tables[Series]
    for state in table.states:
        assert all(table.find(state, message) for message in table.messages)
    assert KIND.label == "series"


@pytest.mark.parametrize("state", [HOSTED, Unplanned()])
def test_whoever_asks_is_let_go_of_once_in_every_state(state: State) -> None:
    for user in (SAM, JO):
        after, sent = told(state, LetGoOfSeries(user))
        assert sent == [SeriesOver("s0", "ended")]
        assert after == (Unplanned() if user == SAM else state)


def test_nobody_but_its_hosts_changes_it(house: House) -> None:
    resume = Resume(clocks("2026-03-08"))
    for message in (ChangeSeries(JO, resume), HostLost(JO)):
        assert told(HOSTED, message) == (HOSTED, [])
    for late in (ChangeSeries(SAM, resume), HostLost(SAM), DateOver()):
        assert told(Unplanned(), late) == (Unplanned(), [])
    assert told(HOSTED, PlanSeries(JO, TUESDAYS)) == (HOSTED, [])
    series = planned(house)
    house.engine.take(Person(JO), SeriesOver(series.id, "ended"))
    house.engine.take(Person(JO), SeriesChanged(series.id, resume))
    house.engine.take(Person(JO), SeriesChanged("another", resume))
    house.settle()
    assert days(house) == ALL
