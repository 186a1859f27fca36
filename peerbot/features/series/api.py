"""What other features may use of series."""

from peerbot.features.series.dates import Date, coming, last_day

__all__ = ["Date", "coming", "last_day"]
