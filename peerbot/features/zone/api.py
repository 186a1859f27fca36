"""What other features may use of it: in which zone somebody reads dates."""

from peerbot.features.zone.records import MyZone, zone_of

__all__ = ["MyZone", "zone_of"]
