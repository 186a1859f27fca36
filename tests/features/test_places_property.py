"""Places at dates, whatever people do and in which order, and whenever the program is off.

Robin hosts a group of two that meets three times. Four people take places, wait, answer or do not,
and go; Robin moves dates, leaves them out, or ends it all.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peerbot.features.series.places.messages import Meeting
from peerbot.features.series.places.queue import SHORTEST, Places
from peerbot.features.series.places.records import MyPlace
from peerbot.features.series.records import Announced, MySeries
from peerbot.kernel.ids import UserID
from tests.engine.house import House, steady
from tests.engine.ways import JO, ROBIN, SAM

DAY, HOUR = timedelta(days=1), timedelta(hours=1)

KIM, ALEX = UserID("@kim:example.org"), UserID("@alex:example.org")

PEOPLE = (SAM, JO, KIM, ALEX)

SIZE = 2

TAKE = ("when", "1", "taking part", "a place", "yes")

WISHES = (
    TAKE,
    ("yes",),
    ("no",),
    ("my dates", "1"),
    ("my place again",),
    ("consent", "1"),
    ("erase", "erase it"),
    ("menu",),
    ("questions",),
)
"""What somebody may want, or answer."""

OF_ITS_HOST = (
    ("plan move 10 march to 20:00", "yes"),
    ("plan move 10 march to 12 march", "yes"),
    ("plan move 10 march to 23 march", "yes"),
    ("plan skip 10 march", "yes"),
    ("plan skip 17 march", "yes"),
    ("plan pause", "yes"),
    ("plan resume", "yes"),
    ("plan end", "yes"),
)

LATEST = datetime.fromisoformat("2026-03-26T12:00+00:00")
"""The day after the last date, wherever they were moved."""


class Dates:
    """What may happen in a house, and what has to hold after each step of it."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.before: dict[str, Places] = {}
        self.ends: dict[str, datetime] = {}

    # --- what may happen

    def says(self, user: UserID, *texts: str) -> None:
        """Somebody writes to the voice."""
        self.house.tells(user, *texts)

    def resets(self, user: UserID) -> None:
        """Somebody comes back with another identity."""
        self.house.resets_identity(user)

    def waits(self, span: timedelta) -> None:
        """Time passes."""
        self.house.wait(span)

    def is_off(self, span: timedelta) -> None:
        """Nothing runs for a while."""
        self.house.now += span
        self.house.restart()

    # --- what has to hold

    def places(self) -> dict[str, Places]:
        """Every meeting of which anything is known."""
        for it in self.house.nobody.listed(Announced):
            if it.next:
                self.ends.setdefault(it.next.meeting, LATEST)
        states = {
            key: self.house.engine.world.where(Meeting(key), self.house.now).state
            for key in self.ends
        }
        return {key: it for key, it in states.items() if isinstance(it, Places)}

    def check(self, *, waited: bool) -> None:
        """As the meetings say themselves, and as everybody has on record."""
        there = self.places()
        for key, at in there.items():
            self.ends[key] = at.until
            self._is_in_order(at)
            self._nobody_is_skipped(key, at, waited=waited)
        for user in PEOPLE:
            self._agreed(user, there)
        for key, at in there.items():
            for user in at.everybody:
                assert key in {it.meeting for it in self._mine(user)}, "nobody is kept without"
        for key, end in self.ends.items():
            if self.house.now >= end + DAY:
                assert not self.house.store.has(Meeting(key).owner)
        self.before = there
        assert self.house.sender.health.rejected == 0, "no fault of ours"

    def _mine(self, user: UserID) -> tuple[MyPlace, ...]:
        return tuple(it.record for it in self.house.kept(user) if isinstance(it.record, MyPlace))

    def _is_in_order(self, at: Places) -> None:
        assert len(at.places) + len(at.offers) <= SIZE, "never more people than places"
        assert len({*at.everybody}) == len(at.everybody)
        offered = {offer.user for offer in at.offers}
        assert offered == {*at.waiting[: len(offered)]}, "who waited longest is asked first"
        assert all(self.house.now < offer.until <= at.starts for offer in at.offers)
        if at.starts - self.house.now >= SHORTEST:
            assert not (at.free and at.unasked), "what is free is offered"

    def _nobody_is_skipped(self, key: str, at: Places, *, waited: bool) -> None:
        """Whoever has a place now was asked, or nobody waited who was not."""
        before = self.before.get(key)
        if before is None or waited:
            return
        offered = {offer.user for offer in before.offers}
        for user in {*at.places} - {*before.places}:
            assert user in offered or not before.unasked
        stayed = [user for user in before.waiting if user in at.waiting]
        assert [user for user in at.waiting if user in before.waiting] == stayed

    def _agreed(self, user: UserID, there: dict[str, Places]) -> None:
        """Each record has its yes, and is gone on the day after its date; it says what is so."""
        for kept in self.house.kept(user):
            if isinstance(kept.record, MyPlace):
                assert [grant.name for grant in kept.grants] == ["date-place"]
                assert self.house.now < kept.record.until + DAY
        for mine in self._mine(user):
            if at := there.get(mine.meeting):
                assert mine.until == at.until
                assert (user in at.waiting) == mine.waiting
                assert (user in at.places) != mine.waiting

    def end(self) -> None:
        """The day after the last date nothing is left of anything."""
        self.waits(LATEST + DAY - self.house.now)
        self.check(waited=True)
        assert not self.house.nobody.listed(Announced)
        assert not self.places()
        assert not [self._mine(user) for user in PEOPLE if self._mine(user)]
        hosts = [it for it in self.house.kept(ROBIN) if isinstance(it.record, MySeries)]
        assert not hosts


Happens = Callable[[Dates], None]


def _happens(what: Callable[..., None], *args: object) -> Happens:
    return lambda dates: what(dates, *args)


def _nothing(_dates: Dates) -> None:
    """So that what went wrong can be told in fewer steps."""


STEPS: dict[str, Happens] = {
    "nothing": _nothing,
    **{
        f"{user} says {texts}": _happens(Dates.says, user, *texts)
        for users, said in ((PEOPLE, WISHES), ((ROBIN,), OF_ITS_HOST))
        for user in users
        for texts in said
    },
    **{f"{user} is another": _happens(Dates.resets, user) for user in PEOPLE},
}

PASSES: dict[str, Happens] = {
    f"{how.__name__} {span}": _happens(how, span)
    for how, spans in (
        (Dates.waits, (HOUR, 13 * HOUR, DAY, 3 * DAY)),
        (Dates.is_off, (HOUR, 13 * HOUR, DAY, 8 * DAY)),
    )
    for span in spans
}

ALL = {**STEPS, **PASSES}

BEGINNINGS: dict[str, tuple[UserID, ...]] = {
    "nobody has a place": (),
    "all have one": (SAM, JO),
    "some wait": (SAM, JO, KIM, ALEX),
}


# Each is a whole series, so they are half as many. The fixture is the same for all of them.
@settings(
    max_examples=settings().max_examples // 2,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    beginning=st.sampled_from(list(BEGINNINGS)),
    steps=st.lists(st.sampled_from(list(ALL)), min_size=3, max_size=10),
)
def test_fault_77_places_are_given_in_order_and_gone_on_the_day_after(
    monkeypatch: pytest.MonkeyPatch, beginning: str, steps: list[str]
) -> None:
    steady(monkeypatch)
    with House() as house:
        house.facilitator(ROBIN)
        house.tells(ROBIN, f"plan grief tuesdays 19:00 3 weeks {SIZE} people", "yes")
        dates = Dates(house)
        dates.check(waited=False)
        for user in BEGINNINGS[beginning]:
            dates.says(user, *TAKE)
            dates.check(waited=False)
        for step in steps:
            ALL[step](dates)
            dates.check(waited=step in PASSES)
        dates.end()
