"""The list of faults is whole: each has a test that shows it, or a reason why none does."""

import runpy
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[2] / "docs"

LIST: dict[str, Any] = runpy.run_path(str(DOCS / "faults.py"))


def test_the_page_is_fresh() -> None:
    stale = "faults.md is stale: run python docs/faults.py"
    assert (DOCS / "faults.md").read_text(encoding="utf-8") == LIST["page"](), stale


def test_each_fault_is_shown_or_said_not_to_be() -> None:
    rows, without, shown = set(LIST["ROWS"]), set(LIST["NOT_SHOWN"]), set(LIST["shown"]())
    assert sorted(rows - shown - without) == [], "no test shows these, and no reason is given"
    assert sorted(without & shown) == [], "tests show these: take them out of NOT_SHOWN"
    assert sorted(shown - rows) == [], "tests name these, and no row says what they are"
    assert rows == set(range(1, len(rows) + 1))


def test_each_reason_is_one() -> None:
    assert [number for number, why in LIST["NOT_SHOWN"].items() if not why.endswith(".")] == []
