"""The words the parts share: what comes in, what goes out, what is remembered.

Rules of this package: frozen data that answers for itself and changes nothing, and no import
of any other part of peerbot but the kernel. What is sealed into a record or an outbox row is a
tagged `msgspec.Struct`, so that its class name is its type on the disk: renaming one is a
migration.
"""

from peerbot.kernel.ids import (
    Clock,
    DeviceID,
    EventID,
    Machine,
    Mark,
    Owner,
    Person,
    Room,
    RoomID,
    UserID,
    bot,
    owner_of,
    person,
    room,
)

__all__ = [
    "Clock",
    "DeviceID",
    "EventID",
    "Machine",
    "Mark",
    "Owner",
    "Person",
    "Room",
    "RoomID",
    "UserID",
    "bot",
    "owner_of",
    "person",
    "room",
]
