"""The queries that every message meets, compiled from the models once, when this is imported.

peewee writes a query out anew each time it is run, and that takes far longer than running it
(`bench/store.py`). Here it is done once, with slots for what is known only later.
"""

from dataclasses import dataclass
from typing import NamedTuple

import peewee

from storage.models import Head, Outbox, Owner, Record


@dataclass(frozen=True, slots=True)
class Slot:
    """Stands in a query for a value that each run gives."""

    name: str


class Filled(NamedTuple):
    """A statement, and a value for each of its places."""

    sql: str
    values: list[object]


@dataclass(frozen=True, slots=True)
class Statement:
    """A query written out, and what belongs into its places: a value, or a slot for one."""

    sql: str
    places: tuple[object, ...]

    def __call__(self, **given: object) -> Filled:
        """The statement with its slots filled."""
        return Filled(
            self.sql,
            [given[place.name] if isinstance(place, Slot) else place for place in self.places],
        )


# How SQLite wants a query written; it is never connected to anything.
_DIALECT = peewee.SqliteDatabase(None)


def slot(name: str) -> peewee.Value:
    """A place in a query to be filled by name. What fills it is not converted: our types are
    SQLite's own."""
    return peewee.Value(Slot(name), converter=False)


def compiled(query: peewee.Node) -> Statement:
    """Write a query out, once and for all."""
    sql, values = _DIALECT.get_sql_context().sql(query).query()
    return Statement(sql, tuple(values))


NEEDS_SCRUB = compiled(Head.select(Head.needs_scrub))
WRAPPED_KEY = compiled(Owner.select(Owner.wrapped).where(Owner.owner_tag == slot("owner_tag")))

_ONE = (Record.owner_tag == slot("owner_tag"), Record.record_tag == slot("record_tag"))
RECORD = compiled(Record.select(Record.expires_at, Record.sealed).where(*_ONE))
RECORDS = compiled(
    Record.select(Record.record_tag, Record.expires_at, Record.sealed).where(
        Record.owner_tag == slot("owner_tag"), Record.expires_at > slot("now")
    )
)
DROP_RECORD = compiled(Record.delete().where(*_ONE))
PUT_RECORD = compiled(
    Record.insert(
        {
            Record.id: slot("id"),
            Record.owner_tag: slot("owner_tag"),
            Record.record_tag: slot("record_tag"),
            Record.expires_at: slot("expires_at"),
            Record.sealed: slot("sealed"),
        }
    ).on_conflict(
        conflict_target=[Record.owner_tag, Record.record_tag],
        preserve=[Record.expires_at, Record.sealed],
    )
)

_ROW = (
    Outbox.id,
    Outbox.queue_tag,
    Outbox.priority,
    Outbox.seq,
    Outbox.owner_tag,
    Outbox.expires_at,
    Outbox.sealed,
)
"""In the order of `Due`."""

_Earlier = Outbox.alias("earlier")
_FIRST = ~peewee.fn.EXISTS(
    _Earlier.select(peewee.SQL("1")).where(
        _Earlier.queue_tag == Outbox.queue_tag,
        _Earlier.seq < Outbox.seq,
        _Earlier.expires_at > slot("expired"),
    )
)
"""That no earlier row of its queue waits before a row."""

# The index that gives the order answers the rest too: rows not yet due cost a few steps each.
DUE = compiled(
    Outbox.select(*_ROW)
    .where(Outbox.not_before <= slot("now"), Outbox.expires_at > slot("expired"), _FIRST)
    .order_by(Outbox.priority, Outbox.seq)
)
NEXT_DUE = compiled(
    Outbox.select(Outbox.not_before, Outbox.queue_tag)
    .where(Outbox.expires_at > slot("expired"), _FIRST)
    .order_by(Outbox.not_before)
)
PUT_ROW = compiled(Outbox.insert({field: slot(field.name) for field in (*_ROW, Outbox.not_before)}))
DROP_ROW = compiled(Outbox.delete().where(Outbox.id == slot("id")))
MOVE_ROW = compiled(
    Outbox.update({Outbox.not_before: slot("not_before")}).where(Outbox.id == slot("id"))
)
