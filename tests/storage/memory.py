"""The store's rows in plain lists and dicts: its promises without SQLite, in the plainest words."""

import contextlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from typing import Any

from storage import Census, Due
from storage.kinds import instant
from storage.sealing import OVERHEAD

Row = dict[str, Any]
Rows = dict[str, list[Row]]


def no_rows() -> Rows:
    """What outlives a store, as a file does."""
    return {"owners": [], "records": [], "outbox": [], "meta": [{"needs_scrub": False}]}


class InDicts:
    """A `Backend` over rows that are handed in."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._depth = 0

    def close(self) -> None:
        pass

    @contextlib.contextmanager
    def atomic(self) -> Iterator[None]:
        before = {name: [row.copy() for row in rows] for name, rows in self._rows.items()}
        self._depth += 1
        try:
            yield
        except BaseException:  # also when cancelled: nothing is left half done
            self._rows.update(before)
            raise
        finally:
            self._depth -= 1

    # --- destroying

    def needs_scrub(self) -> bool:
        return bool(self._rows["meta"][0]["needs_scrub"])

    def mark_for_scrub(self) -> None:
        self._rows["meta"][0]["needs_scrub"] = True

    def scrub(self, wait: Callable[[float], None]) -> None:  # noqa: ARG002 - nobody else holds it
        if self._depth:
            raise RuntimeError("a scrub within a transaction")
        self._rows["meta"][0]["needs_scrub"] = False

    # --- owners and records

    def wrapped_key(self, owner_tag: bytes) -> bytes | None:
        return next((row["wrapped"] for row in self._of("owners", owner_tag)), None)

    def add_owner(self, owner_tag: bytes, wrapped: bytes) -> None:
        self._rows["owners"].append({"owner_tag": owner_tag, "wrapped": wrapped})

    def has_owner(self, owner_tag: bytes) -> bool:
        return any(self._of(table, owner_tag) for table in ("owners", "records", "outbox"))

    def drop_owner(self, owner_tag: bytes) -> None:
        for table in ("owners", "records", "outbox"):
            self._drop(table, lambda row: row["owner_tag"] == owner_tag)

    def put_record(self, owner_tag: bytes, record_tag: bytes, expires: int, sealed: bytes) -> None:
        self.drop_record(owner_tag, record_tag)
        tags = {"owner_tag": owner_tag, "record_tag": record_tag}
        self._rows["records"].append(tags | {"expires_at": expires, "sealed": sealed})

    def record(self, owner_tag: bytes, record_tag: bytes) -> tuple[int, bytes] | None:
        for row in self._of("records", owner_tag):
            if row["record_tag"] == record_tag:
                return row["expires_at"], row["sealed"]
        return None

    def records(self, owner_tag: bytes, now: int) -> list[tuple[bytes, int, bytes]]:
        return [
            (row["record_tag"], row["expires_at"], row["sealed"])
            for row in self._of("records", owner_tag)
            if row["expires_at"] > now
        ]

    def drop_record(self, owner_tag: bytes, record_tag: bytes) -> bool:
        tags = (owner_tag, record_tag)
        return self._drop("records", lambda row: (row["owner_tag"], row["record_tag"]) == tags) > 0

    def sweep(self, now: int) -> int:
        rows = sum(
            self._drop(table, lambda row: row["expires_at"] <= now)
            for table in ("records", "outbox")
        )
        left = {row["owner_tag"] for table in ("records", "outbox") for row in self._rows[table]}
        if self._drop("owners", lambda row: row["owner_tag"] not in left) or rows:
            self.mark_for_scrub()
        return rows

    # --- the outbox

    def last_seq(self) -> int:
        return max((row["seq"] for row in self._rows["outbox"]), default=0)

    def put_row(self, row: Due, not_before: int) -> None:
        columns = {name: getattr(row, name) for name in Due.__slots__}
        self._rows["outbox"].append(columns | {"not_before": not_before})

    def due(self, now: int, expired: int, limit: int, skip_queues: Collection[bytes]) -> list[Due]:
        ready = [row for row in self._first(expired, skip_queues) if row["not_before"] <= now]
        ready.sort(key=lambda row: (row["priority"], row["seq"]))
        return [Due(**{name: row[name] for name in Due.__slots__}) for row in ready[:limit]]

    def next_due(self, expired: int, skip_queues: Collection[bytes]) -> int | None:
        return min((row["not_before"] for row in self._first(expired, skip_queues)), default=None)

    def drop_row(self, row_id: str) -> bool:
        return self._drop("outbox", lambda row: row["id"] == row_id) > 0

    def move_row(self, row_id: str, not_before: int) -> bool:
        found = [row for row in self._rows["outbox"] if row["id"] == row_id]
        for row in found:
            row["not_before"] = not_before
        return bool(found)

    def census(self) -> Census:
        rows = self._rows["records"] + self._rows["outbox"]
        return Census(
            schema=1,
            owners=len(self._rows["owners"]),
            records=len(self._rows["records"]),
            outbox=len(self._rows["outbox"]),
            sizes=Counter(len(row["sealed"]) - OVERHEAD for row in rows),
            expiry_days=Counter(instant(row["expires_at"] * 1_000_000).date() for row in rows),
            file_bytes=sum(len(row["sealed"]) for row in rows),
            needs_scrub=self.needs_scrub(),
        )

    # --- within

    def _of(self, table: str, owner_tag: bytes) -> list[Row]:
        return [row for row in self._rows[table] if row["owner_tag"] == owner_tag]

    def _drop(self, table: str, which: Callable[[Row], bool]) -> int:
        """How many rows went."""
        before = self._rows[table]
        self._rows[table] = [row for row in before if not which(row)]
        return len(before) - len(self._rows[table])

    def _first(self, expired: int, skip_queues: Collection[bytes]) -> list[Row]:
        """The first row of each queue that has not expired."""
        queues: dict[bytes, Row] = {}
        for row in sorted(self._rows["outbox"], key=lambda row: int(row["seq"])):
            if row["expires_at"] > expired and row["queue_tag"] not in skip_queues:
                queues.setdefault(row["queue_tag"], row)
        return list(queues.values())
