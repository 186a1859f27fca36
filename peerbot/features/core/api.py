"""What other features may use of the core: how words of one person reach another,
how the program asks something by itself, and for which ages it is."""

from peerbot.features.core.prompts import ask_in_turn
from peerbot.features.core.reading import ReadOffered, offer_to_read
from peerbot.features.core.settings import age_lines

__all__ = ["ReadOffered", "age_lines", "ask_in_turn", "offer_to_read"]
