"""The address of a meeting, one date of a series, and what it is told and tells."""

from datetime import datetime, timedelta
from typing import Final, Literal

from peerbot.features.rooms.api import Mark
from peerbot.kernel.consents import Consent
from peerbot.kernel.ids import Address, Owner, UserID
from peerbot.kernel.messages import Courtesy, Message, Released

DATE_PLACE: Final = Consent("date-place", 1)
"""Keeping an address with the next date of a series, for a place there or to wait for one."""

WhyOff = Literal["skipped", "moved", "few", "ended", "over"]
"""Why a date has no places any more. moved: to a day that nobody agreed to; over: it was held."""

WhyGone = Literal[WhyOff, "back", "passed", "full", "gone", "not-today", "closed"]
"""back: they gave it back. passed: a free place waited for their answer. full: so many wait
already. gone: there is no such date to come. not-today: nobody opened the room. closed: it
closed before the date was over."""


class Meeting(Address, frozen=True):
    """One date of a series. `id`: made for it alone (see `records.Next`)."""

    kind = "meeting"

    id: str

    @property
    def key(self) -> str:
        """Its id."""
        return self.id


class WantDatePlace(Message, frozen=True):
    """A person's yes to a place, or to waiting for one."""

    user: UserID

    @property
    def consent(self) -> Consent:
        """See `Message`."""
        return DATE_PLACE


class TakeFreePlace(Message, frozen=True):
    """Somebody who waits takes the place that they were offered."""

    user: UserID


class LetGoOfDate(Message, frozen=True):
    """Somebody gives their place back, waits no more, takes the yes back, or is being erased."""

    user: UserID


class OfferOver(Message, frozen=True):
    """Whoever was offered a place has had their time to answer."""


class PlacesOver(Message, frozen=True):
    """It is the day after the date."""


class DateChanged(Message, frozen=True):
    """From the series: when the date begins now, and when nothing of it is left. Both in UTC."""

    starts: datetime
    until: datetime


class DateOff(Message, frozen=True):
    """From the series: there are no places at this date any more."""

    why: WhyOff


class DateOpens(Message, frozen=True):
    """The room of the date is open. `mark`: of its card."""

    mark: Mark


class DateNot(Message, frozen=True):
    """Nobody opens a room for the date, or it is closed before its time."""

    why: Literal["not-today", "closed"] = "not-today"


class Count(Message, frozen=True):
    """From the series: how many have a place? It is answered with `Counted`."""


class Counted(Message, frozen=True):
    """To the series: how many people have a place at its next date, those who wait left aside."""

    meeting: str
    places: int


class FewestDue(Message, frozen=True):
    """To the series: it is the time at which a date needs as many as it is held for."""

    meeting: str


class DateTooFew(Courtesy, frozen=True):
    """To a host: a date is left out, since too few took a place. `starts`: in UTC."""

    title: str
    starts: datetime


class PlaceKept(Courtesy, frozen=True):
    """They have a place, or wait for one."""

    meeting: str
    waiting: bool


class PlaceFree(Courtesy, frozen=True):
    """A place is free for somebody who waits. `until`: when it is offered to the next."""

    meeting: str
    until: datetime


class PlaceGone(Released, frozen=True):
    """Nothing of the person is left in a meeting."""

    meeting: str
    why: WhyGone

    @property
    def sender(self) -> str:
        """See `Released`."""
        return self.meeting

    @property
    def drops(self) -> str:
        """See `Released`."""
        return kept_as(self.meeting)

    @property
    def _answers(self) -> bool:
        return self.why in ("back", "passed", "full", "gone")

    @property
    def spread(self) -> timedelta:
        """What is told to all hurries little, since it is hours before the date, or after it; that
        nobody opens the room hurries more."""
        if self._answers:
            return timedelta()
        return timedelta(minutes=1 if self.why == "not-today" else 5)

    def queue(self, owner: Owner, /) -> str:
        """An announcement waits for its moment by itself."""
        return super().queue(owner) if self._answers else f"announcement {self.meeting} {owner}"


class ToEverybody(Courtesy, frozen=True):
    """To everybody with a place, or who waits, each at a moment of their own."""

    meeting: str

    @property
    def spread(self) -> timedelta:
        """Soon, and not all at once."""
        return timedelta(minutes=1)

    def queue(self, owner: Owner, /) -> str:
        """An announcement waits for its moment by itself."""
        return f"announcement {self.meeting} {owner}"


class DateMoved(ToEverybody, frozen=True):
    """The date begins at another time, and their place is kept until then. Both in UTC."""

    starts: datetime
    until: datetime


class DateIsOpen(ToEverybody, frozen=True):
    """The room of the date is open. `waiting`: they have no place."""

    mark: Mark
    waiting: bool


def kept_as(meeting: str) -> str:
    """What a place at a date is kept as among the records of whoever has it."""
    return f"date:{meeting}"
