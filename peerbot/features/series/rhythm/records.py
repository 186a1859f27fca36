"""That somebody who hosts a date hears each of its steps, and until when."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from peerbot.kernel.consents import Consent
from peerbot.kernel.records import Record

RHYTHM: Final = Consent("rhythm", 1)
"""Saying each step of one date in the chat at its time, until the day after it."""


class MyRhythm(Record, frozen=True):
    """That the person hears the steps of a date. `series`: its key. `day`: as the rule has it.
    `said`: how many of them they heard."""

    series: str
    day: date
    title: str
    until: datetime
    said: int = 0

    @property
    def kept_as(self) -> str:
        """See `Record`: of one date of a series at a time."""
        return f"rhythm:{self.series}"

    @property
    def ends(self) -> datetime:
        """See `Record`."""
        return self.until

    @property
    def about(self) -> Mapping[str, str]:
        """See `Record`."""
        return {"title": self.title}
