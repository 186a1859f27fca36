"""What is kept of a person."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import ClassVar

from msgspec import Struct

from peerbot.kernel.ids import UserID


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

    def listed(self, _user: UserID, _until: datetime, /) -> "Listing | None":
        """What others may read of it, for as long as it is kept."""
        return None


class Listing(Struct, frozen=True):
    """What others may read of an actor, apart from the actor's own state.

    `collection` and `label` say where it is on the disk, and never change.
    """

    collection: ClassVar[str]
    label: ClassVar[str]
    grain: ClassVar[timedelta] = timedelta(hours=1)
    """How coarsely its end can be seen there."""
