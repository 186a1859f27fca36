"""Draws a page of transitions and one of sentences for each feature. Run: python docs/draw.py

A test fails when a page is stale. The pages are for reading; what holds is in the code.
"""

import inspect
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path

from fluent.syntax import FluentParser, ast

import peerbot
from peerbot.features import registry
from peerbot.kernel.feature import Feature
from peerbot.kernel.table import ELSE, NUMBER, WORDS, Anywhere, Go, State, Table, Transition
from peerbot.texts import Texts, catalogues

DOCS = Path(__file__).parent
PACKAGE = Path(peerbot.__file__).parent

TEXTS = Texts("en", "UTC")

DRAWN = "This page is drawn: after a change, run `python docs/draw.py`."

TRIGGERS = {
    NUMBER: "a number of the list",
    ELSE: "other words",
    WORDS: "any words",
}


def flows(feature: Feature) -> str:
    """Every transition of a feature: in people's chats, then of its own actors."""
    rows = tuple(row for flow in registry().flows_of(feature) for row in flow.rows)
    lines = [
        f"# {feature.name}: what leads where",
        "",
        _folder(feature),
        "",
        f"{DRAWN} What people read is in [its sentences](../words/{feature.name}.md). How to add a "
        "feature: [adding-a-feature.md](../adding-a-feature.md).",
        "",
        "## In a person's chat",
        "",
        "Numbers and words pick a choice; 0 and `skip` lead out of every question; `stop` drops it "
        "without a word. Nothing is kept before a yes.",
        "",
        *_table(registry().chats, rows),
    ]
    for kind in feature.actors:
        table = registry().tables[kind.address]
        lines += ["", f"## {kind.address.__name__}", "", _first_line(kind.address), ""]
        lines += _table(table, table.rows)
    return "\n".join([*lines, ""])


def _folder(feature: Feature) -> str:
    """What the folder of a feature says of itself."""
    return inspect.getdoc(import_module(f"peerbot.features.{feature.name}")) or ""


def _table(table: Table, rows: tuple[Transition, ...]) -> Iterator[str]:
    yield from _diagram(table, rows)
    for state in dict.fromkeys(row.state for row in rows if row.state is not Anywhere):
        own = [row for row in rows if row.state is state]
        yield from ("", f"### {state.__name__}", "", _first_line(state), "", *_rows(table, own))
    everywhere = [row for row in rows if row.state is Anywhere]
    yield from ("", "### In every state without one of its own", "", *_rows(table, everywhere))


def _diagram(table: Table, rows: tuple[Transition, ...]) -> Iterator[str]:
    """Who leads where; what leads to the same place shares an arrow."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row.state is not Anywhere:
            for to in _leads_to(table, row):
                arrows.setdefault((row.state.__name__, to.__name__), []).append(_short(row))
    yield "```mermaid"
    yield "stateDiagram-v2"
    if any(row.state is type(table.start) for row in rows):
        yield f"    [*] --> {type(table.start).__name__}"
    for (here, there), why in arrows.items():
        yield f"    {here} --> {there}: {', '.join(dict.fromkeys(why))}"
    yield "```"


def _deciding(table: Table, row: Transition) -> Transition:
    return table.index[(Anywhere, row.do.word)] if isinstance(row.do, Go) else row


def _leads_to(table: Table, row: Transition) -> tuple[type[State], ...]:
    return _deciding(table, row).to


def _rows(table: Table, rows: list[Transition]) -> Iterator[str]:
    yield "| on | leads to | a yes to |"
    yield "|--|--|--|"
    for row in rows:
        where = ", ".join(to.__name__ for to in _leads_to(table, row)) or "it stays"
        go = f" (as `{TEXTS.phrases(row.do.word)[0]}`)" if isinstance(row.do, Go) else ""
        yield f"| {_long(row)} | {where}{go} | {_yes(_deciding(table, row))} |"


def _yes(row: Transition) -> str:
    if callable(row.consent):
        return "what is asked"
    return row.consent.name if row.consent else ""


def _short(row: Transition) -> str:
    if isinstance(row.on, type):
        return row.on.__name__
    return TRIGGERS.get(row.on) or TEXTS.phrases(row.on)[0]


def _long(row: Transition) -> str:
    if isinstance(row.on, type):
        return f"{row.on.__name__}: {_first_line(row.on)}"
    return TRIGGERS.get(row.on) or f"`{TEXTS.phrases(row.on)[0]}`"


def _first_line(of: type) -> str:
    return (inspect.getdoc(of) or "").split("\n\n")[0].replace("\n", " ")


def words(folder: str) -> str:
    """Every sentence of a folder of the program, as a sheet to read and correct."""
    lines = [
        f"# Every sentence of {folder.rpartition('/')[2]}",
        "",
        DRAWN,
        "",
        "For reading with the eyes of somebody who is frightened, at two in the morning, on a "
        "phone. What is unkind, untrue or unclear: tell the people who change the program, with "
        "the name above the sentence. `[closes]` and the like are filled in. Whole conversations "
        "are in `tests/transcripts/`; [CONTRIBUTING.md](../../CONTRIBUTING.md) says how to write a "
        "sentence.",
        "",
    ]
    for path in catalogues("en"):
        if not path.is_relative_to(PACKAGE / folder):
            continue
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            if isinstance(entry, ast.ResourceComment):
                lines += [f"## {entry.content}", "", f"`peerbot/{path.relative_to(PACKAGE)}`", ""]
            elif isinstance(entry, ast.Message) and entry.value is not None:
                lines += [*_sentence(entry.id.name, _text(entry.value)), ""]
    return "\n".join(lines)


def _sentence(name: str, text: str) -> Iterator[str]:
    yield f"### {name}"
    yield ""
    yield from "  \n".join(f"> {line}" for line in text.split("\n")).split("\n")


def _text(pattern: ast.Pattern) -> str:
    return "".join(
        part.value if isinstance(part, ast.TextElement) else _filled(part.expression)
        for part in pattern.elements
    )


def _filled(expression: ast.InlineExpression | ast.SelectExpression | ast.Placeable) -> str:
    if isinstance(expression, ast.SelectExpression):
        return " or ".join(_text(variant.value) for variant in expression.variants)
    assert isinstance(expression, ast.VariableReference | ast.MessageReference)
    return f"[{expression.id.name}]"


PAGES: dict[str, Callable[[], str]] = {
    **{f"flows/{it.name}.md": partial(flows, it) for it in registry().features},
    **{f"words/{it.name}.md": partial(words, f"features/{it.name}") for it in registry().features},
    "words/locale.md": partial(words, "locale"),
}
"""What is no feature's own is said by the program itself: `locale`."""


def main() -> None:
    """Draw the pages anew."""
    for name, draw in PAGES.items():
        (DOCS / name).parent.mkdir(exist_ok=True)
        (DOCS / name).write_text(draw(), encoding="utf-8")


if __name__ == "__main__":
    main()
