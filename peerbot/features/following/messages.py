"""What becomes due for whoever asked to be told."""

from peerbot.kernel.messages import Message


class HourDue(Message, frozen=True):
    """It may be time for a word of a series (its key), or its dates are looked at again."""

    series: str


class FollowDue(Message, frozen=True):
    """It is looked what begins soon of what the person follows: once a day, so there is one message
    a day at most."""
