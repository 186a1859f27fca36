"""What becomes of actions, one by one and on the whole."""

from dataclasses import dataclass, field


@dataclass
class Health:
    """What `status` tells of the sender.

    `refused`: actions in rooms that the homeserver forbade. `odd`: actions given up because its
    answers were not about them. `rejected`: entries that could not be read, or met one of
    `our_faults`. `unsent`: what could not be said since something was, by its entry.
    """

    rejected: int = 0
    our_faults: int = 0
    refused: int = 0
    odd: int = 0
    unsent: set[str] = field(default_factory=set)
    unfinished_scrub: bool = False
    disk_full: bool = False
