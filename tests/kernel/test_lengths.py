"""Lengths and times are read however people write them, or not at all."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerbot.kernel.lengths import MOST, read_length, read_until

BERLIN = "Europe/Berlin"
NIGHT = datetime(2026, 3, 7, 1, 10, tzinfo=UTC)  # 02:10 in Berlin


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("15", 15),
        ("by 15", 15),
        ("for 90", 90),
        ("90 minutes", 90),
        ("45m", 45),
        ("\uff11\uff15", 15),
        ("1 hour", 60),
        ("an hour", 60),
        ("half an hour", 30),
        ("a quarter of an hour", 15),
        ("an hour and a half", 90),
        ("1 and a half hours", 90),
        ("1.5 hours", 90),
        ("1,5 hours", 90),
        ("1h30", 90),
        ("1 hour 30", 90),
        ("1h 30m", 90),
        ("1:30", 90),
        ("1:05", 65),
        ("1h05", 65),
        ("1 hour 05", 65),
        ("two hours", 120),
        ("another ten minutes", 10),
        ("an extra 15 minutes", 15),
        ("fifteen", 15),
        ("ninety", 90),
        ("one and a half hours", 90),
        ("hour and a half", 90),
        ("an hour, please", 60),
        ("1 hour and 30", 90),
        ("1.25 hours", 75),
        ("it by 10", 10),
        ("15 more minutes", 15),
        ("30 minutes longer", 30),
        ("2h", 120),
    ],
)
def test_a_length_however_it_is_written(words: str, minutes: int) -> None:
    assert read_length(words) == timedelta(minutes=minutes)
    assert read_until(words, NIGHT, BERLIN) is None


@pytest.mark.parametrize(
    "words",
    [
        *("", "soon", "-5", "+5", "1 hour less", "1 hour -20 minutes", "room 2", "1½ hours"),
        *("9" * 50, "15, 20", "15-", "one thirty", ".5 hours", "1,000", "1.30", "1.30 hours"),
        *(
            "0130",
            "21:00",
            "6:05",
            "1:30:00",
            "nan",
            "inf",
            "infinity hours",
            "1 30",
            "1 000",
            "99999",
        ),
    ],
)
def test_what_is_not_wholly_a_length_is_none(words: str) -> None:
    assert read_length(words) is None


def test_a_length_that_fits_no_date_is_the_longest_there_is() -> None:
    assert read_length("999999999999 hours") == MOST


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("until 23:30", 21 * 60 + 20),
        ("till 3", 50),
        ("until 3:00", 50),
        ("until 03.00", 50),
        ("to 3:00", 50),
        ("until midnight", 21 * 60 + 50),
        ("until 24:00", 21 * 60 + 50),
        ("until noon", 9 * 60 + 50),
        ("until 3am", 50),
        ("until 3:15 a.m.", 65),
        ("until 11pm", 20 * 60 + 50),
        ("until 3 o'clock", 50),
        ("until 02:10", 24 * 60),
        ("for about until 2:11", 1),
    ],
)
def test_the_next_time_that_a_clock_shows(words: str, minutes: int) -> None:
    assert read_until(words, NIGHT, BERLIN) == NIGHT + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "words",
    [
        "23:30",
        "until",
        "until soon",
        "until 25:00",
        "until 3:99",
        "until 3:3",
        "until 1h30",
        "to 15",
    ],
)
def test_what_is_no_time_of_day_is_none(words: str) -> None:
    assert read_until(words, NIGHT, BERLIN) is None


BACK = datetime(2026, 10, 25, tzinfo=UTC)
"""At 01:00 of this day clocks in Berlin show 03:00, and are put back to 02:00."""
FORTH = datetime(2026, 3, 29, tzinfo=UTC)
"""At 01:00 of this day clocks in Berlin show 02:00, and are put on to 03:00."""


@pytest.mark.parametrize(
    ("now", "words", "hours"),
    [
        (BACK - timedelta(minutes=10), "until 2:30", 0.5),
        (BACK + timedelta(minutes=40), "until 2:30", 1.5),
        (BACK + timedelta(minutes=40), "until 3:00", 2),
        (BACK + timedelta(minutes=40), "90 minutes", 2 + 1 / 6),
        (FORTH + timedelta(minutes=50), "until 2:30", 1.5),
        (FORTH + timedelta(minutes=50), "until 3:00", 1),
        (FORTH + timedelta(minutes=50), "1h30", 2 + 1 / 3),
    ],
)
def test_an_end_is_right_across_the_clock_change(now: datetime, words: str, hours: float) -> None:
    day = now.replace(hour=0, minute=0) if now.hour < 12 else now + timedelta(minutes=10)
    length = read_length(words)
    end = read_until(words, now, BERLIN) if length is None else now + length
    assert end == day + timedelta(hours=hours)


@given(st.text(max_size=60))
def test_any_words_are_read_or_not(words: str) -> None:
    length, end = read_length(words), read_until(words, NIGHT, BERLIN)
    assert length is None or timedelta() <= length <= MOST
    assert end is None or NIGHT < end <= NIGHT + timedelta(days=1, hours=1)
