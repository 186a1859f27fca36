"""A line that plans a series is read whole, in any order, or what is left of it is said."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerbot.features.series.reading import Draft, read, read_date

BERLIN = "Europe/Berlin"
NOW = datetime(2026, 3, 7, 1, 10, tzinfo=UTC)
"""A Saturday, at 02:10 in Berlin."""

TUESDAY = 1
SEVEN = time(19)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "tuesdays 19:00 6 weeks 8 people",
            {"weekday": TUESDAY, "at": SEVEN, "count": 6, "size": 8},
        ),
        (
            "8 people, 6 times, 7 pm, Tuesday",
            {"weekday": TUESDAY, "at": SEVEN, "count": 6, "size": 8},
        ),
        ("every tuesday at 19h", {"weekday": TUESDAY, "at": SEVEN}),
        ("tue 19h30", {"weekday": TUESDAY, "at": time(19, 30)}),
        ("each tuesday at 7pm, weekly", {"weekday": TUESDAY, "at": SEVEN}),
        ("at 19", {"at": SEVEN}),
        ("7:30 p.m.", {"at": time(19, 30)}),
        ("19.30", {"at": time(19, 30)}),
        ("noon", {"at": time(12)}),
        ("0:00", {"at": time()}),
        ("every other tuesday", {"weekday": TUESDAY, "weeks": 2}),
        ("every second week", {"weeks": 2}),
        ("fortnightly", {"weeks": 2}),
        ("every three weeks", {"weeks": 3}),
        ("six evenings", {"count": 6}),
        ("once", {"count": 1}),
        ("until 24 december", {"last": date(2026, 12, 24)}),
        ("till the 24th of december", {"last": date(2026, 12, 24)}),
        ("until 2026-12-24", {"last": date(2026, 12, 24)}),
        ("until tuesday", {"last": date(2026, 3, 10)}),
        ("from 17 march", {"since": date(2026, 3, 17)}),
        ("starting on march 17th", {"since": date(2026, 3, 17)}),
        ("17 march 19:00", {"day": date(2026, 3, 17), "at": SEVEN}),
        ("on march 17 7pm", {"day": date(2026, 3, 17), "at": SEVEN}),
        ("tuesday, 17 march 2026", {"day": date(2026, 3, 17), "weekday": TUESDAY}),
        ("today", {"day": date(2026, 3, 7)}),
        ("tonight 22:00", {"day": date(2026, 3, 7), "at": time(22)}),
        ("this saturday", {"day": date(2026, 3, 7)}),
        ("8 ppl please", {"size": 8}),
        ("8 people at least 3", {"size": 8, "fewest": 3}),
        ("from 3 people", {"fewest": 3}),
        ("only if at least three people, 8 places", {"fewest": 3, "size": 8}),
        ("starts with 3 people from 3 march 2027", {"fewest": 3, "since": date(2027, 3, 3)}),
        ("7 march", {"day": date(2026, 3, 7)}),
        ("tomorrow", {"day": date(2026, 3, 8)}),
        ("for 90 minutes", {"minutes": 90}),
        ("an hour and a half", {"minutes": 90}),
        ("1 hour 30 minutes", {"minutes": 90}),
        ("up to ten people", {"size": 10}),
    ],
)
def test_each_part_is_read_however_it_is_written(words: str, said: dict[str, Any]) -> None:
    assert read(words, Draft(), NOW, BERLIN) == (Draft(**said), "")


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("tuesdays 19:00 monthly", "monthly"),
        ("every 2 weeks 6 weeks", "6 weeks"),
        ("every 5 weeks", "every 5 weeks"),
        ("0 times", "0 times"),
        ("biweekly", "biweekly"),
        ("mondays and tuesdays", "and tuesdays"),
        ("monday 17 march", "17 march"),
        ("30 february", "30 february"),
        ("until 30 february", "until 30 february"),
        ("from 2025-01-01", "from 2025-01-01"),
        ("25:00", "25:00"),
        ("24:00", "24:00"),
        ("12am", "12am"),
        ("at 7", "at 7"),
        ("until 6 march", "until 6 march"),
        ("next tuesday", "next"),
        ("17/3", "17/3"),
        ("0 minutes", "0 minutes"),
        ("at least 0", "at least 0"),
        ("at least 99 people", "at least"),
        ("19", "19"),
    ],
)
def test_what_may_be_two_things_or_none_is_left(words: str, left: str) -> None:
    assert read(words, Draft(), NOW, BERLIN)[1] == left


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ({}, None),
        ({"at": SEVEN}, None),
        ({"weekday": TUESDAY}, None),
        ({"weekday": TUESDAY, "at": SEVEN}, "2026-03-10 19:00"),
        ({"weekday": 5, "at": SEVEN}, "2026-03-07 19:00"),
        ({"weekday": 5, "at": time(2)}, "2026-03-14 02:00"),
        ({"weekday": TUESDAY, "at": SEVEN, "since": date(2026, 3, 17)}, "2026-03-17 19:00"),
        ({"weekday": TUESDAY, "at": SEVEN, "since": date(2026, 3, 18)}, "2026-03-24 19:00"),
        ({"day": date(2026, 3, 17), "at": SEVEN}, "2026-03-17 19:00"),
    ],
)
def test_a_weekday_begins_with_the_first_that_is_still_to_come(
    said: dict[str, Any], first: str | None
) -> None:
    expected = first and datetime.fromisoformat(first)
    assert Draft(**said).first(NOW, BERLIN) == expected


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", date(2026, 3, 7)),
        ("saturday", date(2026, 3, 7)),
        ("7 march", date(2026, 3, 7)),
        ("2026-03-07", date(2026, 3, 7)),
        ("tomorrow", date(2026, 3, 8)),
        ("1 day", date(2026, 3, 8)),
        ("2 weeks", date(2026, 3, 21)),
        ("tonight", date(2026, 3, 7)),
        ("this saturday", date(2026, 3, 7)),
        ("6 march 2027", date(2027, 3, 6)),
        ("6 march", None),
        ("24 december", date(2026, 12, 24)),
        ("2026-03-06", None),
        ("yesterday", None),
        ("soon", None),
    ],
)
def test_a_date_of_today_is_still_to_come(words: str, day: date | None) -> None:
    assert read_date(words, NOW, BERLIN) == day


@given(st.text(max_size=80))
def test_any_words_at_all_are_read_or_left(words: str) -> None:
    draft, left = read(words, Draft(), NOW, BERLIN)
    assert draft != Draft() or len(left) <= 80
