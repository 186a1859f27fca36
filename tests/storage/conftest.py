"""A store in a directory of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import Store
from tests.storage.support import open_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    directory = tmp_path / "state"
    directory.mkdir()
    return directory / "peers.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    store = open_store(path)
    yield store
    store.close()
