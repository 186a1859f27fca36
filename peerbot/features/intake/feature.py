"""The manifest."""

from peerbot.features.intake import change, config, note
from peerbot.features.intake.records import OwnNote
from peerbot.features.rooms.api import CardChoice
from peerbot.kernel.feature import Feature

FEATURE = Feature(
    "intake",
    needs=("core", "rooms"),
    chat=(change.FLOW, note.FLOW),
    inspected="the notes that people asked to keep, word for word",
    records=(OwnNote,),
    extends=(CardChoice("note-first"),),
    groups=config.GROUPS,
    settings=config.settings,
)
