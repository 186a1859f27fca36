"""A feature knows the kernel, itself, and of those that it needs only what they offer."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import peerbot.features
from peerbot.features import registry

FOLDER = Path(peerbot.features.__file__).parent

NEEDS = {feature.name: set(feature.needs) for feature in registry().features}


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield node.module or ""


def _of_others(feature: str) -> Iterator[tuple[str, str]]:
    """The other feature, and the module of it."""
    for path in (FOLDER / feature).rglob("*.py"):
        for module in _imported(path):
            if module.startswith("peerbot.features."):
                other, _, inside = module.removeprefix("peerbot.features.").partition(".")
                if other != feature:
                    yield other, inside


@pytest.mark.parametrize("feature", sorted(NEEDS))
def test_a_feature_uses_what_it_needs_by_its_api_alone(feature: str) -> None:
    assert {inside for _, inside in _of_others(feature)} <= {"api"}
    assert {other for other, _ in _of_others(feature)} <= NEEDS[feature]


@pytest.mark.parametrize("feature", sorted(NEEDS))
def test_a_feature_uses_of_the_program_the_kernel_alone(feature: str) -> None:
    allowed = ("peerbot.kernel", "peerbot.features", "peerbot.quoting")
    for path in (FOLDER / feature).rglob("*.py"):
        ours = [
            module for module in _imported(path) if module.split(".")[0] in ("peerbot", "storage")
        ]
        assert [module for module in ours if not module.startswith(allowed)] == [], path


@pytest.mark.parametrize("part", ["engine", "kernel"])
def test_no_feature_is_named_in_what_they_stand_on(part: str) -> None:
    for path in (FOLDER.parent / part).rglob("*.py"):
        named = [m for m in _imported(path) if m.startswith("peerbot.features.")]
        assert named == [], path
