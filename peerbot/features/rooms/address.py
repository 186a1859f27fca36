"""The address of a room."""

from typing import NewType

from peerbot.kernel.ids import Address, Owner

Mark = NewType("Mark", str)
"""Our own random name for an ephemeral room, made before the homeserver gives it an id."""


class Room(Address, frozen=True):
    """One ephemeral room, from the wish to open it until its last trace is gone."""

    kind = "room"

    mark: Mark

    @property
    def key(self) -> str:
        """Its mark."""
        return self.mark


def room(mark: Mark) -> Owner:
    """The owner of everything kept about one ephemeral room."""
    return Room(mark).owner
