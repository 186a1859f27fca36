"""What one actor is told: by another, or of what became of something it wanted done."""

from datetime import datetime, timedelta
from enum import IntEnum
from typing import ClassVar

from msgspec import Struct

from peerbot.kernel.consents import Consent
from peerbot.kernel.ids import Address, Owner, UserID


class Urgency(IntEnum):
    """What goes first among queues: the lower. Closing and forgetting, then coming in, then
    answers, then announcements."""

    SILENCE = 0
    ENDING = 1
    NEWS = 2
    COMING_IN = 3
    ANSWER = 4
    ANNOUNCEMENT = 5


class Message(Struct, frozen=True, tag=True):
    """A message to an actor; each is a step of its own.

    Its class name is its type on the disk. What it overrides here is all that the engine knows of
    it.
    """

    urgency: ClassVar[Urgency] = Urgency.NEWS

    @property
    def consent(self) -> Consent | None:
        """What a person has to say yes to in the very step that sends it."""
        return None

    @property
    def concerns(self) -> UserID | None:
        """Whom it is about: `Context.who` is made of that. It is their field `user`; a message that
        calls it otherwise overrides this."""
        return getattr(self, "user", None)

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

    def declined(self, _by: UserID, /) -> "tuple[Send, ...]":
        """What goes back when it reaches somebody (`by`) who is being erased. A class that
        overrides this is not for them any more; any other is still received."""
        return ()


class Courtesy(Message, frozen=True):
    """Said to somebody who may want to know: where they are being erased it is dropped."""

    def declined(self, _by: UserID, /) -> tuple["Send", ...]:
        """See `Message`."""
        return ()


class Released(Message, frozen=True):
    """Its sender holds nothing of its recipient any more: an erasing waits for it."""

    @property
    def sender(self) -> str:
        """The key of the actor that released them."""
        raise NotImplementedError

    @property
    def drops(self) -> str:
        """The name of the record that goes with it (see `Record.kept_as`); empty: none."""
        return ""


class Send(Struct, frozen=True):
    """A message and whom it is for. It arrives in a step of its own."""

    to: Address
    message: Message
