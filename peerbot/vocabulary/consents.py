"""What people are asked to agree to. The words are in `locale/` under `consent-<name>`."""

from typing import Final

from peerbot.kernel.consents import Consent

PLACE: Final = Consent("place", 1)
"""Keeping an address until a room closes, and being seen there."""

CLOSING_LINE: Final = Consent("closing-line", 1)
"""One line in one's own chat when a room has closed."""

TEN_MINUTES: Final = Consent("ten-minutes", 1)
"""One line ten minutes before a room closes."""

HAND_NOTE: Final = Consent("hand-note", 1)
"""Handing a note to one room's facilitator; agreed to and done in one step, so never on record."""

KEEP_NOTE: Final = Consent("keep-note", 1)
"""Keeping a note for next time."""

WORD_BEFORE: Final = Consent("word-before", 1)
"""One line a week before a kept note goes, and keeping the address of the chat until then."""

HOST: Final = Consent("host", 1)
"""Keeping an address with a room that one holds, or would hold as the second."""

ROLE: Final = Consent("role", 1)
"""Keeping an address with the facilitator's role, seen by stewards and on cards."""
