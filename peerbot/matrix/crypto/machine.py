"""One device's encryption, put together: what comes in, what goes out, and whom to believe.

The way in: `receive_sync` takes the keys, `decrypt` opens a message and checks whose it is,
`accept` marks it as read where its effects are committed. The way out: `encrypt` gives the room key
to the devices that may have it, then seals the message.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from cachetools import LRUCache

from peerbot.kernel.ids import Clock, DeviceID, RoomID, UserID
from peerbot.matrix.crypto.account import OwnAccount
from peerbot.matrix.crypto.devices import (
    DeviceLists,
    Trust,
    Unusable,
    reachable,
    trust,
    why_unusable,
)
from peerbot.matrix.crypto.encryption import RoomEncryption
from peerbot.matrix.crypto.generation import Generation
from peerbot.matrix.crypto.megolm import (
    AlreadyRead,
    Incoming,
    Refused,
    open_message,
)
from peerbot.matrix.crypto.olm import Fault, Olm, OlmFault
from peerbot.matrix.crypto.opening import (
    Decrypted,
    Envelope,
    Reason,
    Undecryptable,
    read_envelope,
    read_payload,
)
from peerbot.matrix.crypto.outgoing import OutgoingSessions
from peerbot.matrix.crypto.published import server_of
from peerbot.matrix.crypto.records import Device, DevicesRecord, InboundRecord
from peerbot.matrix.crypto.signing import (
    checked_device,
    ensure_identity,
    own_keys,
    sign_own_device,
)
from peerbot.matrix.crypto.verification import REQUEST, Requests
from peerbot.matrix.crypto.withheld import WITHHELD, Withheld
from peerbot.matrix.errors import MatrixError, StateWentBack, UnknownToken
from peerbot.matrix.homeserver import Json, as_object
from peerbot.matrix.http.session import Session
from peerbot.matrix.rejected import Rejected
from storage import RecordDamaged, Store

# People whose devices write by Olm sessions that are not here. Strangers can be among them, so it
# is bounded; whoever is pushed out is helped a little later.
_OUT_OF_TOUCH: Final = 1_000


class CryptoMachine:
    """Everything one device needs to read and write encrypted rooms.

    Its truth is in the store: account-wide keys under `bot("crypto")`, whatever concerns a person
    under `person(user)`, so that erasing that owner ends it. Memory holds the account, the outgoing
    Megolm sessions (new at every start) and whose devices are known to be up to date.
    """

    def __init__(
        self,
        *,
        store: Store,
        homeserver: Session,
        user_id: UserID,
        device_id: DeviceID,
        clock: Clock,
        rejected: Rejected,
        admit_unsigned: bool = False,
    ) -> None:
        """`admit_unsigned`: talk with people who have no cross-signing identity, too."""
        self._store = store
        self._homeserver = homeserver
        self._user_id = user_id
        self._clock = clock
        self._rejected = rejected
        self._account = OwnAccount(store, homeserver, user_id, device_id, clock)
        self._generation = Generation(store, homeserver, user_id, device_id, clock)
        self._olm = Olm(store, homeserver, self._account, self._generation, user_id, clock=clock)
        self._incoming = Incoming(store, clock)
        self._outgoing = OutgoingSessions(homeserver, clock)
        self._out_of_touch = LRUCache[UserID, None](_OUT_OF_TOUCH)
        self._admit_unsigned = admit_unsigned
        self._withheld = Withheld(homeserver, self._account)
        self.verification = Requests()
        self.devices = DeviceLists(store, homeserver, server_of(user_id), clock, rejected)
        self.encryption = RoomEncryption(
            account=self._account,
            generation=self._generation,
            olm=self._olm,
            devices=self.devices,
            outgoing=self._outgoing,
            withheld=self._withheld,
            user_id=user_id,
            admit_unsigned=admit_unsigned,
        )

    async def start(self) -> None:
        """Load the account or make it, and bring the homeserver up to date.

        Keys are stored before they are uploaded, and uploaded identically after a crash. Raises
        StateWentBack, ahead of anything else, when this is an older copy of the state; also when
        the homeserver knows this device under other keys. MatrixError.
        """
        await self._generation.renew()
        account = self._account
        published = await own_keys(self._homeserver, self._user_id)
        is_published = account.device_id in published.devices
        if is_published and account.is_new:
            raise StateWentBack
        if is_published:
            checked_device(published, account)
            await self._keep_up(None, None)
        else:
            await account.publish()

    async def establish_identity(self, password: str | None = None) -> str:
        """Make, publish and check our cross-signing identity, and sign our device with it.

        Whatever is done already is only checked. Returns the public master key, base64. Raises
        IdentityChanged, StateWentBack, AuthRequired when a password is needed, MatrixError.
        """
        identity = await ensure_identity(
            self._homeserver, self._store, self._user_id, password=password, now=self._clock()
        )
        await sign_own_device(self._homeserver, identity, self._account, self._user_id)
        return identity.master_key

    async def receive_sync(
        self,
        *,
        one_time_key_counts: Mapping[str, int] | None,
        unused_fallback: Collection[str] | None,
        changed_users: Collection[UserID],
        to_device: Iterable[object],
    ) -> None:
        """Take in what one sync response says of keys and devices. None: it did not say.

        Each to-device event apart: a bad one is counted in `rejected` and forgotten. Its ratchet
        step and the room key it brings are one transaction. Raises UnknownToken, StateWentBack.
        """
        self.devices.changed(changed_users)
        self._incoming.came.clear()
        self._withheld.came.clear()
        for event in to_device:
            with self._rejected.apart("to-device"):
                self._receive(as_object(event))
        await self._keep_up(one_time_key_counts, unused_fallback)

    @property
    def news(self) -> set[tuple[UserID, RoomID, str]]:
        """Whose sessions the last sync brought the key of, or the word that it is withheld."""
        return self._incoming.came | self._withheld.came

    async def decrypt(self, room_id: RoomID, event: Json | Envelope) -> Decrypted:
        """Open an `m.room.encrypted` event of a room's timeline; ask for its sender's devices if
        need be. Raises Undecryptable.

        Marks nothing: call `accept` where the event's effects are committed.
        """
        envelope = event if isinstance(event, Envelope) else read_envelope(event)
        try:
            return self.open(room_id, envelope)
        except Undecryptable as why:
            if why.reason is not Reason.UNASKED:
                raise
        await self.usable(envelope.sender)
        return self.open(room_id, envelope)

    def open(self, room_id: RoomID, envelope: Envelope) -> Decrypted:
        """The same with what is known of the sender's devices: it waits for nobody. Where they have
        to be asked for first, that is Undecryptable(UNASKED)."""
        try:
            return self._open(room_id, envelope)
        except RecordDamaged:
            raise Undecryptable(Reason.DAMAGED) from None

    def accept(self, decrypted: Decrypted) -> None:
        """Mark this message of its session as used; inside the caller's transaction.

        Raises Undecryptable(REPLAYED) when it was marked meanwhile.
        """
        if not self._incoming.accept(
            decrypted.sender, decrypted.room_id, decrypted.session_id, decrypted.index
        ):
            raise Undecryptable(Reason.REPLAYED)

    async def usable(self, user_id: UserID) -> Unusable | None:
        """Why nothing can be encrypted to this person; None when they have a device for it."""
        try:
            record = (await self.devices.of([user_id])).get(user_id)
        except RecordDamaged:
            return Unusable.DAMAGED
        return why_unusable(record, admit_unsigned=self._admit_unsigned)

    async def ensure_sessions(self, user_id: UserID, *, force: bool = False) -> bool:
        """Start an Olm session with each signed device of a person that has none, and announce it.

        Their devices then switch to that session (spec: `m.dummy`, "Recovering from undecryptable
        messages"). Otherwise they keep using one that was erased or has expired here, and nothing
        they send can be decrypted. `force`: also with devices that have a session. Returns whether
        any device was reached. Raises MatrixError.
        """
        try:
            known = await self.devices.of([user_id])
            peers = self.encryption.peers(user_id, known.get(user_id))
            begun = await self._olm.begin_sessions(peers, force=force)
            reached = await self._olm.send(begun.peers, "m.dummy", {})
        except RecordDamaged:
            return False
        if reached:
            self._out_of_touch.pop(user_id, None)
        return bool(reached)

    def is_out_of_touch(self, user_id: UserID) -> bool:
        """Whether this person's devices write by sessions that are not here.

        One did since `ensure_sessions`, or there is none at all: they have the key that we were
        given.
        """
        try:
            peers = self.encryption.peers(user_id, self.devices.known(user_id))
            return user_id in self._out_of_touch or not any(map(self._olm.has_session, peers))
        except RecordDamaged:
            return True

    def room_changed(self, room_id: RoomID) -> None:
        """The room's encryption settings changed, or we left: begin a new session next time."""
        self._outgoing.drop(room_id)

    def forget(self, user_id: UserID) -> None:
        """Drop what memory holds of a person. The rows go with `store.erase(person(user_id))`.

        Room keys that they held are not used again.
        """
        self.devices.forget(user_id)
        self._olm.forget(user_id)
        self._out_of_touch.pop(user_id, None)
        self._outgoing.forget(user_id)

    def _open(self, room_id: RoomID, envelope: Envelope) -> Decrypted:
        record = self._incoming.find(envelope.sender, room_id, envelope.session_id)
        if record is None:
            withheld = self._withheld.has(envelope.sender, room_id, envelope.session_id)
            raise Undecryptable(Reason.WITHHELD if withheld else Reason.NO_KEY)
        try:
            plaintext = open_message(record, envelope.ciphertext)
        except AlreadyRead:
            raise Undecryptable(Reason.REPLAYED) from None
        except Refused:
            raise Undecryptable(Reason.BROKEN) from None
        event_type, content = read_payload(room_id, plaintext.raw)
        device, known = self._sending_device(envelope, record)
        changed = device.signed and trust(known) is Trust.CHANGED
        return Decrypted(
            room_id=room_id,
            event_id=envelope.event_id,
            sender=envelope.sender,
            device_id=DeviceID(device.device_id),
            signed=device in reachable(known, admit_unsigned=self._admit_unsigned),
            new_identity=known.master if changed else None,
            type=event_type,
            content=content,
            relates_to=envelope.relates_to,
            sent_at=envelope.sent_at,
            session_id=envelope.session_id,
            index=plaintext.index,
        )

    def _receive(self, event: Json) -> None:
        """One to-device event: open it, and keep the room key if it brings one.

        Room keys that somebody passes on (`m.forwarded_room_key`) are not taken: whoever passes
        one on could have made it.
        """
        if event.get("type") != "m.room.encrypted":
            self._receive_clear(event)
            return
        try:
            with self._account.change():
                message = self._olm.open(event)
                if message.began:
                    self._outgoing.give_again(message.curve25519)
                if message.type == "m.room_key":
                    self._incoming.receive_key(message)
        except OlmFault as refused:
            self._rejected.add(refused.fault.value)
            if refused.fault in (Fault.NO_SESSION, Fault.BROKEN):
                self._lost_touch(UserID(event["sender"]))
        except Refused:
            self._rejected.add("room key: invalid")

    def _receive_clear(self, event: Json) -> None:
        """What is never encrypted. It moves nothing: anybody may have written it."""
        self._rejected.add("to-device: not encrypted")
        if event.get("type") == REQUEST:
            self.verification.receive(event)
        elif event.get("type") == WITHHELD and self._withheld.receive(event):
            self._lost_touch(UserID(event["sender"]))

    def _lost_touch(self, user_id: UserID) -> None:
        self._out_of_touch[user_id] = None

    def _sending_device(
        self, envelope: Envelope, record: InboundRecord
    ) -> tuple[Device, DevicesRecord]:
        """The sender's device that a session belongs to, by both of its keys."""
        devices, sender = self.devices, envelope.sender
        known = devices.last(sender) if devices.was_asked(sender) else None
        listed = known.devices if known is not None else ()
        device = next((d for d in listed if d.curve25519 == record.curve25519), None)
        if known is None or device is None:
            current = devices.is_current(sender)
            raise Undecryptable(Reason.UNKNOWN_DEVICE if current else Reason.UNASKED)
        sender_key, device_id = envelope.claims
        honest = (
            device.ed25519 == record.ed25519
            and sender_key in (None, device.curve25519)
            and device_id in (None, device.device_id)
        )
        if not honest:
            raise Undecryptable(Reason.NOT_THE_SENDER)
        self.devices.keep(envelope.sender, known)
        return device, known

    async def _keep_up(
        self, counts: Mapping[str, int] | None, unused_fallback: Collection[str] | None
    ) -> None:
        """Upload the keys that are lacking. Raises UnknownToken, StateWentBack."""
        try:
            await self._account.keep_up(counts, unused_fallback)
        except (UnknownToken, StateWentBack):
            raise
        except MatrixError as error:  # the next sync tells the same counts again
            self._rejected.add(f"key upload failed: {error.code}")
