"""The store: sealed, expiring records and the outbox. See `Store`."""

import builtins
import contextlib
import os
import secrets
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from storage.backend import Backend
from storage.errors import RecordDamaged
from storage.files import open_file, open_memory
from storage.kinds import (
    Census,
    Clock,
    Due,
    Entry,
    Kind,
    instant,
    microseconds,
    seconds,
)
from storage.sealing import KEY_BYTES, Sealing, bind, number, pad, seal, unpad, unseal
from storage.vault import Vault

T = TypeVar("T")


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Store:
    """Keeps what was promised, sealed, until a date, and then no more.

    `owner` is whom a record is about, any text. Each owner has a data key of its own; `erase`
    destroys it. Every record and every row of the outbox has an expiry, after which it is not
    given out, and after the next `sweep` not there.

    Used from one thread, and without awaiting anything inside a `transaction()`: whatever else
    the loop ran meanwhile would become part of it. Outside one, each call is a transaction.

    What someone who changes the file can do without the key: delete rows, put back an earlier
    state of a row or of all, and change when a waiting row is sent. They cannot read, make,
    move or prolong one. An earlier state of everything must be noticed from outside.

    Any call may raise StoreBusy, FileDamaged, FileRefused; those that write also DiskFull.
    """

    def __init__(self, backend: Backend, sealing: Sealing, clock: Clock = _utc_now) -> None:
        """Use `Store.open`. `clock` only tells whether an expiry lies in the past."""
        self._backend = backend
        self._sealing = sealing
        self._clock = clock
        self._vault = Vault(backend, sealing)
        self._seq = backend.last_seq()
        self._damaged: set[bytes] = set()
        # What displaces bytes of its own accord (a value replaced, a row finished) does not ask
        # for a scrub each time; the next sweep does. True: what a file held before is not known.
        self._written = True

    @classmethod
    def open(
        cls, path: Path, key: bytes, *, create: bool = True, clock: Clock = _utc_now
    ) -> "Store":
        """Open the store at `path` (mode 0600, with `-wal`, `-shm` and `.lock` beside it).

        `key`: 32 bytes. `create`: make it when there is none; whoever expects one to be there
        says False, or a lost file silently becomes an empty one. Raises StoreBusy, StoreMissing,
        WrongKey, NewerDatabase, FileDamaged, FileRefused, DiskFull; ValueError for a key of
        another length.
        """
        sealing = Sealing(key)
        return cls(open_file(path, sealing.key_check, create=create), sealing, clock)

    @classmethod
    def in_memory(cls, *, clock: Clock = _utc_now) -> "Store":
        """A store that ends with the process, under a random key."""
        sealing = Sealing(os.urandom(KEY_BYTES))
        return cls(open_memory(sealing.key_check), sealing, clock)

    def close(self) -> None:
        """Close the file and let others have it."""
        self._vault.drop_all()
        self._backend.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. Nests: a failure undoes the block it leaves, and each it passes through.

        Raises DiskFull, TransactionLost.
        """
        try:
            with self._backend.atomic():
                yield
        except BaseException:  # also when cancelled: a key made in here was never kept
            self._vault.drop_all()
            raise

    # --- records

    def put(self, owner: str, kind: Kind[T], value: T, *, name: str = "", until: datetime) -> None:
        """Insert or replace a record. Raises RecordDamaged when the owner's key does not open.

        ValueError: `until` is not in the future, the value is larger than 1 MiB, or holds text
        that is not Unicode.
        """
        self._refuse_past(until)
        owner_tag = self._sealing.owner_tag(owner)
        record_tag = self._sealing.record_tag(owner, kind.label, name)
        expires_at = kind.expiry(until)
        plain = pad(kind.pack(name, value))
        with self._writing():
            cipher = self._vault.obtain(owner_tag)
            sealed = seal(cipher, plain, _bound_record(owner_tag, record_tag, expires_at))
            self._backend.put_record(owner_tag, record_tag, expires_at, sealed)

    def get(self, owner: str, kind: Kind[T], *, name: str = "", now: datetime) -> T | None:
        """The value, or None when there is none or it has expired. Raises RecordDamaged."""
        owner_tag = self._sealing.owner_tag(owner)
        record_tag = self._sealing.record_tag(owner, kind.label, name)
        found = self._backend.record(owner_tag, record_tag)
        if found is None or found[0] <= seconds(now):
            return None
        plain = self._open_record(owner_tag, record_tag, *found)
        return _of_kind(kind, plain)[1]

    def list(self, owner: str, kind: Kind[T], *, now: datetime) -> list[Entry[T]]:
        """The owner's records of one kind, in no order. Opens all the owner has, to tell kinds.

        Damaged ones are left out and counted in `rejected`.
        """
        owner_tag = self._sealing.owner_tag(owner)
        entries = []
        for record_tag, expires_at, sealed in self._backend.records(owner_tag, seconds(now)):
            try:
                plain = self._open_record(owner_tag, record_tag, expires_at, sealed)
                found = kind.unpack(plain)
            except RecordDamaged:
                self._damaged.add(record_tag)
                continue
            if found is not None:
                entries.append(Entry(*found, instant(expires_at * 1_000_000)))
        return entries

    @property
    def rejected(self) -> int:
        """How many damaged records `list` has left out since the store was opened."""
        return len(self._damaged)

    def delete(self, owner: str, kind: Kind[T], *, name: str = "") -> bool:
        """Delete one record; whether it was there. Its bytes go for certain with a scrub."""
        owner_tag = self._sealing.owner_tag(owner)
        with self._writing():
            return self._backend.drop_record(
                owner_tag, self._sealing.record_tag(owner, kind.label, name)
            )

    def has(self, owner: str) -> bool:
        """Whether anything of the owner is left: a record, a row of the outbox, or the key."""
        return self._backend.has_owner(self._sealing.owner_tag(owner))

    def mark_of(self, owner: str, name: str) -> str:
        """A mark that stands for a name in what one owner keeps, and that only this key makes.

        It tells the same name again and gives none away; whoever has the key can try a guess.
        """
        return self._sealing.name_tag(owner, name).hex()[:32]

    # --- destroying

    def erase(self, owner: str) -> None:
        """Destroy the owner's key and every row, the outbox included. Sets `needs_scrub`."""
        owner_tag = self._sealing.owner_tag(owner)
        with self._writing():
            self._backend.drop_owner(owner_tag)
            self._backend.mark_for_scrub()
        self._vault.drop(owner_tag)

    def sweep(self, now: datetime) -> int:
        """Delete what has expired, and owners of whom nothing is left; how many rows went.

        Sets `needs_scrub` when anything was written since the last scrub. Once an hour is
        enough: expiries are rounded up to the hour or the day.
        """
        with self.transaction():
            rows = self._backend.sweep(seconds(now))
            if self._written:
                self._backend.mark_for_scrub()
        self._vault.drop_all()
        return rows

    @property
    def needs_scrub(self) -> bool:
        """Whether destroyed bytes may still lie in the files. Survives a restart."""
        return self._backend.needs_scrub()

    def scrub(self, wait: Callable[[float], None] = time.sleep) -> None:
        """Rewrite the file without what was destroyed. Raises ScrubUnfinished: try again later.

        Blocks for as long as writing the whole file anew takes. `wait` is called with seconds
        between tries, when another program holds the file.
        """
        self._backend.scrub(wait)
        self._written = False

    # --- the outbox

    def enqueue(
        self,
        owner: str,
        kind: Kind[T],
        value: T,
        *,
        queue: str,
        priority: int,
        not_before: datetime,
        until: datetime,
    ) -> str:
        """Add a row to the outbox and give its id: random, 32 hexadecimal digits.

        A row waits for every one enqueued before it in its queue; between queues, lower `priority`
        goes first. After `until` it is never due. Without the key one can read the priority,
        `not_before`, and which rows share a queue.
        Raises as `put`.
        """
        self._refuse_past(until)
        owner_tag = self._sealing.owner_tag(owner)
        row_id = secrets.token_hex(16)  # 128 bits: never twice, nor guessed
        self._seq += 1
        row = Due(
            id=row_id,
            queue_tag=self._sealing.queue_tag(queue),
            priority=priority,
            seq=self._seq,
            owner_tag=owner_tag,
            expires_at=kind.expiry(until),
            sealed=b"",
        )
        plain = pad(kind.pack("", value))
        with self._writing():
            sealed = seal(self._vault.obtain(owner_tag), plain, _bound_row(row))
            self._backend.put_row(replace(row, sealed=sealed), microseconds(not_before))
        return row_id

    def due(
        self, now: datetime, limit: int, skip_queues: Collection[bytes] = frozenset()
    ) -> builtins.list[Due]:
        """At most `limit` rows to perform now, by priority, then in the order enqueued.

        At most one of each queue, and none of `skip_queues` (tags, as in `Due.queue_tag`): the next
        one of a queue comes when this one is finished. Opens nothing.
        """
        return self._backend.due(microseconds(now), seconds(now), limit, skip_queues)

    def next_due(
        self, now: datetime, skip_queues: Collection[bytes] = frozenset()
    ) -> datetime | None:
        """When `due` will first have something, None when nothing waits; it may be past."""
        found = self._backend.next_due(seconds(now), skip_queues)
        return None if found is None else instant(found)

    def read_row(self, due: Due, kind: Kind[T]) -> T:
        """Open the payload of a row. Raises RecordDamaged, also when it is of another kind."""
        cipher = self._vault.known(due.owner_tag)
        return _of_kind(kind, unpad(unseal(cipher, due.sealed, _bound_row(due))))[1]

    def finish(self, row_id: str) -> bool:
        """Remove a row that was performed; whether it was still there."""
        with self._writing():
            return self._backend.drop_row(row_id)

    def postpone(self, row_id: str, not_before: datetime) -> bool:
        """Let a row wait, and its queue behind it; whether it was still there."""
        with self._writing():
            return self._backend.move_row(row_id, microseconds(not_before))

    def census(self) -> Census:
        """What the file shows to someone without the key."""
        return self._backend.census()

    # --- within

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        self._written = True
        with self.transaction():
            yield

    def _refuse_past(self, until: datetime) -> None:
        if until <= self._clock():
            raise ValueError("`until` is not in the future")

    def _open_record(
        self, owner_tag: bytes, record_tag: bytes, expires_at: int, sealed: bytes
    ) -> bytes:
        bound = _bound_record(owner_tag, record_tag, expires_at)
        return unpad(unseal(self._vault.known(owner_tag), sealed, bound))


def sweep_locked(path: Path, now: datetime) -> int:
    """Delete what has expired, without the key, and scrub; how many rows went.

    For a bot that is locked: nobody else would scrub. Raises ScrubUnfinished when the rows are
    gone but their bytes may not be; else as `Store.open`.
    """
    with contextlib.closing(open_file(path, None, create=False)) as backend:
        rows = backend.sweep(seconds(now))
        if backend.needs_scrub():
            backend.scrub()
    return rows


def _bound_record(owner_tag: bytes, record_tag: bytes, expires_at: int) -> bytes:
    """What a record's ciphertext is bound to, so that it opens nowhere else and no longer."""
    return bind(b"record", owner_tag, record_tag, number(expires_at))


def _bound_row(row: Due) -> bytes:
    """The same for a row of the outbox. Not its time: `postpone` changes that."""
    return bind(
        b"outbox",
        row.owner_tag,
        row.id.encode(),
        row.queue_tag,
        number(row.priority),
        number(row.seq),
        number(row.expires_at),
    )


def _of_kind(kind: Kind[T], plain: bytes) -> tuple[str, T]:
    found = kind.unpack(plain)
    if found is None:
        raise RecordDamaged("a value opened, but is of another kind than asked for")
    return found
