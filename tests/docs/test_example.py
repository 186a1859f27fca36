"""docs/adding-a-conversation.md, done as it says, in a copy of the program."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import CHECKOUT, blocks

PAGE = "docs/adding-a-conversation.md"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """The program with the conversation of the page in it."""
    big = shutil.ignore_patterns("node_modules", "__pycache__")
    for folder in ("peerbot", "storage", "tests"):
        shutil.copytree(CHECKOUT / folder, tmp_path / folder, ignore=big)
    shutil.copy(CHECKOUT / "pyproject.toml", tmp_path)
    flow, table_test = blocks(PAGE, "python")
    (words,), (transcript,) = blocks(PAGE, "fluent"), blocks(PAGE, "transcript")
    feature = tmp_path / "peerbot/features/tour"
    (feature / "words/en").mkdir(parents=True)
    (feature / "__init__.py").write_text("")
    (feature / "feature.py").write_text(flow.text)
    (feature / "words/en/tour.ftl").write_text(words.text)
    (tmp_path / "tests/transcripts/tour.txt").write_text(transcript.text)
    (tmp_path / "tests/flows/test_tour.py").write_text(table_test.text)
    return tmp_path


def run(program: Path, *arguments: str) -> None:
    """Run Python on the copy; it must end well."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=program,
        env={**os.environ, "PYTHONPATH": str(program)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_its_transcript_and_its_table_test_pass(program: Path) -> None:
    tests = ("tests/transcripts/test_transcripts.py", "tests/flows/test_tour.py")
    run(program, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "tour", *tests)


def test_it_keeps_the_rules_of_the_house(program: Path) -> None:
    new = ("peerbot/features/tour/feature.py", "tests/flows/test_tour.py")
    run(program, "-m", "ruff", "check", "--quiet", "--no-cache", *new)
    run(program, "-m", "ruff", "format", "--quiet", "--check", *new)
