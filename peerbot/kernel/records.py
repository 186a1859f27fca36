"""What is kept of a person."""

from collections.abc import Mapping
from typing import ClassVar

from msgspec import Struct


class Record(Struct, frozen=True, tag=True):
    """Something kept of a person, on a yes of theirs or of a steward.

    Its class name is its type on the disk.
    """

    granted: ClassVar[bool] = False
    """A steward's to give, without a yes of the person."""

    @property
    def kept_as(self) -> str:
        """Its name among the person's records. A promise: it stays what it is in every file."""
        raise NotImplementedError

    @property
    def about(self) -> Mapping[str, str]:
        """What a sentence about it is filled with."""
        return {}
