"""The manifest."""

from peerbot.features.series.records import Announced
from peerbot.kernel.feature import Feature

FEATURE = Feature("series", needs=("core", "roles"), listings=(Announced,))
