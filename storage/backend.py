"""What the store asks of a database: rows in, rows out, all or nothing, and a scrub.

What comes in and goes out are tags, sealed bytes and integers: nothing here could be read out.
`storage/tables.py` keeps it in a SQLite file, the tests in plain dicts as well, so that what the
store promises is apart from what SQLite does.
"""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from typing import Protocol

from storage.kinds import Census, Due


class Backend(Protocol):
    """Holds the rows of one store. Times: `now` of a row in microseconds, else in seconds.

    Raises the errors of `storage/errors.py`, and none that names a row. Knows no key but those
    that are wrapped.
    """

    def close(self) -> None:
        """Let go of what is held."""

    def atomic(self) -> AbstractContextManager[None]:
        """All or nothing; within another one, all or nothing of its own."""

    # --- destroying

    def needs_scrub(self) -> bool:
        """Whether something was destroyed since the last finished scrub."""

    def mark_for_scrub(self) -> None:
        """Remember, with the current transaction, that a scrub is due."""

    def scrub(self, wait: Callable[[float], None]) -> None:
        """Let nothing be found but the rows that are left. Raises ScrubUnfinished."""

    # --- owners and records

    def wrapped_key(self, owner_tag: bytes) -> bytes | None:
        """An owner's wrapped data key."""

    def add_owner(self, owner_tag: bytes, wrapped: bytes) -> None:
        """Keep a new owner's wrapped data key."""

    def has_owner(self, owner_tag: bytes) -> bool:
        """Whether a key or any row of the owner is there."""

    def drop_owner(self, owner_tag: bytes) -> None:
        """Delete an owner's key and every row."""

    def put_record(self, owner_tag: bytes, record_tag: bytes, expires: int, sealed: bytes) -> None:
        """Insert or replace a record."""

    def record(self, owner_tag: bytes, record_tag: bytes) -> tuple[int, bytes] | None:
        """Expiry and sealed value of one record."""

    def records(self, owner_tag: bytes, now: int) -> list[tuple[bytes, int, bytes]]:
        """Tag, expiry and sealed value of an owner's records that have not expired."""

    def drop_record(self, owner_tag: bytes, record_tag: bytes) -> bool:
        """Delete one record; whether it was there."""

    def sweep(self, now: int) -> int:
        """Delete what has expired, then owners without rows. Rows deleted, owners not counted."""

    # --- the outbox

    def last_seq(self) -> int:
        """The highest order number that waits, 0 when nothing does."""

    def put_row(self, row: Due, not_before: int) -> None:
        """Add a row."""

    def due(self, now: int, expired: int, limit: int, skip_queues: Collection[bytes]) -> list[Due]:
        """The first due row of each queue not skipped, by priority, then by order number."""

    def next_due(self, expired: int, skip_queues: Collection[bytes]) -> int | None:
        """When the first row not blocked within its queue is due."""

    def drop_row(self, row_id: str) -> bool:
        """Delete a row; whether it was there."""

    def move_row(self, row_id: str, not_before: int) -> bool:
        """Give a row another time; whether it was there."""

    def census(self) -> Census:
        """Count what anyone who has the rows can count."""
