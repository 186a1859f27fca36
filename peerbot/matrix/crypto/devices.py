"""People's devices: which are real, which their owner vouches for, and whether the owner changed.

Rules: a device counts when its ids match where it was found and its own signature holds; it is
*signed* when, beyond that, its owner's self-signing key vouches for it, that key is vouched for by
the owner's master key. That master key is believed when it is the one seen first (MSC4153 and a
pin), or one that the person confirmed since. One person's malformed keys are left out and counted,
and touch nobody else's. An answer that leaves keys out is none: what was known stands, and the
question is asked again (`published.Told`).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec
from cachetools import LRUCache

from peerbot.kernel.ids import Clock, UserID, person
from peerbot.matrix.answers import Part
from peerbot.matrix.crypto.pauses import Pauses
from peerbot.matrix.crypto.published import Told, read_devices, server_of, told_of
from peerbot.matrix.crypto.records import DEVICES, QUIET, Device, DevicesRecord
from peerbot.matrix.errors import MatrixError, UnknownToken
from peerbot.matrix.homeserver import Json, as_object, path
from peerbot.matrix.http.session import Session
from peerbot.matrix.rejected import Rejected
from storage import RecordDamaged, Store

# Milliseconds that our homeserver may wait for another one to answer.
_PATIENCE: Final = 10_000
# The first pause before somebody's devices are asked for again, and the longest.
_FIRST_PAUSE: Final = timedelta(seconds=2)
_LONGEST_PAUSE: Final = timedelta(minutes=1)
# Whose devices come to more than this is asked for again only after a pause, however often they
# change: writing them out takes the homeserver long, and nobody is answered meanwhile.
_LARGE: Final = 512 * 1024
_AFTER_LARGE: Final = timedelta(minutes=1)
_MOST_LARGE: Final = 1_000
_IN_PARTS: Final = (("device_keys", "*", "*"),)
# Questions about people of other homeservers that are on their way at once: these may be silent,
# and Synapse answers ten of one device at a time. Whoever finds no place is asked for a little
# later, so that nobody queues behind a homeserver that is away.
_ELSEWHERE: Final = 8
_OF_ONE_SERVER: Final = 6
# Answers in a row that list no device until it is believed. With the pauses between them they take
# a quarter of a minute; Synapse needs a few seconds to fetch a list.
_CERTAIN: Final = 4
_MOST_EMPTY: Final = 1_000
# Identities that a person gave up, as far as anybody resets theirs.
_MOST_GIVEN_UP: Final = 20


class Trust(StrEnum):
    """What is known of a person's identity."""

    NONE = "none"
    """They have no cross-signing identity, or it does not hold."""
    PINNED = "pinned"
    """The identity is the one first seen, or confirmed since."""
    CHANGED = "changed"
    """It is another. They reset it, or someone with power over their account did."""
    GIVEN_UP = "given up"
    """It is one that they said they had reset: an old device, or an old answer, is shown again."""


class Unusable(StrEnum):
    """Why nothing can be encrypted to a person."""

    NO_DEVICES = "no devices"
    """They have no device that encrypts."""
    MALFORMED = "malformed devices"
    """They have devices, and none whose keys and signatures hold."""
    NOT_SIGNED = "no signed device"
    """They have devices, and none that their own identity has signed (MSC4153)."""
    IDENTITY_CHANGED = "identity changed"
    """Their master key is another than the one first seen. Only the person can explain it."""
    IDENTITY_GIVEN_UP = "identity given up"
    """Their master key is one that they confirmed another instead of. Nothing they write helps."""
    NO_ONE_TIME_KEY = "no usable one-time key"
    """A signed device, but no valid one-time key to begin with."""
    DAMAGED = "damaged record"
    """What is kept about them does not open. Erasing them mends it."""
    UNKNOWN = "unknown"
    """The homeserver could not say; try again."""


class NoDevice(Exception):
    """Nobody could be given the room key. `reasons`: what stood in the way, for each recipient."""

    def __init__(self, reasons: Mapping[UserID, Unusable]) -> None:
        super().__init__(", ".join(sorted({reason.value for reason in reasons.values()})))
        self.reasons = reasons


def trust(record: DevicesRecord) -> Trust:
    """How a person's identity stands to the one first seen."""
    if record.master == record.pinned:
        return Trust.NONE if record.pinned is None else Trust.PINNED
    return Trust.GIVEN_UP if record.master in record.given_up else Trust.CHANGED


def reachable(record: DevicesRecord | None, *, admit_unsigned: bool) -> tuple[Device, ...]:
    """The devices that are written to and acted for.

    `admit_unsigned`: every device of a person who has no identity. Never of one who has, or had:
    leaving it out of an answer must not be a way for a homeserver to add a device.
    """
    if record is None:
        return ()
    match trust(record):
        case Trust.PINNED:
            return tuple(device for device in record.devices if device.signed)
        case Trust.NONE if admit_unsigned:
            return record.devices
        case _:
            return ()


def why_unusable(record: DevicesRecord | None, *, admit_unsigned: bool) -> Unusable | None:
    """Why a person's devices cannot be written to; None when at least one can."""
    if record is None:
        return Unusable.UNKNOWN
    if trust(record) is Trust.CHANGED:
        return Unusable.IDENTITY_CHANGED
    if trust(record) is Trust.GIVEN_UP:
        return Unusable.IDENTITY_GIVEN_UP
    if reachable(record, admit_unsigned=admit_unsigned):
        return None
    if record.devices:
        return Unusable.NOT_SIGNED
    return Unusable.MALFORMED if record.malformed else Unusable.NO_DEVICES


@dataclass
class _Query:
    """One `/keys/query` on its way, and what happened meanwhile to those it asks about."""

    wanted: set[UserID]
    """Not forgotten since."""
    unchanged: set[UserID]
    """Not reported as changed since: the answer will be the present."""


class DeviceLists:
    """What is known of people's devices: asked for when needed, and again after each change.

    After a start everyone is asked for anew: what changed while the bot was down is then known
    even if the sync token was lost.
    """

    def __init__(
        self, store: Store, homeserver: Session, home: str, clock: Clock, rejected: Rejected
    ) -> None:
        """`home`: the name of our own homeserver, which knows its people without asking anybody."""
        self._store = store
        self._homeserver = homeserver
        self._home = home
        self._clock = clock
        self._rejected = rejected
        self._current: set[UserID] = set()
        self._queries: list[_Query] = []
        self._elsewhere = Counter[str]()
        self._pauses = Pauses[UserID](_FIRST_PAUSE, _LONGEST_PAUSE, clock)
        self._large = LRUCache[UserID, datetime](_MOST_LARGE)
        self._empty = LRUCache[UserID, int](_MOST_EMPTY)
        """How many answers in a row listed no device of theirs."""

    async def of(self, users: Collection[UserID]) -> dict[UserID, DevicesRecord]:
        """The devices of each person. Who cannot be asked for now keeps what was last known."""
        by_server = defaultdict[str, set[UserID]](set)
        for user in users:
            if not self.wait(user) and self._is_outdated(user):
                by_server[server_of(user)].add(user)
        for server, those in by_server.items():
            await self._ask_server(server, those)
        known = {user: self.last(user) for user in users}
        return {user: record for user, record in known.items() if record is not None}

    def last(self, user: UserID) -> DevicesRecord | None:
        """What was last known of a person and can be gone by, without asking; None: nothing yet."""
        record = self.known(user)
        listed = record is not None and (record.devices or record.malformed)
        return record if listed or user in self._current else None

    def is_current(self, user: UserID) -> bool:
        """Whether what is known is what the homeserver would say now."""
        return user in self._current

    def is_stale(self, user: UserID) -> bool:
        """Whether what is known may be old, and nothing better is to be had now: the homeserver did
        not tell when it was asked, or may not be asked yet."""
        silent = self._pauses.failed(user) or bool(self._after_large(user))
        return silent and not self.is_current(user)

    def was_asked(self, user: UserID) -> bool:
        """Whether there is nothing better than what is known."""
        return self.is_current(user) or self.is_stale(user)

    def wait(self, user: UserID) -> timedelta:
        """How long until a person's devices may be asked for."""
        return max(self._pauses.left(user), self._after_large(user))

    def known(self, user: UserID) -> DevicesRecord | None:
        """What was last learned of a person, without asking."""
        return self._store.get(person(user), DEVICES, now=self._clock())

    def listed(self, user: UserID) -> tuple[Device, ...]:
        """The devices that a person was last known to have."""
        try:
            record = self.known(user)
        except RecordDamaged:
            return ()
        return () if record is None else record.devices

    def has(self, user: UserID, device_id: str) -> bool:
        """Whether a person was last known to have this device."""
        return device_id in (device.device_id for device in self.listed(user))

    def keep(self, user: UserID, record: DevicesRecord) -> None:
        """Let a person's record live on, because it was used. Writes once a day at most."""
        until = self._clock() + QUIET
        if until - record.kept >= timedelta(days=1):
            self._put(user, msgspec.structs.replace(record, kept=until))

    def keep_until(self, user: UserID, until: datetime) -> None:
        """Let the pin live as long as something else is kept of a person, and no longer.

        It guards that: once the pin is gone, whoever comes next under their name is believed.
        """
        record = self.known(user)
        if record is not None:
            until = max(until, self._clock() + QUIET)
            self._put(user, msgspec.structs.replace(record, kept=until))

    def may_confirm(self, user: UserID, master: str) -> bool:
        """Whether the person can confirm this identity: it is the one that is shown, and new."""
        record = self.known(user)
        changed = record is not None and trust(record) is Trust.CHANGED
        return record is not None and changed and record.master == master

    def confirm(self, user: UserID, master: str) -> None:
        """Believe this identity from now on, instead of the one before, at the person's word.

        Inside the caller's transaction. The old one is not believed again, whoever shows it.
        """
        record = self.known(user)
        if record is None or record.pinned is None:
            return
        given_up = (*record.given_up, record.pinned)[-_MOST_GIVEN_UP:]
        self._put(user, msgspec.structs.replace(record, pinned=master, given_up=given_up))

    def changed(self, users: Collection[UserID]) -> None:
        """The homeserver says that these people's devices changed, or that it stopped watching."""
        self._current.difference_update(users)
        for query in self._queries:
            query.unchanged.difference_update(users)

    def forget(self, user: UserID) -> None:
        """Drop what memory holds of a person."""
        self._current.discard(user)
        self._large.pop(user, None)
        self._empty.pop(user, None)
        self._pauses.end(user)
        for query in self._queries:
            query.wanted.discard(user)

    def _is_outdated(self, user: UserID) -> bool:
        return user not in self._current or self.known(user) is None

    async def _ask_server(self, server: str, users: set[UserID]) -> None:
        """Ask for people of one homeserver, unless too many questions to others are on their way:
        then nothing is learned, and they are asked for when they are looked at next."""
        if server == self._home:
            await self._ask(users)
        elif self._elsewhere.total() < _ELSEWHERE and self._elsewhere[server] < _OF_ONE_SERVER:
            self._elsewhere[server] += 1
            try:
                await self._ask(users)
            finally:
                self._elsewhere -= Counter((server,))  # drops what comes to nothing

    async def _ask(self, users: set[UserID]) -> None:
        """Query and store. Without an answer they stay outdated, so that they are asked for again,
        after a pause: whoever's homeserver is silent would have each of their messages wait."""
        body = {"timeout": _PATIENCE, "device_keys": {user: [] for user in users}}
        query = _Query(set(users), set(users))
        self._queries.append(query)
        answered = set[UserID]()
        try:
            answer = await self._homeserver.request_large(
                "POST", path("keys", "query"), body, parts=_IN_PARTS
            )
            answered = {user for user in query.wanted if self._learned(user, answer)}
        except UnknownToken:
            raise
        except MatrixError:
            pass
        finally:  # also when nobody waits for it any longer
            self._queries.remove(query)
            for user in query.wanted - answered - self._current:
                self._pauses.begin(user)
                self._rejected.add("devices: no answer")
        self._current |= answered & query.unchanged

    def _learned(self, user: UserID, answer: Json) -> bool:
        """Store what an answer says of a person; whether it is all there is to know."""
        before = self.known(user)
        match told_of(user, answer, None if before is None else before.pinned):
            case Told.NOTHING:
                return False
            case Told.NO_DEVICES:
                self._learn(user, answer, before)
                if not self._is_certainly_empty(user):
                    return False
            case Told.ALL:
                self._learn(user, answer, before)
                self._note_size(user, answer)
                self._empty.pop(user, None)
        self._pauses.end(user)
        return True

    def _is_certainly_empty(self, user: UserID) -> bool:
        """Count an answer without devices. Nothing is encrypted to them from the first one on, and
        they are not told of it before the last."""
        self._empty[user] = self._empty.get(user, 0) + 1
        return self._empty[user] >= _CERTAIN

    def _after_large(self, user: UserID) -> timedelta:
        """How long until asking for a person does not hold everybody else up again."""
        age = self._clock() - self._large.get(user, datetime.min.replace(tzinfo=UTC))
        return _AFTER_LARGE - age if timedelta(0) <= age < _AFTER_LARGE else timedelta(0)

    def _note_size(self, user: UserID, answer: Json) -> None:
        listed = as_object(as_object(answer.get("device_keys")).get(user)).values()
        self._large.pop(user, None)
        if None in listed or sum(len(d.raw) for d in listed if isinstance(d, Part)) > _LARGE:
            self._large[user] = self._clock()

    def _learn(self, user: UserID, answer: Json, before: DevicesRecord | None) -> None:
        until = self._clock() + QUIET
        record = read_devices(
            user, answer, pinned=None if before is None else before.pinned, until=until
        )
        for _ in range(record.malformed):
            self._rejected.add("device: malformed")
        if before is not None:
            record = msgspec.structs.replace(
                record,
                # Without devices an answer may lack the identity as well.
                master=record.master or before.master,
                kept=max(until, before.kept),
                given_up=before.given_up,
            )
        self._put(user, record)

    def _put(self, user: UserID, record: DevicesRecord) -> None:
        self._store.put(person(user), DEVICES, record, until=record.kept)
