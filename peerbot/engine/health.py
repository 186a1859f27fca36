"""What becomes of actions, one by one and on the whole."""

from dataclasses import dataclass, field

from peerbot.kernel.actions import Handing
from peerbot.kernel.messages import Message

WORTH_WAITING = 15.0
"""Seconds that somebody is left waiting for a room or a place rather than told to try later."""


@dataclass
class Health:
    """What `status` tells of the sender.

    `refused`: deeds in rooms that the homeserver forbade. `odd`: deeds given up because its answers
    were not about them. `set_aside`: entries that could not be read, or met one of `our_faults`.
    `no_version`: it makes no rooms of a kind that protects people. `unsent`: what could not be
    said since something was, by its entry.
    """

    set_aside: int = 0
    our_faults: int = 0
    refused: int = 0
    odd: int = 0
    unsent: set[str] = field(default_factory=set)
    unfinished_scrub: bool = False
    disk_full: bool = False
    no_version: bool = False


Result = Message | tuple[Handing, ...] | None
"""What became of a deed: for the machine that wanted it, or for others to be told."""
