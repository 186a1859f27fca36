"""Ids, owners of records, and the machines that a step is about."""

from collections.abc import Callable
from datetime import datetime
from typing import NewType

from msgspec import Struct

UserID = NewType("UserID", str)
"""A full Matrix user id, `@local:server`."""

RoomID = NewType("RoomID", str)
"""A Matrix room id, opaque (room version 12 ids carry no domain)."""

EventID = NewType("EventID", str)
"""A Matrix event id, opaque."""

DeviceID = NewType("DeviceID", str)
"""A Matrix device id."""

Mark = NewType("Mark", str)
"""Our own random name for an ephemeral room, made before the homeserver gives it an id."""

Owner = NewType("Owner", str)
"""Whom a stored record is about: `person:<user id>`, `room:<mark>` or `bot:<collection>`."""

Clock = Callable[[], datetime]
"""Gives the present as an aware UTC datetime."""


def person(user_id: UserID) -> Owner:
    """The owner of everything kept about one person."""
    return Owner(f"person:{user_id}")


def room(mark: Mark) -> Owner:
    """The owner of everything kept about one ephemeral room."""
    return Owner(f"room:{mark}")


def bot(collection: str) -> Owner:
    """The owner of one collection that the bot keeps for itself (what must be listed)."""
    return Owner(f"bot:{collection}")


def server_of(user_id: str) -> str:
    """The name of the homeserver that an account is on."""
    return user_id.partition(":")[2]


class Person(Struct, frozen=True, tag=True):
    """One person in their chat with the voice."""

    user: UserID

    @property
    def key(self) -> str:
        """What its listings are named by."""
        return self.user


class Room(Struct, frozen=True, tag=True):
    """One ephemeral room, from the wish to open it until its last trace is gone."""

    mark: Mark

    @property
    def key(self) -> str:
        """What its listings are named by."""
        return self.mark


Machine = Person | Room


def owner_of(machine: Machine) -> Owner:
    """Whose key seals what a machine keeps."""
    return person(machine.user) if isinstance(machine, Person) else room(machine.mark)
