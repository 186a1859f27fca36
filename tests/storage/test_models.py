"""The tables that the models make are those of every file so far; queries run as written."""

import contextlib
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import peewee
import pytest

from storage.files import open_memory
from storage.models import Owner, Record
from storage.queries import compiled, slot
from storage.tables import Tables
from tests.storage.support import LATER, MEMBER, NOTE, Note, open_store, raw

FIRST = Path(__file__).parents[1] / "older" / "first" / "state.db"
A, B = b"a" * 32, b"b" * 32


def structure(path: Path) -> dict[str, Any]:
    """What SQLite makes of the tables of a file, in whatever words they were asked for."""
    found: dict[str, Any] = {}
    with raw(path) as connection:

        def pragma(name: str) -> list[tuple[Any, ...]]:
            return connection.execute(f"PRAGMA {name}").fetchall()

        for _, table, kind, _, without_rowid, strict in pragma("table_list"):
            if table.startswith("sqlite_"):
                continue
            # Whether null is forbidden, of a key that cannot be null, is a matter of words.
            columns = [
                (name, type_, not_null or is_key, default, is_key, hidden)
                for _, name, type_, not_null, default, is_key, hidden in pragma(
                    f"table_xinfo({table})"
                )
            ]
            indexes = {
                name: (unique, origin, partial, pragma(f"index_xinfo({name})"))
                for _, name, unique, origin, partial in pragma(f"index_list({table})")
            }
            found[table] = (kind, without_rowid, strict, columns, indexes)
    return found


def test_a_new_file_has_the_tables_of_the_first_version(path: Path, tmp_path: Path) -> None:
    """So that steps need not tell apart which version made a file."""
    open_store(path).close()
    shutil.copy(FIRST, tmp_path / "first.db")
    made = structure(path)
    assert made == structure(tmp_path / "first.db")
    assert made["owners"][1:3] == (1, 1)
    assert sorted(made) == ["meta", "outbox", "owners", "records"]


def test_no_query_is_logged_with_its_values(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """They hold the keys that an erasing destroys."""
    with caplog.at_level(logging.DEBUG), contextlib.closing(open_store(path)) as store:
        store.put(MEMBER, NOTE, Note("tea"), until=LATER)
        store.erase(MEMBER)
        logging.getLogger("storage").debug("heard")
    assert {record.name for record in caplog.records} == {"storage"}


@pytest.fixture
def tables() -> Iterator[Tables]:
    with contextlib.closing(open_memory(b"check")) as tables:
        yield tables


@pytest.mark.parametrize(
    "wrong",
    [
        "INSERT INTO meta VALUES (2, 1, x'00', 0)",
        "INSERT INTO owners VALUES ('text', x'00')",
        "INSERT INTO records VALUES (1, x'00', x'00', 'soon', x'00')",
        "INSERT INTO records VALUES (1, x'00', x'00', 1, NULL)",
    ],
)
def test_sqlite_itself_refuses_what_fits_no_table(tables: Tables, wrong: str) -> None:
    with pytest.raises(peewee.IntegrityError):
        tables.change(peewee.SQL(wrong))


def test_a_compiled_query_finds_what_the_query_itself_finds(tables: Tables) -> None:
    tables.put_record(A, A, 5, b"sealed")
    tables.put_record(A, B, 9, b"other")
    tables.put_record(B, A, 9, b"of another")

    def asked(owner_tag: Any, now: Any) -> Any:
        return Record.select(Record.record_tag, Record.sealed, peewee.SQL("7")).where(
            Record.owner_tag == owner_tag, Record.expires_at > now, Record.expires_at != 100
        )

    statement = compiled(asked(slot("owner_tag"), slot("now")))
    for owner_tag in (A, B):
        for now in (4, 5, 9):
            assert tables.rows(statement(owner_tag=owner_tag, now=now)) == tables.rows(
                asked(owner_tag, now)
            )
    assert tables.rows(statement(owner_tag=A, now=5)) == [(B, b"other", 7)]


def test_a_slot_may_stand_in_several_places(tables: Tables) -> None:
    statement = compiled(
        Owner.insert({Owner.owner_tag: slot("given"), Owner.wrapped: slot("given")})
    )
    assert tables.change(statement(given=A)) == 1
    assert tables.wrapped_key(A) == A


def test_a_slot_that_is_left_empty_is_a_mistake() -> None:
    statement = compiled(Owner.select(Owner.wrapped).where(Owner.owner_tag == slot("owner_tag")))
    with pytest.raises(KeyError):
        statement(owner=A)
