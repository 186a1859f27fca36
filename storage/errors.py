"""What can go wrong with a store. No message here ever names an owner, a kind or a record."""


class StoreError(Exception):
    """Base of everything the store raises by itself; its text is safe to print and to log."""


class WrongKey(StoreError):
    """The key is not the one this file was made with. Nothing was touched."""


class KeyUnusable(StoreError):
    """A key file or credential is missing, malformed, or readable by others."""


class StoreMissing(StoreError):
    """There is no file, and making one was not asked for."""


class StoreBusy(StoreError):
    """Another process holds the store, or another program holds a lock on the file."""


class NewerDatabase(StoreError):
    """The file was written by a later version of this code. Nothing was touched."""


class FileDamaged(StoreError):
    """The file as a whole cannot be read: not a store, corrupt, or the disk reports errors."""


class FileRefused(StoreError):
    """The operating system lets us not open or not write the file."""


class RecordDamaged(StoreError):
    """One row does not open: changed, moved, prolonged, or of another type than asked for."""


class DiskFull(StoreError):
    """No room to write. Nothing of the transaction was kept; it may be tried again."""


class TransactionLost(StoreError):
    """The database ended the transaction underneath us: nothing of it was kept."""


class ScrubUnfinished(StoreError):
    """What was destroyed may still lie in the files. `needs_scrub` stays set: scrub again."""
