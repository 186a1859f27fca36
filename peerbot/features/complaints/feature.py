"""The manifest."""

from peerbot.features.complaints import actor, complaining, on_its_way, reading
from peerbot.features.complaints.records import COMPLAINTS, Addressed, MyComplaint
from peerbot.features.core.api import TakesBack
from peerbot.kernel.feature import Feature

FEATURE = Feature(
    "complaints",
    needs=("core", "roles"),
    chat=(complaining.FLOW, on_its_way.FLOW, reading.FLOW),
    actors=(actor.KIND,),
    inspected="complaints that not everybody whom they go to has read, word for word, and by whom",
    records=(MyComplaint,),
    listings=(Addressed,),
    extends=(COMPLAINTS, TakesBack(on_its_way.take_back_words)),
)
