"""An encrypted event of a room: its outside, its inside, and why it may be refused."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from peerbot.kernel.ids import DeviceID, EventID, RoomID, UserID
from peerbot.matrix.crypto.account import MEGOLM_ALGORITHM
from peerbot.matrix.crypto.canonical import decode_object
from peerbot.matrix.homeserver import Json, as_object, is_id

# Synapse and others cap an event at 64 KiB.
_LARGEST: Final = 64 * 1024
# Types that mean something only as room state. None of them is ever believed from inside an
# encrypted event; any other that carries a state key is refused as well.
_STATE_TYPES: Final = frozenset(
    {
        "m.room.aliases",
        "m.room.avatar",
        "m.room.canonical_alias",
        "m.room.create",
        "m.room.encryption",
        "m.room.guest_access",
        "m.room.history_visibility",
        "m.room.join_rules",
        "m.room.member",
        "m.room.name",
        "m.room.pinned_events",
        "m.room.power_levels",
        "m.room.server_acl",
        "m.room.third_party_invite",
        "m.room.tombstone",
        "m.room.topic",
        "m.space.child",
        "m.space.parent",
    }
)


class Reason(StrEnum):
    """Why an encrypted event cannot be acted on."""

    MALFORMED = "malformed"
    """Not a Megolm event as the specification has it, or its plaintext is not."""
    TOO_LARGE = "too large"
    """Past the caps on size or depth."""
    NO_KEY = "no key"
    """Its room key is not here, or not for this sender. It may still come: worth waiting."""
    WITHHELD = "key withheld"
    """Its room key is not here, and the sender's device said that it gives us none."""
    UNKNOWN_DEVICE = "unknown device"
    """The key is here, but the sender does not have its device. Worth trying again."""
    UNASKED = "devices not known yet"
    """The key is here, and it is not known what devices the sender has now. Worth trying again."""
    UNSURE = "recipients uncertain"
    """The homeserver did not say who is in the room. Worth trying again."""
    BROKEN = "broken"
    """It does not decrypt: garbage, forged, or older than the key."""
    DAMAGED = "damaged record"
    """What is kept about the sender does not open."""
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


@dataclass(frozen=True)
class Decrypted:
    """An event that its sender's device encrypted for this room, not acted on before."""

    room_id: RoomID
    event_id: EventID
    sender: UserID
    device_id: DeviceID
    signed: bool
    """Whether the device is acted for: the sender's own identity, the one that is believed, vouches
    for it, or they have none and the config admits that."""
    new_identity: str | None
    """The master key that vouches for the device when it is not the one that is believed."""
    type: str
    content: Json
    relates_to: Json | None
    """What is looked at of `m.relates_to`, which travels outside the encryption: the server can
    have changed it."""
    sent_at: int
    """Milliseconds since 1970, as the sender's homeserver says."""
    session_id: str
    index: int


@dataclass(frozen=True)
class Envelope:
    """The outside of an encrypted event: who says to have sent what, with which session."""

    event_id: EventID
    sender: UserID
    sent_at: int
    session_id: str
    ciphertext: str
    claims: tuple[str | None, str | None]
    """The deprecated `sender_key` and `device_id`, None where absent: checked, never trusted."""
    relates_to: Json | None

    @property
    def size(self) -> int:
        """Bytes of what may be long. All else is an id, or as short."""
        return len(self.ciphertext)


def read_envelope(event: Json) -> Envelope:
    """Check the outside of an encrypted event. Raises Undecryptable."""
    content = as_object(event.get("content"))
    event_id, sender, sent_at = (event.get(k) for k in ("event_id", "sender", "origin_server_ts"))
    session_id, ciphertext = content.get("session_id"), content.get("ciphertext")
    if "state_key" in event:
        raise Undecryptable(Reason.STATE)
    if event.get("type") != "m.room.encrypted" or content.get("algorithm") != MEGOLM_ALGORITHM:
        raise Undecryptable(Reason.MALFORMED)
    if not (is_id(event_id) and is_id(sender) and isinstance(sent_at, int)):
        raise Undecryptable(Reason.MALFORMED)
    if not (is_id(session_id) and isinstance(ciphertext, str) and ciphertext.isascii()):
        raise Undecryptable(Reason.MALFORMED)
    if len(ciphertext) > _LARGEST:
        raise Undecryptable(Reason.TOO_LARGE)
    return Envelope(
        event_id=EventID(event_id),
        sender=UserID(sender),
        sent_at=sent_at,
        session_id=session_id,
        ciphertext=ciphertext,
        claims=(_claim(content, "sender_key"), _claim(content, "device_id")),
        relates_to=_relation(content.get("m.relates_to")),
    )


def _claim(content: Json, key: str) -> str | None:
    """A deprecated field that may be absent. Raises Undecryptable."""
    value = content.get(key)
    if value is None or is_id(value):
        return value
    raise Undecryptable(Reason.MALFORMED)


def _relation(value: object) -> Json | None:
    """As much of a relation as is ever looked at: of what kind it is, to which event, and whether
    it is a reply."""
    if not isinstance(value, dict):
        return None
    kind = value.get("rel_type")
    relation: Json = {"rel_type": kind} if is_id(kind) else {}
    if relation and is_id(event_id := value.get("event_id")):
        relation["event_id"] = event_id
    return {**relation, "m.in_reply_to": {}} if "m.in_reply_to" in value else relation


def read_payload(room_id: RoomID, plaintext: bytes) -> tuple[str, Json]:
    """Type and content of a decrypted event of this room. Raises Undecryptable."""
    try:
        payload = decode_object(plaintext, _LARGEST)
    except ValueError:
        raise Undecryptable(Reason.MALFORMED) from None
    event_type, content = payload.get("type"), payload.get("content")
    if not is_id(event_type) or not isinstance(content, dict):
        raise Undecryptable(Reason.MALFORMED)
    if payload.get("room_id") != room_id:
        raise Undecryptable(Reason.WRONG_ROOM)
    if "state_key" in payload or event_type in _STATE_TYPES:
        raise Undecryptable(Reason.STATE)
    return event_type, content
