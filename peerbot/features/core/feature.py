"""The manifest."""

from peerbot.features.core import (
    clear,
    config,
    consent,
    erase,
    identity,
    kept,
    me,
    now,
    reading,
    welcome,
)
from peerbot.kernel.feature import Feature

FEATURE = Feature(
    "core",
    chat=(clear.FLOW, kept.FLOW, now.FLOW, reading.FLOW),
    overall=(consent.flow, erase.flow, identity.flow, me.flow, welcome.flow),
    groups=config.GROUPS,
    settings=config.settings,
)
