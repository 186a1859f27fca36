"""When a series meets: in any zone, over both changes of its clocks, whatever was decided of single
dates. Pure: the present is an argument."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec import msgpack
from msgspec.structs import replace

from peerbot.features.roles.records import RoleEntry
from peerbot.features.series.api import Date, coming
from peerbot.features.series.records import Announced, Plan
from peerbot.features.series.rule import (
    Change,
    Move,
    Oddity,
    Pause,
    Resume,
    Rule,
    Skip,
    changed,
    days_until,
    ends,
    is_paused,
    meetings,
    occasions,
    oddities,
    shown,
    still_to_come,
)
from peerbot.kernel.context import Context, Fresh, Published
from peerbot.kernel.ids import Person, UserID
from tests.engine.house import SETTINGS
from tests.flows.worlds import Read

clocks = datetime.fromisoformat
"""What they show in some zone."""

BERLIN = "Europe/Berlin"
WEEK = timedelta(weeks=1)
DAY = timedelta(days=1)
ROBIN, JO = UserID("@robin:example.org"), UserID("@jo:example.org")

NOW = datetime(2026, 3, 7, 1, 10, tzinfo=UTC)
TUESDAYS = Rule(clocks("2026-03-10 19:00"), BERLIN, 6)

ZONES = (BERLIN, "America/New_York", "Australia/Lord_Howe")
"""Both hemispheres, changes on different days, and one by half an hour."""


# --- the clocks


@pytest.mark.parametrize("zone", ZONES)
def test_fault_74_for_a_year_a_weekly_series_keeps_its_time_of_day(zone: str) -> None:
    dates = occasions(Rule(clocks("2026-03-03 19:00"), zone, 52))
    assert len(dates) == 52
    local = [it.starts.astimezone(ZoneInfo(zone)) for it in dates]
    assert {it.time() for it in local} == {time(19)}
    assert {it.weekday() for it in local} == {1}
    assert len({it.utcoffset() for it in local}) == 2, "the clocks changed"
    apart = {after.starts - before.starts for before, after in pairwise(dates)}
    change = timedelta(minutes=30) if zone == "Australia/Lord_Howe" else timedelta(hours=1)
    assert apart == {WEEK, WEEK - change, WEEK + change}


@pytest.mark.parametrize(
    ("zone", "at", "what", "day", "starts"),
    [
        # 28 March has no 02:30 in Berlin: clocks show 03:30 then.
        (BERLIN, clocks("2027-03-21 02:30"), "missing", date(2027, 3, 28), "01:30"),
        # 31 October has it twice: the first, in summer time.
        (BERLIN, clocks("2027-10-24 02:30"), "twice", date(2027, 10, 31), "00:30"),
        ("America/New_York", clocks("2027-03-07 02:30"), "missing", date(2027, 3, 14), "07:30"),
        ("America/New_York", clocks("2027-10-31 01:30"), "twice", date(2027, 11, 7), "05:30"),
        # There clocks skip from 02:00 to 02:30, and show 01:30 to 02:00 twice.
        (
            "Australia/Lord_Howe",
            clocks("2026-09-27 02:15"),
            "missing",
            date(2026, 10, 4),
            "15:45",
        ),
        ("Australia/Lord_Howe", clocks("2027-03-28 01:45"), "twice", date(2027, 4, 4), "14:45"),
    ],
)
def test_fault_74_a_time_that_is_missing_or_comes_twice_is_known_beforehand(
    zone: str, at: datetime, what: str, day: date, starts: str
) -> None:
    rule = Rule(at, zone, 3)
    (odd,) = oddities(rule)
    assert isinstance(odd, Oddity)
    assert (odd.what, odd.day) == (what, day)
    assert f"{odd.starts:%H:%M}" == starts
    assert odd.starts == occasions(rule)[1].starts
    assert len(occasions(rule)) == 3
    without = changed(rule, Skip(day))
    assert not oddities(without)
    assert len(occasions(without)) == 2


def test_a_day_that_a_zone_left_out_comes_as_the_next() -> None:
    """Samoa crossed the date line, and had no 30 December in 2011."""
    rule = Rule(clocks("2011-12-23 19:00"), "Pacific/Apia", 3)
    (odd,) = oddities(rule)
    assert odd == Oddity("missing", date(2011, 12, 30), datetime(2011, 12, 31, 5, tzinfo=UTC))
    assert shown(odd.starts, "Pacific/Apia") == clocks("2011-12-31 19:00")


def test_a_last_day_may_be_one_of_them() -> None:
    first = TUESDAYS.first
    assert days_until(first, 1, date(2026, 4, 14)) == 6
    assert days_until(first, 1, date(2026, 4, 13)) == 5
    assert days_until(first, 2, date(2026, 4, 14)) == 3
    assert days_until(first, 1, first.date()) == 1
    assert days_until(first, 1, first.date() - DAY) == 0


# --- what is decided of single dates


def days(rule: Rule) -> list[tuple[int, int]]:
    return [(it.at.month, it.at.day) for it in meetings(rule)]


def test_a_date_is_left_out_moved_and_left_out_once_moved() -> None:
    skipped = changed(TUESDAYS, Skip(date(2026, 3, 17)))
    assert days(skipped) == [(3, 10), (3, 24), (3, 31), (4, 7), (4, 14)]
    moved = changed(skipped, Move(date(2026, 3, 24), clocks("2026-04-08 18:00")))
    assert days(moved) == [(3, 10), (3, 31), (4, 7), (4, 8), (4, 14)]
    assert [it.moved for it in meetings(moved)] == [False, False, False, True, False]
    again = changed(moved, Move(date(2026, 3, 24), clocks("2026-03-25 18:00")))
    assert days(again) == [(3, 10), (3, 25), (3, 31), (4, 7), (4, 14)]
    assert days(changed(again, Skip(date(2026, 3, 24)))) == [(3, 10), (3, 31), (4, 7), (4, 14)]


def test_a_pause_leaves_out_what_is_in_it_and_no_more() -> None:
    now = clocks("2026-03-16 12:00")
    until = changed(TUESDAYS, Pause(now, date(2026, 3, 31)))
    assert days(until) == [(3, 10), (3, 31), (4, 7), (4, 14)]
    at = datetime(2026, 3, 18, tzinfo=UTC)
    assert is_paused(until, at)
    assert not is_paused(until, datetime(2026, 3, 31, tzinfo=UTC))
    assert len(still_to_come(until, at)) == 4, "it may go on before"
    openly = changed(TUESDAYS, Pause(now))
    assert days(openly) == [(3, 10)]
    resumed = changed(openly, Resume(clocks("2026-03-25 09:00")))
    assert days(resumed) == [(3, 10), (3, 31), (4, 7), (4, 14)], (
        "what was missed does not come back"
    )
    again = changed(until, Pause(clocks("2026-04-01 09:00"), date(2026, 4, 8)))
    assert days(again) == [(3, 10), (3, 31), (4, 14)]
    assert changed(TUESDAYS, Resume(now)) == TUESDAYS


def test_it_is_over_at_noon_of_the_day_after_its_last_date() -> None:
    assert ends(TUESDAYS) == datetime(2026, 4, 15, 10, tzinfo=UTC)
    assert ends(changed(TUESDAYS, Skip(date(2026, 4, 14)))) == datetime(2026, 4, 8, 10, tzinfo=UTC)
    late = changed(TUESDAYS, Move(date(2026, 3, 10), clocks("2026-05-01 23:59")))
    assert ends(late) == datetime(2026, 5, 2, 10, tzinfo=UTC)
    assert ends(changed(TUESDAYS, Pause(clocks("2026-03-08")))) == ends(TUESDAYS)
    nothing = replace(TUESDAYS, count=1, skipped=(date(2026, 3, 10),))
    assert ends(nothing) == datetime(2026, 3, 10, 18, tzinfo=UTC)


# --- any of these, in any order

_FIRST = clocks("2026-01-05")


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """Any day of a year, any time of day."""
    first = (
        _FIRST + draw(st.integers(0, 365)) * DAY + draw(st.integers(0, 1439)) * timedelta(minutes=1)
    )
    zone = draw(st.sampled_from((*ZONES, "UTC", "Asia/Kathmandu")))
    return Rule(first, zone, draw(st.integers(1, 60)), draw(st.integers(1, 4)))


@st.composite
def histories(draw: st.DrawFn) -> tuple[Rule, list[Change]]:
    """A rule, and what its host decides one after the other."""
    rule, said = draw(rules()), list[Change]()
    now = rule.first - draw(st.integers(0, 60)) * DAY
    for _ in range(draw(st.integers(0, 8))):
        now += draw(st.integers(0, 40)) * DAY
        to_come = [it for it in occasions(rule) if it.at > now]
        what = draw(st.sampled_from(("skip", "move", "pause", "pause until", "resume")))
        change: Change
        if what in ("skip", "move") and to_come:
            day = draw(st.sampled_from(to_come)).day
            to = now + draw(st.integers(1, 200 * 24)) * timedelta(hours=1)
            change = Skip(day) if what == "skip" else Move(day, to)
        elif what == "pause until":
            change = Pause(now, (now + draw(st.integers(1, 60)) * DAY).date())
        else:
            change = Pause(now) if what == "pause" else Resume(now)
        said.append(change)
        rule = changed(rule, change)
    return rule, said


@given(histories())
def test_whatever_was_decided_dates_are_in_order_and_come_once(
    history: tuple[Rule, list[Change]],
) -> None:
    rule, said = history
    dates = meetings(rule)
    assert [it.starts for it in dates] == sorted(it.starts for it in dates)
    assert len({it.day for it in dates}) == len(dates), "each comes once"
    assert len(occasions(rule)) + len(rule.skipped) == rule.count, "none is lost, none is added"
    skipped = {change.day for change in said if isinstance(change, Skip)}
    assert not skipped & {it.day for it in dates}, "what was left out never comes"
    moved = {move.day: move.to for move in rule.moved}
    for it in dates:
        assert it.moved == (it.day in moved)
        assert it.at == moved.get(it.day, datetime.combine(it.day, rule.first.time()))
        assert (it.day - rule.first.date()).days % (7 * rule.weeks) == 0
        assert it.starts < ends(rule)
    if rule.paused and rule.paused.until is None:
        assert all(it.at < rule.paused.since for it in dates)
    assert msgpack.decode(msgpack.encode(rule), type=Rule) == rule


@given(rules())
def test_whoever_looks_at_clocks_sees_the_same_time_each_week(rule: Rule) -> None:
    odd = {it.day for it in oddities(rule)}
    for it in occasions(rule):
        if it.day not in odd:
            assert shown(it.starts, rule.zone).time() == rule.first.time()


@given(rules(), st.integers(0, 400))
def test_a_last_day_gives_as_many_as_are_until_then(rule: Rule, later: int) -> None:
    last = rule.first.date() + later * DAY
    count = days_until(rule.first, rule.weeks, last)
    assume(count)
    dates = occasions(replace(rule, count=count + 1))
    assert [it.day <= last for it in dates] == [True] * count + [False]


# --- for whoever asks when a group meets


def looking(
    *plans: Plan, now: datetime = NOW, facilitators: tuple[UserID, ...] = (ROBIN,)
) -> Context:
    """The world of somebody of whom nothing is known."""
    roles = (RoleEntry(user, "facilitator", True, now + 99 * DAY) for user in facilitators)
    published: tuple[Published[Any], ...] = (
        *(Published(f"s{number}", Announced(plan)) for number, plan in enumerate(plans)),
        *(Published(role.user, role) for role in roles),
    )
    fresh = Fresh("fresh", (0.0, 0.0))
    return Context(now, SETTINGS, fresh, Read(published), Person(UserID("@sam:example.org")))


def plan(rule: Rule, *hosts: UserID, title: str = "Grief") -> Plan:
    return Plan(title, "grief", 8, 90, rule, hosts or (ROBIN,))


def test_what_comes_is_told_of_all_series_in_the_order_of_time() -> None:
    mondays = Rule(clocks("2026-03-09 20:00"), BERLIN, 2)
    moved = changed(TUESDAYS, Move(date(2026, 3, 17), clocks("2026-03-16 19:00")))
    context = looking(plan(moved), plan(mondays, title="Quiet company"))
    dates = coming(context, NOW + 2 * WEEK)
    assert [(it.series, it.number, it.of) for it in dates] == [
        ("s1", 1, 2),
        ("s0", 1, 6),
        ("s0", 2, 6),
        ("s1", 2, 2),
    ]
    assert dates[2] == Date(
        series="s0",
        title="Grief",
        kind="grief",
        starts=datetime(2026, 3, 16, 18, tzinfo=UTC),
        ends=datetime(2026, 3, 16, 19, 30, tzinfo=UTC),
        size=8,
        number=2,
        of=6,
        moved=True,
    )
    begun = looking(plan(TUESDAYS), now=datetime(2026, 3, 10, 18, tzinfo=UTC))
    assert [it.number for it in coming(begun, begun.now + WEEK)] == [2], "the first has begun"


def test_what_is_paused_over_or_held_by_nobody_is_not_told() -> None:
    far = NOW + 52 * WEEK
    assert len(coming(looking(plan(TUESDAYS)), far)) == 6
    assert not coming(looking(plan(changed(TUESDAYS, Pause(clocks("2026-03-07"))))), far)
    assert not coming(looking(plan(TUESDAYS), facilitators=(JO,)), far)
    assert len(coming(looking(plan(TUESDAYS, ROBIN, JO), facilitators=(JO,)), far)) == 6
    assert not coming(looking(plan(TUESDAYS), now=datetime(2026, 4, 15, 10, tzinfo=UTC)), far)
