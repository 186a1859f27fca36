"""The manifest."""

from peerbot.features.core import clear, consent, erase, identity, kept, me, now, reading, welcome
from peerbot.kernel.feature import Feature

FEATURE = Feature(
    "core",
    chat=(clear.FLOW, kept.FLOW, now.FLOW, reading.FLOW),
    overall=(consent.flow, erase.flow, identity.flow, me.flow, welcome.flow),
)
