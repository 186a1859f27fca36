"""What an answer to `/keys/query` says of one person, read and checked.

An answer may leave something out: Synapse does while it begins to watch somebody of another
homeserver, and so does one that is away, or that lies. What is missing is no other key, and no
device that went: it is no answer at all, and what was known before stands.
"""

from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Final

from peerbot.kernel.ids import UserID
from peerbot.matrix.answers import weight, whole
from peerbot.matrix.crypto.canonical import key_text
from peerbot.matrix.crypto.records import Device, DevicesRecord
from peerbot.matrix.crypto.signatures import is_signed
from peerbot.matrix.homeserver import Json, as_object, is_id

# Nobody reads on more devices than this; a person who lists thousands would have us claim a key
# for each, on every change.
_MOST_DEVICES: Final = 50
# Some may be left out, and those that are signed go first. Each takes a millisecond, in which
# nobody else is served.
_MOST_READ: Final = 4 * _MOST_DEVICES
# A device is a KiB. One that takes as much memory as a hundred is not looked at: checking its
# signatures takes as long.
_HEAVIEST: Final = 100 * 1024


class Told(StrEnum):
    """How much an answer says of a person."""

    NOTHING = "nothing"
    """They are not in it, their homeserver did not answer, or keys are missing that they have."""
    NO_DEVICES = "no devices"
    """It lists none. It may be so, or the list is not there yet."""
    ALL = "all"
    """Their devices, and their identity if they have one."""


def server_of(user: UserID) -> str:
    """The name of a person's homeserver."""
    return user.partition(":")[2]


def told_of(user: UserID, answer: Json, pinned: str | None) -> Told:
    """How much an answer says of a person. `pinned`: the master key that is believed."""
    listed = as_object(answer.get("device_keys")).get(user)
    if not isinstance(listed, dict):
        return Told.NOTHING
    if not listed:
        away = server_of(user) in as_object(answer.get("failures"))
        return Told.NOTHING if away else Told.NO_DEVICES
    master, self_signing = _published(user, answer)
    if master is not None and (self_signing is not None or pinned not in (None, master)):
        return Told.ALL
    return Told.NOTHING if pinned is not None or _is_vouched_for(user, listed) else Told.ALL


def _is_vouched_for(user: UserID, listed: Json) -> bool:
    """Whether one of the devices has another signature of its owner than its own: then the owner
    has an identity, whether it is shown or not."""
    for device_id, keys in islice(listed.items(), _MOST_READ):
        signatures = as_object(as_object(as_object(whole(keys)).get("signatures")).get(user))
        if signatures.keys() - {f"ed25519:{device_id}"}:
            return True
    return False


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
    master, self_signing = _published(user, answer)
    if master is None or self_signing is None:
        return master, None
    published = as_object(answer.get("self_signing_keys"))[user]
    return master, self_signing if is_signed(published, user, master, master) else None


def _published(user: UserID, answer: Json) -> tuple[str | None, str | None]:
    """A person's master and self-signing keys as published; None for what is not there, or is no
    such key."""
    masters = as_object(answer.get("master_keys"))
    self_signing = as_object(answer.get("self_signing_keys"))
    return (
        _cross_signing_key(user, masters.get(user), "master"),
        _cross_signing_key(user, self_signing.get(user), "self_signing"),
    )


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
