"""Passes events to the engine: if handling one of them fails, the others are still handled."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from peerbot.app import rooms_on_record
from peerbot.engine.core import Engine, keeps_its_meaning
from peerbot.features.rooms.api import Ending, Mark
from peerbot.kernel.ids import RoomID, UserID
from peerbot.kernel.messages import Message
from peerbot.kernel.newcomers import NotNow
from peerbot.matrix.crypto.opening import Undecryptable
from storage import RecordDamaged

log = logging.getLogger("peerbot")


@dataclass
class Health:
    """What `status` reports. `keeper_changed`: its identity or devices differ from setup."""

    started: datetime
    last_sync: datetime | None = None
    taken: dict[str, float] = field(default_factory=dict)
    """By account: when the last batch was handled, by a clock that cannot be set."""
    keeper_changed: bool = False
    disk_full: bool = False
    held: dict[str, int] = field(default_factory=dict)
    """By account: attempts so far to handle the last sync."""
    our_faults: int = 0
    damaged: int = 0


@dataclass
class Guarded:
    """Passes events to the engine. If one of them fails, the others are still handled: a bug of
    ours leads to an apology, not to silence. Implements both listeners of `kernel.ports`."""

    engine: Engine
    health: Health

    def invited_to_chat(self, user: UserID, chat: RoomID) -> None:
        """See `kernel.ports.Listener`."""
        with self._apart():
            self.engine.invited_to_chat(user, chat)

    def chat_upgraded(self, user: UserID, chat: RoomID) -> None:
        """See `kernel.ports.Listener`."""
        with self._apart():
            self.engine.chat_upgraded(user, chat)

    def chat_left(self, user: UserID, chat: RoomID) -> None:
        """See `kernel.ports.Listener`."""
        with self._apart():
            self.engine.chat_left(user, chat)

    def chat_of(self, user: UserID) -> RoomID | None:
        """See `kernel.ports.Listener`."""
        try:
            return self.engine.chat_of(user)
        except RecordDamaged:
            return None  # erasing them repairs it

    def refuses(self, user: UserID) -> NotNow | None:
        """See `kernel.ports.Listener`."""
        return self.engine.refuses(user)

    def heard(
        self, user: UserID, chat: RoomID, event: Message, handled: Callable[[], None]
    ) -> None:
        """See `kernel.ports.Listener`."""
        with self._apart() as met:
            self.engine.hear(user, chat, event, handled)
        if met:
            with self._apart():
                self.engine.apologise(user, chat, handled)

    def room_lost(self, room_id: RoomID) -> None:
        """See `rooms.ports.RoomListener`."""
        with self._apart():
            rooms_on_record.room_lost(self.engine, room_id)

    def membership_changed(self, room_id: RoomID, user: UserID, came: bool) -> None:
        """See `rooms.ports.RoomListener`."""
        with self._apart():
            rooms_on_record.membership_changed(self.engine, room_id, user, came=came)

    def close(self, mark: Mark, why: Ending) -> None:
        """Close a room before its time."""
        with self._apart():
            rooms_on_record.close(self.engine, mark, why)

    def arm(self, mark: Mark) -> None:
        """See that the homeserver still silences a room by itself at its time."""
        with self._apart():
            rooms_on_record.arm(self.engine, mark)

    @contextmanager
    def _apart(self) -> Iterator[list[Exception]]:
        """Count exceptions and log only their class: the rest may quote what people wrote."""
        met: list[Exception] = []
        try:
            yield met
        except Undecryptable:
            raise  # it was read meanwhile, so this is not an error
        except Exception as fault:  # an unexpected exception ends only this event
            if keeps_its_meaning(fault):
                raise
            met.append(fault)
            if isinstance(fault, RecordDamaged):
                # Of one person or room; nobody else is affected. Erasing them repairs it.
                self.health.damaged += 1
            else:
                self.health.our_faults += 1
            log.error("an event was rejected: %s", type(fault).__name__)  # noqa: TRY400 - a traceback quotes people
