"""The manifest."""

from peerbot.features.following import settings, subjects, telling
from peerbot.features.following.records import Following, HourBefore
from peerbot.features.when.api import DateChoice
from peerbot.kernel.feature import Feature

FEATURE = Feature(
    "following",
    needs=("core", "rooms", "series", "when", "zone"),
    chat=(telling.FLOW, subjects.FLOW),
    inspected="who wants to be told of which dates, and what they are about",
    records=(HourBefore, Following),
    groups=settings.GROUPS,
    settings=settings.settings,
    extends=(DateChoice("hour-before"),),
)
