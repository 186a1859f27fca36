"""Every sentence that a person reads (Project Fluent): each feature brings its own, and what
belongs to none is in `locale/<language>/`.

A message is a sentence. `choice-X` is the label of the choice X, and `word-X` lists, with
commas, what people may type for the choice or command X. No sentence stands in the code.
"""

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import babel.core
from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.types import FluentType, fluent_date, fluent_number
from fluent.syntax import ast

from peerbot.kernel.effects import Args, At, Line, Quoted, Say
from peerbot.kernel.ids import Clock
from peerbot.kernel.parse import bare, plain
from peerbot.kernel.table import OurFault
from peerbot.quoting import on_one_line, quoted

_FORMATS = {"en": "en-GB"}
"""Which region's dates a language is shown with: day before month, as most of the world reads."""


_SOON = timedelta(days=1)
"""What is later than this is told by its date."""

_NEXT = timedelta(hours=12)
"""Within this a clock shows a time once, so it needs no day, also past midnight."""

_HOURS, _DAYS = timedelta(hours=4), timedelta(days=2)
"""From here on nobody counts how long it is in minutes, and then in hours."""


def catalogues(language: str) -> list[Path]:
    """The files of one language, in the order of their paths."""
    package = Path(__file__).parent
    own = package.glob(f"locale/{language}/*.ftl")
    return sorted((*own, *package.glob(f"features/*/words/{language}/*.ftl")))


class TextFault(OurFault):
    """A sentence is missing or cannot be filled; named by its id alone."""


class Texts:
    """The sentences of one language, shown in one time zone."""

    def __init__(self, language: str, zone: str) -> None:
        """Load a language. Raises `TextFault` when a file does not parse or there is none."""
        sources = catalogues(language)
        if not sources:
            raise TextFault(f"no sentences for the language {language!r}")
        self._zone = zone
        # Some screen readers read the marks of an isolate aloud: `quoting` sets them where words of
        # somebody need them, and keeps other controls of directions out of every value.
        self._bundle = FluentBundle([_FORMATS.get(language, language)], use_isolating=False)
        # 2 MiB on the territories and time zones of the world, needed to find the language. Should
        # Babel need them again it loads them again; nothing here makes it.
        babel.core._global_data = None  # noqa: SLF001 - there is no public way
        self.names: list[str] = []
        for source in sources:
            resource = FluentResource(source.read_text(encoding="utf-8"))
            self._bundle.add_resource(resource)
            self.names += (it.id.name for it in resource.body if isinstance(it, ast.Message))
        self.phrases = cache(self._phrases)

    def say(self, text: str, args: Args | None = None, *, now: datetime) -> str:
        """One message filled in. Raises `TextFault` when it is missing or lacks a value."""
        known = self._bundle.has_message(text)
        pattern = self._bundle.get_message(text).value if known else None
        if pattern is None:
            raise TextFault(f"no sentence {text!r}")
        said, errors = self._bundle.format_pattern(pattern, self._values(args or {}, now))
        if errors:
            raise TextFault(f"the sentence {text!r} lacks a value")
        return str(said)

    def question(self, said: Say, offered: tuple[tuple[int, str], ...], *, now: datetime) -> str:
        """A whole reply: the sentence, what goes with it, and its choices, one a line."""
        lines = [self.say(line.text, line.args, now=now) for line in said.before]
        lines += [self.say(said.text, said.args, now=now)]
        lines += [self.say(line.text, line.args, now=now) for line in said.also]
        lines += [self._choice(line, now) for line in said.lines]
        lines += [f"{number}. {self.say(f'choice-{word}', now=now)}" for number, word in offered]
        return "\n".join(lines)

    def _choice(self, line: Line, now: datetime) -> str:
        return f"{line.number}. {self.say(line.text, line.args, now=now)}"

    def _phrases(self, word: str) -> tuple[str, ...]:
        phrases = (bare(plain(phrase)) for phrase in self.listed(f"word-{word}"))
        return tuple(dict.fromkeys(phrases))

    def meant(self, _text: str) -> tuple[str, ...]:
        """See `kernel.parse.Lexicon`: without examples to compare, exact words alone count."""
        return ()

    def language(self, _text: str) -> str:
        """See `kernel.parse.Lexicon`."""
        return ""

    def has(self, text: str) -> bool:
        """Whether there is such a message."""
        return self._bundle.has_message(text)

    def listed(self, name: str) -> tuple[str, ...]:
        """The items of a message that is a list with commas."""
        if not self._bundle.has_message(name):
            raise TextFault(f"no words {name!r}")
        pattern = self._bundle.get_message(name).value
        said, _ = self._bundle.format_pattern(pattern) if pattern else ("", [])
        return tuple(item.strip() for item in str(said).split(","))

    def _values(self, args: Args, now: datetime) -> dict[str, str | FluentType]:
        values: dict[str, str | FluentType] = {}
        for name, value in args.items():
            if isinstance(value, datetime):
                values |= self._time(name, At(value, self._zone), now)
            elif isinstance(value, At):
                values |= self._time(name, value, now)
            elif isinstance(value, int):
                values[name] = fluent_number(value)
            elif isinstance(value, Quoted):
                values[name] = quoted(value)
            else:
                values[name] = on_one_line(value)
        return values

    def _time(self, name: str, at: At, now: datetime) -> dict[str, str | FluentType]:
        there = at.when.astimezone(ZoneInfo(at.zone))
        clock = self._clock(there, now, at.zone)
        return {
            name: self._with_day(clock, there, now),
            f"{name}-clock": clock,
            f"{name}-date": fluent_date(there.date(), dateStyle="long"),
            f"{name}-day": fluent_date(there.date(), dateStyle="full"),
            f"{name}-left": self._left(at.when - now),
            f"{name}-zone": at.zone.replace("_", " "),
        }

    def _clock(self, there: datetime, now: datetime, zone: str) -> str:
        """What a clock there shows; with the offset where it shows the same twice, or is put back
        before that time comes: whoever counts the hours on it would be early."""
        again, offset = there.replace(fold=1 - there.fold).utcoffset(), _offset(there)
        soon = timedelta() < there - now < _SOON
        put_back = soon and _offset(now.astimezone(ZoneInfo(zone))) > offset
        which = f" (UTC{_signed(offset)})" if put_back or again != offset else ""
        return f"{there:%H:%M}{which} {zone.rpartition('/')[2].replace('_', ' ')}"

    def _with_day(self, clock: str, there: datetime, now: datetime) -> str:
        if there - now < _NEXT or there.date() == now.astimezone(there.tzinfo).date():
            return clock
        day = fluent_date(there.date(), dateStyle="full")
        return self._part("time-on-a-day", {"clock": clock, "day": day})

    def _left(self, span: timedelta) -> str:
        """How long that is, as people say it."""
        unit = "minutes" if span < _HOURS else "hours" if span < _DAYS else "days"
        length = round(max(timedelta(), span) / timedelta(**{unit: 1}))
        return self._part("time-left", {"unit": unit, "length": fluent_number(length)})

    def _part(self, name: str, values: dict[str, str | FluentType]) -> str:
        """What a value of a sentence is made of. Raises `TextFault` when it is missing."""
        known = self._bundle.has_message(name)
        pattern = self._bundle.get_message(name).value if known else None
        if pattern is None:
            raise TextFault(f"no sentence {name!r}")
        return str(self._bundle.format_pattern(pattern, values)[0])


class Spoken:
    """Implements `kernel.ports.Sentences`."""

    def __init__(self, texts: Texts, clock: Clock) -> None:
        self._texts = texts
        self._clock = clock

    def say(self, text: str) -> str:
        """See `Sentences`."""
        return self._texts.say(text, now=self._clock())

    def means(self, words: str, word: str) -> bool:
        """See `Sentences`."""
        return bare(plain(words)) in self._texts.phrases(word)


def _offset(there: datetime) -> timedelta:
    return there.utcoffset() or timedelta()


def _signed(offset: timedelta) -> str:
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    sign = "-" if offset < timedelta() else "+"
    return f"{sign}{hours}:{minutes:02}" if minutes else f"{sign}{hours}"
