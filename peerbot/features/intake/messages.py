"""What the note says by itself."""

from peerbot.kernel.messages import Message


class NoteExpires(Message, frozen=True):
    """The person asked for a word before their note goes."""
