"""A day is read however people write it, or not at all."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerbot.kernel.days import read_day

BERLIN = "Europe/Berlin"

NIGHT = datetime(2026, 3, 7, 1, 10, tzinfo=UTC)
"""A Saturday, at 02:10 in Berlin."""


def begins(day: date, zone: str = BERLIN) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("until monday", date(2026, 3, 9)),
        ("Monday", date(2026, 3, 9)),
        ("mon", date(2026, 3, 9)),
        ("till on sunday.", date(2026, 3, 8)),
        ("saturday", date(2026, 3, 14)),
        ("tomorrow", date(2026, 3, 8)),
        ("3 days", date(2026, 3, 10)),
        ("for three days", date(2026, 3, 10)),
        ("2 weeks", date(2026, 3, 21)),
        ("a week", date(2026, 3, 14)),
        ("until 17 March", date(2026, 3, 17)),
        ("until the 17th of march", date(2026, 3, 17)),
        ("march 17", date(2026, 3, 17)),
        ("Mar 17th, 2026", date(2026, 3, 17)),
        ("17 march 2026", date(2026, 3, 17)),
        ("1 february", date(2027, 2, 1)),
        ("7 march", date(2027, 3, 7)),
        ("2026-12-24", date(2026, 12, 24)),
        ("24 dec", date(2026, 12, 24)),
        ("until 2026-12-24", date(2026, 12, 24)),
    ],
)
def test_a_day_however_it_is_written(words: str, day: date) -> None:
    assert read_day(words, NIGHT, BERLIN) == begins(day)


@pytest.mark.parametrize(
    "words",
    [
        *("", "until", "soon", "today", "yesterday", "next monday", "monday or tuesday", "3", "15"),
        *("3/4", "17.3.", "17", "march", "30 february", "31 of april", "17 marsh", "2026-13-01"),
        *("2026-02-30", "2025-12-24", "2026-03-07", "7 march 2026", "3 hours", "36 hours"),
        *("-3 days", "3 days ago", "monday " * 10, "0 days", "17 march 26"),
    ],
)
def test_what_is_not_wholly_a_day_to_come_is_none(words: str) -> None:
    assert read_day(words, NIGHT, BERLIN) is None


def test_it_is_the_day_where_the_collective_is() -> None:
    late = datetime(2026, 3, 8, 23, 30, tzinfo=UTC)  # in Berlin it is Monday
    assert read_day("monday", late, "UTC") == begins(date(2026, 3, 9), "UTC")
    assert read_day("monday", late, BERLIN) == begins(date(2026, 3, 16))


def test_a_day_of_23_hours_is_one() -> None:
    before = datetime(2026, 3, 28, 12, tzinfo=UTC)
    first, second = (read_day(words, before, BERLIN) for words in ("1 day", "2 days"))
    assert first
    assert second
    assert second - first == timedelta(hours=23)


@given(st.text(max_size=60) | st.sampled_from(["9999-12-31", "31 december 9999", "366 days"]))
def test_any_words_are_read_or_not(words: str) -> None:
    day = read_day(words, NIGHT, BERLIN)
    assert day is None or day > NIGHT
