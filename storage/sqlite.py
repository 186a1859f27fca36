"""The connection to SQLite: its settings, its errors, transactions, and scrubbing its files.

peewee holds the connection. What stands on a `Backend` knows nothing of either.
"""

import contextlib
import logging
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import peewee

from storage.errors import (
    DiskFull,
    FileDamaged,
    FileRefused,
    ScrubUnfinished,
    StoreBusy,
    StoreError,
    TransactionLost,
)
from storage.queries import Filled

# At DEBUG it writes out queries with their values: owners' wrapped keys are among them, and what an
# erasing destroys must be nowhere else.
logging.getLogger("peewee").setLevel(logging.CRITICAL + 1)

BUSY_SECONDS = 0.25
"""How long SQLite waits for another program's lock. Only something outside peerbot (a backup, a
sqlite3 shell) can hold one, and the whole event loop stands still meanwhile: so, short."""

SCRUB_PAUSES = (0.05, 0.1, 0.2)
"""Seconds between tries of a scrub that finds the file busy: with SQLite's own waiting at most
about 1.4 s for each of its two parts. Longer would be felt by everyone who writes to the bot;
the file stays marked, so a later scrub goes on."""

SETTINGS = (
    # Takes effect on a new file only. The paddings in sealing.py are made for this size.
    ("page_size", 4096),
    # Readers do not stop the writer, and a commit is one append and one fsync.
    ("journal_mode", "wal"),
    # What is committed survives a power cut: a message may be sent right after the commit.
    ("synchronous", "full"),
    # Deleted cells are overwritten at once. Not enough alone: see `rewrite`.
    ("secure_delete", "on"),
    # VACUUM builds its copy in memory: in a temporary file it would leave the state directory.
    ("temp_store", "memory"),
    # A file that someone changed may not run functions from its schema, nor mislead the parser.
    ("trusted_schema", "off"),
    ("cell_size_check", "on"),
)

_ERRORS: dict[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_BUSY: (StoreBusy, "another program holds a lock on the database"),
    sqlite3.SQLITE_LOCKED: (StoreBusy, "another program holds a lock on the database"),
    sqlite3.SQLITE_FULL: (DiskFull, "the disk is full"),
    # Not SQLITE_FULL: a write beyond a quota or a file size limit.
    sqlite3.SQLITE_IOERR_WRITE: (DiskFull, "the disk takes no more data"),
    sqlite3.SQLITE_IOERR_SHMSIZE: (DiskFull, "the disk takes no more data"),
    sqlite3.SQLITE_IOERR_SHMOPEN: (DiskFull, "the disk takes no more data"),
    sqlite3.SQLITE_IOERR: (FileDamaged, "the disk reports an error"),
    sqlite3.SQLITE_CORRUPT: (FileDamaged, "the database is corrupt"),
    sqlite3.SQLITE_NOTADB: (FileDamaged, "the file is not a database"),
    sqlite3.SQLITE_READONLY: (FileRefused, "the database may not be written"),
    sqlite3.SQLITE_CANTOPEN: (FileRefused, "the database may not be opened"),
    sqlite3.SQLITE_PERM: (FileRefused, "the database may not be opened"),
}


FOREIGN = (peewee.PeeweeException, sqlite3.Error)
"""What may come out of a query: SQLite's own errors, most of them wrapped by peewee."""


def translated(error: Exception) -> StoreError | None:
    """What an error of SQLite or peewee means, or None when it is a fault of our own."""
    met = getattr(error, "orig", error)  # peewee keeps the error that it wraps
    code = getattr(met, "sqlite_errorcode", -1)
    # An extended code carries the primary one in its lowest byte.
    known = _ERRORS.get(code) or _ERRORS.get(code & 0xFF)
    return known[0](known[1]) if known else None


@contextlib.contextmanager
def translate_errors() -> Iterator[None]:
    """Raise SQLite's errors as the store's own; what is not listed above passes unchanged."""
    try:
        yield
    except FOREIGN as error:
        ours = translated(error)
        if ours is None:
            raise
        raise ours from error


class Connection:
    """One open SQLite database, used from one thread."""

    def __init__(self, address: str, *, close_with: Callable[[], None] = lambda: None) -> None:
        """`address`: a SQLite URI. `close_with` is called after the database is closed."""
        self._close_with = close_with
        # One connection for whoever asks, so that SQLite sees and refuses another thread; and none
        # made by itself, once it is closed.
        self.database = peewee.SqliteDatabase(
            address,
            pragmas=SETTINGS,
            timeout=BUSY_SECONDS,
            thread_safe=False,
            autoconnect=False,
            uri=True,
        )
        with translate_errors():
            self.database.connect()
        self._connection: sqlite3.Connection = self.database.connection()

    def close(self) -> None:
        """Close the database, and let go of what was held with it."""
        try:
            self.database.close()
        finally:
            self._close_with()

    def run(self, query: peewee.Node | Filled) -> sqlite3.Cursor:
        """A cursor, to be used within a `border`. Raises TransactionLost."""
        self._refuse_lost()
        if isinstance(query, Filled):
            return self._connection.execute(query.sql, query.values)
        found: sqlite3.Cursor = self.database.execute(query)
        return found

    def change(self, query: peewee.Node | Filled) -> int:
        """Rows changed."""
        with translate_errors():
            return self.run(query).rowcount

    def rows(self, query: peewee.Node | Filled) -> list[Any]:
        """All rows of the answer."""
        with translate_errors():
            return self.run(query).fetchall()

    def number(self, query: peewee.Node | Filled) -> int:
        """The first column of the first row."""
        return int(self.rows(query)[0][0])

    def pragma(self, name: str) -> Any:
        """What SQLite says of itself."""
        return self.rows(peewee.SQL(f"PRAGMA {name}"))[0][0]

    @contextlib.contextmanager
    def atomic(self) -> Iterator[None]:
        """All or nothing; within another one, a savepoint of it."""
        self._refuse_lost()  # or a savepoint would begin a transaction of its own
        nested = self.database.in_transaction()
        with contextlib.ExitStack() as block:
            with translate_errors():
                # IMMEDIATE: the write lock at once, so that no commit fails for having begun to
                # read.
                block.enter_context(self.database.atomic("IMMEDIATE"))
            try:
                yield
                self._refuse_lost()
            except BaseException:  # also when cancelled: nothing is left half done
                if nested and not self._connection.in_transaction:
                    block.pop_all()  # a savepoint that is gone; to go back to it is an error
                raise
            with translate_errors():
                block.close()

    def _refuse_lost(self) -> None:
        """Raise TransactionLost when SQLite has ended a transaction by itself.

        It may do so when a disk fails. Going on would write the rest of it row by row.
        """
        if self.database.in_transaction() and not self._connection.in_transaction:
            raise TransactionLost("the database aborted the transaction; nothing of it was kept")

    def rewrite(self, wait: Callable[[float], None]) -> None:
        """Make the files hold nothing but the rows that are left. Raises ScrubUnfinished.

        secure_delete overwrites what is deleted, but promises nothing of the copies that moving
        rows between pages leaves in their unused space, and the log keeps old pages. VACUUM
        writes every page anew; truncating the log then copies those over the old ones and cuts
        both files.
        """
        if self.database.in_transaction():
            raise RuntimeError("a scrub within a transaction")
        try:
            for part in (self._vacuum, self._truncate_log):
                pauses = iter(SCRUB_PAUSES)
                while not part():
                    pause = next(pauses, None)
                    if pause is None:
                        raise ScrubUnfinished("another program holds the file; bytes may remain")
                    wait(pause)
        except DiskFull as error:
            raise ScrubUnfinished("no room to rewrite the file; bytes remain") from error

    def _vacuum(self) -> bool:
        try:
            self.change(peewee.SQL("VACUUM"))
        except StoreBusy:
            return False
        return True

    def _truncate_log(self) -> bool:
        return bool(self.pragma("wal_checkpoint(TRUNCATE)") == 0)  # 1 says busy
