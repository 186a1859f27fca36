"""What other features may use of the core: how words of one person reach another,
how the program asks something by itself, for which ages it is, whom to complain to, what the
collective's server keeps."""

from peerbot.features.core.prompts import ask_in_turn
from peerbot.features.core.reading import ReadOffered, offer_to_read
from peerbot.features.core.settings import age_lines, complaints_contact, server_copies
from peerbot.features.core.taking_back import TakesBack

__all__ = [
    "ReadOffered",
    "TakesBack",
    "age_lines",
    "ask_in_turn",
    "complaints_contact",
    "offer_to_read",
    "server_copies",
]
