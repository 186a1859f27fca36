"""Megolm: the encryption of a room's messages, outgoing and incoming.

An outgoing session lives in memory only and is new at every start: one that came back from an older
copy of the disk would encrypt two messages with one key. An incoming one is a sealed record of the
person who sent it, found by their id, so that the server cannot put another name on a message.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import msgspec
from vodozemac import (
    DecodeException,
    GroupSession,
    InboundGroupSession,
    MegolmDecryptionException,
    MegolmMessage,
    SessionKey,
    SessionKeyDecodeException,
)

from peerbot.kernel.ids import Clock, RoomID, UserID, person
from peerbot.matrix.crypto.account import MEGOLM_ALGORITHM
from peerbot.matrix.crypto.olm import OlmMessage, Peer
from peerbot.matrix.crypto.records import INBOUND, PICKLE_KEY, QUIET, InboundRecord
from peerbot.matrix.homeserver import Json, is_id
from storage import Store

# What clients use when a room does not say (spec: m.room.encryption), and never more than that.
_MESSAGES: Final = 100
_LONGEST: Final = timedelta(days=1)
# Nor a new key for each word, because a room says that one lasts a millisecond.
_SHORTEST: Final = timedelta(minutes=1)
# A session makes way after a hundred messages or a week; nobody needs as many at once.
_SESSIONS_PER_PERSON: Final = 100
# Messages are read nearly in order, so gaps are few.
_MOST_RANGES: Final = 64


class Refused(Exception):
    """A room key, or a message, that does not hold."""


class AlreadyRead(Exception):
    """A message that was acted on before, under this or another event id."""


class NotEncrypted(Exception):
    """The room has no encryption. Nothing is ever sent to it in clear instead."""


@dataclass
class Outgoing:
    """The session that a room's next messages are encrypted with, and who has its key."""

    session: GroupSession
    began: datetime
    messages: int
    """After how many messages it makes way."""
    age: timedelta
    """After how long it makes way."""
    holders: set[Peer] = field(default_factory=set)
    """Devices that were given the key at its beginning or since."""
    told_withheld: set[Peer] = field(default_factory=set)
    """Devices that were told why they do not get it."""

    @classmethod
    def begin(cls, settings: Json, now: datetime) -> "Outgoing":
        """A new session under the content of a room's `m.room.encryption`."""
        age = _positive(settings.get("rotation_period_ms"), _LONGEST // timedelta(milliseconds=1))
        messages = _positive(settings.get("rotation_period_msgs"), _MESSAGES)
        return cls(GroupSession(), now, messages, max(timedelta(milliseconds=age), _SHORTEST))

    def serves(self, devices: Collection[Peer], now: datetime) -> bool:
        """Whether it may go on: young enough, and nobody who holds its key has left."""
        young = self.session.message_index < self.messages and self.is_young(now)
        return young and now >= self.began and self.holders <= set(devices)

    def is_young(self, now: datetime) -> bool:
        """Whether its time is not over."""
        return now - self.began < self.age

    def drop(self, curve25519: str) -> None:
        """This device does not hold the key any more."""
        self.holders = {peer for peer in self.holders if peer.device.curve25519 != curve25519}

    def room_key(self, room_id: RoomID) -> Json:
        """The content of the `m.room_key` that lets a device read from here on."""
        return {
            "algorithm": MEGOLM_ALGORITHM,
            "room_id": room_id,
            "session_id": self.session.session_id,
            "session_key": self.session.session_key.to_base64(),
        }


def _positive(value: object, most: int) -> int:
    """A room's setting, if it is one, but no more than `most`."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        return most
    return min(value, most)


@dataclass(frozen=True)
class Plaintext:
    """What an incoming session made of a ciphertext."""

    raw: bytes
    index: int


class Incoming:
    """The sessions that others write with."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self.came: set[tuple[UserID, RoomID, str]] = set()
        """Whose sessions' keys were received lately."""

    def receive_key(self, message: OlmMessage) -> None:
        """Keep the room key in an `m.room_key` that came over Olm. Raises Refused.

        A key that is here already is replaced only by one of the same device that reads further
        back, and what was read with it stays marked as read.
        """
        room_id, session = _read_room_key(message.content)
        name = _name(room_id, session.session_id)
        before = self._store.get(person(message.sender), INBOUND, name=name, now=self._clock())
        if before is None:
            self._make_room(message.sender)
            keys = (message.curve25519, message.ed25519)
            record = InboundRecord(session.pickle(PICKLE_KEY), *keys, self._clock())
        elif before.curve25519 != message.curve25519 or _reads_from(before) <= (
            session.first_known_index
        ):
            return
        else:
            record = msgspec.structs.replace(before, pickle=session.pickle(PICKLE_KEY))
        self._put(message.sender, name, moved_on(record))
        self.came.add((message.sender, room_id, session.session_id))

    def find(self, sender: UserID, room_id: RoomID, session_id: str) -> InboundRecord | None:
        """The session of that sender for that room, if its key is here."""
        name = _name(room_id, session_id)
        return self._store.get(person(sender), INBOUND, name=name, now=self._clock())

    def accept(self, sender: UserID, room_id: RoomID, session_id: str, index: int) -> bool:
        """Mark a message as read; False when it was marked before.

        When its key has gone meanwhile there is nothing to mark: what cannot be opened again
        cannot be replayed.
        """
        record = self.find(sender, room_id, session_id)
        if record is None:
            return True
        if is_used(record, index):
            return False
        used = with_index(record.used, index)
        record = moved_on(msgspec.structs.replace(record, used=used))
        self._put(sender, _name(room_id, session_id), record)
        return True

    def _put(self, sender: UserID, name: str, record: InboundRecord) -> None:
        now = self._clock()
        record = msgspec.structs.replace(record, last=now)
        self._store.put(person(sender), INBOUND, record, name=name, until=now + QUIET)

    def _make_room(self, sender: UserID) -> None:
        """Keep the number of a person's sessions bounded: the one that was quiet longest goes.

        By its own time: a record's expiry is rounded to the day.
        """
        entries = self._store.list(person(sender), INBOUND, now=self._clock())
        if len(entries) >= _SESSIONS_PER_PERSON:
            oldest = min(entries, key=lambda entry: entry.value.last)
            self._store.delete(person(sender), INBOUND, name=oldest.name)


def open_message(record: InboundRecord, ciphertext: str) -> Plaintext:
    """Decrypt with a session. Raises AlreadyRead, Refused.

    The index that the message claims is looked at first: what was read cannot be opened again, and
    a false claim opens nothing either.
    """
    session = InboundGroupSession.from_pickle(record.pickle, PICKLE_KEY)
    try:
        message = MegolmMessage.from_base64(ciphertext)
        if is_used(record, message.message_index()):
            raise AlreadyRead
        opened = session.decrypt(message)
    except (DecodeException, MegolmDecryptionException):
        raise Refused from None
    return Plaintext(bytes(opened.plaintext), opened.message_index)


def moved_on(record: InboundRecord) -> InboundRecord:
    """The session without the means to open what was read from its beginning on.

    Whoever takes the disk, the key and the homeserver's database then cannot read it either.
    """
    session = InboundGroupSession.from_pickle(record.pickle, PICKLE_KEY)
    unread = session.first_known_index
    for first, last in record.used:
        if first <= unread <= last:
            unread = last + 1
    exported = session.export_at(unread)
    if unread == session.first_known_index or exported is None:
        return record
    later = InboundGroupSession.import_session(exported)
    return msgspec.structs.replace(record, pickle=later.pickle(PICKLE_KEY))


def is_used(record: InboundRecord, index: int) -> bool:
    """Whether a message of a session was acted on before."""
    return any(first <= index <= last for first, last in record.used)


def with_index(used: tuple[tuple[int, int], ...], index: int) -> tuple[tuple[int, int], ...]:
    """The ranges with one index more. Past a bound the oldest gap counts as used too.

    That refuses a late message rather than let a replay through, or the record grow for ever.
    """
    merged: list[tuple[int, int]] = []
    for first, last in sorted((*used, (index, index))):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    if len(merged) > _MOST_RANGES:
        merged[:2] = [(merged[0][0], merged[1][1])]
    return tuple(merged)


def _read_room_key(content: Json) -> tuple[RoomID, InboundGroupSession]:
    room_id, session_id, key = (content.get(k) for k in ("room_id", "session_id", "session_key"))
    if content.get("algorithm") != MEGOLM_ALGORITHM:
        raise Refused
    if not (is_id(room_id) and is_id(session_id) and isinstance(key, str)):
        raise Refused
    try:
        session = InboundGroupSession(SessionKey(key))
    except SessionKeyDecodeException:
        raise Refused from None
    if session.session_id != session_id:
        raise Refused
    return RoomID(room_id), session


def _reads_from(record: InboundRecord) -> int:
    return InboundGroupSession.from_pickle(record.pickle, PICKLE_KEY).first_known_index


def _name(room_id: RoomID, session_id: str) -> str:
    return f"{room_id} {session_id}"
