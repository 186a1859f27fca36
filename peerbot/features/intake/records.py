"""The note that a person wants kept, and what it answers."""

from datetime import datetime
from typing import Final

from peerbot.features.rooms.api import Answer
from peerbot.kernel.consents import Consent
from peerbot.kernel.context import Context
from peerbot.kernel.effects import CancelTimer, Drop, Effect
from peerbot.kernel.records import Record

KEEP_NOTE: Final = Consent("keep-note", 1)
"""Keeping a note for next time."""


WORD_BEFORE: Final = Consent("word-before", 1)
"""One line a week before a kept note goes, and keeping the address of the chat until then."""


WORD_TIMER: Final = ""
"""The timer of that line. In the files of earlier versions there is but one, without a name."""


class OwnNote(Record, frozen=True):
    """The note that a person wants kept for next time. `word_before`: and a word before it goes."""

    answers: tuple[Answer, ...]
    until: datetime
    word_before: bool = False

    @property
    def ends(self) -> datetime:
        """See `Record`."""
        return self.until

    @property
    def kept_as(self) -> str:
        """See `Record`."""
        return "note"


def note_of(context: Context) -> OwnNote | None:
    """The note that is kept of the person, until its end."""
    note = context.record(OwnNote)
    return note if note and note.until > context.now else None


def drop_note(note: OwnNote) -> tuple[Effect, ...]:
    """Destroys it, and the word before it goes."""
    return (Drop(note), CancelTimer(WORD_TIMER))
