"""What comes in to every chat: words, and what became of the chat and of an erasing."""

from peerbot.kernel.ids import EventID, RoomID
from peerbot.kernel.messages import Message


class Said(Message, frozen=True):
    """Words a person wrote, already decrypted, verified and capped. `thread`: the root of the
    thread that they were written in, where the answer goes too."""

    text: str
    thread: EventID | None = None


class Edited(Message, frozen=True):
    """A person changed the last thing that they wrote, and this is what it says now."""

    text: str


class Wordless(Message, frozen=True):
    """A person sent something that is no text: a picture, a voice message, a place, a poll."""


class ThirdPersonCame(Message, frozen=True):
    """Somebody else is in the chat, or invited to it."""


class ChatGone(Message, frozen=True):
    """The chat is over: the person left or removed the voice, or the voice left."""

    chat: RoomID


class Undelivered(Message, frozen=True):
    """An answer got too old to be sent without risking to say it twice."""


class EraseOrdered(Message, frozen=True):
    """A steward erases the person, at their wish made elsewhere."""


class Scrubbed(Message, frozen=True):
    """What was erased is also gone from the file's free space."""


class ScrubDelayed(Message, frozen=True):
    """The file could not be cleaned yet; it is tried again."""


class IdentityReset(Message, frozen=True):
    """The person said that they reset their account's identity; nobody can know that it was they.

    Until then nothing of theirs was acted on; the new identity is believed from here on.
    """
