"""Which time zone somebody means, who wrote a city."""

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from rapidfuzz import process
from rapidfuzz.distance import Indel

from peerbot.kernel.parse import bare, plain

MOST = 5
"""Cities that are suggested: they can be read through on a phone, and picked with one digit."""

LIKE = 0.8
"""How alike a city has to be to be suggested: most of its letters, in their order."""

SHORT = 6
"""Letters from which on something may be a misspelled city: less is like too many of them."""

NAME = 4
"""Words of the longest names, and letters of the shortest one that is looked for in a sentence."""

SENTENCE = 12
"""Words in which a city is looked for: whoever writes more tells something else."""

MONTH = timedelta(days=30)


def named(
    words: str, zones: Iterable[str], countries: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[str, ...]:
    """The zones of a city, or of several cities of one name, or of a country: of all the words, or
    of some of them. `countries`: by their folded names."""
    said, cities, of_country = folded(words), _cities(tuple(zones)), countries or {}
    there = said.split() if len(said.split()) <= SENTENCE else []
    some = (" ".join(there[at : at + n]) for n in range(NAME, 0, -1) for at in range(len(there)))
    names = (said, *(name for name in some if len(name) >= NAME))
    found = (cities.get(name) or of_country.get(name) for name in names)
    return next((zones for zones in found if zones), ())


@lru_cache(maxsize=1)
def _cities(zones: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """The zones of each name, as it is folded. There are six hundred, and always the same."""
    known: dict[str, tuple[str, ...]] = {}
    for zone in zones:
        for name in {folded(zone), _city(zone)}:
            known[name] = (*known.get(name, ()), zone)
    return known


@lru_cache(maxsize=1)
def _spelled(zones: tuple[str, ...]) -> Mapping[str, str]:
    return {zone: _city(zone) for zone in zones}


def only_one(zones: Collection[str], now: datetime) -> str:
    """The one that these are, if all are names of one place: its clocks tell. Empty: they differ,
    or there is none."""
    if len({_clocks(zone, now) for zone in zones}) != 1:
        return ""
    return min(zones, key=lambda zone: (len(zone), zone))


def alike(words: str, zones: Iterable[str]) -> tuple[str, ...]:
    """Zones of cities that are spelled nearly so, the nearest first."""
    said = folded(words)
    if len(said) < SHORT:
        return ()
    near = process.extract(
        said,
        _spelled(tuple(zones)),
        scorer=Indel.normalized_similarity,
        score_cutoff=LIKE,
        limit=MOST,
    )
    return tuple(zone for _, _, zone in near)


def _city(name: str) -> str:
    return folded(name.rpartition("/")[2])


def folded(words: str) -> str:
    """As names of zones are written: without accents."""
    letters = unicodedata.normalize("NFKD", plain(words.replace("_", " ")))
    return bare("".join(c for c in letters if not unicodedata.combining(c)))


def _clocks(name: str, now: datetime) -> tuple[timedelta | None, ...]:
    """How clocks there stand over the year that comes."""
    here = ZoneInfo(name)
    return tuple((now + month * MONTH).astimezone(here).utcoffset() for month in range(13))
