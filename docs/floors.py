"""Draws the floors of the program into design.md, from its imports. Run: python docs/floors.py

A part stands on the floor above the highest part that it imports. A test fails when the page is
stale, so what it shows is how the code is, and not how somebody once meant it.
"""

import ast
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import grimp  # comes with import-linter

PAGE = Path(__file__).parent / "design.md"
BEGIN, END = "<!-- floors -->\n", "<!-- /floors -->\n"

PACKAGES = ("peerbot", "storage")


def part(module: str) -> str:
    """The part that a module belongs to: what is right below `peerbot`, or `storage`."""
    package, _, below = module.partition(".")
    return package if package == "storage" or not below else f"peerbot.{below.partition('.')[0]}"


def imports() -> dict[str, set[str]]:
    """What each part imports of the others."""
    graph = grimp.build_graph(*PACKAGES)
    found: dict[str, set[str]] = {}
    for module in graph.modules:
        used = found.setdefault(part(module), set())
        used |= {part(imported) for imported in graph.find_modules_directly_imported_by(module)}
    del found["peerbot"]
    return {name: used - {name, "peerbot"} for name, used in found.items()}


def floors(used: Mapping[str, set[str]]) -> list[list[str]]:
    """The parts by floor, the highest first. Raises ValueError where some stand on each other."""
    level: dict[str, int] = {}
    while len(level) < len(used):
        ready = [n for n in used if n not in level and used[n] <= level.keys()]
        if not ready:
            raise ValueError(f"these stand on each other: {sorted(used.keys() - level.keys())}")
        for name in ready:
            level[name] = 1 + max((level[under] for under in used[name]), default=-1)
    top = max(level.values())
    return [sorted(n for n in level if level[n] == floor) for floor in range(top, -1, -1)]


def about(name: str) -> str:
    """The first paragraph of a part's docstring."""
    spec = find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    said = ast.get_docstring(ast.parse(Path(spec.origin).read_text())) or ""
    return " ".join(said.split("\n\n")[0].split())


def drawn() -> str:
    """The floors as a table."""
    by_floor = floors(imports())
    lines = ["| floor | part | what it is |", "|--|--|--|"]
    for down, names in enumerate(by_floor):
        for name in names:
            short = name.removeprefix("peerbot.")
            lines.append(f"| {len(by_floor) - down} | `{short}` | {about(name)} |")
    return "\n".join(lines) + "\n"


def page(text: str) -> str:
    """The page with the floors as they are."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{drawn()}{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text()))
