"""Which time zones there are."""

import zoneinfo
from collections.abc import Mapping
from typing import Any

import babel.core
from msgspec import Struct

from peerbot.features.zone.reading import folded
from peerbot.kernel.config import Catalogue
from peerbot.kernel.context import Context

AREAS = (
    *("Africa", "America", "Antarctica", "Arctic", "Asia"),
    *("Atlantic", "Australia", "Europe", "Indian", "Pacific"),
)
"""Where cities are. Other names are those of countries and offsets, some of which mean the opposite
of what people read in them (`Etc/GMT+2` is two hours behind)."""


class Zones(Struct, frozen=True):
    """The zones of cities that this machine knows, by their IANA names. `countries`: those of each,
    by its name as it is folded."""

    names: tuple[str, ...]
    countries: Mapping[str, tuple[str, ...]] = {}


def settings(config: Any, _catalogue: Catalogue) -> Zones:
    """They are no setting of the collective's; handlers read no disk, and this is read once."""
    known = zoneinfo.available_timezones()
    names = tuple(sorted(name for name in known if name.partition("/")[0] in AREAS))
    called = babel.core.Locale(config.collective.language).territories
    countries: dict[str, tuple[str, ...]] = {}
    for name, country in sorted(babel.core.get_global("zone_territories").items()):
        if name in names:
            said = folded(called[country])
            countries[said] = (*countries.get(said, ()), name)
    babel.core._global_data = None  # noqa: SLF001 - see `texts.py`: 2 MiB that nothing needs again
    return Zones(names, countries)


def zones_in(context: Context) -> tuple[str, ...]:
    """Their names."""
    return context.settings.of(Zones).names


def countries_in(context: Context) -> Mapping[str, tuple[str, ...]]:
    """The zones of each country."""
    return context.settings.of(Zones).countries
