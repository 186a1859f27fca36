"""The extension points of what comes next."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DateChoice:
    """A choice at a date: the same as saying `word`, which the feature answers anywhere. The state
    it is said in has the `date`."""

    word: str
