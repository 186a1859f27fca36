"""docs/adding-a-feature.md, done as it says in a copy of the program: nothing else changes."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import CHECKOUT, text_of

PAGE = "docs/adding-a-feature.md"

FILE = re.compile(
    r"^`([\w./]+)`[^\n]*((?:\n[^\n`#]+[^\n]*)*)\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL
)
"""A file of the page: its path, and below it what is in it."""

FILES = {path: content for path, _, content in FILE.findall(text_of(PAGE))}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program with the feature of the page in it."""
    copy = tmp_path_factory.mktemp("program")
    big = shutil.ignore_patterns("node_modules", "__pycache__")
    for folder in ("peerbot", "storage", "tests"):
        shutil.copytree(CHECKOUT / folder, copy / folder, ignore=big)
    for file in ("pyproject.toml", "config.example.yaml"):
        shutil.copy(CHECKOUT / file, copy)
    for path, content in FILES.items():
        assert not (copy / path).exists(), path
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        (copy / path).write_text(content)
    return copy


def run(program: Path, *arguments: str) -> str:
    """Run Python on the copy; it must end well. What it says."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=program,
        env={**os.environ, "PYTHONPATH": str(program)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_all_of_it_is_in_its_own_folder() -> None:
    assert {path for path in FILES if not path.startswith("peerbot/features/candle/")} == {
        "tests/transcripts/candle.txt",
        "tests/features/test_candle.py",
    }


def test_its_transcript_and_its_own_test_pass(program: Path) -> None:
    tests = ("tests/transcripts/test_transcripts.py", "tests/features/test_candle.py")
    run(program, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "candle", *tests)


def test_what_holds_of_every_feature_holds_of_it(program: Path) -> None:
    """What is about one of the others alone holds or not whichever else there is."""
    own = {path.name for path in (CHECKOUT / "peerbot/features").glob("*/")}
    tests = (CHECKOUT / "tests/features").glob("test_*.py")
    general = [f"tests/features/{it.name}" for it in tests if it.stem.split("_")[1] not in own]
    assert general
    said = run(
        program, "-m", "pytest", "-q", "-p", "no:cacheprovider", *sorted(general), "tests/kernel"
    )
    assert " passed" in said
    old = "tests/older/test_first.py"  # what earlier versions left goes on with it
    run(program, "-m", "pytest", "-q", "-p", "no:cacheprovider", old)


def test_it_keeps_the_rules_of_the_house(program: Path) -> None:
    new = [path for path in FILES if path.endswith(".py")]
    run(program, "-m", "ruff", "check", "--quiet", "--no-cache", *new)
    run(program, "-m", "ruff", "format", "--quiet", "--check", *new)
    run(program, "-m", "mypy", "--no-error-summary", "--no-incremental", *new)
