"""What other features, and stewards' commands, may use of roles."""

from peerbot.features.roles.ending import RoleEnds
from peerbot.features.roles.messages import OfferMade, RoleRevoked
from peerbot.features.roles.records import (
    ROLE,
    Role,
    RoleEntry,
    facilitators_in,
    is_facilitator,
    role_of,
)

__all__ = [
    "ROLE",
    "OfferMade",
    "Role",
    "RoleEnds",
    "RoleEntry",
    "RoleRevoked",
    "facilitators_in",
    "is_facilitator",
    "role_of",
]
