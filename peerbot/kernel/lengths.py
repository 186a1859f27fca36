"""How long something lasts, as people write it: `15`, `1h30`, `an hour and a half`, `until 23:30`.

The one reader of durations and times of day. What it cannot read whole it does not read at all:
half of "1 hour less" would be another length than was meant.
"""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from timelength import TimeLength

from peerbot.kernel.parse import plain

LONGEST = 40
"""Characters of words that may be a length; more of them say something else."""

MOST = timedelta(days=366)
"""No length is longer than that: a larger number would not fit in a date."""

_BEFORE = re.compile(r"^(?:(?:it|for|by|another|about)\s+)+")
_MORE = re.compile(r"\s+(?:more|longer)\b")
_UNTIL = re.compile(r"^(?:until|till|til|up to|to)\s+(?:(?:about|at)\s+)?(?P<clock>.+)$")
_SIGN = re.compile(r"(?<!\w)[-\u2212+]")

_REWRITTEN = (
    (re.compile(r"(?<=\d),(?=\d)"), "."),  # 1,5 hours, as most of Europe writes it
    (re.compile(r"^(\d{1,2}):([0-5]\d)$"), r"\1 hours \2 minutes"),
    (re.compile(r"^(\d+)\s*h(?:ours?|rs?)?\s*(\d{1,2})$"), r"\1 hours \2 minutes"),
    (re.compile(r"(\d+) and a half\b"), r"\1.5"),
    (re.compile(r"\bhour and a half$"), "hour 30 minutes"),
)
"""What the library takes for something else, in words that it reads."""

_CLOCKS = ("%H:%M", "%H.%M", "%Hh%M", "%H", "%I:%M %p", "%I %p", "%I.%M %p")


def read_length(words: str) -> timedelta | None:
    """How long these words say; a bare number is minutes. None where they say anything else."""
    said = _MORE.sub("", _BEFORE.sub("", plain(words))).strip(" ,")
    if len(said) > LONGEST or _SIGN.search(said):
        return None
    for written, read in _REWRITTEN:
        said = written.sub(read, said)
    if re.fullmatch(r"\d+(?:\.\d+)?", said):
        said += " minutes"
    read_whole = TimeLength(said).result
    if not read_whole.success or read_whole.invalid:
        return None
    return timedelta(seconds=min(float(read_whole.seconds), MOST.total_seconds()))


def read_until(words: str, now: datetime, zone: str) -> datetime | None:
    """When a time of day comes next, as clocks in `zone` (an IANA name) show it. Where they show it
    twice it is the first that is still to come; where they skip it, the time that they show then.
    None where these words are no `until` and a time."""
    until = _UNTIL.match(_BEFORE.sub("", plain(words)).strip(" ,"))
    clock = _clock(until["clock"]) if until else None
    if clock is None:
        return None
    here = ZoneInfo(zone)
    today = now.astimezone(here).date()
    times = (
        datetime.combine(today + timedelta(days=day), clock.replace(fold=fold), here)
        for day in (0, 1)
        for fold in (0, 1)
    )
    return min(at for at in (t.astimezone(now.tzinfo) for t in times) if at > now)


def _clock(said: str) -> time | None:
    """A time of day. `9 pm` and `9pm` are the same."""
    said = re.sub(r"\s*([ap])\.?m\.?$", r" \1m", said.removesuffix(" o'clock"))
    for form in _CLOCKS if len(said) <= LONGEST else ():
        try:
            return datetime.strptime(said, form).time()  # noqa: DTZ007 - a time of day has no zone
        except ValueError:
            continue
    return None


def read_end(words: str, now: datetime, zone: str) -> datetime | None:
    """When it is over: after a length, or at a time. None where the words say neither."""
    if until := read_until(words, now, zone):
        return until
    length = read_length(words)
    return None if length is None else now + length
