"""How long something lasts, as people write it: `15`, `1h30`, `an hour and a half`, `until 23:30`.

The one reader of durations and times of day. What it cannot read whole it does not read at all, and
what could be two lengths is none: half of "1 hour less", or 1.30 as 78 seconds, would be another
length than was meant.
"""

import re
from datetime import datetime, time, timedelta
from math import isfinite
from zoneinfo import ZoneInfo

from timelength import English, ParserSettings, TimeLength

from peerbot.kernel.parse import plain

LONGEST = 40
"""Characters of words that may be a length; more of them say something else."""

MOST = timedelta(days=366)
"""No length is longer than that: a larger number would not fit in a date."""

_BEFORE = re.compile(r"^(?:(?:it|for|by|an extra|another|about)\s+)+")
_BEHIND = re.compile(r"(?:\s+(?:more|longer)\b|,?\s+please$)")
_UNTIL = re.compile(r"^(?:until|till|til|to(?=.*[:.]))\s+(?:(?:about|at)\s+)?(?P<clock>.+)$")

_UNSURE = re.compile(
    r"(?<!\d)\.\d|(?<!\w)[-\u2212+]|\d[-\u2212]|\d[.,]\d{3}|\d[.,](?!25|50|75)\d\d|^0\d|\d[,\s]+\d+$"
)
"""`.5`, `-5`, `15-`, `1,000`, `1.30`, `0130`, `15, 20`: more than one length may be meant."""

_BARE = re.compile(r"[1-9]\d{0,3}|0")

_REWRITTEN = (
    (re.compile(r"(?<=\d),(?=\d)"), "."),  # 1,5 hours, as most of Europe writes it
    (re.compile(r"^([0-5]):([0-5]\d)$"), r"\1 hours \2 minutes"),
    (re.compile(r"^(\d+)\s*h(?:ours?|rs?)?\s*(?:and )?(\d{1,2})$"), r"\1 hours \2 minutes"),
    (re.compile(r"\b(?:1|one) and a half\b"), "1.5"),
    (re.compile(r"(\d+) and a half\b"), r"\1.5"),
    (re.compile(r"^(?:an? |1 |one )?hour and a half$"), "1 hour 30 minutes"),
)
"""What the library takes for something else, in words that it reads."""

_EXACTLY = English(settings=ParserSettings(assume_scale="NEVER", allow_duplicate_scales=False))
"""A number without a unit is none to the library: it would be seconds."""

_NAMED = {"midnight": "00:00", "noon": "12:00", "midday": "12:00", "24:00": "00:00"}
_CLOCKS = ("%H:%M", "%H.%M", "%H", "%I:%M %p", "%I %p", "%I.%M %p")
_CLOCK = re.compile(r"\d{1,2}(?:[:.]\d{2})?(?: [ap]m)?")


def _said(words: str) -> str:
    """Without what people put around a length."""
    return _BEHIND.sub("", _BEFORE.sub("", plain(words))).strip(" ,")


def read_length(words: str) -> timedelta | None:
    """How long these words say; a bare number is minutes. None where they say anything else."""
    said = _said(words)
    if len(said) > LONGEST or _UNSURE.search(said) or _UNSURE.search(words.strip()):
        return None
    for written, read in _REWRITTEN:
        said = written.sub(read, said)
    if ":" in said:  # a time of day, or minutes and seconds
        return None
    if _BARE.fullmatch(said) or said.isalpha():  # fifteen
        said += " minutes"
    try:
        result = TimeLength(said, _EXACTLY).result
    except (ValueError, OverflowError):  # nan, infinity
        return None
    seconds = float(result.seconds)
    if not result.success or result.invalid or not isfinite(seconds):
        return None
    return timedelta(seconds=min(seconds, MOST.total_seconds()))


def read_until(words: str, now: datetime, zone: str) -> datetime | None:
    """When a time of day comes next, as clocks in `zone` (an IANA name) show it. Where they show it
    twice it is the first that is still to come; where they skip it, the time that they show then.
    None where these words are no `until` and a time."""
    until = _UNTIL.match(_said(words))
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
    said = _NAMED.get(said, said)
    for form in _CLOCKS if _CLOCK.fullmatch(said) else ():
        try:
            return datetime.strptime(said, form).time()  # noqa: DTZ007 - a time of day has no zone
        except ValueError:
            continue
    return None
