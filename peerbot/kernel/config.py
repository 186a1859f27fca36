"""Groups of the config file that features bring, and how they become what handlers read.

The types of the groups are their schema: msgspec derives it. What a steward is told to write
stands beside each field.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from msgspec import NODEFAULT, Meta

Path = tuple[str | int, ...]
"""Where a setting is: the names of its groups and its own, and places in lists."""

Finding = tuple[Path, str, str]
"""A setting, what is wrong with it, and what to write."""

REQUIRED: Final = NODEFAULT
"""For a group that may not be left out."""


class Sound(Protocol):
    """Gives a setting by its path, unless something is wrong with it: then None."""

    def __call__(self, *path: str, default: Any = None) -> Any:
        """`default`: for one that is left out."""


class Catalogue(Protocol):
    """The sentences of the collective's language."""

    def say(self, text: str, *, now: datetime) -> str:
        """One message."""

    def has(self, text: str) -> bool:
        """Whether there is such a message."""

    def listed(self, name: str) -> tuple[str, ...]:
        """The items of a message that is a list with commas."""


def _nothing(_of: Any) -> Iterator[Any]:
    yield from ()


def _as_it_is(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class Group:
    """One group of the file, or one setting beside the groups.

    `across`: rules that involve several settings, each of them valid by itself. `filled`: the group
    with defaults that depend on its other settings. `doubts`: what is valid and probably not
    intended, each with what to do; it gets the whole config.
    """

    name: str
    type: Any
    default: Any = REQUIRED
    across: Callable[[Sound], Iterator[Finding]] = _nothing
    filled: Callable[[Any], Any] = _as_it_is
    doubts: Callable[[Any], Iterator[str]] = _nothing


def mend(words: str) -> dict[str, str]:
    """What to write in a field."""
    return {"mend": words}


def text(form: str, words: str, most: int = 300) -> Meta:
    """Describe a text. 300 characters are about eight lines of a phone: one message.

    `form`: one of the names that `peerbot.config_schema` knows. `words`: what to write.
    """
    return Meta(min_length=1, max_length=most, extra_json_schema=mend(words) | {"format": form})


def few(words: str, most: int) -> Meta:
    """Describe a list or a group of groups, with one entry at least."""
    return Meta(min_length=1, max_length=most, extra_json_schema=mend(words))
