"""What the tests of storage share: a fixed time, kinds, and eyes for the raw files."""

import contextlib
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from storage import DAY, HOUR, Kind, Store
from storage.tables import Tables

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
NOW = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
LATER = NOW + 3 * DAY
SOON = timedelta(seconds=10)


@dataclass(frozen=True)
class Note:
    text: str


NOTE = Kind("note-kind", Note)
SEAT = Kind("seat-kind", str, grain=HOUR)
SAY = Kind("say-kind", str)

MEMBER = "person:@wren-of-the-marsh:example.org"
OTHER = "person:@heron-of-the-lake:example.org"


def open_store(path: Path, key: bytes = KEY) -> Store:
    return Store.open(path, key, clock=lambda: NOW)


def tables_of(store: Store) -> Tables:
    """The SQLite below a store."""
    assert isinstance(store._backend, Tables)
    return store._backend


def scrub_due(store: Store) -> bool:
    """`needs_scrub`, which mypy otherwise takes to stay as it was asserted."""
    return store.needs_scrub


def say(
    store: Store,
    text: str = "hello",
    *,
    owner: str = MEMBER,
    queue: str = "queue-one",
    priority: int = 5,
    not_before: datetime = NOW,
) -> str:
    return store.enqueue(
        owner, SAY, text, queue=queue, priority=priority, not_before=not_before, until=LATER
    )


@contextlib.contextmanager
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    """The database as a thief, or a backup program, opens it; each statement a transaction."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def alter(path: Path, column: str, how: Callable[[list[Any]], list[Any]]) -> None:
    """Change every value of "table.column" of a closed store, as someone without the key can."""
    table, name = column.split(".")
    key = {"owners": "owner_tag", "records": "id", "outbox": "seq", "meta": "only_row"}[table]
    key = "id" if column == "outbox.seq" else key
    read = f"SELECT {key}, {name} FROM {table} ORDER BY {key}"  # noqa: S608 - our own names
    write = f"UPDATE {table} SET {name} = ? WHERE {key} = ?"  # noqa: S608 - our own names
    with raw(path) as connection:
        keys, values = zip(*connection.execute(read).fetchall(), strict=True)
        changed = how(list(values))
        assert changed != list(values)
        connection.executemany(write, zip(changed, keys, strict=True))


def each(how: Callable[[Any], Any]) -> Callable[[list[Any]], list[Any]]:
    """Change each value of a column alike."""
    return lambda values: [how(value) for value in values]


def flip(byte: int) -> Callable[[list[Any]], list[Any]]:
    """Change one bit of each value."""
    return each(lambda old: old[:byte] + bytes([old[byte] ^ 1]) + old[byte + 1 :])


def exchange(values: list[Any]) -> list[Any]:
    """Give each row the value of another."""
    return values[1:] + values[:1]


def every_byte(directory: Path) -> bytes:
    return b"\0".join(path.read_bytes() for path in sorted(directory.iterdir()))


_CHILD = """
import sys
from datetime import timedelta
from pathlib import Path
from tests.storage.support import LATER, NOTE, Note, open_store
store = open_store(Path(sys.argv[1]))
{body}
print("ready", flush=True)
sys.stdin.read()
"""


@contextlib.contextmanager
def child_until_killed(path: Path, body: str) -> Iterator[None]:
    """Another process with the store open: runs `body`, says so, and is killed with SIGKILL."""
    with subprocess.Popen(
        [sys.executable, "-c", _CHILD.format(body=body), str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as child:
        try:
            assert child.stdout is not None
            assert child.stdout.readline() == b"ready\n"
            yield
        finally:
            child.kill()
            assert child.wait() == -signal.SIGKILL
