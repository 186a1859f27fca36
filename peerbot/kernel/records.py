"""What is kept of a person, and what an actor lets others read."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import ClassVar

from msgspec import Struct

from peerbot.kernel.consents import Grant
from peerbot.kernel.ids import UserID


class Record(Struct, frozen=True, tag=True):
    """Something kept of a person, on a yes of theirs or of a steward.

    Its class name is its type on the disk.
    """

    granted: ClassVar[bool] = False
    """A steward's to give, or on its way to the person (`Prompt`), without a yes of theirs."""
    keeps_chat: ClassVar[bool] = False
    """Whether something may be to say to the person once it is over: their chat is kept for it."""

    @property
    def kept_as(self) -> str:
        """Its name among the person's records. A promise: it stays what it is in every file."""
        raise NotImplementedError

    @property
    def ends(self) -> datetime:
        """When it is over by itself; lists show what ends first at their top."""
        raise NotImplementedError

    @property
    def about(self) -> Mapping[str, str]:
        """What a sentence about it is filled with."""
        return {}

    def listed(self, _user: UserID, _until: datetime, /) -> "Listing | None":
        """What others may read of it, for as long as it is kept."""
        return None


class Retired(Record, frozen=True):
    """Something that this version does not know any more, as an earlier one kept it.

    It is shown until it expires, and can be given up and erased. `name`: see `kept_as`.
    """

    name: str
    until: datetime

    @property
    def kept_as(self) -> str:
        """See `Record`."""
        return self.name

    @property
    def ends(self) -> datetime:
        """See `Record`."""
        return self.until


class Prompt(Record, frozen=True):
    """Something that the program asks by itself, while it waits for its turn.

    There is one queue for each person. While something else is asked it waits; then what ends first
    comes up, at the person's word. Once asked it is a question as any other, and stands until
    something else is asked. A subclass carries what its question needs.
    """

    granted = True

    id: str
    until: datetime

    @property
    def kept_as(self) -> str:
        """See `Record`. The same is asked once."""
        return f"prompt:{self.id}"

    @property
    def ends(self) -> datetime:
        """See `Record`. Afterwards nobody is asked."""
        return self.until


class OnRecord(Struct, frozen=True):
    """A record together with the yeses it hangs on: neither exists without the other."""

    record: Record
    grants: tuple[Grant, ...]


class Listing(Struct, frozen=True):
    """What others may read of an actor, apart from the actor's own state.

    `collection` and `label` say where it is on the disk, and never change.
    """

    collection: ClassVar[str]
    label: ClassVar[str]
    grain: ClassVar[timedelta] = timedelta(hours=1)
    """How coarsely its end can be seen there."""
    outlives: ClassVar[bool] = False
    """Whether it stays when its actor is over, until its own end."""

    @property
    def ends(self) -> datetime | None:
        """Until when its actor is there for people: words that are bound to it are said before
        then or not at all, and what ends it may not be late. None: it says nothing of that."""
        return None
