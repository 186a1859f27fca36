"""The manifest."""

from peerbot.features.roles.api import RoleEnds
from peerbot.features.series import actor, changing, config, hosting, planning, reading_back
from peerbot.features.series.records import Announced, MySeries
from peerbot.kernel.feature import Feature

FEATURE = Feature(
    "series",
    needs=("core", "roles", "rooms"),
    chat=(changing.FLOW, planning.FLOW, reading_back.FLOW, hosting.FLOW),
    actors=(actor.KIND,),
    inspected="groups that meet again: what they are about, when, and who hosts them",
    records=(MySeries,),
    listings=(Announced,),
    groups=config.GROUPS,
    settings=config.settings,
    extends=(RoleEnds(hosting.with_the_role),),
)
