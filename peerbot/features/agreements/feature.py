"""The manifest."""

from peerbot.features.agreements import config, kinds, proposing
from peerbot.features.rooms.api import CardLine
from peerbot.kernel.feature import Feature

FEATURE = Feature(
    "agreements",
    needs=("core", "rooms", "series"),
    chat=(kinds.FLOW, proposing.FLOW),
    extends=(CardLine(kinds.on_a_card, second_page=True),),
    groups=config.GROUPS,
    settings=config.settings,
)
