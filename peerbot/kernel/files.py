"""A small file that goes along with what is said to somebody."""

from msgspec import Struct

LARGEST = 64 * 1024
"""Bytes. A year of appointments is less; it waits in the outbox, and in memory while it is sent."""


class File(Struct, frozen=True):
    """A text file. `name`: what it is called where it is saved. `kind`: its media type."""

    name: str
    kind: str
    content: str

    def __post_init__(self) -> None:
        if len(self.content.encode()) > LARGEST:
            raise ValueError("a file is too large")
