"""The manifest."""

from peerbot.features.core import (
    clear,
    collective,
    config,
    consent,
    erase,
    identity,
    kept,
    me,
    now,
    prompts,
    reading,
    welcome,
)
from peerbot.kernel.feature import Feature

FEATURE = Feature(
    "core",
    chat=(collective.FLOW, clear.FLOW, kept.FLOW, now.FLOW, reading.FLOW, prompts.MENU),
    overall=(consent.flow, erase.flow, identity.flow, me.flow, prompts.flow, welcome.flow),
    groups=config.GROUPS,
    settings=config.settings,
)
