"""What the collective decided about series."""

from datetime import date

from msgspec import Struct

from peerbot.kernel.context import Context


class RhythmStep(Struct, frozen=True):
    """A step of a date, and how long it takes."""

    minutes: int
    line: str


class Template(Struct, frozen=True):
    """What a series is planned by: a kind of room (`word` is `kind` then), or a word of its own
    with its own size and length. `weeks`: how often it meets, unless its host says; 0: not said.
    `fewest`: see `records.Plan`. `rhythm`: the steps of a date, from its beginning on, also beyond
    its end. `latecomers`: for how many minutes after the start one can come in; None: until the
    end."""

    word: str
    kind: str
    title: str
    minutes: int
    size: int
    weeks: int = 0
    fewest: int = 0
    latecomers: int | None = None
    rhythm: tuple[RhythmStep, ...] = ()


class SeriesSettings(Struct, frozen=True):
    """`most`, `most_each`: how many series there may be at a time, in all and for one host.

    `holidays`: days on which nothing is planned unless its host wants it, from the first to the
    last. `longest`: minutes that no date lasts longer than.
    """

    templates: tuple[Template, ...]
    most: int
    most_each: int
    longest: int
    holidays: tuple[tuple[date, date], ...] = ()


def series_in(context: Context) -> SeriesSettings:
    """This section of the settings."""
    return context.settings.of(SeriesSettings)


def is_holiday(day: date, context: Context) -> bool:
    """Whether nothing is planned on a day by itself."""
    return any(first <= day <= last for first, last in series_in(context).holidays)
