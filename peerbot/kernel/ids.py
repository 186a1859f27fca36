"""Ids, owners of records, and the addresses of actors."""

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar, NewType

from msgspec import Struct

UserID = NewType("UserID", str)
"""A full Matrix user id, `@local:server`."""

RoomID = NewType("RoomID", str)
"""A Matrix room id, opaque (room version 12 ids carry no domain)."""

EventID = NewType("EventID", str)
"""A Matrix event id, opaque."""

DeviceID = NewType("DeviceID", str)
"""A Matrix device id."""


Owner = NewType("Owner", str)
"""Whom a stored record is about: `<kind of actor>:<key>`, or `bot:<collection>`."""

Clock = Callable[[], datetime]
"""Gives the present as an aware UTC datetime."""


def person(user_id: UserID) -> Owner:
    """The owner of everything kept about one person."""
    return Owner(f"person:{user_id}")


def bot(collection: str) -> Owner:
    """The owner of one collection that the bot keeps for itself (what must be listed)."""
    return Owner(f"bot:{collection}")


def server_of(user_id: str) -> str:
    """The name of the homeserver that an account is on."""
    return user_id.partition(":")[2]


class Address(Struct, frozen=True, tag=True):
    """Which actor: its kind, and which of them.

    The class name and `kind` are on the disk, and never change.
    """

    kind: ClassVar[str]

    @property
    def key(self) -> str:
        """Which of its kind. No other actor has it, of whatever kind."""
        raise NotImplementedError

    @property
    def owner(self) -> Owner:
        """Whose key seals what the actor keeps."""
        return Owner(f"{self.kind}:{self.key}")


class Person(Address, frozen=True):
    """One person in their chat with the voice."""

    kind = "person"

    user: UserID

    @property
    def key(self) -> str:
        """Their address."""
        return self.user
