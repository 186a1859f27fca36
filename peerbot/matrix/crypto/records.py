"""What the crypto machine keeps, as sealed records, and for how long.

Account-wide records belong to `bot("crypto")`. Records about a person belong to that person, so
that erasing them leaves nothing; they go seven quiet days after they were last used.
"""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from storage import Kind

QUIET: Final = timedelta(days=7)
"""How long a person's keys stay after their last use. The welcome says so in words."""

LASTING: Final = timedelta(days=3650)
"""The bot's own identity must not lapse while it is off: a new one would look like an attack."""

# vodozemac's pickles are always encrypted. The record around a pickle is sealed under its owner's
# own data key already, so this second layer needs no secret; it only has to be the same each time.
PICKLE_KEY: Final = bytes(32)


class AccountRecord(msgspec.Struct, frozen=True):
    """The Olm account: identity keys and every one-time key whose private half is still wanted."""

    pickle: str
    fallback_made: datetime | None = None
    """When the newest fallback key was made; None: not known."""


class IdentityRecord(msgspec.Struct, frozen=True):
    """Our cross-signing identity: three Ed25519 private keys, 32 bytes each."""

    master: bytes
    self_signing: bytes
    user_signing: bytes


class GenerationRecord(msgspec.Struct, frozen=True):
    """The marks that the homeserver may show, if this state is the newest (see `generation`)."""

    last: str | None
    """The one that lies there for certain; None before the first."""
    on_their_way: tuple[str, ...]
    """Those that were sent and may have arrived since, or arrive yet."""


class Device(msgspec.Struct, frozen=True):
    """A device whose own signature holds. Keys are in unpadded base64."""

    device_id: str
    curve25519: str
    ed25519: str
    signed: bool
    """Whether its owner's identity vouches for it (MSC4153): the one that the homeserver shows,
    which is not the one that is believed when it changed (`devices.reachable`)."""


class DevicesRecord(msgspec.Struct, frozen=True):
    """What is known of one person's devices and identity."""

    pinned: str | None
    """The master key that is believed: the one seen first, or since confirmed by the person."""
    master: str | None
    """The master key the homeserver shows now."""
    devices: tuple[Device, ...]
    malformed: int
    """How many devices were left out because their keys or signatures do not hold."""
    kept: datetime
    """Until when, at least: a week after their last use, or with the last note about them."""
    given_up: tuple[str, ...] = ()
    """Master keys that were believed before the person confirmed another."""


class OlmRecord(msgspec.Struct, frozen=True):
    """The Olm sessions with one device, pickled, the one to write with first."""

    pickles: tuple[str, ...]


class InboundRecord(msgspec.Struct, frozen=True):
    """An incoming Megolm session: one device's key for one room, and what was read with it."""

    pickle: str
    curve25519: str
    ed25519: str
    """The keys that the sending device proved or claimed when it sent this key over Olm."""
    last: datetime
    """When it came, or was last read with."""
    used: tuple[tuple[int, int], ...] = ()
    """Message indices acted on, as ascending, inclusive ranges. A replay is refused by these."""


ACCOUNT: Final = Kind("olm account", AccountRecord)
IDENTITY: Final = Kind("cross-signing identity", IdentityRecord)
GENERATION: Final = Kind("generation", GenerationRecord)
DEVICES: Final = Kind("devices", DevicesRecord)
OLM: Final = Kind("olm sessions", OlmRecord)
INBOUND: Final = Kind("incoming megolm session", InboundRecord)
