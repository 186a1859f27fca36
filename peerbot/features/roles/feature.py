"""The manifest."""

from peerbot.feature import Feature
from peerbot.features.roles import role

FEATURE = Feature("roles", needs=("core",), chat=(role.FLOW,))
