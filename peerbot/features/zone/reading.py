"""Which time zone somebody means, who wrote a city."""

import unicodedata
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rapidfuzz import process
from rapidfuzz.distance import Indel

from peerbot.kernel.parse import bare, plain

MOST = 5
"""Cities that are suggested: they can be read through on a phone, and picked with one digit."""

LIKE = 0.7
"""How alike a city has to be to be suggested: most of its letters, in their order."""

MONTH = timedelta(days=30)


def named(words: str, zones: Iterable[str]) -> tuple[str, ...]:
    """The zones of a city, or of several cities of one name."""
    said = _folded(words)
    return tuple(zone for zone in zones if said in (_folded(zone), _city(zone)))


def only_one(zones: Collection[str], now: datetime) -> str:
    """The one that these are, if all are names of one place: its clocks tell. Empty: they differ,
    or there is none."""
    if len({_clocks(zone, now) for zone in zones}) != 1:
        return ""
    return min(zones, key=lambda zone: (len(zone), zone))


def alike(words: str, zones: Iterable[str]) -> tuple[str, ...]:
    """Zones of cities that are spelled nearly so, the nearest first."""
    cities = {zone: _city(zone) for zone in zones}
    near = process.extract(
        _folded(words),
        cities,
        scorer=Indel.normalized_similarity,
        score_cutoff=LIKE,
        limit=MOST,
    )
    return tuple(zone for _, _, zone in near)


def _city(name: str) -> str:
    return _folded(name.rpartition("/")[2])


def _folded(words: str) -> str:
    """As names of zones are written: without accents."""
    letters = unicodedata.normalize("NFKD", plain(words.replace("_", " ")))
    return bare("".join(c for c in letters if not unicodedata.combining(c)))


def _clocks(name: str, now: datetime) -> tuple[timedelta | None, ...]:
    """How clocks there stand over the year that comes."""
    here = ZoneInfo(name)
    return tuple((now + month * MONTH).astimezone(here).utcoffset() for month in range(13))
