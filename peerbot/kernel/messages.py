"""What one actor is told: by another, or of what became of something it wanted done."""

from datetime import datetime, timedelta
from typing import ClassVar

from msgspec import Struct

from peerbot.kernel.consents import Consent
from peerbot.kernel.ids import Owner, UserID


class Message(Struct, frozen=True, tag=True):
    """A message to an actor; each is a step of its own.

    Its class name is its type on the disk. What it overrides here is all that the engine knows of
    it.
    """

    consent: ClassVar[Consent | None] = None
    """What a person has to say yes to in the very step that sends it."""

    @property
    def spread(self) -> timedelta:
        """Sent to many at once, it reaches each within this time, at a moment of its own: whoever
        watches the network would else see by the moment alone who belongs together."""
        return timedelta()

    @property
    def written(self) -> tuple[UserID, datetime] | None:
        """Who wrote the words in it, where they are on their way to somebody else, and until when
        they are any use. They are their writer's until they arrive."""
        return None

    def queue(self, owner: Owner, /) -> str:
        """Messages to one actor (the records' `owner`) arrive in the order of their queue."""
        return f"tell {owner}"
