"""The file of a store: found, made, told apart from a strange one, held by one process alone.

Order of opening, so that a mistake touches nothing: the lock, then version and key read without
writing a byte, then SQLite for writing, its own check of the structure, the missing migrations.
"""

import contextlib
import fcntl
import hmac
import os
from pathlib import Path

import peewee

from storage.errors import (
    DiskFull,
    FileDamaged,
    FileRefused,
    NewerDatabase,
    StoreBusy,
    StoreMissing,
    WrongKey,
)
from storage.migrations import STEPS, Step, begin, newest, upgrade
from storage.models import Head
from storage.sqlite import FOREIGN, translated
from storage.tables import Tables

PRIVATE = 0o600


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


class Lock:
    """An exclusive lock on a file beside the store, let go by the kernel when a process dies.

    Not on the database itself: SQLite closes and opens it, and other programs may back it up.
    The file stays: deleting it would let two processes lock two files of one name.
    """

    def __init__(self, path: Path) -> None:
        """Take the lock at once. Raises StoreBusy when someone has it."""
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, PRIVATE)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._fd)
            raise StoreBusy("another process is using this store") from None

    def release(self) -> None:
        """Let go."""
        os.close(self._fd)


def sync_directory(directory: Path) -> None:
    """Make the names in a directory survive a power cut."""
    fd = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _make(path: Path, key_check: bytes, steps: tuple[Step, ...]) -> None:
    """Make a whole new store under another name, then rename it: a kill leaves none or all."""
    new = _beside(path, ".new")
    for suffix in ("", "-wal", "-shm", "-journal"):
        _beside(new, suffix).unlink(missing_ok=True)
    os.close(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE))
    with contextlib.closing(Tables(f"{new.absolute().as_uri()}?mode=rw")) as backend:
        begin(backend, steps, key_check)
    new.rename(path)
    sync_directory(path.parent)


def _read_head(path: Path) -> tuple[int, bytes]:
    """Version and key check, read so that neither the file nor its log changes by a byte.

    An ordinary connection copies the log into the file when it closes, so a wrong key would
    change both. After a clean end there is no log and the file is complete: `immutable` reads it
    alone. After a kill the log holds the newest pages: `mode=ro` reads it, and cannot copy it.
    """
    log = _beside(path, "-wal")
    how = "mode=ro" if log.exists() and log.stat().st_size else "immutable=1"
    database = peewee.SqliteDatabase(
        f"{path.absolute().as_uri()}?{how}", thread_safe=False, uri=True
    )
    try:
        with database.connection_context():
            head: tuple[int, bytes] | None = database.execute(
                Head.select(Head.schema, Head.key_check)
            ).fetchone()
    except FOREIGN as error:
        ours = translated(error)
        if isinstance(ours, DiskFull | FileRefused | StoreBusy):
            raise ours from error  # nothing is known about the file: it may well be whole
        raise FileDamaged("this is not a store, or its first pages are corrupt") from error
    if head is None:
        raise FileDamaged("the header of this store is missing")
    return head


def open_file(
    path: Path, key_check: bytes | None, *, create: bool, steps: tuple[Step, ...] = STEPS
) -> Tables:
    """Open the store at `path`, and hold it until the backend is closed.

    `key_check` None: open it without a key, for what needs none. Raises StoreBusy, StoreMissing,
    FileDamaged, NewerDatabase, WrongKey, FileRefused, DiskFull.
    """
    lock = Lock(_beside(path, ".lock"))
    with contextlib.ExitStack() as undo:
        undo.callback(lock.release)
        if not path.exists():
            if not create or key_check is None:
                raise StoreMissing("there is no store here")
            _make(path, key_check, steps)
        schema, stored_check = _read_head(path)
        if schema > newest(steps):
            raise NewerDatabase("this store was written by a later version of this program")
        if key_check is not None and not hmac.compare_digest(key_check, stored_check):
            raise WrongKey("this key does not match this store; nothing was changed")
        path.chmod(PRIVATE)
        backend = Tables(f"{path.absolute().as_uri()}?mode=rw", close_with=lock.release)
        undo.pop_all()
        undo.callback(backend.close)
        backend.verify()
        upgrade(backend, steps)
        undo.pop_all()
    return backend


def open_memory(key_check: bytes, steps: tuple[Step, ...] = STEPS) -> Tables:
    """A store in memory alone, gone when closed."""
    backend = Tables("file::memory:")
    begin(backend, steps, key_check)
    return backend
