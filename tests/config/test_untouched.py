"""What is left of the example is told, each with its line; a bot runs with it all the same."""

import pytest

from peerbot.config import ConfigProblems, Problem, is_finished, parse
from peerbot.config_example import WORDS, leftovers

from .example import ROOT

EXAMPLE = (ROOT / "config.example.yaml").read_text()

REPLACED = {
    "The Example Collective": "Night Lantern",
    "example.org": "lantern.social",
    "We are peers, not an emergency service, and nobody": "Nobody",
    "Example Peer Line": "A helpline",
    "01234 567890": "555 0100",
    "Example Youth Line": "A youth line",
    "01234 567891": "555 0101",
    "The number here is 01234.": "The number here is 555 0199.",
}


def told(text: str) -> list[Problem]:
    """What stewards are told about a finished config."""
    try:
        parse(text.encode(), finished=True)
    except ConfigProblems as problems:
        return list(problems.problems)
    return []


def test_the_untouched_example_is_told_line_by_line() -> None:
    lines = EXAMPLE.splitlines()
    found = {problem.path: lines[problem.line - 1].strip() for problem in told(EXAMPLE)}
    assert found == {
        "collective.name": "name: The Example Collective",
        "accounts.voice": 'voice: "@company:example.org"',
        "accounts.keeper": 'keeper: "@rooms:example.org"',
        "words.emergencies": "emergencies: >",
        "words.complaints": 'complaints: "About a facilitator: Kim, @kim:example.org."',
        "words.age": 'age: "For adults. Under 18: Example Youth Line, 01234 567891."',
        "words.ambulance": 'ambulance: "The number here is 01234."',
        "places[0].name": "- name: Example Peer Line",
        "places[0].contact": 'contact: "01234 567890"',
    }
    assert not is_finished(parse(EXAMPLE.encode()))


def test_with_words_of_its_own_it_is_finished() -> None:
    mended = EXAMPLE
    for old, new in REPLACED.items():
        mended = mended.replace(old, new)
    assert told(mended) == []
    assert is_finished(parse(mended.encode(), finished=True))


@pytest.mark.parametrize("kept", REPLACED)
def test_each_of_them_is_told_alone(kept: str) -> None:
    text = EXAMPLE
    for old, new in REPLACED.items():
        text = text if old == kept else text.replace(old, new)
    assert told(text)
    assert not is_finished(parse(text.encode()))


def test_the_words_are_those_of_the_example() -> None:
    whole = " ".join(EXAMPLE.split())
    assert all(words in whole for words in WORDS)


@pytest.mark.parametrize(
    "value",
    ["https://matrix.example.org", "@kim:example.com", "write to desk@Example.NET.", "example.org"],
)
def test_a_server_that_nobody_can_reach_is_seen_in_any_text(value: str) -> None:
    assert [path for path, _, _ in leftovers({"words": {"complaints": [value]}})] == [
        ("words", "complaints", 0)
    ]


@pytest.mark.parametrize(
    "value",
    ["counterexample.org", "example.organic", "for example. Organise", "example.social", "/srv/x"],
)
def test_other_texts_are_left_alone(value: str) -> None:
    assert list(leftovers([value])) == []
