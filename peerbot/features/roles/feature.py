"""The manifest."""

from peerbot.features.roles import away, role
from peerbot.features.roles.records import Offer, Role, RoleEntry
from peerbot.kernel.feature import Feature

FEATURE = Feature(
    "roles",
    needs=("core",),
    chat=(away.FLOW, role.flow),
    inspected="who holds a role or was offered one, and until which day somebody is away",
    records=(Role, Offer),
    listings=(RoleEntry,),
)
