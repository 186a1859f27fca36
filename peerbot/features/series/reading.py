"""What somebody plans, as they write it: `tuesdays 19:00 6 weeks 8 people`, in any order.

Each part is read where it stands and taken out. Days and lengths are the kernel's to read
(`days.py`, `lengths.py`). What is left in the end was not understood, and then nothing counts: half
of what somebody wrote would be another plan than was meant. Neither does what may be two things:
`monthly`, `at 7`, or `6 weeks` of a group that meets every other one. Of some of that it is known
what may be meant, which is said then (`hint`).
"""

import calendar
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from peerbot.features.series.rule import shown
from peerbot.kernel.days import read_day
from peerbot.kernel.lengths import read_length, read_until
from peerbot.kernel.parse import plain

DAY = timedelta(days=1)

YEAR = timedelta(days=366)

NOON = 12

LATELY = timedelta(weeks=6)
"""So long ago a day without a year is rather an oversight than one of next year."""

MOST_WEEKS = 4
"""Between two dates: what is further apart is planned one by one."""


MOST_PEOPLE = 50
"""As of a room."""


class Draft(Struct, frozen=True):
    """What is known so far of a series that is being planned.

    `word`: what it is planned by. `day`: of its first date; `since`: its first date is on the first
    `weekday` from then on. `count` or `last`: how often. `fewest`: so many people have a place, or
    it is not held. None: not said. `asked`: step by step.
    """

    word: str = ""
    day: date | None = None
    since: date | None = None
    weekday: int | None = None
    at: time | None = None
    weeks: int = 1
    count: int | None = None
    last: date | None = None
    size: int | None = None
    minutes: int | None = None
    asked: bool = False
    fewest: int | None = None

    def first(self, now: datetime, zone: str) -> datetime | None:
        """When it begins, as clocks in the zone show it. None: not said yet."""
        if self.at is None:
            return None
        if self.day:
            return datetime.combine(self.day, self.at)
        if self.weekday is None:
            return None
        today = shown(now, zone)
        begins = datetime.combine(self.since or today.date(), self.at)
        begins += (self.weekday - begins.weekday()) % 7 * DAY
        return begins if begins > today else begins + 7 * DAY


def read_date(words: str, now: datetime, zone: str) -> date | None:
    """Which day these words say; today may be one, as the day of a date that is still to come."""
    today = shown(now, zone).date()
    words = words.removeprefix("this ")
    if words in ("today", "tonight"):
        return today
    if next_year(words, now, zone):
        return None
    day, before = (_day_there(read_day(words, at, zone), zone) for at in (now, now - DAY))
    # A day in so many days is another one each day, and none that was named.
    named = day is None or (before is not None and day - before != DAY)
    return today if named and before == today else day


def next_year(words: str, now: datetime, zone: str) -> date | None:
    """Which day a date is without its year, where that of this year is over since lately."""
    found = _YEARLESS.search(words)
    day = _day_there(read_day(found[0], now - DAY, zone), zone) if found else None
    ahead = day - shown(now, zone).date() if day else timedelta()
    return day if ahead > YEAR - LATELY else None


def weekday_of(words: str) -> int | None:
    """Which weekday they say, and nothing else."""
    return _weekday_number(words) if re.fullmatch(_WEEKDAY, words) else None


Hint = tuple[Literal["over", "hour", "midnight"], date | int]
"""What may be meant by words that are none: the day of next year, or the hour of a clock."""


def hint(words: str, now: datetime, zone: str) -> Hint | None:
    """What was left, where it is known what may be meant."""
    if day := next_year(words, now, zone):
        return "over", day
    if hour := bare_hour(words):
        return "hour", hour
    return ("midnight", 0) if _MIDNIGHT.search(words) else None


def bare_hour(words: str) -> int | None:
    """The hour of `at 7`, which is one in the morning and one in the evening."""
    found = re.search(r"(?<!\S)at (\d{1,2})(?: o'clock)?(?!\S)", words)
    return int(found[1]) if found and 1 <= int(found[1]) < NOON else None


def _day_there(begins: datetime | None, zone: str) -> date | None:
    return begins.astimezone(ZoneInfo(zone)).date() if begins else None


_NUMBERS = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_N = rf"(?P<n>\d{{1,3}}|{'|'.join(_NUMBERS)})"
_MONTH = "|".join(name.lower() for name in (*calendar.month_name, *calendar.month_abbr) if name)
_WEEKDAY = "|".join(name.lower() for name in (*calendar.day_name, *calendar.day_abbr))
_NTH = r"(?:the )?\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?: \d{4}(?![:.\d]))?"
_DATE = (
    rf"\d{{4}}-\d{{2}}-\d{{2}}|{_NTH}(?: of)? (?:{_MONTH})\b{_YEAR}|"
    rf"(?:{_MONTH}) {_NTH}(?![:.\d]){_YEAR}|today|tonight|tomorrow|this (?:{_WEEKDAY})"
)
_YEARLESS = re.compile(
    rf"(?<![\d-])(?:{_NTH}(?: of)? (?:{_MONTH})|(?:{_MONTH}) {_NTH})\b(?! \d{{4}})"
)
_MIDNIGHT = re.compile(r"(?<!\S)(?:24(?:[:.]00|h(?:00)?)|12(?:[:.]00)? ?a\.?m\.?|midnight)(?!\S)")
_CLOCK = (
    r"\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?|\d{1,2} ?[ap]\.?m\.?(?![a-z])|\d{1,2}h(?:\d{2})?|"
    r"noon|midday"
)

_ANY_DAY = datetime(2026, 1, 1, 0, 0, 1, tzinfo=UTC)
"""A time of day is read as the next one after this, where no clock changes."""

Part = tuple[re.Pattern[str], Callable[[Draft, re.Match[str], datetime, str], Draft | None]]
"""What a part looks like, and what it says. None: nothing that could be meant here."""


def _count(words: str) -> int:
    return int(words) if words.isdecimal() else _NUMBERS.index(words) + 1


def _people(draft: Draft, found: re.Match[str], _now: datetime, _zone: str) -> Draft:
    return replace(draft, size=_count(found["n"]))


def _fewest(draft: Draft, found: re.Match[str], _now: datetime, _zone: str) -> Draft | None:
    fewest = _count(found["n"] or found["least"])
    return replace(draft, fewest=fewest) if 1 <= fewest <= MOST_PEOPLE else None


def _weeks(draft: Draft, found: re.Match[str], _now: datetime, _zone: str) -> Draft | None:
    weeks = _count(found["n"]) if found["n"] else 1 if found["each"] else 2
    return replace(draft, weeks=weeks) if 1 <= weeks <= MOST_WEEKS else None


def _times(draft: Draft, found: re.Match[str], _now: datetime, _zone: str) -> Draft | None:
    count = _count(found["n"]) if found["n"] else 1
    if not count or (found["unit"] and found["unit"].startswith("week") and draft.weeks > 1):
        return None
    return replace(draft, count=count)


def _length(draft: Draft, found: re.Match[str], _now: datetime, _zone: str) -> Draft | None:
    lasts = read_length(found["length"])
    return replace(draft, minutes=lasts // timedelta(minutes=1)) if lasts else None


def _last(draft: Draft, found: re.Match[str], now: datetime, zone: str) -> Draft | None:
    day = read_date(found["day"], now, zone)
    return replace(draft, last=day) if day else None


def _since(draft: Draft, found: re.Match[str], now: datetime, zone: str) -> Draft | None:
    day = read_date(found["day"], now, zone)
    return replace(draft, since=day) if day else None


def _clock(found: re.Match[str]) -> str:
    return found["clock"] or found["hour"]


def _at(draft: Draft, found: re.Match[str], _now: datetime, _zone: str) -> Draft | None:
    said = re.sub(r"^(\d{1,2})h(\d{2})?$", lambda it: f"{it[1]}:{it[2] or '00'}", _clock(found))
    at = read_until(f"until {said}", _ANY_DAY, "UTC")
    unsure = bare_hour(found[0]) or _MIDNIGHT.search(found[0])
    return replace(draft, at=at.time()) if at and not unsure else None


def _weekday(draft: Draft, found: re.Match[str], _now: datetime, _zone: str) -> Draft:
    return replace(draft, weekday=_weekday_number(found["day"]))


def _weekday_number(word: str) -> int:
    return [name.lower()[:3] for name in calendar.day_name].index(word[:3])


def _day(draft: Draft, found: re.Match[str], now: datetime, zone: str) -> Draft | None:
    day = read_date(found["day"], now, zone)
    if day is None or draft.weekday not in (None, day.weekday()):
        return None
    return replace(draft, day=day)


def _part(form: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S)(?:{form})(?!\S)")


_PEOPLE = "people|persons|person|ppl|members|places|seats"

_PARTS: tuple[Part, ...] = (
    (
        _part(
            rf"(?:if |only )*(?:from|at least|starts? with|with at least) {_N} (?:{_PEOPLE})|"
            rf"at least {_N.replace('<n>', '<least>')}"
        ),
        _fewest,
    ),
    (_part(rf"(?:(?:up to|for|at most) )*{_N} (?:{_PEOPLE})"), _people),
    (
        _part(
            rf"every {_N} weeks|(?P<each>weekly|every week|each week)|fortnightly|every fortnight|"
            r"every (?:other|second|2nd)(?: week)?"
        ),
        _weeks,
    ),
    (
        _part(
            rf"(?<!every )(?:for )?{_N} "
            "(?P<unit>weeks?|times?|dates?|meetings?|sessions?|evenings?)|(?:only )?once"
        ),
        _times,
    ),
    (
        _part(
            r"(?:for )?(?P<length>\d+(?:[.,]\d+)? ?(?:minutes?|mins?|hours?|hrs?)"
            r"(?: (?:and )?\d+ ?(?:minutes?|mins?))?|an hour and a half|half an hour|"
            r"(?:an|one) hour)"
        ),
        _length,
    ),
    (_part(rf"(?:until|till|til)(?: the)? (?P<day>{_DATE}|{_WEEKDAY})"), _last),
    (_part(rf"(?:from|starting|beginning)(?: on| from)? (?P<day>{_DATE})"), _since),
    (_part(rf"(?:at )?(?P<clock>{_CLOCK})|at (?P<hour>\d{{1,2}})(?: o'clock)?"), _at),
    (_part(rf"(?<!this )(?:(?:on|every|each) )?(?P<day>{_WEEKDAY})s?"), _weekday),
    (_part(rf"(?:on )?(?P<day>{_DATE})"), _day),
)

_BETWEEN = {"and", "on", "at", "with", "to", "please"}
"""Words that may stand between the parts and say nothing."""


def unmarked(words: str) -> str:
    """Plain words, without what stands between two parts."""
    return " ".join(re.sub(r"[,:;](?!\d)", " ", plain(words)).split())


def read(words: str, draft: Draft, now: datetime, zone: str) -> tuple[Draft, str]:
    """The draft with what these words say, and those that were not understood."""
    left = unmarked(words)
    for form, take in _PARTS:
        found = form.search(left)
        said = take(draft, found, now, zone) if found else None
        if found and said:
            draft = said
            left = f"{left[: found.start()]} {left[found.end() :]}"
            left = " ".join(left.split())
    return draft, "" if _BETWEEN.issuperset(left.split()) else left
