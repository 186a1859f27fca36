"""The manifest."""

from peerbot.feature import Feature
from peerbot.features.core import clear, consent, erase, identity, kept, me, now, welcome

FEATURE = Feature(
    "core",
    chat=(
        clear.FLOW,
        consent.flow,
        erase.flow,
        identity.flow,
        kept.FLOW,
        me.flow,
        now.FLOW,
        welcome.flow,
    ),
)
