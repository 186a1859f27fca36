"""Messages that could not be opened yet: a little of each is kept, for a while and within bounds.

How it works:

- Kept is the envelope alone, which is what opens a message later. Whatever else an event holds is
  let go: parsed, it can take twenty times the room of its text.
- Each person has a share of their own, in bytes and in number, and all together have a bound. What
  comes beyond a share is turned away; nobody's message ever makes room for another's.
- A message is tried again when something came that may open it, and not before: the key of its
  session, or word that it is withheld; when its sender's devices were what was missing, another
  list of those. Where it was not known who is in the chat, that is asked with each sync. It happens
  ahead of what is new, so each person's messages are handed on in their order.
- Whose devices have to be asked for is asked for beside the sync. What they write meanwhile waits
  behind what they wrote before, is opened as soon as there is an answer, and until then the sync is
  not marked as handled (`unsettled`). Their homeserver may be away for longer than a key needs to
  come, so it is waited for longer, and they are told kindly.
- Who has something waiting is looked at now and then, less and less often and beside the sync:
  whether anything can be encrypted to them at all, and whether their devices write by sessions that
  are gone. Then a new session is begun, and they are asked to write again: once for all that waits,
  also for what was turned away, or waited in vain.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from peerbot.kernel.ids import Clock, EventID, RoomID, UserID
from peerbot.matrix.beside import Beside
from peerbot.matrix.client import LONG_POLL, SignedClient
from peerbot.matrix.crypto.devices import Unusable
from peerbot.matrix.crypto.opening import Envelope, Reason
from peerbot.matrix.crypto.pauses import Pauses
from peerbot.matrix.crypto.records import Device
from peerbot.matrix.in_clear import InClear
from peerbot.matrix.ports import translate_errors

# How long a key may take to arrive.
_PATIENCE: Final = timedelta(minutes=10)
# How long a homeserver may be away. Synapse retries one that did not answer after ten minutes, then
# after twenty, unless it hears from it meanwhile.
_LONG_PATIENCE: Final = timedelta(hours=1)
# Seconds that everybody waits at most for the devices of one person who writes more than there is
# room for, before any of it could be opened: as after a start, when nobody was asked for yet.
_HURRY: Final = 5.0
# Words are read up to 4,000 characters. In any living script they are 12 KB at most, once more with
# their formatting, and base64 makes four bytes of three: whatever is larger was not written by
# hand, and is not worth waiting for.
_LARGEST: Final = 32 * 1024
# What keeping one takes beside its text: ids of 255 characters, and Python's own objects.
_APIECE: Final = 2 * 1024
# More than anybody writes before they wonder why there is no answer, if each took 1.5 KiB as short
# words do; and a sixteenth of what the unit leaves free for everything, for all people together.
_MOST_MESSAGES: Final = 400
_SHARE: Final = 2 * 1024 * 1024
_MOST: Final = 16 * 1024 * 1024
_MOST_PEOPLE: Final = 1_000
# The first pause between two looks at a person's devices, and the longest.
_SOONEST: Final = timedelta(seconds=2)
_LATEST: Final = timedelta(minutes=1)
# Between two attempts to start new sessions with the same devices. Each costs them a one-time key.
_FIRST_MEETING: Final = timedelta(seconds=10)
_LAST_MEETING: Final = timedelta(minutes=10)

WORTH_WAITING: Final = frozenset(
    {Reason.NO_KEY, Reason.UNKNOWN_DEVICE, Reason.UNASKED, Reason.UNSURE}
)
_FOR_NOW: Final = frozenset({Reason.UNASKED, Reason.UNSURE})
"""Why a message waits that may be opened as soon as something is asked."""

Open = Callable[[RoomID, Envelope], Awaitable[Reason | None]]
"""Decrypts a message and passes it on. Returns why it cannot be read, None if it could."""
Tell = Callable[[UserID, RoomID, str, str], Awaitable[None]]
"""Says a sentence about something in a chat."""


@dataclass(slots=True)
class _Message:
    chat: RoomID
    envelope: Envelope
    since: datetime
    number: int | None = None
    """Under which the sync is not marked as handled (`unsettled`)."""
    notified: bool = False
    """Its author was asked to write again meanwhile."""

    @property
    def session(self) -> tuple[RoomID, str]:
        return self.chat, self.envelope.session_id

    @property
    def size(self) -> int:
        return self.envelope.size + _APIECE


@dataclass
class _Person:
    due: datetime
    """When to look at them next."""
    pause: timedelta = _SOONEST
    messages: OrderedDict[EventID, _Message] = field(default_factory=OrderedDict)
    size: int = 0
    unlisted: dict[tuple[RoomID, str], tuple[Device, ...] | None] = field(default_factory=dict)
    """Sessions whose key is here and whose device is not: what devices were known then. None where
    that is not known yet, or who is in the chat: they are tried with each sync."""
    owed: tuple[RoomID, EventID, datetime] | None = None
    """The last message that was given up, and about which they have not been told yet."""


class Waiting:
    """Pending messages, by person."""

    def __init__(
        self,
        client: SignedClient,
        in_clear: InClear,
        beside: Beside,
        clock: Clock,
        *,
        tell: Tell,
        open: Open,
    ) -> None:
        self._client = client
        self._in_clear = in_clear
        self._beside = beside
        self._clock = clock
        self._tell = tell
        self._open = open
        self.turn = asyncio.Lock()
        """Held while messages are opened, so that those from the sync and those opened outside it
        cannot overtake each other."""
        self._people: dict[UserID, _Person] = {}
        self._meetings = Pauses[UserID](_FIRST_MEETING, _LAST_MEETING, clock)
        self._size = 0

    async def open(self, chat: RoomID, envelope: Envelope) -> None:
        """Open a new message and pass it on. One that cannot be opened is kept if that is worth it
        and there is room; otherwise its author is told."""
        user = envelope.sender
        why = await self._open_next(chat, envelope)
        if why is Reason.UNASKED and not self._has_room(envelope, why):
            if not self._client.machine.devices.was_asked(user):
                await self._hurry(user)
            why = await self._open_next(chat, envelope)
        if why not in (None, Reason.UNASKED):  # as after each start
            self._client.rejected.add(f"message: {why.value}")
        if why in WORTH_WAITING:
            self.keep(chat, envelope, why)

    def keep(self, chat: RoomID, envelope: Envelope, why: Reason) -> None:
        """Keep a message that could not be opened, if there is room; otherwise tell its author."""
        now, user = self._clock(), envelope.sender
        if user not in self._people and len(self._people) >= _MOST_PEOPLE:
            self._client.rejected.add("message: queue full")
            return
        person = self._people.setdefault(user, _Person(now))
        if envelope.event_id in person.messages:
            return
        if not self._has_room(envelope, why):
            self._client.rejected.add("message: queue full")
            person.owed = chat, envelope.event_id, now
            return
        message = _Message(chat, envelope, now)
        person.messages[envelope.event_id] = message
        person.size += message.size
        self._size += message.size
        self._record(user, person, message, why)

    async def try_again(self) -> None:
        """Retry messages for which something has arrived, in order for each person."""
        news = self._client.machine.news
        senders = {sender for sender, *_ in news}
        for user, person in list(self._people.items()):
            if user in senders or person.unlisted:
                await self._try(user, person)

    def look(self) -> float:
        """Look at the people who are due, outside the sync. Returns seconds until the next are."""
        now, devices = self._clock(), self._client.machine.devices
        for user, person in self._people.items():
            if person.unlisted and not devices.is_current(user):
                # They are asked for as soon as they may be.
                person.due, person.pause = now + devices.wait(user), _SOONEST
            if not timedelta(0) < person.due - now <= _LATEST:
                person.due = now + person.pause
                person.pause = min(2 * person.pause, _LATEST)
                self._beside.do(user, "look", partial(self._look, user, person))
        waits = ((person.due - now).total_seconds() for person in self._people.values())
        return max(min(waits, default=LONG_POLL), _SOONEST.total_seconds())

    def forget(self, user: UserID) -> None:
        """Drop the pending messages of a person."""
        person = self._people.pop(user, None)
        if person is not None:
            self._size -= person.size
            for message in person.messages.values():
                self._settle(message)
            person.messages.clear()

    async def _open_next(self, chat: RoomID, envelope: Envelope) -> Reason | None:
        """Open a message, unless it has to wait for earlier ones."""
        user = envelope.sender
        person = self._people.get(user)
        if person is not None and None in person.unlisted.values() and self._holds_up(user):
            return Reason.UNASKED
        return await self._open(chat, envelope)

    def _holds_up(self, user: UserID) -> bool:
        """Whether new messages wait behind pending ones. A device that their homeserver does not
        report must not hold up the known ones: anybody could add one."""
        return not self._client.machine.devices.is_stale(user)

    async def _hurry(self, user: UserID) -> None:
        """Ask briefly for somebody's devices now, and open their pending messages."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_HURRY):
                await self._client.machine.usable(user)
        if person := self._people.get(user):
            await self._try(user, person)

    def _has_room(self, envelope: Envelope, why: Reason) -> bool:
        """Whether one more may wait. One that waits only for its author's devices may be of any
        size: nothing suggests yet that no person wrote it."""
        person = self._people.get(envelope.sender)
        number, size = (len(person.messages), person.size) if person else (0, 0)
        return (
            (envelope.size <= _LARGEST or why is Reason.UNASKED)
            and number < _MOST_MESSAGES
            and size + envelope.size + _APIECE <= _SHARE
            and self._size + envelope.size + _APIECE <= _MOST
        )

    async def _try(self, user: UserID, person: _Person) -> None:
        """Retry each session up to the first message that stays closed: later ones would, too."""
        news = self._client.machine.news
        listed = self._client.machine.devices.listed(user)
        closed = set[tuple[RoomID, str]]()
        before: Reason | None = None
        for message in list(person.messages.values()):
            came = (user, *message.session) in news
            came = came or person.unlisted.get(message.session, listed) != listed
            waits = message.envelope.event_id in person.messages
            if message.session in closed or not came or not waits:
                continue
            why = before
            if why is None:
                with self._client.rejected.apart("message"):
                    why = await self._open(message.chat, message.envelope)
            if why in WORTH_WAITING:
                self._record(user, person, message, why)
                closed.add(message.session)
                if why in _FOR_NOW and self._holds_up(user):
                    before = why  # those after it wait behind it
            else:
                self._drop(user, person, message)

    def _record(self, user: UserID, person: _Person, message: _Message, why: Reason | None) -> None:
        if why is Reason.UNKNOWN_DEVICE:
            person.unlisted[message.session] = self._client.machine.devices.listed(user)
        elif why in _FOR_NOW:
            person.unlisted[message.session] = None
        else:
            person.unlisted.pop(message.session, None)
        for other in person.messages.values():
            if other.session != message.session:
                continue
            if why not in _FOR_NOW:
                self._settle(other)
            elif other.number is None:
                other.number = self._client.unsettled.begin()

    def _settle(self, message: _Message) -> None:
        if message.number is not None:
            self._client.unsettled.end(message.number)
            message.number = None

    def _drop(self, user: UserID, person: _Person, message: _Message) -> None:
        if self._people.get(user) is not person:
            return
        if person.messages.pop(message.envelope.event_id, None) is not None:
            person.size -= message.size
            self._size -= message.size
            self._settle(message)
            if all(other.session != message.session for other in person.messages.values()):
                person.unlisted.pop(message.session, None)
        self._let_go(user, person)

    def _let_go(self, user: UserID, person: _Person) -> None:
        if not person.messages and person.owed is None and self._people.get(user) is person:
            del self._people[user]

    async def _look(self, user: UserID, person: _Person) -> None:
        """Make sure that people whose messages stay closed are told.

        Where nothing can be encrypted to them it comes in clear. Where their device writes by a
        session that was erased or has expired here, it is given a new one and they write again.
        """
        machine = self._client.machine
        self._expire(user, person)
        why = await machine.usable(user)
        if person.unlisted:
            async with self.turn:
                await self._try(user, person)
        last, messages = self._last(user, person), list(person.messages.values())
        if last is None:
            return
        if why is Unusable.UNKNOWN:
            with translate_errors():
                await self._in_clear.tell_of_silence(last[0])
            return
        with translate_errors():
            if why is not None:
                await self._in_clear.explain(user, last[0], why, asked=True)
                person.owed = None
                for message in messages:
                    self._drop(user, person, message)
                self._let_go(user, person)
                return
            needed = person.owed is not None or machine.is_out_of_touch(user)
            if not needed or not self._meetings.over(user):
                return
            self._meetings.begin(user)
            met = await machine.ensure_sessions(user, force=True)
        last = self._last(user, person)
        if not met or last is None:
            return
        person.owed = person.owed or (*last, self._clock())  # until it is said
        await self._tell(user, last[0], "write-again", last[1])
        person.owed = None
        for message in messages:
            message.notified = True
        self._let_go(user, person)

    def _last(self, user: UserID, person: _Person) -> tuple[RoomID, EventID] | None:
        """The last message that is still closed, and its chat; None if there is none."""
        if self._people.get(user) is not person:
            return None
        if person.owed is not None:
            return person.owed[:2]
        message = next(reversed(person.messages.values()), None)
        return None if message is None else (message.chat, message.envelope.event_id)

    def _expire(self, user: UserID, person: _Person) -> None:
        """Drop messages that waited in vain, and notices that could not be sent in that time."""
        now = self._clock()
        if person.owed is not None and now - person.owed[2] >= _PATIENCE:
            person.owed = None
        for message in list(person.messages.values()):
            patience = _PATIENCE if message.number is None else _LONG_PATIENCE
            if now - message.since >= patience:
                if not message.notified:
                    person.owed = message.chat, message.envelope.event_id, now
                self._drop(user, person, message)
        self._let_go(user, person)
