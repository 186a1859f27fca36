"""How much of an answer is taken, for each endpoint."""

import re
from typing import Final

from peerbot.matrix.answers import KEYS, MEMBERS, MESSAGES, PART, SYNC, USUAL, Cap

_CAPS: Final = (
    (re.compile(r"/sync$"), SYNC),
    (re.compile(r"/rooms/[^/]*/messages$"), MESSAGES),
    (re.compile(r"/rooms/[^/]*/(?:joined_)?members$"), MEMBERS),
    (re.compile(r"/rooms/[^/]*/event/[^/]*$"), PART),
    (re.compile(r"/keys/(?:query|claim)$"), KEYS),
)


def cap_of(path: str) -> Cap:
    """The cap of an endpoint, by its path without a query. `answers` has the reasons."""
    return next((cap for pattern, cap in _CAPS if pattern.search(path)), USUAL)
