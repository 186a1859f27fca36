"""What the config says of series."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType

from peerbot.features.series import settings as read
from peerbot.kernel.config import Catalogue, Finding, Group, Sound, few, mend, text

LONGEST = 720
"""Minutes that a date lasts at most, also where rooms may last longer: `rule.OVER` stands on it."""

_WRITE_DAYS = "Write a day as 2026-12-24, or some as 2026-12-24 to 2027-01-01."

_Number = Annotated[
    int, Meta(ge=1, le=100, extra_json_schema=mend("Write a number from 1 to 100."))
]


class RhythmStep(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A step of a date."""

    minutes: Annotated[
        int,
        Meta(ge=1, le=180, extra_json_schema=mend("Write a number of minutes from 1 to 180.")),
    ]
    line: Annotated[str, text("line", "Write what is done then, in a short sentence.", 100)]


class Template(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one word plans. What is left out is as in its kind of room."""

    kind: Annotated[str, text("kind", "Write a word of rooms.kinds.", 40)]
    minutes: (
        Annotated[
            int,
            Meta(
                ge=1, le=LONGEST, extra_json_schema=mend("Write a number of minutes from 1 to 720.")
            ),
        ]
        | UnsetType
    ) = UNSET
    size: (
        Annotated[
            int, Meta(ge=2, le=50, extra_json_schema=mend("Write a number of people from 2 to 50."))
        ]
        | UnsetType
    ) = UNSET
    weeks: (
        Annotated[
            int, Meta(ge=1, le=52, extra_json_schema=mend("Write a number of weeks from 1 to 52."))
        ]
        | UnsetType
    ) = UNSET
    fewest: (
        Annotated[
            int, Meta(ge=1, le=50, extra_json_schema=mend("Write a number of people from 1 to 50."))
        ]
        | UnsetType
    ) = UNSET
    latecomers: (
        Annotated[
            int,
            Meta(
                ge=0, le=LONGEST, extra_json_schema=mend("Write a number of minutes from 0 to 720.")
            ),
        ]
        | UnsetType
    ) = UNSET
    # Twelve are still read at a glance, by somebody who holds a group meanwhile.
    rhythm: Annotated[
        tuple[RhythmStep, ...],
        few("Write up to twelve steps with minutes and a line, or remove the list.", 12),
    ] = ()


class Series(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Groups that meet again."""

    # As many as there may be rooms, so that all of them could meet at one time.
    most: _Number = 16
    most_each: _Number = 3
    holidays: Annotated[
        tuple[Annotated[str, text("line", _WRITE_DAYS, 40)], ...],
        few("Write days on which nothing is planned, or remove the list.", 100),
    ] = ()
    templates: Annotated[
        Mapping[
            Annotated[str, text("kind", "Write the words after `plan` in lowercase.", 40)], Template
        ],
        few("Write a word with a kind of room under it, or remove the group.", 20),
    ] = {}


def _across(sound: Sound) -> Iterator[Finding]:
    for number, days in enumerate(sound("series", "holidays", default=()) or ()):
        if read_days(days) is None:
            yield ("series", "holidays", number), "is no day, and no days", _WRITE_DAYS
    kinds, longest = sound("rooms", "kinds"), sound("rooms", "longest", default=180)
    for word in sound("series", "templates", default={}) or ():
        where = ("series", "templates", word)
        kind, minutes = sound(*where, "kind"), sound(*where, "minutes", default=1)
        if kinds is not None and word in kinds:
            yield where, "is a kind of room already", "Write another word."
        if kinds is not None and kind is not None and kind not in kinds:
            known = ", ".join(kinds)
            yield (*where, "kind"), "is no kind of room", f"Write one of rooms.kinds: {known}."
        if longest is not None and minutes is not None and minutes > longest:
            what = f"{minutes} is more than rooms.longest ({longest})"
            yield (*where, "minutes"), what, f"Write a number from 1 to {longest}."
        fewest, size = sound(*where, "fewest", default=1), sound(*where, "size", default=50)
        if fewest is not None and size is not None and fewest > size:
            what = f"{fewest} is more than the size ({size})"
            yield (*where, "fewest"), what, f"Write a number from 1 to {size}."
        if sum(_minutes(sound(*where, "rhythm", default=()) or ())) > LONGEST:
            what = f"takes more than {LONGEST} minutes in all"
            yield (*where, "rhythm"), what, "Write fewer steps, or shorter ones."


def _minutes(steps: Iterable[Any]) -> Iterator[int]:
    """Of the steps that can be read; what is wrong with the others is said elsewhere."""
    for step in steps:
        if isinstance(step, Mapping) and isinstance(step.get("minutes"), int):
            yield step["minutes"]


def read_days(words: str) -> tuple[date, date] | None:
    """The first and the last of the days that are written there. None: it says anything else."""
    first, _, last = words.partition(" to ")
    try:
        days = date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip())
    except ValueError:
        return None
    return days if days[0] <= days[1] else None


GROUPS = (Group("series", Series, Series(), across=_across),)


def settings(config: Any, _catalogue: Catalogue) -> read.SeriesSettings:
    """What handlers read of it."""
    kinds, series = config.rooms.kinds, config.series
    own = (
        read.Template(word, word, kind.title, min(kind.minutes, LONGEST), kind.size)
        for word, kind in kinds.items()
    )
    named = (
        read.Template(
            word,
            it.kind,
            kinds[it.kind].title,
            min(kinds[it.kind].minutes, LONGEST) if it.minutes is UNSET else it.minutes,
            kinds[it.kind].size if it.size is UNSET else it.size,
            0 if it.weeks is UNSET else it.weeks,
            0 if it.fewest is UNSET else it.fewest,
            None if it.latecomers is UNSET else it.latecomers,
            tuple(read.RhythmStep(step.minutes, step.line) for step in it.rhythm),
        )
        for word, it in series.templates.items()
    )
    days = (read_days(words) for words in series.holidays)
    return read.SeriesSettings(
        templates=(*own, *named),
        most=series.most,
        most_each=series.most_each,
        longest=min(config.rooms.longest, LONGEST),
        holidays=tuple(it for it in days if it),
    )
