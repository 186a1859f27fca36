"""The manifest."""

from peerbot.features.roles.api import RoleEnds
from peerbot.features.rooms.api import KeptPlace, ListLine, OpenLine, RoomLife
from peerbot.features.series import actor, changing, config, hosting, planning, reading_back
from peerbot.features.series.hosts import chat as hosts_chat
from peerbot.features.series.places import actor as places
from peerbot.features.series.places import chat as places_chat
from peerbot.features.series.places import news
from peerbot.features.series.places.records import MyPlace
from peerbot.features.series.records import Announced, MySeries
from peerbot.features.series.rhythm import chat as rhythm
from peerbot.features.series.rhythm.records import MyRhythm
from peerbot.features.series.starting import chat as starting
from peerbot.features.series.starting import off, room
from peerbot.kernel.feature import Feature

FEATURE = Feature(
    "series",
    needs=("core", "roles", "rooms", "zone"),
    chat=(
        changing.FLOW,
        planning.FLOW,
        reading_back.FLOW,
        hosting.FLOW,
        hosts_chat.FLOW,
        rhythm.FLOW,
        places_chat.FLOW,
        news.FLOW,
        starting.FLOW,
    ),
    actors=(actor.KIND, places.KIND),
    inspected="groups that meet again: what they are about, when, who hosts them or is asked to, "
    "and who has a place at the next date, or waits for one",
    records=(MySeries, MyPlace, MyRhythm),
    listings=(Announced,),
    groups=config.GROUPS,
    settings=config.settings,
    extends=(
        RoleEnds(hosting.with_the_role),
        RoleEnds(hosts_chat.not_asked),
        RoleEnds(rhythm.gone),
        OpenLine(starting.on_opening),
        RoomLife(room.tells_series),
        KeptPlace(room.is_kept),
        ListLine(off.list_lines),
    ),
)
