"""The sentences as they stand in the files, with what each may be filled with."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from peerbot.texts import catalogues

PACKAGE = Path(__file__).parents[2] / "peerbot"

DERIVED = ("-clock", "-date", "-day", "-left", "-zone")
"""What `Texts` makes of a datetime beside the time itself."""


class _Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802 - fluent's name
        self.names.add(node.id.name)


@dataclass(frozen=True)
class Sentence:
    """One message of the catalogue."""

    name: str
    file: str
    variables: frozenset[str]

    @property
    def wants(self) -> frozenset[str]:
        """The names of the values it is filled with."""
        return frozenset(_given(name) for name in self.variables)


def _given(name: str) -> str:
    for ending in DERIVED:
        name = name.removesuffix(ending)
    return name


def catalogue(language: str = "en") -> dict[str, Sentence]:
    """Every message of a language, by its id."""
    sentences: dict[str, Sentence] = {}
    for path in catalogues(language):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, ftl.Junk), f"{path.name}: {entry.content}"
            if isinstance(entry, ftl.Message):
                found = _Variables()
                found.visit(entry)
                name = entry.id.name
                assert name not in sentences, f"{name} stands twice"
                sentences[name] = Sentence(name, path.name, frozenset(found.names))
    return sentences


def literals() -> Iterator[str]:
    """Every text in the code of peerbot."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
