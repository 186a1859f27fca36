"""What other features, and stewards' commands, may use of roles."""

from peerbot.features.roles.ending import RoleEnds
from peerbot.features.roles.messages import OfferMade, RoleRevoked
from peerbot.features.roles.records import (
    ROLE,
    Role,
    RoleEntry,
    RoleKind,
    away_until,
    facilitators_in,
    holders_of,
    is_facilitator,
    role_of,
)

__all__ = [
    "ROLE",
    "OfferMade",
    "Role",
    "RoleEnds",
    "RoleEntry",
    "RoleKind",
    "RoleRevoked",
    "away_until",
    "facilitators_in",
    "holders_of",
    "is_facilitator",
    "role_of",
]
