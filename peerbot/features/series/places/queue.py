"""Who has a place at a date and who waits, and how a free place goes from one to the next.

It is offered to the first who waits, who has a while to answer, and then to the next. Nobody who
comes later gets one before that.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from peerbot.features.rooms.api import Mark
from peerbot.kernel.ids import UserID
from peerbot.kernel.table import State

LONGEST: Final = timedelta(hours=12)
"""A free place waits so long for an answer: a night, or a working day."""

SHORTEST: Final = timedelta(minutes=5)
"""Nobody can be expected to answer sooner. What is free later stays free: whoever waits may look in
once the date has begun."""

LATE: Final = timedelta(minutes=5)
"""A timer that comes later than this was held up by the program, and not by whoever was to answer.
"""

MOVES: Final = timedelta(days=7)
"""A date may be moved so far, and places with it: it is what people say yes to."""

FEWEST_WAITING: Final = 5
MOST_WAITING: Final = 50
"""As many may wait as there are places, but no fewer and no more than these."""


class Offer(Struct, frozen=True):
    """A free place, offered to somebody who waits. `until`: then it goes to the next, in UTC."""

    user: UserID
    until: datetime


class NoPlaces(State, frozen=True):
    """Nobody has a place at the date, or wants one; or it is over."""


class Places(State, frozen=True):
    """Who has a place, and who waits, in the order in which they asked.

    `until`: when nothing of the date is left; no later than `latest`, however it is moved. `offers`
    are made to some of those who wait. `mark`: of the room's card, once it is open.
    """

    series: str
    starts: datetime
    until: datetime
    latest: datetime
    size: int
    places: tuple[UserID, ...] = ()
    waiting: tuple[UserID, ...] = ()
    offers: tuple[Offer, ...] = ()
    mark: Mark = Mark("")

    @property
    def over(self) -> datetime:
        """See `State`: also where nothing runs at that time."""
        return self.until

    @property
    def everybody(self) -> tuple[UserID, ...]:
        """Whoever has a place or waits."""
        return (*self.places, *self.waiting)

    @property
    def free(self) -> int:
        """How many places nobody has, or is offered."""
        return self.size - len(self.places) - len(self.offers)

    @property
    def unasked(self) -> tuple[UserID, ...]:
        """Those who wait and are offered nothing so far."""
        offered = {offer.user for offer in self.offers}
        return tuple(user for user in self.waiting if user not in offered)

    @property
    def is_full(self) -> bool:
        """Whether so many wait that nobody else can."""
        return len(self.waiting) >= min(MOST_WAITING, max(FEWEST_WAITING, self.size))


def patience(left: timedelta) -> timedelta:
    """How long a free place waits for an answer, that long before the date: half a day if that is
    two days away, then a quarter of the time, and five minutes at least."""
    return min(LONGEST, max(SHORTEST, left / 4))


def with_offers(state: Places, now: datetime) -> Places:
    """With what is free offered to those who waited longest. None is open beyond the start."""
    left = state.starts - now
    if left < SHORTEST:
        return state
    asked = state.unasked[: max(0, state.free)]
    until = now + patience(left)
    return replace(state, offers=(*state.offers, *(Offer(user, until) for user in asked)))


def with_time(state: Places, users: Collection[UserID], now: datetime) -> Places:
    """With the time anew that these people have to answer. They keep what they are offered, so that
    nobody behind them gets a place before."""
    left = state.starts - now
    until = min(now + patience(left), state.starts)
    offers = (Offer(offer.user, until) if offer.user in users else offer for offer in state.offers)
    return replace(state, offers=tuple(offers))


def with_place(state: Places, user: UserID) -> Places:
    """Somebody has a place from now on."""
    return replace(without(state, user), places=(*state.places, user))


def without(state: Places, *users: UserID) -> Places:
    """Nothing of these people is left in it."""
    return replace(
        state,
        places=tuple(user for user in state.places if user not in users),
        waiting=tuple(user for user in state.waiting if user not in users),
        offers=tuple(offer for offer in state.offers if offer.user not in users),
    )
