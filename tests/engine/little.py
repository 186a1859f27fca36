"""A little world in Matrix's place: chats, rooms, who is in them, and what may go wrong.

It is honest where the engine depends on it: a message with a known transaction id is not said
again, an invitation to somebody who is there changes nothing, a room is left only when empty.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from peerbot.features.rooms.fates import TakeBackFate
from peerbot.features.rooms.ports import ByItself, NoRoomVersion
from peerbot.features.rooms.records import Card
from peerbot.kernel.files import File
from peerbot.kernel.ids import EventID, RoomID, UserID, server_of
from peerbot.kernel.newcomers import NotNow
from peerbot.kernel.ports import ChatLost, PortFault, Refused, TryLater, Unread


class Killed(BaseException):
    """The process ends here, without a chance to do anything about it."""


@dataclass
class Chat:
    """A direct chat with the voice. `txn_ids`: what the homeserver was sent already, and when."""

    user: UserID
    voice: bool = False
    open: bool = True
    declined: str = ""
    heard: list[str] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    loud: list[str] = field(default_factory=list)
    cleared: bool = False
    txn_ids: dict[str, datetime] = field(default_factory=dict)
    threads: defaultdict[EventID, list[str]] = field(default_factory=lambda: defaultdict(list))


@dataclass
class Hall:
    """A room of the keeper's."""

    card: Card
    topic: str
    silent_at: datetime | None = None
    """When the homeserver silences it by itself."""
    powerful: set[UserID] = field(default_factory=set)
    """Who has a facilitator's level, as rooms of before gave it."""
    messages: dict[EventID, str] = field(default_factory=dict)
    """What each event is: `message`, `taken back`, or another word for anything else."""
    keeper: bool = True
    silent: bool = False
    invited: set[UserID] = field(default_factory=set)
    joined: set[UserID] = field(default_factory=set)
    powerless: bool = False
    federates: bool = False
    unknown: bool = False
    """Left at a start, since no record knew it."""

    @property
    def there(self) -> set[UserID]:
        """Who is in or invited, the keeper not counted."""
        return self.invited | self.joined


MINUTE = timedelta(minutes=1)

Trouble = Callable[[str], BaseException | None]
"""Asked before each deed (`invite`) and after it (`invite done`): what goes wrong there."""

TRANSACTIONS_LAST = timedelta(hours=24)
"""How long Synapse knows a transaction id."""


def no_trouble(_deed: str) -> None:
    """All is well."""


@dataclass
class Little:
    """Voice and keeper in one: implements both of `kernel.ports`."""

    clock: Callable[[], datetime]
    moved: Callable[[RoomID, UserID, bool], None] = lambda _room, _user, _came: None
    trouble: Trouble = no_trouble
    chats: dict[RoomID, Chat] = field(default_factory=dict)
    halls: dict[RoomID, Hall] = field(default_factory=dict)
    blocking: set[UserID] = field(default_factory=set)
    out_of_reach: set[UserID] = field(default_factory=set)
    """Their homeserver does not answer for now."""
    keyless: set[UserID] = field(default_factory=set)
    """No device of theirs may read what the voice says."""
    unsafe: bool = False
    outdated: bool = False
    """The homeserver offers only old room versions."""
    lets_wait: timedelta = timedelta(days=366)
    """For how long the homeserver lets wait what silences a room by itself; none: not at all."""
    said_twice: int = 0
    uploads: list[File] = field(default_factory=list)
    forgotten: list[UserID] = field(default_factory=list)

    @contextmanager
    def _deed(self, name: str) -> Iterator[None]:
        if fault := self.trouble(name):
            raise fault
        yield
        if fault := self.trouble(f"{name} done"):
            raise fault

    # --- voice

    async def join_chat(self, user: UserID, chat: RoomID) -> None:
        """See `kernel.ports.Voice`."""
        with self._deed("join_chat"):
            if self.chats[chat].open:
                assert self.chats[chat].user == user
                self.chats[chat].voice = True

    async def turn_away(self, chat: RoomID, why: NotNow) -> None:
        """See `kernel.ports.Voice`."""
        with self._deed("turn_away"):
            self.chats[chat].voice = False
            self.chats[chat].declined = why

    async def say(
        self,
        user: UserID,
        chat: RoomID,
        body: str,
        *,
        notify: bool,
        txn_id: str,
        thread: EventID | None = None,
        file: File | None = None,
    ) -> None:
        """See `kernel.ports.Voice`."""
        if file:
            with self._deed("upload"):
                self.uploads.append(file)
        with self._deed("say"):
            there = self.chats[chat]
            assert there.user == user
            if user in self.out_of_reach:
                raise TryLater
            if user in self.keyless:
                raise Unread
            if not (there.open and there.voice):
                raise ChatLost
            before = there.txn_ids.get(txn_id)
            if before is not None and self.clock() - before < TRANSACTIONS_LAST:
                return
            self.said_twice += before is not None
            there.txn_ids[txn_id] = self.clock()
            there.heard.append(body)
            if file:
                there.files.append(file)
            if thread:
                there.threads[thread].append(body)
            if notify:
                there.loud.append(body)

    async def leave_chat(self, chat: RoomID) -> None:
        """See `kernel.ports.Voice`."""
        with self._deed("leave_chat"):
            self.chats[chat].voice = False

    async def clear_chat(self, chat: RoomID) -> None:
        """See `kernel.ports.Voice`."""
        with self._deed("clear_chat"):
            self.chats[chat].cleared = True
            self.chats[chat].voice = False

    def forget(self, user: UserID) -> None:
        """See `kernel.ports.Voice`."""
        self.forgotten.append(user)

    # --- keeper

    async def create(self, card: Card, topic: str, *, federate: bool) -> RoomID:
        """See `rooms.ports.Keeper`."""
        with self._deed("create"):
            if self.outdated:
                raise NoRoomVersion
            room_id = RoomID(f"!hall{len(self.halls)}")
            self.halls[room_id] = Hall(card, topic, federates=federate)
        return room_id

    async def invite(
        self, room_id: RoomID, user: UserID, *, size: int, holders: Collection[UserID]
    ) -> None:
        """See `rooms.ports.Keeper`."""
        with self._deed("invite"):
            hall = self._mine(room_id)
            if user in hall.there:
                return
            if holders and len(hall.there - set(holders)) >= size:
                raise Refused("full")
            if server_of(user) != server_of(hall.card.facilitator) and not hall.federates:
                raise Refused("forbidden")
            if user in self.blocking:
                raise Refused("blocked")
            if user in self.out_of_reach:
                raise Refused("away")
            hall.invited.add(user)

    async def look(self, room_id: RoomID) -> tuple[UserID, ...]:
        """See `rooms.ports.Keeper`."""
        with self._deed("look"):
            hall = self.halls[room_id]
            return tuple(sorted(hall.joined)) if hall.keeper else ()

    async def demote(self, room_id: RoomID) -> None:
        """See `rooms.ports.Keeper`."""
        with self._deed("demote"):
            self._mine(room_id).powerful.clear()

    async def take_back(self, room_id: RoomID, event_id: EventID, *, txn_id: str) -> TakeBackFate:
        """See `rooms.ports.Keeper`."""
        assert txn_id
        with self._deed("take_back"):
            messages = self._mine(room_id).messages
            if event_id not in messages:
                return "gone"
            if messages[event_id] not in ("message", "taken back"):
                return "not-message"
            messages[event_id] = "taken back"
        return "done"

    def write(self, room_id: RoomID, what: str = "message") -> EventID:
        """Somebody writes in a room, or sends anything else there; the event."""
        messages = self.halls[room_id].messages
        event_id = EventID(f"${f'event{len(messages)}':_<43}")
        messages[event_id] = what
        return event_id

    async def silence_at(self, room_id: RoomID, when: datetime) -> ByItself:
        """See `rooms.ports.Keeper`."""
        with self._deed("silence_at"):
            now = self.clock()
            waits = self.lets_wait > timedelta()
            self._mine(room_id).silent_at = min(when, now + self.lets_wait) if waits else None
            return ByItself(waits, now + min(timedelta(hours=1), max(MINUTE, self.lets_wait / 4)))

    async def let_write(self, room_id: RoomID, *, text_only: bool) -> None:
        """See `rooms.ports.Keeper`."""
        with self._deed("let_write"):
            hall = self._mine(room_id)
            assert hall.card.text_only == text_only
            hall.silent = False

    async def remove(self, room_id: RoomID, user: UserID, reason: str) -> None:
        """See `rooms.ports.Keeper`."""
        assert "same words" in reason
        with self._deed("remove"):
            self._gone(room_id, {user})

    async def set_topic(self, room_id: RoomID, topic: str) -> None:
        """See `rooms.ports.Keeper`."""
        with self._deed("set_topic"):
            self._mine(room_id).topic = topic

    async def silence(self, room_id: RoomID) -> None:
        """See `rooms.ports.Keeper`."""
        with self._deed("silence"):
            hall = self.halls[room_id]
            if hall.keeper and hall.powerless:
                raise Refused("forbidden")
            hall.silent = True

    async def empty(self, room_id: RoomID, reason: str) -> None:
        """See `rooms.ports.Keeper`."""
        assert "same words" in reason
        with self._deed("empty"):
            self._gone(room_id, set(self.halls[room_id].there))

    async def leave(self, room_id: RoomID, reason: str) -> None:
        """See `rooms.ports.Keeper`."""
        await self.empty(room_id, reason)
        with self._deed("leave"):
            self.halls[room_id].keeper = False

    async def reconcile(self, known: Collection[RoomID]) -> frozenset[RoomID]:
        """See `rooms.ports.Keeper`."""
        mine = {room_id for room_id, hall in self.halls.items() if hall.keeper}
        for room_id in mine - set(known):
            self.halls[room_id].unknown = True
            with suppress(PortFault), self._deed("leave"):
                self.halls[room_id].keeper = False
        return frozenset(set(known) - mine)

    async def trusted(self) -> bool:
        """See `rooms.ports.Keeper`."""
        with self._deed("trusted"):
            return not self.unsafe

    def _mine(self, room_id: RoomID) -> Hall:
        hall = self.halls[room_id]
        if not hall.keeper or hall.powerless:
            raise Refused("forbidden")
        return hall

    def _gone(self, room_id: RoomID, users: set[UserID]) -> None:
        hall = self.halls[room_id]
        if not hall.keeper:
            return
        went = hall.there & users
        if hall.powerless and went:
            raise Refused("forbidden")
        hall.invited -= users
        hall.joined -= users
        for user in sorted(went):
            self.moved(room_id, user, False)
