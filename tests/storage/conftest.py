"""A store in a place of its own: in a file, or in plain dicts as well where SQLite is no matter."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import Store
from tests.storage.places import OnDisk, Place, Plain
from tests.storage.support import open_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    directory = tmp_path / "state"
    directory.mkdir()
    return directory / "peers.db"


@pytest.fixture(params=["sqlite", "dicts"])
def place(request: pytest.FixtureRequest, path: Path) -> Place:
    return OnDisk(path) if request.param == "sqlite" else Plain()


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    """For what every store promises."""
    store = place.open()
    yield store
    store.close()


@pytest.fixture
def filed(path: Path) -> Iterator[Store]:
    """For what is about the file at `path`, or about SQLite."""
    store = open_store(path)
    yield store
    store.close()
