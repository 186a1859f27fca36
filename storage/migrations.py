"""How a new file is made, and how a file of an earlier version becomes one of today's.

A new file is made from the models as they are. A file of an earlier version takes the steps that
lead from it to there: each is a function of the open tables, written out for the version before,
since the models go on changing. Steps are only ever appended. All missing steps and the new
version number are one transaction. A step uses no key, because `sweep_locked` must be able to take
it too. A step that destroys data ends with `mark_for_scrub`.

Each step comes with a file of the version before, and a test that it then holds what it held, in
tables that are those of a new file. SQLite alters a table in few ways; beyond these a step makes
the table anew by itself: what `playhouse.migrate` writes in such a case forgets STRICT and
WITHOUT ROWID.
"""

from collections.abc import Callable

from storage.tables import Tables

Step = Callable[[Tables], None]

_FIRST = 1
STEPS: tuple[Step, ...] = ()


def newest(steps: tuple[Step, ...]) -> int:
    """The version of a file that has taken every step."""
    return _FIRST + len(steps)


def upgrade(tables: Tables, steps: tuple[Step, ...]) -> None:
    """Take the steps that the file has not taken yet, and record it, in one transaction."""
    missing = steps[tables.schema() - _FIRST :]
    if missing:
        with tables.atomic():
            for step in missing:
                step(tables)
            tables.record_schema(newest(steps))


def begin(tables: Tables, steps: tuple[Step, ...], key_check: bytes) -> None:
    """Make an empty database a store of today's schema that belongs to one key."""
    with tables.atomic():
        tables.create(newest(steps), key_check)
