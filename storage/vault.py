"""The owners' data keys, unwrapped: made when first needed, cached, dropped."""

from cachetools import LRUCache
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from storage.backend import Backend
from storage.errors import RecordDamaged
from storage.sealing import Sealing

CACHED = 1024
"""Owners whose keys are kept ready. At 2.7 KB each this stays under 3 MB; more people than that
do not talk to one bot at once, and a miss costs one lookup and one unwrapping, some 15
microseconds."""


class Vault:
    """Gives the cipher of an owner. Forgets the least recently used one first."""

    def __init__(self, backend: Backend, sealing: Sealing, limit: int = CACHED) -> None:
        """`limit`: how many keys are kept ready."""
        self._backend = backend
        self._sealing = sealing
        self._ready: LRUCache[bytes, AESGCMSIV] = LRUCache(limit)

    def find(self, owner_tag: bytes) -> AESGCMSIV | None:
        """The owner's cipher, or None for an unknown owner. Raises RecordDamaged."""
        cipher = self._ready.get(owner_tag)
        if cipher is None:
            wrapped = self._backend.wrapped_key(owner_tag)
            if wrapped is not None:
                cipher = self._ready[owner_tag] = self._sealing.unwrap(wrapped, owner_tag)
        return cipher

    def known(self, owner_tag: bytes) -> AESGCMSIV:
        """The owner's cipher, for a row that is there. Raises RecordDamaged when there is none."""
        cipher = self.find(owner_tag)
        if cipher is None:
            raise RecordDamaged("the owner's key of a row is missing")
        return cipher

    def obtain(self, owner_tag: bytes) -> AESGCMSIV:
        """The owner's cipher; a new owner gets a key. Within a transaction. Raises RecordDamaged.

        A wrapped key that does not open is not replaced: the rows under it might still be saved.
        """
        cipher = self.find(owner_tag)
        if cipher is None:
            cipher, wrapped = self._sealing.new_owner_key(owner_tag)
            self._backend.add_owner(owner_tag, wrapped)
            self._ready[owner_tag] = cipher
        return cipher

    def drop(self, owner_tag: bytes) -> None:
        """Forget one owner's key."""
        self._ready.pop(owner_tag, None)

    def drop_all(self) -> None:
        """Forget every key: what the file holds may not be what it held."""
        self._ready.clear()
