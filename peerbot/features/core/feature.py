"""The manifest."""

from peerbot.features.core import (
    about,
    clear,
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
    chat=(about.FLOW, clear.FLOW, kept.FLOW, now.FLOW, reading.FLOW, prompts.MENU),
    overall=(consent.flow, erase.flow, identity.flow, me.flow, prompts.flow, welcome.flow),
    groups=config.GROUPS,
    settings=config.settings,
)
