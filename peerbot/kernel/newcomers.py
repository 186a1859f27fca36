"""Whether people who have no chat yet are let in, for all parts that have to know."""

from datetime import datetime
from typing import Literal

from peerbot.kernel.records import Listing

NotNow = Literal["declined-for-now", "declined-server-full"]
"""Why somebody cannot begin a chat now. They are the sentences that are said then."""


class Paused(Listing, frozen=True):
    """Nobody who has no chat yet is let in before then. No feature's: it is of the program."""

    collection = "newcomers"
    label = "paused"

    until: datetime
