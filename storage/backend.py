"""The tables: every SQL statement, and nothing about what the bytes mean.

Another database is another class with these methods. The statements are plain SQL: an
object mapper builds them anew each time, which takes longer than the cryptography. What
comes in and goes out are tags, sealed bytes and integers: nothing here could be read out.
"""

import contextlib
import os
import time
from collections.abc import Callable, Collection, Iterable

from storage.errors import FileDamaged
from storage.kinds import Census, Due, instant
from storage.sealing import OVERHEAD
from storage.sqlite import Connection, border

# The key first: without it the rows are noise, should the rest fail.
_FIND_OWNER = (
    "SELECT 1 FROM owners WHERE owner_tag = ? LIMIT 1",
    "SELECT 1 FROM records WHERE owner_tag = ? LIMIT 1",
    "SELECT 1 FROM outbox WHERE owner_tag = ? LIMIT 1",
)
_DROP_OWNER = (
    "DELETE FROM owners WHERE owner_tag = ?",
    "DELETE FROM records WHERE owner_tag = ?",
    "DELETE FROM outbox WHERE owner_tag = ?",
)

# That no earlier row of its lane waits before a row.
_FIRST = """NOT EXISTS (SELECT 1 FROM outbox AS earlier WHERE earlier.lane_tag = outbox.lane_tag
    AND earlier.seq < outbox.seq AND earlier.expires_at > ?)"""

# The index that gives the order answers the rest too: rows not yet due cost a few steps each.
_DUE = f"""SELECT id, lane_tag, priority, seq, owner_tag, expires_at, sealed FROM outbox
    WHERE not_before <= ? AND expires_at > ? AND {_FIRST}
    ORDER BY priority, seq"""  # noqa: S608 - only a constant is put in
_NEXT_DUE = f"""SELECT not_before, lane_tag FROM outbox
    WHERE expires_at > ? AND {_FIRST} ORDER BY not_before"""  # noqa: S608 - only a constant is put in

_SIZES = """SELECT length(sealed) - ?, COUNT(*) FROM
    (SELECT sealed FROM records UNION ALL SELECT sealed FROM outbox) GROUP BY 1"""
_DAYS = """SELECT expires_at / 86400, COUNT(*) FROM
    (SELECT expires_at FROM records UNION ALL SELECT expires_at FROM outbox) GROUP BY 1"""


class Backend(Connection):
    """An open database with the store's tables in it."""

    # --- the file as a whole

    def schema(self) -> int:
        """How many migration steps the file has taken."""
        return self.number("SELECT schema FROM meta")

    def take(self, step: Iterable[str]) -> None:
        """Run the statements of one migration step."""
        for statement in step:
            self.change(statement)

    def add_meta(self, schema: int, key_check: bytes) -> None:
        """Record the version of a new file, and whose key it is."""
        self.change("INSERT INTO meta VALUES (1, ?, ?, 0)", (schema, key_check))

    def record_schema(self, schema: int) -> None:
        """Record that the file has taken that many steps."""
        self.change("UPDATE meta SET schema = ?", (schema,))

    def verify(self) -> None:
        """Raise FileDamaged when the structure of the file is not sound."""
        if self.rows("PRAGMA quick_check(1)") != [("ok",)]:
            raise FileDamaged("the database is corrupt")

    def needs_scrub(self) -> bool:
        """Whether something was destroyed since the last finished scrub."""
        return bool(self.number("SELECT needs_scrub FROM meta"))

    def mark_for_scrub(self) -> None:
        """Remember, with the current transaction, that a scrub is due."""
        self.change("UPDATE meta SET needs_scrub = 1 WHERE needs_scrub = 0")

    def scrub(self, wait: Callable[[float], None] = time.sleep) -> None:
        """Make the files hold nothing but the rows that are left. Raises ScrubUnfinished."""
        self.rewrite(wait)
        self.change("UPDATE meta SET needs_scrub = 0")

    # --- owners and records

    def wrapped_key(self, owner_tag: bytes) -> bytes | None:
        """An owner's wrapped data key."""
        found = self.rows("SELECT wrapped FROM owners WHERE owner_tag = ?", (owner_tag,))
        return found[0][0] if found else None

    def add_owner(self, owner_tag: bytes, wrapped: bytes) -> None:
        """Keep a new owner's wrapped data key."""
        self.change("INSERT INTO owners VALUES (?, ?)", (owner_tag, wrapped))

    def has_owner(self, owner_tag: bytes) -> bool:
        """Whether a key or any row of the owner is there."""
        return any(self.rows(statement, (owner_tag,)) for statement in _FIND_OWNER)

    def drop_owner(self, owner_tag: bytes) -> None:
        """Delete an owner's key and every row."""
        for statement in _DROP_OWNER:
            self.change(statement, (owner_tag,))

    def put_record(self, owner_tag: bytes, record_tag: bytes, expires: int, sealed: bytes) -> None:
        """Insert or replace a record; `expires` in seconds since 1970."""
        row_id = int.from_bytes(os.urandom(8), "big", signed=True)
        self.change(
            "INSERT INTO records VALUES (?, ?, ?, ?, ?) ON CONFLICT (owner_tag, record_tag)"
            " DO UPDATE SET expires_at = excluded.expires_at, sealed = excluded.sealed",
            (row_id, owner_tag, record_tag, expires, sealed),
        )

    def record(self, owner_tag: bytes, record_tag: bytes) -> tuple[int, bytes] | None:
        """Expiry and sealed value of one record."""
        found = self.rows(
            "SELECT expires_at, sealed FROM records WHERE owner_tag = ? AND record_tag = ?",
            (owner_tag, record_tag),
        )
        return found[0] if found else None

    def records(self, owner_tag: bytes, now: int) -> list[tuple[bytes, int, bytes]]:
        """Tag, expiry and sealed value of an owner's records that have not expired."""
        return self.rows(
            "SELECT record_tag, expires_at, sealed FROM records"
            " WHERE owner_tag = ? AND expires_at > ?",
            (owner_tag, now),
        )

    def drop_record(self, owner_tag: bytes, record_tag: bytes) -> bool:
        """Delete one record; whether it was there."""
        return bool(
            self.change(
                "DELETE FROM records WHERE owner_tag = ? AND record_tag = ?",
                (owner_tag, record_tag),
            )
        )

    def sweep(self, now: int) -> int:
        """Delete what has expired, then owners without rows. Rows deleted, owners not counted."""
        with self.atomic():
            rows = self.change("DELETE FROM records WHERE expires_at <= ?", (now,))
            rows += self.change("DELETE FROM outbox WHERE expires_at <= ?", (now,))
            owners = self.change(
                "DELETE FROM owners WHERE NOT EXISTS"
                " (SELECT 1 FROM records WHERE records.owner_tag = owners.owner_tag)"
                " AND owner_tag NOT IN (SELECT owner_tag FROM outbox)"
            )
            if rows or owners:
                self.mark_for_scrub()
        return rows

    # --- the outbox

    def last_seq(self) -> int:
        """The highest order number that waits, 0 when nothing does."""
        return self.number("SELECT COALESCE(MAX(seq), 0) FROM outbox")

    def put_row(self, row: Due, not_before: int) -> None:
        """Add a row; `not_before` in microseconds since 1970."""
        self.change(
            "INSERT INTO outbox"
            " (id, lane_tag, priority, seq, owner_tag, expires_at, sealed, not_before)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                row.id,
                row.lane_tag,
                row.priority,
                row.seq,
                row.owner_tag,
                row.expires_at,
                row.sealed,
                not_before,
            ),
        )

    def due(self, now: int, expired: int, limit: int, skip_lanes: Collection[bytes]) -> list[Due]:
        """The first due row of each lane not skipped. `now` in microseconds, `expired` in seconds.

        Walks along an index and stops at the limit, so what waits behind costs nothing.
        """
        values = (now, expired, expired)
        taken: dict[bytes, Due] = {}
        with border(), contextlib.closing(self.run(_DUE, values)) as cursor:
            while len(taken) < limit and (found := cursor.fetchone()):
                row = Due(*found)
                if row.lane_tag not in skip_lanes:
                    taken.setdefault(row.lane_tag, row)
        return list(taken.values())

    def next_due(self, expired: int, skip_lanes: Collection[bytes]) -> int | None:
        """When the first row not blocked within its lane is due, in microseconds."""
        with border(), contextlib.closing(self.run(_NEXT_DUE, (expired, expired))) as cursor:
            return next((time for time, lane in cursor if lane not in skip_lanes), None)

    def drop_row(self, row_id: str) -> bool:
        """Delete a row; whether it was there."""
        return bool(self.change("DELETE FROM outbox WHERE id = ?", (row_id,)))

    def move_row(self, row_id: str, not_before: int) -> bool:
        """Give a row another time; whether it was there."""
        return bool(
            self.change("UPDATE outbox SET not_before = ? WHERE id = ?", (not_before, row_id))
        )

    def census(self) -> Census:
        """Count what anyone who has the file can count."""
        return Census(
            schema=self.schema(),
            owners=self.number("SELECT COUNT(*) FROM owners"),
            records=self.number("SELECT COUNT(*) FROM records"),
            outbox=self.number("SELECT COUNT(*) FROM outbox"),
            sizes=dict(self.rows(_SIZES, (OVERHEAD,))),
            expiry_days={
                instant(day * 86_400_000_000).date(): rows for day, rows in self.rows(_DAYS)
            },
            file_bytes=self.number("PRAGMA page_count") * self.number("PRAGMA page_size"),
            needs_scrub=self.needs_scrub(),
        )
