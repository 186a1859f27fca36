"""The manifest."""

from peerbot.features.when import chat
from peerbot.features.when.settings import settings
from peerbot.kernel.feature import Feature

FEATURE = Feature("when", needs=("core", "series", "zone"), chat=(chat.flow,), settings=settings)
