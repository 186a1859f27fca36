"""What other features may use of the core: how words of one person reach another,
and how the program asks something by itself."""

from peerbot.features.core.prompts import ask_in_turn
from peerbot.features.core.reading import ReadOffered, offer_to_read

__all__ = ["ReadOffered", "ask_in_turn", "offer_to_read"]
