"""What stewards do about roles."""

from datetime import datetime

from peerbot.kernel.messages import Message


class OfferMade(Message, frozen=True):
    """A steward offers a role."""

    role: str
    until: datetime


class RoleRevoked(Message, frozen=True):
    """A steward takes a role, or an offer of it, back."""


class RoleExpires(Message, frozen=True):
    """A role ends in a week."""
