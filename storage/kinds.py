"""The words a caller shares with the store: kinds, entries, what is due, what a census tells."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Generic, TypeVar

import msgspec

from storage.errors import RecordDamaged

T = TypeVar("T")

Clock = Callable[[], datetime]
"""Gives the present as an aware datetime."""

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = datetime(9999, 12, 31, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_MICROSECOND = timedelta.resolution

_envelope: msgspec.msgpack.Decoder[tuple[str, str, msgspec.Raw]] = msgspec.msgpack.Decoder(
    tuple[str, str, msgspec.Raw]
)


@dataclass(frozen=True)
class Kind(Generic[T]):
    """One kind of record: what its values are, and how coarsely their expiry shows.

    `label` and the record's name are sealed with the value; the file never shows them.
    `type` is anything msgspec can put into msgpack. `grain`: whole seconds; an expiry can be
    read without the key, so it is rounded up to a multiple of the grain, in UTC.
    """

    label: str
    type: type[T]
    grain: timedelta = DAY

    def __post_init__(self) -> None:
        if self.grain < _SECOND or self.grain % _SECOND:
            raise ValueError("a grain is a positive number of whole seconds")

    @cached_property
    def _decoder(self) -> msgspec.msgpack.Decoder[T]:
        return msgspec.msgpack.Decoder(self.type)

    def expiry(self, until: datetime) -> int:
        """Seconds since 1970, rounded up to the grain."""
        return -((EPOCH - until) // self.grain) * (self.grain // _SECOND)

    def pack(self, name: str, value: T) -> bytes:
        """The envelope [label, name, value]. Raises ValueError for text that is not Unicode."""
        try:
            return msgspec.msgpack.encode((self.label, name, value))
        except UnicodeEncodeError:
            pass  # its text quotes the value, so it must not even be the context of ours
        raise ValueError("text with half a surrogate pair cannot be stored")

    def unpack(self, plain: bytes) -> tuple[str, T] | None:
        """Name and value, or None for a value of another kind. Raises RecordDamaged."""
        try:
            label, name, value = _envelope.decode(plain)
            return (name, self._decoder.decode(value)) if label == self.label else None
        except msgspec.DecodeError:
            pass  # as above
        raise RecordDamaged("a value opened, but is not of the type asked for")


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """One record as `Store.list` gives it; `until` is the rounded expiry."""

    name: str
    value: T
    until: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """A row of the outbox whose time has come, still sealed: `Store.read_row` opens it.

    `id`: random, 32 hexadecimal digits, good as a Matrix transaction id.
    `queue_tag`: equal for rows of one queue. `seq`: rises with each row enqueued.
    """

    id: str
    queue_tag: bytes
    priority: int
    seq: int
    owner_tag: bytes = field(repr=False)
    expires_at: int = field(repr=False)
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Census:
    """What the file shows to someone without the key.

    `sizes`: padded size in bytes -> rows of that size, outbox included.
    `expiry_days`: UTC day -> rows that expire on it. `file_bytes`: the database alone.
    """

    schema: int
    owners: int
    records: int
    outbox: int
    sizes: Mapping[int, int]
    expiry_days: Mapping[date, int]
    file_bytes: int
    needs_scrub: bool


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970, rounded down."""
    return (moment - EPOCH) // _SECOND


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970: exactly what a datetime holds, so nothing is due early or late."""
    return (moment - EPOCH) // _MICROSECOND


def instant(micros: int) -> datetime:
    """The moment of a number of microseconds since 1970.

    Not-before times are not authenticated, so a changed file can hold any number: what lies
    outside the years 1970 to 9999 is moved to the nearer end rather than raising.
    """
    return EPOCH + min(max(micros, 0), (_LAST - EPOCH) // _MICROSECOND) * _MICROSECOND
