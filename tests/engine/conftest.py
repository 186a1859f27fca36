"""A house for each test."""

from collections.abc import Iterator

import pytest

from tests.engine.house import House, steady


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A house at night, where backing off takes as long as it can."""
    steady(monkeypatch)
    with House() as house:
        yield house
