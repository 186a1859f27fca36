"""One device's encryption, put together: what comes in, what goes out, and whom to believe."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from peerbot.matrix.homeserver import Homeserver, Json
from peerbot.vocabulary import Clock, DeviceID, EventID, RoomID, UserID
from storage import Store


class Reason(StrEnum):
    """Why an encrypted event cannot be acted on."""

    MALFORMED = "malformed"
    """Not a Megolm event as the specification has it, or its plaintext is not."""
    TOO_LARGE = "too large"
    """Past the caps on size or depth."""
    NO_KEY = "no key"
    """Its room key is not here, or not for this sender. It may still come: worth waiting."""
    UNKNOWN_DEVICE = "unknown device"
    """The key is here, but the sender's devices could not be asked for, or do not have its device.
    Worth trying again."""
    BROKEN = "broken"
    """It does not decrypt: garbage, forged, or older than the key."""
    NOT_THE_SENDER = "not the sender"
    """The key belongs to another device than the event says."""
    WRONG_ROOM = "wrong room"
    """It was encrypted for another room."""
    STATE = "state"
    """A state type or a state key inside encryption: room state is never taken from there."""
    REPLAYED = "replayed"
    """This message of this session was acted on before, under this or another event id."""


class Undecryptable(Exception):
    """An encrypted event is refused; `reason` says why, nothing says which."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class NoDevice(Exception):
    """Nobody could be given the room key. `reasons`: what stood in the way, for each recipient."""

    def __init__(self, reasons: Mapping[UserID, "Unusable"]) -> None:
        super().__init__(", ".join(sorted({reason.value for reason in reasons.values()})))
        self.reasons = reasons


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
    NO_ONE_TIME_KEY = "no usable one-time key"
    """A signed device, but no valid one-time key to begin with."""
    UNKNOWN = "unknown"
    """The homeserver could not say; try again."""


class NotEncrypted(Exception):
    """The room has no encryption. Nothing is ever sent to it in clear instead."""


@dataclass(frozen=True)
class Decrypted:
    """An event that its sender's device encrypted for this room, not acted on before."""

    room_id: RoomID
    event_id: EventID
    sender: UserID
    device_id: DeviceID
    signed: bool
    """Whether the sender's own identity, the one first seen, vouches for the device."""
    type: str
    content: Json
    relates_to: Json | None
    """`m.relates_to`, which travels outside the encryption: the server can have changed it."""
    sent_at: int
    """Milliseconds since 1970, as the sender's homeserver says."""
    session_id: str
    index: int


class CryptoMachine:
    """Everything one device needs to read and write encrypted rooms.

    Its truth is in the store: account-wide keys under `bot("crypto")`, whatever concerns a person
    under `person(user)`, so that erasing that owner ends it. Memory holds the account, the outgoing
    Megolm sessions (new at every start) and what was lately learned of people's devices.
    """

    def __init__(
        self,
        *,
        store: Store,
        homeserver: Homeserver,
        user_id: UserID,
        device_id: DeviceID,
        clock: Clock,
    ) -> None:
        raise NotImplementedError

    async def start(self) -> None:
        """Load the account or make it, and bring the homeserver up to date.

        Keys are stored before they are uploaded, and uploaded identically after a crash.
        Raises StateWentBack when the homeserver knows this device under other keys, MatrixError.
        """
        raise NotImplementedError

    async def receive_sync(
        self,
        *,
        one_time_key_counts: Mapping[str, int] | None,
        unused_fallback: Collection[str] | None,
        changed_users: Collection[UserID],
        to_device: Collection[Json],
    ) -> None:
        """Take in what one sync response says of keys and devices. None: it did not say.

        Each to-device event apart: a bad one is counted in `set_aside` and forgotten. Its ratchet
        step and the room key it brings are one transaction. Raises UnknownToken, StateWentBack.
        """
        raise NotImplementedError

    async def decrypt(self, room_id: RoomID, event: Json) -> Decrypted:
        """Open an `m.room.encrypted` event of a room's timeline. Raises Undecryptable.

        Marks nothing: call `accept` where the event's effects are committed.
        """
        raise NotImplementedError

    def accept(self, decrypted: Decrypted) -> None:
        """Mark this message of its session as used; inside the caller's transaction.

        Raises Undecryptable(REPLAYED) when it was marked meanwhile.
        """
        raise NotImplementedError

    async def encrypt(
        self, room_id: RoomID, recipients: Collection[UserID], type: str, content: Json
    ) -> Json:
        """The content of an `m.room.encrypted` event that the recipients' signed devices can read.

        Gives them the room key first. A device that cannot take it is left out and tried again at
        the next call. Raises NotEncrypted, NoDevice when it reached nobody, MatrixError.
        """
        raise NotImplementedError

    async def usable(self, user_id: UserID) -> Unusable | None:
        """Why nothing can be encrypted to this person; None when they have a device for it."""
        raise NotImplementedError

    def room_changed(self, room_id: RoomID) -> None:
        """The room's encryption settings changed, or we left: begin a new session next time."""
        raise NotImplementedError

    def forget(self, user_id: UserID) -> None:
        """Drop what memory holds of a person. The rows go with `store.erase(person(user_id))`."""
        raise NotImplementedError
