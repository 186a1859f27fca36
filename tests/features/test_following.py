"""A word an hour before a date, and of a subject: each on a yes, none at night, none too many."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from peerbot.features.following.moments import (
    EARLIEST,
    LATEST,
    SPAN,
    is_quiet,
    next_look,
    word_before,
)
from peerbot.features.following.records import (
    MOST_WORDS,
    Following,
    HourBefore,
)
from peerbot.features.following.settings import QuietHours
from peerbot.features.following.subjects import FollowOffered, SubjectAsked
from peerbot.features.following.telling import HourOffered
from peerbot.features.series.records import Announced, Plan
from peerbot.features.series.rule import Rule, ends
from peerbot.kernel.ids import UserID
from peerbot.kernel.table import Home
from tests.engine.house import House
from tests.engine.ways import ROBIN, SAM, earlier_versions

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
BERLIN = "Europe/Berlin"
NIGHTS = QuietHours(22, 8)
FIRST = datetime(2026, 3, 10, 18, tzinfo=UTC)
"""Tuesday at seven in Berlin; the second date is a week later. Now it is Saturday night."""

WORD = "You asked for a word"
SOON = "You asked me to tell you what begins soon."


@pytest.fixture
def house() -> Iterator[House]:
    """Robin hosts a group about grief, on six Tuesdays, and is away, so it waits for no answer."""
    with House() as house:
        house.facilitator(ROBIN)
        house.tells(ROBIN, "plan grief tuesdays 19:00 6 weeks 8 people", "yes")
        house.tells(ROBIN, "away until 1 may", "yes")
        yield house


def until(house: House, when: datetime) -> list[str]:
    """What Sam hears until then."""
    before = len(house.heard(SAM))
    house.wait(when - house.now)
    return house.heard(SAM)[before:]


def back_at(house: House, when: datetime) -> list[str]:
    """What Sam hears where the bot was off until then."""
    before = len(house.heard(SAM))
    house.now = when
    house.restart()
    house.settle()
    return house.heard(SAM)[before:]


def wants_a_word(house: House) -> str:
    return house.tells(SAM, "when", "1", "word before", "yes")[-1]


def words(house: House) -> list[HourBefore]:
    return [it.record for it in house.kept(SAM) if isinstance(it.record, HourBefore)]


def follows(house: House) -> tuple[str, ...]:
    kept = (it.record for it in house.kept(SAM))
    return next((it.kinds for it in kept if isinstance(it, Following)), ())


# --- moments


@pytest.mark.parametrize("chance", [0.0, 0.5, 0.999])
def test_a_word_comes_at_a_moment_within_half_an_hour(chance: float) -> None:
    when = word_before(FIRST, BERLIN, NIGHTS, chance)
    assert FIRST - EARLIEST <= when < FIRST - LATEST
    assert word_before(FIRST, BERLIN, NIGHTS, 0.0) != word_before(FIRST, BERLIN, NIGHTS, 0.5)


@pytest.mark.parametrize("chance", [0.0, 0.5, 0.999])
@pytest.mark.parametrize(
    ("starts", "zone"),
    [
        (datetime(2026, 3, 10, 22, 30, tzinfo=UTC), BERLIN),  # at half past eleven
        (datetime(2026, 3, 10, 6, tzinfo=UTC), BERLIN),  # at seven in the morning
        (datetime(2026, 3, 10, 18, tzinfo=UTC), "Asia/Tokyo"),  # at three at night
    ],
)
def test_a_word_that_would_come_at_night_comes_the_evening_before(
    starts: datetime, zone: str, chance: float
) -> None:
    when = word_before(starts, zone, NIGHTS, chance)
    assert not is_quiet(when, zone, NIGHTS)
    assert is_quiet(when + SPAN, zone, NIGHTS)
    assert starts - timedelta(hours=11) < when < starts


def test_quiet_hours_may_be_by_day_or_none_at_all() -> None:
    noon = datetime(2026, 3, 10, 12, tzinfo=UTC)
    assert is_quiet(noon, "UTC", QuietHours(9, 17))
    assert not is_quiet(noon - 4 * timedelta(hours=1), "UTC", QuietHours(9, 17))
    for hour in range(24):
        assert not is_quiet(noon + hour * timedelta(hours=1), "UTC", QuietHours(5, 5))


@pytest.mark.parametrize("quiet", [NIGHTS, QuietHours(9, 17), QuietHours(5, 5)])
@pytest.mark.parametrize("chance", [0.0, 0.5, 0.999])
def test_it_is_looked_once_on_the_next_day_and_never_at_night(
    quiet: QuietHours, chance: float
) -> None:
    look = next_look(FIRST, BERLIN, quiet, chance)
    assert not is_quiet(look, BERLIN, quiet)
    assert timedelta(hours=4) < look - FIRST < 2 * DAY


# --- a word before


def test_nothing_is_kept_before_a_yes_and_then_a_word_comes_before_each_date(house: House) -> None:
    said = house.tells(SAM, "when", "1", "word before")[-1]
    assert "a message on every such day is a pattern that servers and phone makers see" in said
    assert "until 15 April 2026" in said
    assert not house.kept(SAM)
    house.says(SAM, "yes")
    (mine,) = words(house)
    assert (mine.title, mine.starts) == ("Grief", FIRST)
    assert until(house, FIRST - EARLIEST - MINUTE) == []
    (said,) = until(house, FIRST - LATEST)
    assert said.startswith(f"{WORD}: it begins Tuesday, 10 March 2026, 19:00 Berlin.")
    assert "Grief" not in said
    assert until(house, FIRST + 7 * DAY - EARLIEST - MINUTE) == []
    assert len(until(house, FIRST + 7 * DAY)) == 1
    assert len(until(house, FIRST + 40 * DAY)) == 4
    assert not words(house)


def test_whoever_is_asked_for_no_reason_says_no_or_looks_elsewhere(house: House) -> None:
    house.tells(SAM, "when", "1", "word before", "no")
    assert not house.kept(SAM)
    assert "Say: when." in house.says(SAM, "word before")[-1]
    wants_a_word(house)
    assert "already" in house.tells(SAM, "when", "1", "word before")[-1]
    assert house.state(SAM) == Home()


def test_one_word_stops_all_and_the_yes_can_be_taken_back(house: House) -> None:
    for stop in (("no word before",), ("consent", "1", "yes")):
        wants_a_word(house)
        assert "Grief" in house.tells(SAM, "me", "show")[-1]
        house.tells(SAM, *stop)
        assert not house.kept(SAM)
        assert until(house, house.now + DAY) == []
    assert until(house, FIRST + DAY) == []


def test_a_date_that_is_moved_or_left_out_is_told_within_a_day(house: House) -> None:
    wants_a_word(house)
    house.tells(ROBIN, "plan move 10 march to 9 march 20:00", "yes")
    (said,) = until(house, house.now + DAY + timedelta(hours=9))
    assert said.startswith(f"{WORD}: something was changed. The next date is Monday, 9 March")
    (said,) = until(house, datetime(2026, 3, 9, 19, tzinfo=UTC))
    assert said.startswith(f"{WORD}: it begins Monday, 9 March")
    house.tells(ROBIN, "plan skip 17 march", "yes")
    (said,) = until(house, datetime(2026, 3, 10, 19, tzinfo=UTC))
    assert "The next date is Tuesday, 24 March" in said
    house.tells(ROBIN, "plan pause", "yes")
    (said,) = until(house, datetime(2026, 3, 11, 19, tzinfo=UTC))
    assert said.startswith(f"{WORD}: that date is not there any more, and no other is planned.")
    assert until(house, datetime(2026, 3, 13, 19, tzinfo=UTC)) == []
    house.tells(ROBIN, "plan resume", "yes")
    (said,) = until(house, datetime(2026, 3, 24, 18, tzinfo=UTC))
    assert said.startswith(f"{WORD}: it begins Tuesday, 24 March")


def test_of_a_series_that_ended_nothing_is_kept_once_that_was_said(house: House) -> None:
    wants_a_word(house)
    house.tells(ROBIN, "plan end", "yes")
    (said,) = until(house, FIRST)
    assert "that date is not there any more" in said
    assert not words(house)


def test_what_changed_is_said_in_the_morning(house: House) -> None:
    """The bot was off, and comes back at night."""
    wants_a_word(house)
    house.tells(ROBIN, "plan skip 10 march", "yes")
    assert back_at(house, datetime(2026, 3, 9, 23, tzinfo=UTC)) == []
    (said,) = until(house, FIRST)
    assert "The next date is Tuesday, 17 March" in said


@pytest.mark.parametrize(
    ("back", "said"),
    [
        (FIRST - 20 * MINUTE, [f"{WORD}: it begins Tuesday, 10 March 2026, 19:00 Berlin."]),
        (FIRST, []),
        (FIRST + 2 * DAY, []),
        (FIRST + 10 * DAY, []),
    ],
)
def test_where_the_bot_was_off_a_word_comes_late_or_not_at_all(
    house: House, back: datetime, said: list[str]
) -> None:
    wants_a_word(house)
    assert [it.split("\n")[0] for it in back_at(house, back)] == said
    assert len(until(house, FIRST + 14 * DAY)) == (1 if back > FIRST + 7 * DAY else 2)


def test_a_word_that_has_become_one_of_the_night_is_waited_for_no_more(house: House) -> None:
    """They read dates in another zone since, where it is three at night."""
    wants_a_word(house)
    house.tells(SAM, "zone tokyo", "yes")
    assert until(house, FIRST + 2 * DAY) == []
    (mine,) = words(house)
    assert mine.starts == FIRST + 7 * DAY


def test_a_last_date_that_is_moved_keeps_nothing_longer_than_was_said(house: House) -> None:
    wants_a_word(house)
    (before,) = words(house)
    house.tells(ROBIN, "plan move 14 april to 30 november", "yes")
    assert until(house, FIRST + 2 * DAY)
    (after,) = words(house)
    assert after.until == before.until
    until(house, before.until + DAY)
    assert not house.kept(SAM)


def test_a_date_that_begins_in_minutes_is_none_for_a_word(house: House) -> None:
    house.wait(FIRST - 30 * MINUTE - house.now)
    wants_a_word(house)
    (mine,) = words(house)
    assert mine.starts == FIRST + 7 * DAY


def test_what_is_gone_meanwhile_is_not_kept(house: House) -> None:
    house.tells(SAM, "when", "1", "word before")
    house.tells(ROBIN, "plan end", "yes")
    assert "Nothing is planned" in house.says(SAM, "yes")[-1]
    assert not house.kept(SAM)
    house.tells(ROBIN, "plan grief tuesdays 19:00 6 weeks 8 people", "yes")
    house.tells(SAM, "when", "1")
    house.tells(ROBIN, "plan end", "yes")
    assert "Nothing is planned" in house.says(SAM, "word before")[-1]


def test_there_are_so_many_words_for_one_person(house: House) -> None:
    rule = Rule(datetime.fromisoformat("2026-03-11 19:00"), BERLIN, 2)
    for number in range(MOST_WORDS):
        plan = Announced(Plan(f"Group {number}", "grief", 8, 90, rule, (ROBIN,)))
        house.engine.world.listings.publish(plan, f"other{number}", ends(rule))
    for number in range(2, MOST_WORDS + 1):
        house.tells(SAM, "when", str(number), "word before", "yes")
    wants_a_word(house)
    assert len(words(house)) == MOST_WORDS
    said = house.tells(SAM, "when", str(MOST_WORDS + 1), "word before")[-1]
    assert f"{MOST_WORDS} groups" in said
    assert house.state(SAM) == Home()


def test_words_outlive_a_quiet_chat_and_go_with_their_person(house: House) -> None:
    wants_a_word(house)
    house.tells(SAM, "follow grief", "yes")
    house.wait(2 * 7 * DAY)
    house.restart()
    assert words(house)
    assert until(house, FIRST + 14 * DAY)
    house.tells(SAM, "erase", "erase it")
    assert not house.kept(SAM)
    assert until(house, FIRST + 40 * DAY) == []


@pytest.mark.parametrize(
    "words_of_yes", [("when", "1", "word before", "yes"), ("follow grief", "yes")]
)
def test_nothing_comes_on_a_yes_whose_meaning_changed_or_to_another_identity(
    house: House, words_of_yes: tuple[str, ...]
) -> None:
    house.tells(SAM, *words_of_yes)
    earlier_versions(house)
    assert until(house, FIRST + DAY) == []
    house.tells(SAM, "erase", "erase it")
    house.tells(SAM, *words_of_yes)
    assert house.kept(SAM)
    house.resets_identity(SAM)
    assert not house.kept(SAM)


# --- a subject


def test_a_subject_is_followed_on_a_yes_and_told_of_once_for_each_date(house: House) -> None:
    said = house.says(SAM, "follow grief")[-1]
    assert "servers and phone makers see" in said
    assert house.state(SAM) == FollowOffered("grief")
    assert not house.kept(SAM)
    house.says(SAM, "yes")
    assert follows(house) == ("grief",)
    assert until(house, datetime(2026, 3, 9, 5, tzinfo=UTC)) == []
    (said,) = until(house, FIRST)
    assert said.startswith(SOON)
    assert "Grief" not in said
    assert "Tuesday, 10 March 2026, 19:00 Berlin" in said
    assert len(until(house, FIRST + 7 * DAY)) == 1
    assert "already" in house.says(SAM, "follow grief")[-1]
    house.says(SAM, "unfollow")
    assert not house.kept(SAM)
    assert until(house, FIRST + 14 * DAY) == []


def test_whatever_is_followed_there_is_one_message_a_day(house: House) -> None:
    for title in ("monday 19:00", "monday 20:30", "tuesdays 12:00"):
        house.tells(ROBIN, "plan end", "yes")
        house.tells(ROBIN, f"plan new quiet company {title} 1 week 8 people", "yes")
    house.tells(ROBIN, "plan new grief mondays 15:00 1 week 8 people", "yes")
    house.tells(SAM, "follow grief", "yes", "follow quiet company", "yes")
    assert follows(house) == ("grief", "quiet company")
    for day in range(8):
        assert len(until(house, datetime(2026, 3, 8 + day, tzinfo=UTC))) <= 1


def test_which_subject_is_asked_and_what_is_none_is_asked_again(house: House) -> None:
    said = house.says(SAM, "follow")[-1]
    assert "1. Quiet company" in said
    assert isinstance(house.state(SAM), SubjectAsked)
    for words in ("9", "0 0", "what", "more"):
        house.says(SAM, words)
    house.tells(SAM, "follow", "1")
    assert isinstance(house.state(SAM), FollowOffered)
    house.says(SAM, "no")
    assert not house.kept(SAM)
    assert isinstance(house.state(SAM), Home)


def test_whoever_could_come_to_none_of_it_is_told_so_and_nothing_is_kept(house: House) -> None:
    far = UserID("@noor:elsewhere.example")
    for words in (("follow grief",), ("when", "1", "word before")):
        said = house.tells(far, *words)[-1]
        assert "Rooms here are only for accounts on example.org" in said
    assert not house.kept(far)


def test_a_look_at_night_says_nothing_and_nothing_is_lost(house: House) -> None:
    house.tells(SAM, "follow grief", "yes")
    assert back_at(house, datetime(2026, 3, 9, 22, tzinfo=UTC)) == []
    assert len(until(house, FIRST)) == 1


def test_what_is_followed_can_be_seen_and_taken_back(house: House) -> None:
    house.tells(SAM, "follow grief", "yes")
    assert "Grief" in house.tells(SAM, "me", "show")[-1]
    house.tells(SAM, "consent", "1", "yes")
    assert not house.kept(SAM)


def test_after_its_time_nothing_is_followed(house: House) -> None:
    house.tells(SAM, "follow grief", "yes")
    house.wait(91 * DAY)
    assert not house.kept(SAM)
    assert house.state(SAM) == Home()


def test_asked_states_are_left_by_a_no(house: House) -> None:
    house.tells(SAM, "when", "1", "word before")
    assert isinstance(house.state(SAM), HourOffered)
