"""How sentences are filled."""

import zoneinfo
from copy import copy
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from peerbot.kernel.effects import Args, Quoted
from peerbot.texts import TextFault, Texts
from tests.engine.house import NIGHT

NOW = datetime(2026, 3, 7, 1, 10, tzinfo=UTC)


@pytest.fixture
def texts() -> Texts:
    return Texts("en", "Europe/Berlin")


def test_a_language_that_is_not_there_is_named() -> None:
    with pytest.raises(TextFault, match="'xx'"):
        Texts("xx", "UTC")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("none-such", "no sentence 'none-such'"),
        ("room-line", "the sentence 'room-line' lacks a value"),
    ],
)
def test_a_sentence_that_cannot_be_said_is_our_fault(texts: Texts, name: str, said: str) -> None:
    with pytest.raises(TextFault, match=said):
        texts.say(name, now=NOW)
    with pytest.raises(TextFault, match="no words 'word-none'"):
        texts.phrases("none")


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Europe/Berlin", "03:00 Berlin"),
        ("America/Argentina/Buenos_Aires", "23:00 Buenos Aires"),
        ("UTC", "02:00 UTC"),
    ],
)
def test_times_are_told_in_the_collectives_zone(zone: str, shown: str) -> None:
    args = {"closes": NOW + timedelta(minutes=50)}
    assert Texts("en", zone).say("room-topic", args, now=NOW) == f"Writing stops at {shown}."


AUTUMN = datetime(2026, 10, 25, tzinfo=UTC)
"""At one o'clock UTC, clocks in Berlin are put back from three to two."""


def told(texts: Texts, closes: datetime, now: datetime) -> str:
    """How a time is told, as in the topic of a room."""
    return texts.say("room-topic", {"closes": closes}, now=now).removeprefix("Writing stops at ")


@pytest.mark.parametrize(
    ("now", "minutes", "shown"),
    [
        ("00:30", 60, "02:30 (UTC+1)"),  # 02:30 for the first time, and then again
        ("00:10", 20, "02:30 (UTC+2)"),
        ("01:10", 20, "02:30 (UTC+1)"),
        ("00:50", 80, "03:10 (UTC+1)"),  # an hour more than a clock on the wall seems to say
        ("02:00", 80, "04:20"),
    ],
)
def test_the_hour_that_comes_twice_says_which(
    texts: Texts, now: str, minutes: int, shown: str
) -> None:
    hours, _, past = now.partition(":")
    at = AUTUMN + timedelta(hours=int(hours), minutes=int(past))
    assert told(texts, at + timedelta(minutes=minutes), at) == f"{shown} Berlin."


ZONES = sorted(
    zone for zone in zoneinfo.available_timezones() if not zone.startswith(("posix", "right"))
)
WEEKS = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(weeks=n) for n in range(106)]


@cache
def changes(zone: str) -> list[tuple[datetime, timedelta]]:
    """When clocks of a zone are changed in two years, to the minute, and by how much."""
    there = zoneinfo.ZoneInfo(zone)

    def offset(at: datetime) -> timedelta:
        return at.astimezone(there).utcoffset() or timedelta()

    found = []
    for before, after in pairwise(WEEKS):
        if offset(before) != offset(after):
            first, last = before, after
            while last - first > timedelta(minutes=1):
                middle = first + (last - first) // 2
                first, last = (middle, last) if offset(middle) == offset(first) else (first, middle)
            last = last.replace(second=0, microsecond=0)
            found.append((last, offset(last) - offset(last - timedelta(minutes=2))))
    return found


CHANGING = [zone for zone in ZONES if changes(zone)]


@given(
    st.sampled_from(CHANGING).flatmap(
        lambda zone: st.tuples(st.just(zone), st.sampled_from(changes(zone)))
    ),
    st.integers(-180, 180),
    st.integers(1, 360),
)
def test_no_two_times_of_a_day_are_told_alike(
    change: tuple[str, tuple[datetime, timedelta]], ahead: int, lasts: int
) -> None:
    zone, (at, by) = change
    texts, now = _texts(zone), at + timedelta(minutes=ahead)
    closes = now + timedelta(minutes=lasts)
    shown = told(texts, closes, now)
    for other in (closes + by, closes - by):
        if now < other and abs(other - now) < timedelta(days=1):
            assert told(texts, other, now) != shown
    if ahead > abs(by) / timedelta(minutes=1) or by > timedelta():
        assert "(UTC" not in shown, "only where it is needed"


@given(st.sampled_from(ZONES), st.integers(0, 60 * 24 * 700), st.integers(1, 360))
def test_far_from_any_change_a_time_is_told_plainly(zone: str, minute: int, lasts: int) -> None:
    now = WEEKS[0] + timedelta(minutes=minute)
    assume(all(abs(at - now) > timedelta(hours=30) for at, _ in changes(zone)))
    assert "(UTC" not in told(_texts(zone), now + timedelta(minutes=lasts), now)


@cache
def _texts(zone: str) -> Texts:
    """To load all sentences for each zone would take minutes."""
    texts = copy(BERLIN)
    texts._zone = zone
    return texts


BERLIN = Texts("en", "Europe/Berlin")


@pytest.mark.parametrize(
    ("left", "shown"),
    [
        (50 * 60, "in 50 minutes"),
        (60, "in 1 minute"),
        (20, "in less than a minute"),
        (-90, "in less than a minute"),
        (4 * 3600 - 1, "in 240 minutes"),
        (4 * 3600, "in about 4 hours"),
        (47 * 3600, "in about 47 hours"),
        (7 * 24 * 3600, "in about 7 days"),
    ],
)
def test_how_long_is_told_beside_the_time(texts: Texts, left: int, shown: str) -> None:
    args: Args = {"title": "T", "about": "A", "closes": NOW + timedelta(seconds=left)}
    assert texts.say("room-line", args, now=NOW).endswith(f"{shown}.")


@pytest.mark.parametrize(
    ("hours", "shown"),
    [
        (11, "13:10 Berlin."),
        (13, "15:10 Berlin."),
        (22, "00:10 Berlin on Sunday, 8 March 2026."),
        (7 * 24, "02:10 Berlin on Saturday, 14 March 2026."),
    ],
)
def test_a_time_of_another_day_names_it_where_the_clock_could_be_taken_for_an_earlier_one(
    hours: int, shown: str
) -> None:
    assert told(BERLIN, NIGHT + timedelta(hours=hours), NIGHT) == shown
    at_night = NIGHT + timedelta(hours=21)  # ten past eleven: midnight is near
    assert told(BERLIN, at_night + timedelta(hours=1), at_night) == "00:10 Berlin."


def test_a_day_is_told_as_most_of_the_world_reads_it(texts: Texts) -> None:
    assert "until 7 March 2026." in texts.say("role-held-facilitator", {"until": NOW}, now=NOW)


def test_a_value_stays_on_its_line(texts: Texts) -> None:
    """What else it may not do is in `tests/texts/test_quoting.py`."""
    assert texts.say("kind-line", {"title": "two\nlines { $title }"}, now=NOW) == (
        "two lines { $title }"
    )


def test_what_somebody_wrote_stays_inside_its_quotation_marks(texts: Texts) -> None:
    said = texts.say("card-duty", {"duty": Quoted('no" and\nso')}, now=NOW)
    assert said == 'On a legal duty to report, the facilitator wrote: "no\' and so"'
