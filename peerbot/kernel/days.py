"""Which day somebody means: `monday`, `tomorrow`, `17 march`, `2026-12-24`, `3 days`.

As with lengths (`lengths.py`), what cannot be read whole is not read at all, and what could be two
days is none: `3/4`, or `next monday`, which is this one to some and the one after to others.
"""

import calendar
import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from peerbot.kernel.lengths import LONGEST, read_length
from peerbot.kernel.parse import plain

DAY = timedelta(days=1)

_BEFORE = re.compile(r"^(?:(?:until|till|til|to|on|for|the)\s+)+")

_WEEKDAYS = {
    name: number
    for names in (calendar.day_name, calendar.day_abbr)
    for number, name in enumerate(map(str.lower, names))
}

_MONTHS = {
    name: number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(map(str.lower, names))
    if name
}

_NUMBER, _MONTH, _YEAR = (
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?",
    r"(?P<month>[a-z]+)",
    r"(?P<year>\d{4})",
)

_DATES = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"),
    re.compile(rf"{_NUMBER} (?:of )?{_MONTH}(?:,? {_YEAR})?"),
    re.compile(rf"{_MONTH} (?:the )?{_NUMBER}(?:,? {_YEAR})?"),
)


def read_day(words: str, now: datetime, zone: str) -> datetime | None:
    """When the day begins that these words say, in `zone` (an IANA name). It is still to come. None
    where they say anything else."""
    said = _BEFORE.sub("", plain(words))
    here = ZoneInfo(zone)
    today = now.astimezone(here).date()
    day = _day(said, today) if len(said) <= LONGEST else None
    if day is None or day <= today:
        return None
    return datetime.combine(day, time(), here).astimezone(UTC)


def _day(said: str, today: date) -> date | None:
    if said == "tomorrow":
        return today + DAY
    if said in _WEEKDAYS:
        ahead = (_WEEKDAYS[said] - today.weekday()) % 7
        return today + (ahead or 7) * DAY
    read = (form.fullmatch(said) for form in _DATES)
    named = next((day for found in read if found and (day := _date(found, today))), None)
    length = None if named else read_length(said)  # to the library `24 dec` is 24 decades
    if length:
        return None if length % DAY else today + length
    return named


def _date(found: re.Match[str], today: date) -> date | None:
    """Without a year it is the next one of that name."""
    month = _MONTHS.get(found["month"]) or (
        int(found["month"]) if found["month"].isdecimal() else 0
    )
    years = (int(found["year"]),) if found["year"] else (today.year, today.year + 1)
    for year in years:
        try:
            day = date(year, month, int(found["day"]))
        except ValueError:
            continue
        if day > today:
            return day
    return None
