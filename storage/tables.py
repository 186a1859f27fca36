"""The store's backend on SQLite: every query of the models, and nothing of what the bytes mean.

What is asked with every message is compiled (`storage/queries.py`); the rest is written as a
peewee query where it is asked.
"""

import contextlib
import os
import time
from collections.abc import Callable, Collection

import peewee
from peewee import fn

from storage.errors import FileDamaged
from storage.kinds import Census, Due, instant
from storage.models import TABLES, Head, Outbox, Owner, Record
from storage.queries import (
    DROP_RECORD,
    DROP_ROW,
    DUE,
    MOVE_ROW,
    NEEDS_SCRUB,
    NEXT_DUE,
    PUT_RECORD,
    PUT_ROW,
    RECORD,
    RECORDS,
    WRAPPED_KEY,
)
from storage.sealing import OVERHEAD
from storage.sqlite import Connection, translate_errors

_ONE = peewee.SQL("1")
"""What to select where it only matters whether there is a row."""


class Tables(Connection):
    """An open database with the store's tables in it. A `Backend`, whose words it keeps to."""

    # --- the file as a whole

    def create(self, schema: int, key_check: bytes) -> None:
        """Make the tables in an empty file, and record its version and whose key it is."""
        with translate_errors(), self.database.bind_ctx(TABLES):
            self.database.create_tables(TABLES, safe=False)
        head = {Head.only_row: 1, Head.schema: schema, Head.key_check: key_check}
        self.change(Head.insert(head | {Head.needs_scrub: 0}))

    def schema(self) -> int:
        """The version of the schema that the file has."""
        return self.number(Head.select(Head.schema))

    def record_schema(self, schema: int) -> None:
        """Record the version that the file has now."""
        self.change(Head.update(schema=schema))

    def verify(self) -> None:
        """Raise FileDamaged when the structure of the file is not sound."""
        if self.pragma("quick_check(1)") != "ok":
            raise FileDamaged("the database is corrupt")

    def needs_scrub(self) -> bool:
        return bool(self.number(NEEDS_SCRUB()))

    def mark_for_scrub(self) -> None:
        self.change(Head.update(needs_scrub=1).where(Head.needs_scrub == 0))

    def scrub(self, wait: Callable[[float], None] = time.sleep) -> None:
        self.rewrite(wait)
        self.change(Head.update(needs_scrub=0))

    # --- owners and records

    def wrapped_key(self, owner_tag: bytes) -> bytes | None:
        found = self.rows(WRAPPED_KEY(owner_tag=owner_tag))
        return found[0][0] if found else None

    def add_owner(self, owner_tag: bytes, wrapped: bytes) -> None:
        self.change(Owner.insert(owner_tag=owner_tag, wrapped=wrapped))

    def has_owner(self, owner_tag: bytes) -> bool:
        return any(
            map(
                self.rows,
                (
                    Owner.select(_ONE).where(Owner.owner_tag == owner_tag),
                    Record.select(_ONE).where(Record.owner_tag == owner_tag).limit(1),
                    Outbox.select(_ONE).where(Outbox.owner_tag == owner_tag).limit(1),
                ),
            )
        )

    def drop_owner(self, owner_tag: bytes) -> None:
        # The key first: without it the rows are noise, should the rest fail.
        self.change(Owner.delete().where(Owner.owner_tag == owner_tag))
        self.change(Record.delete().where(Record.owner_tag == owner_tag))
        self.change(Outbox.delete().where(Outbox.owner_tag == owner_tag))

    def put_record(self, owner_tag: bytes, record_tag: bytes, expires: int, sealed: bytes) -> None:
        self.change(
            PUT_RECORD(
                id=int.from_bytes(os.urandom(8), "big", signed=True),
                owner_tag=owner_tag,
                record_tag=record_tag,
                expires_at=expires,
                sealed=sealed,
            )
        )

    def record(self, owner_tag: bytes, record_tag: bytes) -> tuple[int, bytes] | None:
        found = self.rows(RECORD(owner_tag=owner_tag, record_tag=record_tag))
        return found[0] if found else None

    def records(self, owner_tag: bytes, now: int) -> list[tuple[bytes, int, bytes]]:
        return self.rows(RECORDS(owner_tag=owner_tag, now=now))

    def drop_record(self, owner_tag: bytes, record_tag: bytes) -> bool:
        return bool(self.change(DROP_RECORD(owner_tag=owner_tag, record_tag=record_tag)))

    def sweep(self, now: int) -> int:
        with self.atomic():
            rows = self.change(Record.delete().where(Record.expires_at <= now))
            rows += self.change(Outbox.delete().where(Outbox.expires_at <= now))
            owners = self.change(
                Owner.delete().where(
                    ~fn.EXISTS(Record.select(_ONE).where(Record.owner_tag == Owner.owner_tag)),
                    Owner.owner_tag.not_in(Outbox.select(Outbox.owner_tag)),
                )
            )
            if rows or owners:
                self.mark_for_scrub()
        return rows

    # --- the outbox

    def last_seq(self) -> int:
        return self.number(Outbox.select(fn.COALESCE(fn.MAX(Outbox.seq), 0)))

    def put_row(self, row: Due, not_before: int) -> None:
        self.change(
            PUT_ROW(
                id=row.id,
                queue_tag=row.queue_tag,
                priority=row.priority,
                seq=row.seq,
                owner_tag=row.owner_tag,
                expires_at=row.expires_at,
                sealed=row.sealed,
                not_before=not_before,
            )
        )

    def due(self, now: int, expired: int, limit: int, skip_queues: Collection[bytes]) -> list[Due]:
        """Walks along an index and stops at the limit, so what waits behind costs nothing."""
        asked = DUE(now=now, expired=expired)
        taken: dict[bytes, Due] = {}
        with translate_errors(), contextlib.closing(self.run(asked)) as cursor:
            while len(taken) < limit and (found := cursor.fetchone()):
                row = Due(*found)
                if row.queue_tag not in skip_queues:
                    taken.setdefault(row.queue_tag, row)
        return list(taken.values())

    def next_due(self, expired: int, skip_queues: Collection[bytes]) -> int | None:
        with translate_errors(), contextlib.closing(self.run(NEXT_DUE(expired=expired))) as cursor:
            return next((time for time, queue in cursor if queue not in skip_queues), None)

    def drop_row(self, row_id: str) -> bool:
        return bool(self.change(DROP_ROW(id=row_id)))

    def move_row(self, row_id: str, not_before: int) -> bool:
        return bool(self.change(MOVE_ROW(id=row_id, not_before=not_before)))

    def census(self) -> Census:
        both = Record.select(Record.sealed, Record.expires_at) + Outbox.select(
            Outbox.sealed, Outbox.expires_at
        )
        size, day = fn.LENGTH(both.c.sealed) - OVERHEAD, both.c.expires_at / 86_400
        sizes, days = (
            self.rows(both.select_from(each, fn.COUNT(_ONE)).group_by(_ONE)) for each in (size, day)
        )
        return Census(
            schema=self.schema(),
            owners=self.number(Owner.select(fn.COUNT(_ONE))),
            records=self.number(Record.select(fn.COUNT(_ONE))),
            outbox=self.number(Outbox.select(fn.COUNT(_ONE))),
            sizes=dict(sizes),
            expiry_days={instant(day * 86_400_000_000).date(): rows for day, rows in days},
            file_bytes=self.pragma("page_count") * self.pragma("page_size"),
            needs_scrub=self.needs_scrub(),
        )
