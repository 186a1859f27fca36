"""What is told around the start of a date."""

from datetime import datetime

from peerbot.features.rooms.api import HOST, Mark
from peerbot.kernel.consents import Consent
from peerbot.kernel.ids import UserID
from peerbot.kernel.messages import Message, Urgency


class StartDue(Message, frozen=True):
    """Something is to be done for the start of its next date: see `going.due`."""

    urgency = Urgency.COMING_IN


class OpensDate(Message, frozen=True):
    """A host's yes to opening a room for a date (`meeting`). `mark`: of that room; `latest`: until
    when it may be made longer. The rest is as on its card."""

    urgency = Urgency.COMING_IN

    user: UserID
    meeting: str
    mark: Mark
    latest: datetime
    shown_name: str = ""
    duty: str = ""

    @property
    def consent(self) -> Consent:
        """See `Message`."""
        return HOST


class NotToday(Message, frozen=True):
    """A host will not open a room for a date, or cannot."""

    user: UserID
    meeting: str


class RoomOfDateCloses(Message, frozen=True):
    """The room of a date (`meeting`) closes before the date is over."""

    meeting: str


class RoomOfDate(Message, frozen=True):
    """What became of a room (`mark`) for a date: it is `there`, or it never came to that."""

    mark: Mark
    there: bool
