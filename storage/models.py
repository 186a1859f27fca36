"""The tables, as peewee models: columns, constraints, indexes. No row of them is ever an object.

The models belong to no database, since one process may have several stores open: a query of them
is handed to the connection that runs it. All tables are STRICT: SQLite refuses a value of another
type than the column's, whoever writes it.
"""

import peewee


class Head(peewee.Model):
    """One row about the file as a whole."""

    only_row = peewee.IntegerField(primary_key=True, constraints=[peewee.Check("only_row = 1")])
    # Which version of the schema this is: migrations.py counts.
    schema = peewee.IntegerField()
    key_check = peewee.BlobField()
    # Something was destroyed and its bytes may still lie in the files.
    needs_scrub = peewee.IntegerField()

    class Meta:
        table_name = "meta"
        strict_tables = True


class Owner(peewee.Model):
    """The wrapped data key of whom records are about.

    WITHOUT ROWID keeps rows in the order of the tags, which is no order: row numbers would tell
    who came first.
    """

    owner_tag = peewee.BlobField(primary_key=True)
    wrapped = peewee.BlobField()

    class Meta:
        table_name = "owners"
        strict_tables = True
        without_rowid = True


class Record(peewee.Model):
    """A sealed value, until a date in seconds since 1970.

    Not WITHOUT ROWID: SQLite moves rows above a quarter of a page out of line there, and most of
    ours are larger. `id` is random, again so that it tells no order.
    """

    id = peewee.IntegerField(primary_key=True)
    owner_tag = peewee.BlobField()
    record_tag = peewee.BlobField()
    expires_at = peewee.IntegerField()
    sealed = peewee.BlobField()

    class Meta:
        table_name = "records"
        strict_tables = True
        constraints = (peewee.SQL("UNIQUE (owner_tag, record_tag)"),)


Record.add_index(Record.expires_at, name="records_by_expiry")


class Outbox(peewee.Model):
    """What waits to be done. `not_before` is in microseconds, `expires_at` in seconds.

    `seq` is the order that messages are sent in, so here an order must show while they wait.
    """

    seq = peewee.IntegerField(primary_key=True)
    id = peewee.TextField(constraints=[peewee.SQL("UNIQUE")])
    owner_tag = peewee.BlobField()
    queue_tag = peewee.BlobField(column_name="lane_tag")
    priority = peewee.IntegerField()
    not_before = peewee.IntegerField()
    expires_at = peewee.IntegerField()
    sealed = peewee.BlobField()

    class Meta:
        table_name = "outbox"
        strict_tables = True


# What `due` walks along; complete, so that rows not yet due cost no look at the table.
Outbox.add_index(
    Outbox.priority,
    Outbox.seq,
    Outbox.not_before,
    Outbox.expires_at,
    Outbox.queue_tag,
    name="outbox_in_order",
)
# What tells whether an earlier row of the queue waits; owner_tag, so that `has` need not read the
# sealed values to look for an owner.
Outbox.add_index(
    Outbox.queue_tag, Outbox.seq, Outbox.expires_at, Outbox.owner_tag, name="outbox_by_lane"
)
# What `next_due` walks along.
Outbox.add_index(Outbox.not_before, Outbox.expires_at, Outbox.queue_tag, name="outbox_by_time")

TABLES = (Head, Owner, Record, Outbox)
