"""The manifest."""

from peerbot.features.intake import change, config, handing, note
from peerbot.features.intake.records import OwnNote
from peerbot.features.rooms.api import CardChoice
from peerbot.kernel.feature import Feature

FEATURE = Feature(
    "intake",
    needs=("core", "rooms"),
    chat=(handing.FLOW, change.FLOW, note.FLOW),  # a yes is the first choice
    inspected="the notes that people asked to keep, word for word",
    records=(OwnNote,),
    extends=(CardChoice("note-first"),),
    groups=config.GROUPS,
    settings=config.settings,
)
