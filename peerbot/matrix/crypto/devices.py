"""People's devices: which are real, which their owner vouches for, and whether the owner changed.

Rules: a device counts when its ids match where it was found and its own signature holds; it is
*signed* when, beyond that, its owner's self-signing key vouches for it, that key is vouched for by
the owner's master key. That master key is believed when it is the one seen first (MSC4153 and a
pin), or one that the person confirmed since. One person's malformed keys are left out and counted,
and touch nobody else's.
"""

from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Final

import msgspec

from peerbot.matrix.answers import KEYS, Part, weight, whole
from peerbot.matrix.crypto.canonical import key_text
from peerbot.matrix.crypto.pauses import Pauses
from peerbot.matrix.crypto.records import DEVICES, QUIET, Device, DevicesRecord
from peerbot.matrix.crypto.signatures import is_signed
from peerbot.matrix.errors import MatrixError, UnknownToken
from peerbot.matrix.homeserver import Homeserver, Json, as_object, is_id, path
from peerbot.matrix.set_aside import SetAside
from peerbot.vocabulary import Clock, UserID, person
from storage import RecordDamaged, Store

# Milliseconds that our homeserver may wait for another one to answer.
_PATIENCE: Final = 10_000
# The first pause before somebody's devices are asked for again, and the longest.
_FIRST_PAUSE: Final = timedelta(seconds=2)
_LONGEST_PAUSE: Final = timedelta(minutes=1)
# Nobody reads on more devices than this; a person who lists thousands would have us claim a key
# for each, on every change.
_MOST_DEVICES: Final = 50
# Some may be left out, and those that are signed go first. Each takes a millisecond, in which
# nobody else is served.
_MOST_READ: Final = 4 * _MOST_DEVICES
# A device is a KiB. One that takes as much memory as a hundred is not looked at: checking its
# signatures takes as long.
_HEAVIEST: Final = 100 * 1024
# Whose devices come to more than this is asked for again only after a pause, however often they
# change: writing them out takes the homeserver long, and nobody is answered meanwhile.
_LARGE: Final = 512 * 1024
_AFTER_LARGE: Final = timedelta(minutes=1)
_MOST_LARGE: Final = 1_000
_IN_PARTS: Final = (("device_keys", "*", "*"),)
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
        self, store: Store, homeserver: Homeserver, clock: Clock, set_aside: SetAside
    ) -> None:
        self._store = store
        self._homeserver = homeserver
        self._clock = clock
        self._set_aside = set_aside
        self._current: set[UserID] = set()
        self._queries: list[_Query] = []
        self._pauses = Pauses[UserID](_FIRST_PAUSE, _LONGEST_PAUSE, clock)
        self._large: OrderedDict[UserID, datetime] = OrderedDict()

    async def of(self, users: Collection[UserID]) -> dict[UserID, DevicesRecord]:
        """The devices of each person. Who cannot be asked for now keeps what was last known."""
        known = {user: self.known(user) for user in users}
        outdated = {
            u
            for u, record in known.items()
            if record is None or (u not in self._current and not self._was_large_lately(u))
        }
        outdated = {user for user in outdated if self._pauses.over(user)}
        if outdated:
            await self._ask(outdated)
            known |= {user: self.known(user) for user in outdated}
        return {user: record for user, record in known.items() if record is not None}

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
        for query in self._queries:
            query.wanted.discard(user)

    async def _ask(self, users: set[UserID]) -> None:
        """Query and store. A failure leaves them outdated, so that they are asked for again, after
        a pause: whoever's homeserver is silent would have each of their messages wait for it."""
        body = {"timeout": _PATIENCE, "device_keys": {user: [] for user in users}}
        query = _Query(set(users), set(users))
        self._queries.append(query)
        try:
            answer = await self._homeserver.request_large(
                "POST", path("keys", "query"), body, parts=_IN_PARTS, cap=KEYS
            )
        except UnknownToken:
            raise
        except MatrixError:
            answer = {}
        finally:
            self._queries.remove(query)
        answered = {user for user in query.wanted if _answers(answer, user)}
        for user in answered:
            self._pauses.end(user)
            self._learn(user, answer)
            self._note_size(user, answer)
        for user in users - answered:
            self._pauses.begin(user)
        self._current |= answered & query.unchanged

    def _was_large_lately(self, user: UserID) -> bool:
        """Whether asking for a person again would hold everybody else up again."""
        age = self._clock() - self._large.get(user, datetime.min.replace(tzinfo=UTC))
        return timedelta(0) <= age < _AFTER_LARGE

    def _note_size(self, user: UserID, answer: Json) -> None:
        listed = as_object(as_object(answer.get("device_keys")).get(user)).values()
        self._large.pop(user, None)
        if None in listed or sum(len(d.raw) for d in listed if isinstance(d, Part)) > _LARGE:
            self._large[user] = self._clock()
        if len(self._large) > _MOST_LARGE:
            self._large.popitem(last=False)

    def _learn(self, user: UserID, answer: Json) -> None:
        before = self.known(user)
        pinned = None if before is None else before.pinned
        until = self._clock() + QUIET
        record = read_devices(user, answer, pinned=pinned, until=until)
        for _ in range(record.malformed):
            self._set_aside.add("device: malformed")
        if before is not None:
            until = max(until, before.kept)
            record = msgspec.structs.replace(record, kept=until, given_up=before.given_up)
        self._put(user, record)

    def _put(self, user: UserID, record: DevicesRecord) -> None:
        self._store.put(person(user), DEVICES, record, until=record.kept)


def _answers(answer: Json, user: UserID) -> bool:
    """Whether a `/keys/query` answer speaks of a person; it is silent when their server was."""
    return isinstance(as_object(answer.get("device_keys")).get(user), dict)


def read_devices(
    user: UserID, answer: Json, *, pinned: str | None, until: datetime
) -> DevicesRecord:
    """One person's part of a `/keys/query` answer, checked. Never raises."""
    master, self_signing = _identity(user, answer)
    pinned = pinned if pinned is not None else master
    listed = as_object(as_object(answer.get("device_keys")).get(user))
    read = [
        read_device(user, device_id, whole(keys), self_signing)
        for device_id, keys in islice(listed.items(), _MOST_READ)
    ]
    devices = sorted((d for d in read if d is not None), key=lambda d: (not d.signed, d.device_id))
    return DevicesRecord(
        pinned=pinned,
        master=master,
        devices=tuple(devices[:_MOST_DEVICES]),
        malformed=read.count(None),
        kept=until,
    )


def read_device(user: UserID, device_id: str, keys: object, voucher: str | None) -> Device | None:
    """One published device; None when it is malformed or its own signature does not hold.

    `voucher` is its owner's self-signing key, None when there is none to believe.
    """
    device = as_object(keys)
    named = (device.get("user_id"), device.get("device_id"))
    if not is_id(device_id) or named != (user, device_id) or weight(device) > _HEAVIEST:
        return None
    published = as_object(device.get("keys"))
    try:
        curve25519 = key_text(published.get(f"curve25519:{device_id}"))
        ed25519 = key_text(published.get(f"ed25519:{device_id}"))
    except ValueError:
        return None
    if not is_signed(device, user, device_id, ed25519):
        return None
    signed = voucher is not None and is_signed(device, user, voucher, voucher)
    return Device(device_id, curve25519, ed25519, signed)


def _identity(user: UserID, answer: Json) -> tuple[str | None, str | None]:
    """A person's master key and the self-signing key it vouches for; None for what is not there."""
    master = _cross_signing_key(user, as_object(answer.get("master_keys")).get(user), "master")
    published = as_object(as_object(answer.get("self_signing_keys")).get(user))
    self_signing = _cross_signing_key(user, published, "self_signing")
    if master is None or self_signing is None:
        return master, None
    return master, self_signing if is_signed(published, user, master, master) else None


def _cross_signing_key(user: UserID, key: object, usage: str) -> str | None:
    """The public key of a published cross-signing key, when it is what it should be."""
    published = as_object(key)
    keys = as_object(published.get("keys"))
    usages = published.get("usage")
    if published.get("user_id") != user or len(keys) != 1:
        return None
    if not isinstance(usages, list) or usage not in usages:
        return None
    [(key_id, public)] = keys.items()
    try:
        public = key_text(public)
    except ValueError:
        return None
    return public if key_id == f"ed25519:{public}" else None
