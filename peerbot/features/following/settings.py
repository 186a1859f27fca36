"""When people are not written to by the program itself."""

from typing import Annotated, Any

from msgspec import Meta, Struct

from peerbot.kernel.config import Catalogue, Group, mend
from peerbot.kernel.context import Context

_Hour = Annotated[
    int, Meta(ge=0, le=23, extra_json_schema=mend("Write an hour of the day from 0 to 23."))
]


class Quiet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Hours in which nobody gets a word that they asked for before: a phone may be beside a bed."""

    begins: _Hour = 22
    ends: _Hour = 8


GROUPS = (Group("quiet_hours", Quiet, Quiet()),)


class QuietHours(Struct, frozen=True):
    """From one hour of the day until another, which may be on the next day; the same twice: none.
    They are those of whoever is written to, where a zone of theirs is known."""

    begins: int
    ends: int


def settings(config: Any, _catalogue: Catalogue) -> QuietHours:
    """What handlers read of it."""
    return QuietHours(config.quiet_hours.begins, config.quiet_hours.ends)


def quiet_in(context: Context) -> QuietHours:
    """This section of the settings."""
    return context.settings.of(QuietHours)
