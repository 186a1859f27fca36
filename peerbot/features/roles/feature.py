"""The manifest."""

from peerbot.features.roles import role
from peerbot.features.roles.records import Offer, Role, RoleEntry
from peerbot.kernel.feature import Feature

FEATURE = Feature(
    "roles",
    needs=("core",),
    chat=(role.flow,),
    records=(Role, Offer),
    listings=(RoleEntry,),
)
