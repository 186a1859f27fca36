"""Who holds which date, whatever hosts agree on, whoever comes or goes, whatever is left out."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from peerbot.features.series.hosts.asked import Turn, What
from peerbot.features.series.hosts.rota import (
    MOST_HOSTS,
    answered_by,
    covered_by,
    joined,
    left,
    still_asked,
)
from peerbot.features.series.hosts.rota import (
    given as after,
)
from peerbot.features.series.records import Next, Plan, holders
from peerbot.features.series.rule import Move, Rule, Skip, changed, occasions, still_to_come
from peerbot.kernel.ids import UserID

NOW = datetime(2026, 3, 7, 1, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
PEOPLE = tuple(UserID(f"@{name}:example.org") for name in ("robin", "jo", "kim", "sam"))
TUESDAYS = Rule(datetime.fromisoformat("2026-03-10 19:00"), "Europe/Berlin", 8)
DAYS = tuple(it.day for it in occasions(TUESDAYS))


def rota(plan: Plan) -> dict[date, UserID]:
    """Who holds each date."""
    return {it.day: holders(plan, it.day)[0] for it in occasions(plan.rule)}


def asked(plan: Plan, what: What, by: UserID, *days: date) -> Turn:
    """Somebody asks about dates."""
    own = what == "cover"
    to = holders(plan, days[-1])
    return Turn(1, what, by, days, to[1:] if own else to[:1], NOW + HOUR)


Op = What | Literal["join", "leave", "skip", "move"]

OPS: st.SearchStrategy[list[tuple[Op, UserID, date, date]]] = st.lists(
    st.tuples(
        st.sampled_from(("join", "leave", "skip", "move", "take", "swap", "cover")),
        st.sampled_from(PEOPLE),
        st.sampled_from(DAYS),
        st.sampled_from(DAYS),
    ),
    max_size=30,
)


@given(OPS)
@settings(max_examples=200, deadline=None)
def test_each_date_is_held_by_one_host_whatever_they_agree_on(
    ops: list[tuple[Op, UserID, date, date]],
) -> None:
    plan = Plan("Grief", "grief", 8, 90, TUESDAYS, PEOPLE[:1])
    for op, user, day, other in ops:
        before, was = rota(plan), plan
        dates = still_to_come(plan.rule, NOW)
        coming = Next("key", dates[0].day) if dates else None
        if op == "join":
            plan = plan if user in plan.hosts else joined(plan, user, coming)
        elif op == "leave":
            if user in plan.hosts[1:]:
                plan = left(plan, user, coming)
                assert user not in repr(plan), "nothing of them is in it"
        elif op == "skip":
            plan = replace(plan, rule=changed(plan.rule, Skip(day)))
            assert rota(plan) == {it: who for it, who in before.items() if it != day}
        elif op == "move":
            to = datetime.combine(day, datetime.min.time()) + timedelta(days=1)
            plan = replace(plan, rule=changed(plan.rule, Move(day, to)))
            assert rota(plan) == before
        else:
            days = (other, day) if op == "swap" else (day,)
            turn = asked(plan, op, user, *days)
            if still_asked(turn, plan, NOW) and turn.to:
                plan = after(plan, turn, turn.to[0])
                changed_days = {it for it, who in rota(plan).items() if who != before[it]}
                assert changed_days <= {*days}, "no other date"
                if op == "swap":
                    assert Counter(rota(plan).values()) == Counter(before.values())
                    assert rota(plan)[day] == before[other] == user
                    assert rota(plan)[other] == before[day]
                else:
                    assert rota(plan)[day] == (user if op == "take" else turn.to[0])
        if coming and plan.hosts != was.hosts and before[coming.day] in plan.hosts:
            assert rota(plan)[coming.day] == before[coming.day], "nobody finds out on the day"
        assert len(plan.hosts) <= MOST_HOSTS
        for it in DAYS:
            assert Counter(holders(plan, it)) == Counter(plan.hosts), "each once, one first"


def test_a_series_without_hosts_has_nobody_to_hold_it() -> None:
    assert holders(Plan("Grief", "grief", 8, 90, TUESDAYS, ()), DAYS[0]) == ()


def test_in_turn_a_fortnight_apart_as_a_week() -> None:
    for weeks in (1, 2, 4):
        plan = Plan("Grief", "grief", 8, 90, replace(TUESDAYS, weeks=weeks), PEOPLE[:3])
        dates = occasions(plan.rule)
        assert [holders(plan, it.day)[0] for it in dates[:4]] == [*PEOPLE[:3], PEOPLE[0]]


@pytest.mark.parametrize(
    ("hours", "people", "each"),
    [(72, 3, 12), (26, 3, 8), (10, 1, 8), (2, 2, 1), (1, 2, 0.5), (0.05, 3, 0.05), (5, 40, 1 / 12)],
)
def test_each_has_a_share_of_the_time_until_two_hours_before(
    hours: float, people: int, each: float
) -> None:
    starts = NOW + hours * HOUR
    assert covered_by(starts, NOW, people) - NOW == each * HOUR
    assert answered_by(starts, NOW) <= starts


@given(st.integers(1, 200), st.integers(1, 3))
def test_all_can_be_asked_before_the_date_where_there_are_minutes_for_it(
    hours: int, people: int
) -> None:
    starts, now = NOW + hours * HOUR, NOW
    for left_over in range(people, 0, -1):
        now = covered_by(starts, now, left_over)
    assert now <= starts
    if hours > 2:
        assert now <= starts - 2 * HOUR
