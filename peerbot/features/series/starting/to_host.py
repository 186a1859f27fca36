"""What a host is told around the start of a date (`meeting`) of a series (its key)."""

from peerbot.features.series.starting.messages import NotToday
from peerbot.features.series.states import Series
from peerbot.kernel.ids import UserID
from peerbot.kernel.messages import Courtesy, Message, Send


class StartAsked(Message, frozen=True):
    """Will they open a room for it?"""

    series: str
    meeting: str

    def declined(self, by: UserID, /) -> tuple[Send, ...]:
        """See `Message`."""
        return (Send(Series(self.series), NotToday(by, self.meeting)),)


class StartOver(Courtesy, frozen=True):
    """Somebody else opened it, so they need not answer."""

    series: str
    meeting: str


class NotOpened(Courtesy, frozen=True):
    """Nobody answered before it. `paused`: nor before the one before that, and it is paused."""

    series: str
    meeting: str
    title: str
    paused: bool
