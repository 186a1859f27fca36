"""What the note says by itself."""

from peerbot.kernel.ids import Owner
from peerbot.kernel.messages import Message


class NoteExpires(Message, frozen=True):
    """The person asked for a word before their note goes."""

    def queue(self, owner: Owner, /) -> str:
        """It waits for months, and holds up nothing."""
        return f"word before {owner}"
