"""Where a store is kept, from outside: what outlives it, and what a thief can change."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from storage import Store
from storage.sealing import Sealing
from tests.storage.memory import InDicts, no_rows
from tests.storage.support import KEY, NOW, alter, open_store, raw

Change = Callable[[list[Any]], list[Any]]


class Place(Protocol):
    """One store at a time is open here."""

    def open(self) -> Store:
        """The store, with all that was left in it."""

    def alter(self, column: str, how: Change) -> None:
        """Change the values of "table.column" of a closed store, without the key."""

    def empty(self, table: str) -> None:
        """Delete every row of a table of a closed store."""


class OnDisk:
    """A file of SQLite."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def open(self) -> Store:
        return open_store(self._path)

    def alter(self, column: str, how: Change) -> None:
        # The column has kept the name that the first version gave it.
        alter(self._path, column.replace("queue_tag", "lane_tag"), how)

    def empty(self, table: str) -> None:
        with raw(self._path) as connection:
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names


class Plain:
    """Rows in dicts."""

    def __init__(self) -> None:
        self._rows = no_rows()

    def open(self) -> Store:
        return Store(InDicts(self._rows), Sealing(KEY), lambda: NOW)

    def alter(self, column: str, how: Change) -> None:
        table, name = column.split(".")
        rows = self._rows[table]
        before = [row[name] for row in rows]
        changed = how(before)
        assert changed != before
        for row, value in zip(rows, changed, strict=True):
            row[name] = value

    def empty(self, table: str) -> None:
        self._rows[table].clear()
