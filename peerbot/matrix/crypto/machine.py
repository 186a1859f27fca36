"""One device's encryption, put together: what comes in, what goes out, and whom to believe.

The way in: `receive_sync` takes the keys, `decrypt` opens a message and checks whose it is,
`accept` marks it as read where its effects are committed. The way out: `encrypt` gives the room key
to the devices that may have it, then seals the message.
"""

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Collection, Mapping
from typing import Final
from uuid import uuid4
from weakref import WeakValueDictionary

import msgspec

from peerbot.matrix.crypto.account import MEGOLM_ALGORITHM, OwnAccount
from peerbot.matrix.crypto.devices import DeviceLists, NoDevice, Unusable, why_unusable
from peerbot.matrix.crypto.megolm import (
    AlreadyRead,
    Incoming,
    NotEncrypted,
    Outgoing,
    Refused,
    open_message,
)
from peerbot.matrix.crypto.olm import Fault, Olm, OlmFault, Peer
from peerbot.matrix.crypto.opening import (
    Decrypted,
    Envelope,
    Reason,
    Undecryptable,
    read_envelope,
    read_payload,
)
from peerbot.matrix.crypto.records import Device, DevicesRecord, InboundRecord
from peerbot.matrix.crypto.signing import (
    checked_device,
    ensure_identity,
    own_keys,
    sign_own_device,
)
from peerbot.matrix.errors import MatrixError, NotFound, StateWentBack, UnknownToken
from peerbot.matrix.homeserver import Homeserver, Json, as_object, path, room_path
from peerbot.matrix.set_aside import SetAside
from peerbot.vocabulary import Clock, DeviceID, RoomID, UserID
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
        homeserver: Homeserver,
        user_id: UserID,
        device_id: DeviceID,
        clock: Clock,
        set_aside: SetAside,
    ) -> None:
        self._store = store
        self._homeserver = homeserver
        self._user_id = user_id
        self._clock = clock
        self._set_aside = set_aside
        self._account = OwnAccount(store, homeserver, user_id, device_id, clock)
        self._olm = Olm(store, homeserver, self._account, user_id, clock)
        self._incoming = Incoming(store, clock)
        self._outgoing: dict[RoomID, Outgoing] = {}  # the one that began last comes last
        self._speaking = WeakValueDictionary[RoomID, asyncio.Lock]()
        self._out_of_touch: OrderedDict[UserID, None] = OrderedDict()
        self.devices = DeviceLists(store, homeserver, clock)

    async def start(self) -> None:
        """Load the account or make it, and bring the homeserver up to date.

        Keys are stored before they are uploaded, and uploaded identically after a crash.
        Raises StateWentBack when the homeserver knows this device under other keys, MatrixError.
        """
        account = self._account
        published = await own_keys(self._homeserver, self._user_id)
        is_published = account.device_id in published.devices
        if is_published and account.is_new:
            raise StateWentBack
        if is_published:
            checked_device(published, account)
            await account.keep_up()
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
        to_device: Collection[object],
    ) -> None:
        """Take in what one sync response says of keys and devices. None: it did not say.

        Each to-device event apart: a bad one is counted in `set_aside` and forgotten. Its ratchet
        step and the room key it brings are one transaction. Raises UnknownToken, StateWentBack.
        """
        self.devices.changed(changed_users)
        for event in to_device:
            self._receive(as_object(event))
        try:
            await self._account.keep_up(one_time_key_counts, unused_fallback)
        except (UnknownToken, StateWentBack):
            raise
        except MatrixError as error:  # the next sync tells the same counts again
            self._set_aside.add(f"keys not uploaded: {error.code}")

    async def decrypt(self, room_id: RoomID, event: Json) -> Decrypted:
        """Open an `m.room.encrypted` event of a room's timeline. Raises Undecryptable.

        Marks nothing: call `accept` where the event's effects are committed.
        """
        envelope = read_envelope(event)
        try:
            return await self._open(room_id, envelope)
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

    async def encrypt(
        self, room_id: RoomID, recipients: Collection[UserID], event_type: str, content: Json
    ) -> Json:
        """The content of an `m.room.encrypted` event that the recipients' signed devices can read.

        Gives them the room key first. A device that cannot take it is left out and tried again at
        the next call. Raises NotEncrypted, NoDevice when it reached nobody, MatrixError.
        """
        async with self._speaking.setdefault(room_id, asyncio.Lock()):
            others = set(recipients) - {self._user_id}
            known = await self.devices.of(others)
            peers = [peer for user in others for peer in _signed_devices(user, known.get(user))]
            outgoing = await self._session_for(room_id, peers)
            await self._share(room_id, outgoing, peers)
            if not outgoing.holders:
                raise NoDevice({user: _why_unreached(known.get(user)) for user in others})
            return self._seal(room_id, outgoing, event_type, content)

    async def usable(self, user_id: UserID) -> Unusable | None:
        """Why nothing can be encrypted to this person; None when they have a device for it."""
        return why_unusable((await self.devices.of([user_id])).get(user_id))

    async def meet(self, user_id: UserID, *, anew: bool = False) -> bool:
        """Begin an Olm session with each signed device of a person that has none, and tell it.

        Their devices then write by that session (spec: `m.dummy`, "Recovering from undecryptable
        messages"). Without it they go on with one that was erased or has expired here, and nothing
        they send can be opened. `anew`: also with devices that have one. Whether any was told.
        Raises MatrixError.
        """
        known = await self.devices.of([user_id])
        peers = _signed_devices(user_id, known.get(user_id))
        begun = await self._olm.begin_sessions(peers, anew=anew)
        if begun:
            await self._send(begun, "m.dummy", {})
            self._out_of_touch.pop(user_id, None)
        return bool(begun)

    def is_out_of_touch(self, user_id: UserID) -> bool:
        """Whether this person's devices write by sessions that are not here.

        One did since `meet`, or there is none at all: they have the key that we were given.
        """
        peers = _signed_devices(user_id, self.devices.known(user_id))
        return user_id in self._out_of_touch or not any(map(self._olm.has_session, peers))

    def room_changed(self, room_id: RoomID) -> None:
        """The room's encryption settings changed, or we left: begin a new session next time."""
        self._outgoing.pop(room_id, None)

    def forget(self, user_id: UserID) -> None:
        """Drop what memory holds of a person. The rows go with `store.erase(person(user_id))`.

        Room keys that they held are not used again.
        """
        self.devices.forget(user_id)
        self._out_of_touch.pop(user_id, None)
        for room_id, outgoing in list(self._outgoing.items()):
            if any(peer.user_id == user_id for peer in outgoing.holders):
                self.room_changed(room_id)

    async def _open(self, room_id: RoomID, envelope: Envelope) -> Decrypted:
        record = self._incoming.find(envelope.sender, room_id, envelope.session_id)
        if record is None:
            raise Undecryptable(Reason.NO_KEY)
        try:
            plaintext = open_message(record, envelope.ciphertext)
        except AlreadyRead:
            raise Undecryptable(Reason.REPLAYED) from None
        except Refused:
            raise Undecryptable(Reason.BROKEN) from None
        event_type, content = read_payload(room_id, plaintext.raw)
        device = await self._sending_device(envelope, record)
        return Decrypted(
            room_id=room_id,
            event_id=envelope.event_id,
            sender=envelope.sender,
            device_id=DeviceID(device.device_id),
            signed=device.signed,
            type=event_type,
            content=content,
            relates_to=envelope.relates_to,
            sent_at=envelope.sent_at,
            session_id=envelope.session_id,
            index=plaintext.index,
        )

    def _receive(self, event: Json) -> None:
        """One to-device event: open it, and keep the room key if it brings one."""
        if event.get("type") != "m.room.encrypted":
            self._set_aside.add("to-device: in clear")
            return
        try:
            with self._account.change():
                message = self._olm.open(event)
                if message.began:
                    self._give_again(message.curve25519)
                if message.type == "m.room_key":
                    self._incoming.receive_key(message)
        except OlmFault as refused:
            self._set_aside.add(refused.fault.value)
            if refused.fault in (Fault.NO_SESSION, Fault.BROKEN):
                self._lost_touch(UserID(event["sender"]))
        except Refused:
            self._set_aside.add("room key: does not hold")
        except RecordDamaged:
            self._set_aside.add("to-device: damaged record")

    def _lost_touch(self, user_id: UserID) -> None:
        self._out_of_touch[user_id] = None
        if len(self._out_of_touch) > _OUT_OF_TOUCH:
            self._out_of_touch.popitem(last=False)

    def _give_again(self, curve25519: str) -> None:
        """A device that begins anew may have lost our room keys too: it gets them once more."""
        for outgoing in self._outgoing.values():
            outgoing.drop(curve25519)

    async def _sending_device(self, envelope: Envelope, record: InboundRecord) -> Device:
        """The sender's device that a session belongs to, by both of its keys."""
        known = (await self.devices.of([envelope.sender])).get(envelope.sender)
        listed = known.devices if known is not None else ()
        device = next((d for d in listed if d.curve25519 == record.curve25519), None)
        if known is None or device is None:
            raise Undecryptable(Reason.UNKNOWN_DEVICE)
        sender_key, device_id = envelope.claims
        honest = (
            device.ed25519 == record.ed25519
            and sender_key in (None, device.curve25519)
            and device_id in (None, device.device_id)
        )
        if not honest:
            raise Undecryptable(Reason.NOT_THE_SENDER)
        self.devices.keep(envelope.sender, known)
        return device

    async def _session_for(self, room_id: RoomID, peers: Collection[Peer]) -> Outgoing:
        """The room's outgoing session, a new one when it must make way."""
        outgoing = self._outgoing.get(room_id)
        if outgoing is None or not outgoing.serves(peers, self._clock()):
            outgoing = Outgoing.begin(await self._settings(room_id), self._clock())
            self._outgoing.pop(room_id, None)
            self._outgoing[room_id] = outgoing
            self._let_go_of_old()
        return outgoing

    def _let_go_of_old(self) -> None:
        """Chats that have fallen silent keep no session in memory."""
        for room_id, outgoing in list(self._outgoing.items()):
            if outgoing.is_young(self._clock()):
                return
            del self._outgoing[room_id]

    async def _settings(self, room_id: RoomID) -> Json:
        """The room's `m.room.encryption`. Raises NotEncrypted."""
        try:
            settings = await self._homeserver.request(
                "GET", room_path(room_id, "state", "m.room.encryption")
            )
        except NotFound:
            raise NotEncrypted from None
        if settings.get("algorithm") != MEGOLM_ALGORITHM:
            raise NotEncrypted
        return settings

    async def _share(self, room_id: RoomID, outgoing: Outgoing, peers: Collection[Peer]) -> None:
        """Give the key to the devices that do not have it yet; raises when none can be sent."""
        lacking = [peer for peer in peers if peer not in outgoing.holders]
        await self._olm.begin_sessions(lacking)
        ready = [peer for peer in lacking if self._olm.has_session(peer)]
        if not ready:
            return
        await self._send(ready, "m.room_key", outgoing.room_key(room_id))
        outgoing.holders.update(ready)

    async def _send(self, peers: Collection[Peer], event_type: str, content: Json) -> None:
        """Send the same over Olm to devices that have a session."""
        messages = defaultdict[str, Json](dict)
        with self._store.transaction():
            for peer in peers:
                sealed = self._olm.encrypt(peer, event_type, content)
                messages[peer.user_id][peer.device.device_id] = sealed
        endpoint = path("sendToDevice", "m.room.encrypted", uuid4().hex)
        await self._homeserver.request("PUT", endpoint, {"messages": messages})

    def _seal(self, room_id: RoomID, outgoing: Outgoing, event_type: str, content: Json) -> Json:
        """Encrypt one event. A relation stays readable, as clients and homeservers need it."""
        payload = {"type": event_type, "content": content, "room_id": room_id}
        sealed: Json = {
            "algorithm": MEGOLM_ALGORITHM,
            "sender_key": self._account.curve25519,
            "device_id": self._account.device_id,
            "session_id": outgoing.session.session_id,
            "ciphertext": outgoing.session.encrypt(msgspec.json.encode(payload)).to_base64(),
        }
        if "m.relates_to" in content:
            sealed["m.relates_to"] = content["m.relates_to"]
        return sealed


def _signed_devices(user: UserID, record: DevicesRecord | None) -> list[Peer]:
    """The devices that may have a room key: those that the identity first seen vouches for."""
    devices = () if record is None else record.devices
    return [Peer(user, device) for device in devices if device.signed]


def _why_unreached(record: DevicesRecord | None) -> Unusable:
    return why_unusable(record) or Unusable.NO_ONE_TIME_KEY
