"""Sealed, expiring records and an outbox in one file. Knows neither Matrix nor peerbot."""

from storage import keys
from storage.errors import (
    DiskFull,
    FileDamaged,
    FileRefused,
    KeyUnusable,
    NewerDatabase,
    RecordDamaged,
    ScrubUnfinished,
    StoreBusy,
    StoreError,
    StoreMissing,
    TransactionLost,
    WrongKey,
)
from storage.kinds import DAY, HOUR, Census, Due, Entry, Kind
from storage.store import Store, sweep_locked

__all__ = [
    "DAY",
    "HOUR",
    "Census",
    "DiskFull",
    "Due",
    "Entry",
    "FileDamaged",
    "FileRefused",
    "KeyUnusable",
    "Kind",
    "NewerDatabase",
    "RecordDamaged",
    "ScrubUnfinished",
    "Store",
    "StoreBusy",
    "StoreError",
    "StoreMissing",
    "TransactionLost",
    "WrongKey",
    "keys",
    "sweep_locked",
]
