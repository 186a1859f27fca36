"""Every library has its reason written down, and no reason outlives its library."""

import json
import re
import tomllib

from .example import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PAGE = (ROOT / "docs" / "dependencies.md").read_text()


def name(requirement: str) -> str:
    return re.split(r"[\[<>=~!; ]", requirement, maxsplit=1)[0]


def explained(heading: str) -> set[str]:
    """Read the first column of the table under a heading."""
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    cells = re.findall(r"^\| ([^|]+) \|", section, re.MULTILINE)
    return {part.split(" ")[0] for cell in cells[1:] for part in cell.split(", ")}


def test_every_library_that_runs_is_explained() -> None:
    assert explained("To run") == {name(one) for one in PROJECT["project"]["dependencies"]}


def test_every_tool_is_explained() -> None:
    groups = PROJECT["dependency-groups"].values()
    npm = json.loads((ROOT / "tests" / "interop" / "package.json").read_text())["dependencies"]
    assert explained("To work on it") == {name(one) for group in groups for one in group} | set(npm)


def test_every_upper_bound_is_explained() -> None:
    for requirement in PROJECT["project"]["dependencies"]:
        if "<" in requirement or "==" in requirement:
            row = next(
                line for line in PAGE.splitlines() if line.startswith(f"| {name(requirement)} ")
            )
            assert ":" in row.split("|")[3], f"why not a later {name(requirement)}?"
