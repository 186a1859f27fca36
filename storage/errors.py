"""What can go wrong with a store. No message here ever names an owner, a kind or a record."""


class StoreError(Exception):
    """Base class of the store's exceptions; their text is safe to print and to log."""


class WrongKey(StoreError):
    """The key is not the one this file was made with. Nothing was touched."""


class KeyUnusable(StoreError):
    """A key file or credential is missing, malformed, or readable by others."""


class StoreMissing(StoreError):
    """There is no file, and creating one was not requested."""


class StoreBusy(StoreError):
    """Another process holds the store, or another program holds a lock on the file."""


class NewerDatabase(StoreError):
    """The file was written by a later version of this code. Nothing was touched."""


class FileDamaged(StoreError):
    """The file as a whole cannot be read: not a store, corrupt, or the disk reports errors."""


class FileRefused(StoreError):
    """The operating system does not allow the file to be opened or written."""


class RecordDamaged(StoreError):
    """A row does not decrypt (changed, moved, expiry extended), or is not of the requested type."""


class DiskFull(StoreError):
    """No space to write. Nothing of the transaction was kept; it may be retried."""


class TransactionLost(StoreError):
    """The database aborted the transaction by itself: nothing of it was kept."""


class ScrubUnfinished(StoreError):
    """Erased data may still be in the files. `needs_scrub` stays set: scrub again."""
