"""What other features may use of the core: how words of one person reach another."""

from peerbot.features.core.reading import ReadOffered, offer_to_read

__all__ = ["ReadOffered", "offer_to_read"]
