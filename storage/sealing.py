"""All the cryptography of the store, and nothing else: subkeys, tags, padding, sealing.

Rules of this file:

- One master key, 32 bytes. Nothing is ever encrypted or hashed with it directly: HKDF-SHA256
  gives one subkey for each use, told apart by its label.
- Everything that is hashed or authenticated is a list of parts, each preceded by its length
  (`bind`), the first part saying what it is for. So ("ab", "c") and ("a", "bc") differ, and
  nothing made for one purpose is good for another.
- A failure raises RecordDamaged; no function returns "not valid".
"""

import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.errors import RecordDamaged

KEY_BYTES = 32
"""AES-256 and HMAC-SHA256 both take 256 bits."""

VERSION = b"\x01"
"""First byte of everything sealed: format 1 is AES-256-GCM-SIV as described here."""

NONCE_BYTES = 12
"""The one nonce size AES-GCM-SIV has (RFC 8452).

Nonces are random, never counted: a counter goes back when a machine is restored from a
snapshot and would then repeat for certain, while fresh random bits do not remember. With 2^40
values sealed under one owner's key (a thousand each second for 34 years) two nonces meet with a
chance below 2^-17; and should it happen, GCM-SIV, unlike GCM, only tells that two values sealed
under that pair were equal.
"""

TAG_BYTES = 16
OVERHEAD = len(VERSION) + NONCE_BYTES + TAG_BYTES

_LENGTH_BYTES = 4

SMALL_STEPS = (512, 1920, 3840)
LARGEST_STEP = 1024 * 1024
"""Sizes that plain values are padded to: 512, 1920, 3840, then 8 KiB doubling up to 1 MiB.

Whoever reads the file sees which step a row has, so there are few. 512 makes all that is short
(answers, consents, marks, seats) look alike. The small steps are what SQLite puts six, two and
one of into a page of 4096 bytes; the doubled ones fill their chain of overflow pages. Olm and
Megolm sessions (about 1 to 1.4 KB) share the second step, an Olm account (17 KB with its one-time
keys) takes 32 KiB. Nothing the bot keeps comes near 1 MiB (a Matrix event ends at 64 KiB): a
larger value is a mistake, refused before it fills the disk.
"""


def bind(purpose: bytes, *parts: bytes) -> bytes:
    """Join parts so that no other list of parts gives the same bytes."""
    return b"".join(
        [piece for part in (purpose, *parts) for piece in (len(part).to_bytes(4, "big"), part)]
    )


def number(value: int) -> bytes:
    """A signed 64-bit integer (what a database column holds) as bytes to bind."""
    return value.to_bytes(8, "big", signed=True)


def padded_size(length: int) -> int:
    """The step that a plain value of `length` bytes is padded to.

    Raises ValueError above the largest step.
    """
    needed = length + _LENGTH_BYTES
    for step in SMALL_STEPS:
        if needed <= step:
            return step
    if needed > LARGEST_STEP:
        raise ValueError("the value is too large to store")
    return 1 << max(13, (needed - 1).bit_length())


def pad(plain: bytes) -> bytes:
    """The length, the value, zeros up to the next step. Raises ValueError when too large."""
    size = padded_size(len(plain))
    return (len(plain).to_bytes(_LENGTH_BYTES, "big") + plain).ljust(size, b"\0")


def unpad(padded: bytes) -> bytes:
    """Undo `pad`. The input has been authenticated, so its length is as we wrote it."""
    length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    return padded[_LENGTH_BYTES : _LENGTH_BYTES + length]


def seal(cipher: AESGCMSIV, plain: bytes, bound: bytes) -> bytes:
    """Version byte, random nonce, ciphertext with tag; `bound` is authenticated, not stored."""
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + cipher.encrypt(nonce, plain, bound)


def unseal(cipher: AESGCMSIV, sealed: bytes, bound: bytes) -> bytes:
    """Undo `seal`. Raises RecordDamaged unless every byte, and `bound`, is as it was."""
    if len(sealed) >= OVERHEAD and sealed[:1] == VERSION:
        try:
            return cipher.decrypt(sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :], bound)
        except InvalidTag:
            pass
    raise RecordDamaged("a sealed value does not open")


class Sealing:
    """What the master key can do. The key itself is not kept, only its subkeys.

    Copies of keys in Python's memory cannot be zeroed: bytes objects are immutable and freed
    memory is not wiped. Whoever can read this process's memory, or its swap, has the keys.
    """

    def __init__(self, key: bytes) -> None:
        """`key`: 32 bytes of full entropy. Raises ValueError for another length."""
        if len(key) != KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes")

        def subkey(label: bytes) -> bytes:
            info = b"sealed store, format 1: " + label
            return HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(key)

        self._tags = subkey(b"tags")
        self._wrapping = AESGCMSIV(subkey(b"owner keys"))
        self.key_check = hmac.digest(subkey(b"key check"), bind(b"key check"), "sha256")
        """What the file stores to tell a wrong key: it says nothing about the key itself."""

    def _tag(self, purpose: bytes, *parts: str) -> bytes:
        # surrogatepass: JSON can carry half a surrogate pair in a user id; it must get a tag
        # of its own like any other text instead of an error that quotes it.
        encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
        return hmac.digest(self._tags, bind(purpose, *encoded), "sha256")

    def owner_tag(self, owner: str) -> bytes:
        """32 bytes that stand for an owner in the file."""
        return self._tag(b"owner", owner)

    def record_tag(self, owner: str, label: str, name: str) -> bytes:
        """32 bytes that stand for one record of an owner in the file."""
        return self._tag(b"record", owner, label, name)

    def name_tag(self, owner: str, name: str) -> bytes:
        """A mark for a name among one owner's records, for values that must name nobody."""
        return self._tag(b"name", owner, name)

    def queue_tag(self, queue: str) -> bytes:
        """32 bytes that stand for a queue of the outbox in the file."""
        return self._tag(b"lane", queue)

    def new_owner_key(self, owner_tag: bytes) -> tuple[AESGCMSIV, bytes]:
        """A fresh data key, ready to use, and wrapped for the file."""
        key = os.urandom(KEY_BYTES)
        return AESGCMSIV(key), seal(self._wrapping, key, bind(b"owner key", owner_tag))

    def unwrap(self, wrapped: bytes, owner_tag: bytes) -> AESGCMSIV:
        """The data key of an owner. Raises RecordDamaged when it is not that owner's."""
        return AESGCMSIV(unseal(self._wrapping, wrapped, bind(b"owner key", owner_tag)))
