"""Which time zones there are."""

import zoneinfo
from typing import Any

from msgspec import Struct

from peerbot.kernel.config import Catalogue
from peerbot.kernel.context import Context

AREAS = (
    *("Africa", "America", "Antarctica", "Arctic", "Asia"),
    *("Atlantic", "Australia", "Europe", "Indian", "Pacific"),
)
"""Where cities are. Other names are those of countries and offsets, some of which mean the opposite
of what people read in them (`Etc/GMT+2` is two hours behind)."""


class Zones(Struct, frozen=True):
    """The zones of cities that this machine knows, by their IANA names."""

    names: tuple[str, ...]


def settings(_config: Any, _catalogue: Catalogue) -> Zones:
    """They are no setting of the collective's; handlers read no disk, and this is read once."""
    known = zoneinfo.available_timezones()
    return Zones(tuple(sorted(name for name in known if name.partition("/")[0] in AREAS)))


def zones_in(context: Context) -> tuple[str, ...]:
    """Their names."""
    return context.settings.of(Zones).names
