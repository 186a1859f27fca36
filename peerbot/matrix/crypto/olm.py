"""Olm: the one-to-one encryption between devices that carries room keys.

Sessions live in the store, one record for each device of a person, and nowhere else: each use loads
them, steps the ratchet and stores it before the message is used or sent. A ratchet that went
forward on the wire and back on the disk would encrypt twice with one key.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final
from uuid import uuid4

from vodozemac import (
    AnyOlmMessage,
    DecodeException,
    OlmDecryptionException,
    PreKeyMessage,
    SessionCreationException,
)
from vodozemac import Session as OlmSession

from peerbot.kernel.ids import Clock, UserID, person
from peerbot.matrix.crypto.account import OLM_ALGORITHM, OwnAccount
from peerbot.matrix.crypto.canonical import decode_object, from_base64, key_text, padded, to_base64
from peerbot.matrix.crypto.generation import Generation
from peerbot.matrix.crypto.pauses import Pauses
from peerbot.matrix.crypto.published import server_of
from peerbot.matrix.crypto.records import OLM, PICKLE_KEY, QUIET, Device, OlmRecord
from peerbot.matrix.crypto.signatures import is_signed
from peerbot.matrix.errors import MatrixError, UnknownToken
from peerbot.matrix.homeserver import Json, as_object, is_id, path
from peerbot.matrix.http.session import Session
from storage import Store

# Milliseconds that our homeserver may wait for another one to answer.
_PATIENCE: Final = 10_000
# The first pause before keys of somebody are claimed again whose homeserver did not answer, and the
# longest: each answer to them would wait for it.
_FIRST_PAUSE: Final = timedelta(seconds=2)
_LONGEST_PAUSE: Final = timedelta(minutes=1)
# Homeservers cap a to-device event at 64 KiB.
_LARGEST: Final = 64 * 1024
# Two sides that both begin at once need two sessions; the specification keeps at least four.
_SESSIONS_PER_DEVICE: Final = 4
# Anyone may begin a session under a key that they just made. People have fewer devices than this.
_DEVICES_PER_PERSON: Final = 60


class Fault(StrEnum):
    """Why an Olm message is refused."""

    MALFORMED = "olm: malformed"
    NOT_FOR_US = "olm: not for us"
    NO_SESSION = "olm: no session"
    """It belongs to a session that is not here: one side lost its state."""
    BROKEN = "olm: does not decrypt"
    """A repetition, a forgery, or a session out of step."""
    LYING = "olm: contradicts itself"
    """The inside names another sender or recipient than the outside."""
    TOO_MANY = "olm: too many sessions"


class OlmFault(Exception):
    """An Olm message is refused."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class OlmMessage:
    """What a device told us in confidence."""

    sender: UserID
    curve25519: str
    """The key that proved itself by decrypting."""
    ed25519: str
    """The signing key that the sender claims; only `/keys/query` shows whether it is theirs."""
    type: str
    content: Json
    began: bool
    """It began a session. A device that has others does so when it lost what it had."""


@dataclass(frozen=True)
class Peer:
    """A device with its owner."""

    user_id: UserID
    device: Device


@dataclass(frozen=True)
class Begun:
    """What came of beginning sessions."""

    peers: frozenset[Peer]
    """With whom there is a new one."""
    silent: frozenset[UserID]
    """Whose homeserver did not answer, or was not asked so soon again: nothing is known of their
    one-time keys."""


class Olm:
    """Our side of every Olm session."""

    def __init__(
        self,
        store: Store,
        homeserver: Session,
        account: OwnAccount,
        generation: Generation,
        user_id: UserID,
        *,
        clock: Clock,
    ) -> None:
        self._store = store
        self._homeserver = homeserver
        self._account = account
        self._generation = generation
        self._user_id = user_id
        self._clock = clock
        self._pauses = Pauses[UserID](_FIRST_PAUSE, _LONGEST_PAUSE, clock)

    def open(self, event: Json) -> OlmMessage:
        """Open an `m.room.encrypted` to-device event and store its ratchet step.

        Inside `OwnAccount.change`, so that the step, the used-up one-time key and what the message
        brings are kept together or not at all. Raises OlmFault.
        """
        sender, curve25519, message = self._read_envelope(event)
        pickles = self._sessions(sender, curve25519)
        plaintext = self._open_known(sender, curve25519, pickles, message)
        began = plaintext is None
        if plaintext is None:
            plaintext = self._open_new(sender, curve25519, pickles, message)
        return self._read_payload(sender, curve25519, plaintext, began=began)

    def has_session(self, peer: Peer) -> bool:
        """Whether a message to this device can be encrypted at once."""
        return bool(self._sessions(peer.user_id, peer.device.curve25519))

    async def begin_sessions(self, peers: Collection[Peer], *, force: bool = False) -> Begun:
        """Claim a one-time key for each device without a session and start one.

        `force`: also for devices that have a session. A device is skipped if its one-time key is
        missing, malformed or unsigned, or if its server did not answer. Raises UnknownToken.
        """
        missing = [peer for peer in peers if force or not self.has_session(peer)]
        wanted = [peer for peer in missing if self._pauses.over(peer.user_id)]
        claimed, silent = await self._claim(wanted) if wanted else ({}, frozenset())
        return Begun(
            frozenset(peer for peer in wanted if self._begin(peer, claimed)),
            silent | {peer.user_id for peer in missing if peer not in wanted},
        )

    async def send(
        self, peers: Collection[Peer], event_type: str, content: Json
    ) -> Collection[Peer]:
        """Send the same to those devices that have a session; to which.

        Under a mark that no earlier copy of this state knows: put back, such a copy would encrypt
        with the same keys again. Raises StateWentBack, MatrixError.
        """
        if any(map(self.has_session, peers)):
            await self._generation.renew()
        ready = [peer for peer in peers if self.has_session(peer)]
        if not ready:
            return ()
        messages = defaultdict[str, Json](dict)
        with self._store.transaction():
            for peer in ready:
                sealed = self.encrypt(peer, event_type, content)
                messages[peer.user_id][peer.device.device_id] = sealed
        endpoint = path("sendToDevice", "m.room.encrypted", uuid4().hex)
        await self._homeserver.request("PUT", endpoint, {"messages": messages})
        return ready

    def encrypt(self, peer: Peer, event_type: str, content: Json) -> Json:
        """The content of an `m.room.encrypted` to-device event. Needs a session."""
        device = peer.device
        pickles = self._sessions(peer.user_id, device.curve25519)
        payload = {
            "type": event_type,
            "content": content,
            "sender": self._user_id,
            "recipient": peer.user_id,
            "recipient_keys": {"ed25519": device.ed25519},
            "keys": {"ed25519": self._account.ed25519},
        }
        session = OlmSession.from_pickle(pickles[0], PICKLE_KEY)
        kind, body = session.encrypt(padded(payload)).to_parts()
        self._save(peer.user_id, device.curve25519, session, pickles[1:])
        return {
            "algorithm": OLM_ALGORITHM,
            "sender_key": self._account.curve25519,
            "ciphertext": {device.curve25519: {"type": kind, "body": to_base64(body)}},
            # Clients that log this can be asked which message went astray; it says nothing else.
            "org.matrix.msgid": uuid4().hex,
        }

    def _read_envelope(self, event: Json) -> tuple[UserID, str, AnyOlmMessage]:
        content = as_object(event.get("content"))
        sender = event.get("sender")
        if content.get("algorithm") != OLM_ALGORITHM or not is_id(sender):
            raise OlmFault(Fault.MALFORMED)
        ours = as_object(content.get("ciphertext")).get(self._account.curve25519)
        if ours is None:
            raise OlmFault(Fault.NOT_FOR_US)
        kind = as_object(ours).get("type")
        if kind not in (0, 1) or isinstance(kind, bool | float):
            raise OlmFault(Fault.MALFORMED)
        try:
            curve25519 = key_text(content.get("sender_key"))
            message = AnyOlmMessage.from_parts(kind, from_base64(as_object(ours).get("body")))
        except (ValueError, DecodeException):
            raise OlmFault(Fault.MALFORMED) from None
        return UserID(sender), curve25519, message

    def _open_known(
        self, sender: UserID, curve25519: str, pickles: tuple[str, ...], message: AnyOlmMessage
    ) -> bytes | None:
        """Open with a session we have; None when it begins a new one."""
        pre_key = message.to_pre_key()
        for pickle in pickles:
            session = OlmSession.from_pickle(pickle, PICKLE_KEY)
            if pre_key is not None and not session.session_matches(pre_key):
                continue
            try:
                plaintext = session.decrypt(message)
            except OlmDecryptionException:
                continue
            self._save(sender, curve25519, session, [p for p in pickles if p != pickle])
            return plaintext
        if pre_key is None:
            raise OlmFault(Fault.BROKEN if pickles else Fault.NO_SESSION)
        if _belongs_to_one_of(pickles, pre_key):
            raise OlmFault(Fault.BROKEN)
        return None

    def _open_new(
        self, sender: UserID, curve25519: str, pickles: tuple[str, ...], message: AnyOlmMessage
    ) -> bytes:
        """Begin the session that a pre-key message asks for, with one of our one-time keys."""
        pre_key = message.to_pre_key()
        assert pre_key is not None
        if not pickles:
            self._refuse_flood(sender)
        try:
            session, plaintext = self._account.begin_inbound(curve25519, pre_key)
        except SessionCreationException:
            raise OlmFault(Fault.BROKEN) from None
        self._save(sender, curve25519, session, pickles)
        return plaintext

    def _refuse_flood(self, sender: UserID) -> None:
        known = self._store.list(person(sender), OLM, now=self._clock())
        if len(known) >= _DEVICES_PER_PERSON:
            raise OlmFault(Fault.TOO_MANY)

    def _read_payload(
        self, sender: UserID, curve25519: str, plaintext: bytes, *, began: bool
    ) -> OlmMessage:
        """Check what the inside says of itself against the outside (spec: "Olm")."""
        try:
            payload = decode_object(plaintext, _LARGEST)
            claimed = key_text(as_object(payload.get("keys")).get("ed25519"))
        except ValueError:
            raise OlmFault(Fault.MALFORMED) from None
        ours = as_object(payload.get("recipient_keys")).get("ed25519")
        named = (payload.get("sender"), payload.get("recipient"), ours)
        if named != (sender, self._user_id, self._account.ed25519):
            raise OlmFault(Fault.LYING)
        event_type, content = payload.get("type"), payload.get("content")
        if not isinstance(event_type, str) or not isinstance(content, dict):
            raise OlmFault(Fault.MALFORMED)
        return OlmMessage(sender, curve25519, claimed, event_type, content, began)

    def forget(self, user: UserID) -> None:
        """Drop what memory holds of a person."""
        self._pauses.end(user)

    async def _claim(self, peers: Collection[Peer]) -> tuple[Json, frozenset[UserID]]:
        """One-time keys for these devices, and of whose nobody told us anything."""
        wanted = defaultdict[UserID, dict[str, str]](dict)
        for peer in peers:
            wanted[peer.user_id][peer.device.device_id] = "signed_curve25519"
        body = {"timeout": _PATIENCE, "one_time_keys": wanted}
        claimed, silent = dict[str, object](), set(wanted)
        try:
            answer = await self._homeserver.request("POST", path("keys", "claim"), body)
            claimed, failures = (as_object(answer.get(k)) for k in ("one_time_keys", "failures"))
            silent = {u for u in wanted if server_of(u) in failures and not claimed.get(u)}
        except UnknownToken:
            raise
        except MatrixError:
            pass
        finally:  # also when nobody waits for it any longer
            for user in wanted:
                (self._pauses.begin if user in silent else self._pauses.end)(user)
        return claimed, frozenset(silent)

    def _begin(self, peer: Peer, claimed: Json) -> bool:
        """Begin a session with the key that was claimed for a device, if it is any good."""
        device = peer.device
        keys = as_object(as_object(claimed.get(peer.user_id)).get(device.device_id))
        key = checked_one_time_key(peer, keys)
        if key is None:
            return False
        try:
            session = self._account.begin_outbound(device.curve25519, key)
        except SessionCreationException:
            return False  # a key such as all zeroes, which gives no secret
        others = self._sessions(peer.user_id, device.curve25519)
        self._save(peer.user_id, device.curve25519, session, others)
        return True

    def _sessions(self, user: UserID, curve25519: str) -> tuple[str, ...]:
        record = self._store.get(person(user), OLM, name=curve25519, now=self._clock())
        return () if record is None else record.pickles

    def _save(
        self, user: UserID, curve25519: str, session: OlmSession, others: Collection[str]
    ) -> None:
        """Store a session as the one to write with next, before the others of its device."""
        pickles = (session.pickle(PICKLE_KEY), *others)[:_SESSIONS_PER_DEVICE]
        until = self._clock() + QUIET
        self._store.put(person(user), OLM, OlmRecord(pickles), name=curve25519, until=until)


def checked_one_time_key(peer: Peer, claimed: Json) -> str | None:
    """The one-time key in a claim's answer for a device, if the device has signed it."""
    for key_id, value in claimed.items():
        key = as_object(value)
        device = peer.device
        if not key_id.startswith("signed_curve25519:"):
            continue
        if not is_signed(key, peer.user_id, device.device_id, device.ed25519):
            continue
        try:
            return key_text(key.get("key"))
        except ValueError:
            continue
    return None


def _belongs_to_one_of(pickles: Collection[str], pre_key: PreKeyMessage) -> bool:
    """Whether a pre-key message is for a session we have, so that it must not begin another."""
    return any(OlmSession.from_pickle(p, PICKLE_KEY).session_matches(pre_key) for p in pickles)
