"""How sentences are filled."""

from datetime import UTC, datetime, timedelta

import pytest

from peerbot.texts import TextFault, Texts
from peerbot.vocabulary.effects import Args, Quoted

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


@pytest.mark.parametrize(
    ("left", "shown"),
    [
        (50 * 60, "in 50 minutes"),
        (60, "in 1 minute"),
        (20, "in less than a minute"),
        (-90, "in less than a minute"),
    ],
)
def test_how_long_is_told_beside_the_time(texts: Texts, left: int, shown: str) -> None:
    args: Args = {"title": "T", "about": "A", "closes": NOW + timedelta(seconds=left)}
    assert texts.say("room-line", args, now=NOW).endswith(f"{shown}.")


def test_a_day_is_told_as_most_of_the_world_reads_it(texts: Texts) -> None:
    assert "until 7 March 2026." in texts.say("role-held", {"until": NOW}, now=NOW)


def test_a_value_stays_on_its_line(texts: Texts) -> None:
    """What else it may not do is in `tests/texts/test_quoting.py`."""
    assert texts.say("kind-line", {"title": "two\nlines { $title }"}, now=NOW) == (
        "two lines { $title }"
    )


def test_what_somebody_wrote_stays_inside_its_quotation_marks(texts: Texts) -> None:
    said = texts.say("card-duty", {"duty": Quoted('no" and\nso')}, now=NOW)
    assert said == 'About a legal duty to report, the facilitator wrote: "no\' and so"'
