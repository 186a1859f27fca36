"""The manifest."""

from peerbot.feature import Feature
from peerbot.features.intake import change, note

FEATURE = Feature("intake", needs=("core", "rooms"), chat=(change.FLOW, note.FLOW))
