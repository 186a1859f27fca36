"""What really happened, read from the homeserver's own database: no client's view, no cache."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from peerbot.devtools.synapse import Synapse


@dataclass(frozen=True)
class Happened:
    """One event that the homeserver accepted."""

    event_id: str
    sender: str
    content: dict[str, Any]


class Ledger:
    """Reads along in the database of a Synapse on this machine."""

    def __init__(self, homeserver: Synapse) -> None:
        self._homeserver = homeserver

    def events(self, room_id: str, type: str, *, state_key: str | None = None) -> list[Happened]:
        """Every event of a type in a room, in order."""
        query = (
            "SELECT event_id, json FROM events JOIN event_json USING (event_id)"
            " WHERE events.room_id = ? AND type = ? AND (? IS NULL OR state_key = ?)"
            " AND rejection_reason IS NULL ORDER BY stream_ordering"
        )
        with self._open() as database:
            rows = database.execute(query, (room_id, type, state_key, state_key)).fetchall()
        events = [(event_id, json.loads(event)) for event_id, event in rows]
        return [Happened(event_id, event["sender"], event["content"]) for event_id, event in events]

    def invitations(self, room_id: str, user_id: str) -> int:
        """How often somebody was invited to a room."""
        changes = self.events(room_id, "m.room.member", state_key=user_id)
        return sum(change.content["membership"] == "invite" for change in changes)

    def rooms(self, user_id: str, membership: str = "join") -> set[str]:
        """The rooms that somebody is in (or invited to)."""
        query = "SELECT room_id FROM local_current_membership WHERE user_id = ? AND membership = ?"
        with self._open() as database:
            return {row[0] for row in database.execute(query, (user_id, membership))}

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        address = f"file:{self._homeserver.database}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as database:
            yield database
