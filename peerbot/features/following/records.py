"""What is kept of whoever wants to be told of dates, each with a yes of its own.

It is kept with each person alone: nowhere is a list of who is told of what.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from peerbot.kernel.consents import Consent
from peerbot.kernel.context import Context
from peerbot.kernel.records import Record

HOUR_BEFORE: Final = Consent("hour-before", 1)
"""A word about an hour before each date of a series, and keeping the chat's address until then."""

FOLLOW: Final = Consent("follow", 1)
"""A message on a day before something of a subject begins, and keeping the chat's address."""

FOLLOWED_FOR: Final = timedelta(days=90)
"""Whoever still follows something after that says so again."""

MOST_FOLLOWED: Final = 10
"""Subjects that one person follows."""

MOST_WORDS: Final = 10
"""Series of which one person is told an hour before."""

Which = tuple[str, datetime]
"""A date: of which series (its key), and when it begins."""


class HourBefore(Record, frozen=True):
    """They want a word before each date of a series (its key). `until`: its last date is over.

    `starts`: the date that they hear of next. `comes`: when they do. None: there is none.
    """

    keeps_chat = True

    series: str
    title: str
    until: datetime
    starts: datetime | None = None
    comes: datetime | None = None

    @property
    def kept_as(self) -> str:
        """See `Record`."""
        return f"hour-before:{self.series}"

    @property
    def ends(self) -> datetime:
        """See `Record`."""
        return self.until

    @property
    def about(self) -> Mapping[str, str]:
        """See `Record`."""
        return {"title": self.title}


class Following(Record, frozen=True):
    """Of which subjects they want to hear: words of kinds of room. `told`: dates that they were
    told of and that are still to come."""

    keeps_chat = True

    kinds: tuple[str, ...]
    until: datetime
    told: tuple[Which, ...] = ()

    @property
    def kept_as(self) -> str:
        """See `Record`: there is one."""
        return "following"

    @property
    def ends(self) -> datetime:
        """See `Record`."""
        return self.until


def words_of(context: Context) -> tuple[HourBefore, ...]:
    """Those that are not over."""
    return tuple(it for it in context.records(HourBefore) if it.until > context.now)


def followed(context: Context) -> Following | None:
    """What they follow."""
    mine = context.record(Following)
    return mine if mine and mine.until > context.now else None
