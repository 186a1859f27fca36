"""The pages as data: their code, their links, their tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]

PAGES = sorted(
    page.relative_to(CHECKOUT)
    for page in (*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").rglob("*.md"))
)
"""Every page that people read, relative to the checkout."""

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced piece of a page."""

    page: Path
    language: str
    text: str


def text_of(page: Path | str) -> str:
    """A page's text."""
    return (CHECKOUT / page).read_text(encoding="utf-8")


def prose_of(page: Path | str) -> str:
    """A page's text without its fenced pieces."""
    return FENCE.sub("", text_of(page))


def blocks(page: Path | str, language: str | None = None) -> list[Block]:
    """The fenced pieces of a page, in their order."""
    found = (Block(Path(page), *match.groups()) for match in FENCE.finditer(text_of(page)))
    return [block for block in found if language in (None, block.language)]


def code_spans(page: Path | str) -> list[str]:
    """Everything between single backticks."""
    return re.findall(r"`([^`\n]+)`", prose_of(page))


def section(page: Path | str, heading: str) -> str:
    """What stands below a heading, up to the next one of its level."""
    level = heading.partition(" ")[0]
    _, found, rest = text_of(page).partition(f"{heading}\n")
    assert found, f"{page} has no heading {heading!r}"
    return rest.partition(f"\n{level} ")[0]


def tables(text: str) -> Iterator[tuple[str, ...]]:
    """The rows of every table, headings and rules left out."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        after = lines[number + 1] if number + 1 < len(lines) else ""
        if line.startswith("|") and not line.startswith("|--") and not after.startswith("|--"):
            yield tuple(cell.strip() for cell in line.strip("|").split("|"))
