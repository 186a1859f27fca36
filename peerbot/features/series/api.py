"""What other features may use of series."""

from peerbot.features.series.dates import Date, coming

__all__ = ["Date", "coming"]
