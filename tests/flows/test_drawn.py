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


def test_the_floors_are_those_of_the_imports() -> None:
    drawn = runpy.run_path(str(DOCS / "floors.py"))
    page = drawn["PAGE"].read_text(encoding="utf-8")
    assert drawn["drawn"]() in page, "design.md is stale: run python docs/floors.py"


def test_parts_that_stand_on_each_other_have_no_floor() -> None:
    floors = runpy.run_path(str(DOCS / "floors.py"))["floors"]
    assert floors({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == [["a"], ["b"], ["c"]]
    with pytest.raises(ValueError, match="each other"):
        floors({"a": {"b"}, "b": {"a"}})
