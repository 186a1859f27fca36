"""All problems of a config at once, each of them once, in words for a terminal."""

import pytest

from peerbot.config import ConfigProblems, parse

from .example import EXAMPLE, problems, swapped


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  time_zone:", "  Timezone:"),
        ("collective:\n", "colective:\n"),
        ("@rooms:example.org", "@company:example.org"),
    ],
)
def test_one_mistake_is_one_problem(old: str, new: str) -> None:
    assert len(problems(swapped(old, new))) == 1


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    text = EXAMPLE
    for old, new in [
        ("Europe/Berlin", "Berlin"),
        ("@rooms:example.org", "@company:example.org"),
        ("size: 8", "size: 1"),
        ("minutes: 90", "minutes: 500\n      colour: green"),
        ("may_call_police: unknown", "may_call_police: sometimes\nplaces: []"),
    ]:
        text = text.replace(old, new, 1)
    assert [problem.path for problem in problems(text)] == [
        "collective.time_zone",
        "accounts.keeper",
        "rooms.size",
        "rooms.kinds.grief.minutes",
        "rooms.kinds.grief.colour",
        "places[0].may_call_police",
        "places",
    ]


def test_a_problem_reads_as_one_line_with_the_line_to_look_at() -> None:
    text = swapped("minutes: 90", "minutes: 500")
    line = text[: text.index("minutes: 500")].count("\n") + 1
    [problem] = problems(text)
    assert str(problem) == (
        f"rooms.kinds.grief.minutes, line {line}: 500 is more than rooms.longest (180). "
        "Write a number from 1 to 180."
    )


def test_what_is_missing_points_at_the_group_that_should_hold_it() -> None:
    [problem] = problems(swapped("  name: The Example Collective\n", ""))
    assert EXAMPLE.splitlines()[problem.line - 1] == "collective:"


def test_a_standard_length_beyond_the_longest_is_told_too() -> None:
    text = swapped("  minutes: 50\n", "").replace("longest: 180", "longest: 45")
    assert [problem.what for problem in problems(text.replace("minutes: 90", "minutes: 40"))] == [
        "50 is more than rooms.longest (45)"
    ]


def test_a_sandbox_is_for_a_homeserver_on_this_machine() -> None:
    text = swapped("http://127.0.0.1:8008", "https://example.org") + "\nsandbox: true\n"
    [problem] = problems(text)
    assert (problem.path, problem.mend) == (
        "sandbox",
        "Remove it; it is only for throwaway homeservers.",
    )


def test_a_machine_without_time_zones_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zoneinfo.available_timezones", set)
    [problem] = problems(swapped("Europe/Berlin", "Europe/Nowhere"))
    assert "package tzdata" in problem.what


def test_what_is_raised_counts_and_names_nothing() -> None:
    text = swapped("@rooms:example.org", "@company:example.org") + "\nextra: 1\n"
    with pytest.raises(ConfigProblems, match=r"^2 problem\(s\) in the config$"):
        parse(text.encode())
