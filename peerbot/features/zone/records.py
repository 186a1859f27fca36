"""The zone that somebody chose, kept with their yes."""

from datetime import datetime, timedelta
from typing import Final

from peerbot.features.zone.settings import zones_in
from peerbot.kernel.consents import Consent
from peerbot.kernel.context import Context
from peerbot.kernel.records import Record

ZONE: Final = Consent("zone", 1)
"""Keeping the name of a time zone, to show dates in it."""

ZONE_LASTS: Final = timedelta(days=180)
"""Whoever still wants it after half a year says so again: it tells where somebody may live."""


class MyZone(Record, frozen=True):
    """In which zone the person reads dates: an IANA name."""

    zone: str
    until: datetime

    @property
    def ends(self) -> datetime:
        """See `Record`."""
        return self.until

    @property
    def kept_as(self) -> str:
        """See `Record`: there is one."""
        return "zone"


def zone_of(context: Context) -> str:
    """Theirs, as long as this machine knows it; else the collective's."""
    mine = context.record(MyZone)
    return mine.zone if mine and mine.zone in zones_in(context) else context.settings.zone
