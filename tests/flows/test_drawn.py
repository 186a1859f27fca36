"""The pages that are drawn show the tables and the sentences as they are."""

import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"

PAGES: dict[str, Callable[[], str]] = runpy.run_path(str(DOCS / "draw.py"))["PAGES"]


@pytest.mark.parametrize("name", PAGES)
def test_a_drawn_page_is_fresh(name: str) -> None:
    page = DOCS / name
    drawn = PAGES[name]()
    assert page.read_text(encoding="utf-8") == drawn, f"{name} is stale: run python docs/draw.py"
