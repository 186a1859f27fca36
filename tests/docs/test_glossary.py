"""The code keeps to the words of the glossary: what it calls something else is no name in it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import CHECKOUT, tables, text_of

PAGE = "docs/glossary.md"

OLD = {
    old.strip()
    for row in tables(text_of(PAGE))
    if row[0] != "term"
    for old in row[2].split(",")
    if old.strip()
}
"""What is said no more. Each may still be a word in a sentence."""

ITS_OWN = {
    ("peerbot/matrix/crypto/machine.py", "machine"): "the Olm machine is what Matrix calls it",
    ("peerbot/kernel/records.py", "about"): "what a sentence about it is filled with",
    ("peerbot/features/rooms/records.py", "about"): "the same",
    ("peerbot/features/series/records.py", "about"): "the same",
    ("peerbot/features/following/records.py", "about"): "the same",
    ("peerbot/features/series/places/records.py", "about"): "the same",
    ("peerbot/features/series/rhythm/records.py", "about"): "the same",
    ("peerbot/engine/world.py", "kept"): "the verb: what is kept of somebody",
    ("peerbot/features/core/kept.py", "kept"): "what people say to read what is kept",
    ("peerbot/features/intake/note.py", "note"): "what a member writes",
    ("peerbot/features/intake/config.py", "note"): "the same, and a group of the config",
    ("peerbot/matrix/in_clear.py", "tell"): "says it in a chat: no actor is told",
    ("peerbot/matrix/voice.py", "tell"): "the same",
    ("peerbot/matrix/hearing.py", "tell"): "the same",
    ("peerbot/matrix/crypto/withheld.py", "tell"): "the same, to a device",
    ("peerbot/devtools/demo/people.py", "tell"): "a member of the demo speaks",
}
"""Names that are no such thing, each with what it is."""


def _names(path: Path) -> Iterator[str]:
    yield path.stem
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name


def _folded(name: str) -> str:
    """In the way that the glossary writes it."""
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+", name)
    return " ".join(word.lower() for word in words)


SOURCES = sorted(
    path.relative_to(CHECKOUT)
    for top in ("peerbot", "storage")
    for path in (CHECKOUT / top).rglob("*.py")
)


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_nothing_has_a_name_that_is_said_no_more(path: Path) -> None:
    named = {name for name in _names(CHECKOUT / path) if _folded(name) in OLD}
    assert {name for name in named if (str(path), _folded(name)) not in ITS_OWN} == set()


def test_every_exception_is_still_one() -> None:
    for path, name in ITS_OWN:
        assert name in map(_folded, _names(CHECKOUT / path)), (path, name)
        assert name in OLD


def test_the_terms_are_names_in_the_code() -> None:
    names = {_folded(name) for path in SOURCES for name in _names(CHECKOUT / path)}
    for term in ("transition", "context", "outbox entry", "conversation state", "seat", "rejected"):
        assert term in names
