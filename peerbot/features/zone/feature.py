"""The manifest."""

from peerbot.features.zone import chat
from peerbot.features.zone.records import MyZone
from peerbot.features.zone.settings import settings
from peerbot.kernel.feature import Feature

FEATURE = Feature(
    "zone",
    needs=("core",),
    chat=(chat.FLOW,),
    inspected="which time zone somebody wants to read dates in",
    records=(MyZone,),
    settings=settings,
)
