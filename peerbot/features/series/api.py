"""What other features may use of series."""

from peerbot.features.series.dates import Date, coming, last_day
from peerbot.features.series.places.chat import PartAsked, ask_part, fewest_lines
from peerbot.features.series.places.records import has_place
from peerbot.features.series.records import kind_of
from peerbot.features.series.starting.off import off_lines

__all__ = [
    "Date",
    "PartAsked",
    "ask_part",
    "coming",
    "fewest_lines",
    "has_place",
    "kind_of",
    "last_day",
    "off_lines",
]
