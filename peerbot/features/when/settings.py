"""What a file for a calendar calls a date."""

from typing import Any

from msgspec import Struct

from peerbot.kernel.config import Catalogue


class Calendar(Struct, frozen=True):
    """`appointment`: what any date is called, so that a calendar tells nobody what it is."""

    appointment: str


def settings(_config: Any, catalogue: Catalogue) -> Calendar:
    """It is a word of the collective's language."""
    return Calendar(", ".join(catalogue.listed("when-appointment")))
