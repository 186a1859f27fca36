"""The schema, and how a file of an earlier version becomes one of today's.

A step is a tuple of SQL statements. Steps are only ever appended; the length of STEPS is the
version of the schema. All missing steps and the new version number are one transaction. A step
uses no key, because `sweep_locked` must be able to take it too. A step that destroys data ends
with `UPDATE meta SET needs_scrub = 1`.
"""

from storage.backend import Backend

Step = tuple[str, ...]

_FIRST: Step = (
    # One row. schema: the number of steps taken. needs_scrub: something was destroyed and its
    # bytes may still lie in the files.
    """
    CREATE TABLE meta (
        only_row    INTEGER PRIMARY KEY CHECK (only_row = 1),
        schema      INTEGER NOT NULL,
        key_check   BLOB    NOT NULL,
        needs_scrub INTEGER NOT NULL
    ) STRICT
    """,
    # WITHOUT ROWID keeps rows in the order of the tags, which is no order: row numbers would
    # tell who came first.
    """
    CREATE TABLE owners (
        owner_tag BLOB PRIMARY KEY,
        wrapped   BLOB NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    # id is random, again so that it tells no order. Not WITHOUT ROWID: SQLite moves rows above
    # a quarter of a page out of line there, and most of ours are larger.
    """
    CREATE TABLE records (
        id         INTEGER PRIMARY KEY,
        owner_tag  BLOB    NOT NULL,
        record_tag BLOB    NOT NULL,
        expires_at INTEGER NOT NULL,
        sealed     BLOB    NOT NULL,
        UNIQUE (owner_tag, record_tag)
    ) STRICT
    """,
    "CREATE INDEX records_by_expiry ON records (expires_at)",
    # seq is the order that messages are sent in, so here an order must show while they wait.
    # not_before is in microseconds, expires_at in seconds.
    """
    CREATE TABLE outbox (
        seq        INTEGER PRIMARY KEY,
        id         TEXT    NOT NULL UNIQUE,
        owner_tag  BLOB    NOT NULL,
        lane_tag   BLOB    NOT NULL,
        priority   INTEGER NOT NULL,
        not_before INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        sealed     BLOB    NOT NULL
    ) STRICT
    """,
    # What `due` walks along; complete, so that rows not yet due cost no look at the table.
    "CREATE INDEX outbox_in_order ON outbox (priority, seq, not_before, expires_at, lane_tag)",
    # What tells whether an earlier row of the lane waits; owner_tag, so that `has` need not
    # read the sealed values to look for an owner.
    "CREATE INDEX outbox_by_lane ON outbox (lane_tag, seq, expires_at, owner_tag)",
    # What `next_due` walks along.
    "CREATE INDEX outbox_by_time ON outbox (not_before, expires_at, lane_tag)",
)

STEPS: tuple[Step, ...] = (_FIRST,)


def upgrade(backend: Backend, steps: tuple[Step, ...]) -> None:
    """Take the steps that the file has not taken yet, and record it, in one transaction."""
    taken = backend.schema()
    if taken < len(steps):
        with backend.atomic():
            for step in steps[taken:]:
                backend.take(step)
            backend.record_schema(len(steps))


def begin(backend: Backend, steps: tuple[Step, ...], key_check: bytes) -> None:
    """Make an empty database a store of today's schema that belongs to one key."""
    with backend.atomic():
        for step in steps:
            backend.take(step)
        backend.add_meta(len(steps), key_check)
