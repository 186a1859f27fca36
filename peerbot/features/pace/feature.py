"""The manifest."""

from peerbot.features.pace import chat
from peerbot.features.pace.records import Pace
from peerbot.features.roles.api import RoleEnds
from peerbot.features.rooms.api import OpenLine, RoomLife
from peerbot.kernel.feature import Feature

FEATURE = Feature(
    "pace",
    needs=("core", "roles", "rooms"),
    chat=(chat.FLOW,),
    inspected="how many rooms a facilitator wants to open in a week, and opened in this one",
    records=(Pace,),
    extends=(OpenLine(chat.on_opening), RoomLife(chat.tells_of_rooms), RoleEnds(chat.gone)),
)
