"""What people are asked to agree to. The words are in the catalogues, under `consent-<name>`."""

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


PASS_ON_PROPOSAL: Final = Consent("propose", 1)
"""Passing on what somebody proposes for one room, as it is with a note."""


HOST: Final = Consent("host", 1)
"""Keeping an address with a room that one holds, or would hold as the second."""
