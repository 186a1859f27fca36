"""docs/adding-a-conversation.md, done as it says, in a copy of the program."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import CHECKOUT, blocks

PAGE = "docs/adding-a-conversation.md"

TALK = '''
"""Says what the transcript says, to the engine, and compares what comes back."""
import sys
from datetime import UTC, datetime
from pathlib import Path

from peerbot.app.state import settings_of
from peerbot.config import load
from peerbot.engine.core import Engine
from peerbot.engine.records import ROW
from peerbot.texts import Texts
from peerbot.vocabulary import RoomID, UserID
from peerbot.vocabulary.inputs import Said
from storage import Store

config, said = load(Path(sys.argv[1])), Path(sys.argv[2]).read_text()
store, now = Store.in_memory(), datetime.now(UTC)
engine = Engine(store, Texts("en", "Europe/Berlin"), settings_of(config), lambda: now)
for exchange in said.split("me: ")[1:]:
    words, _, answer = exchange.partition("\\n")
    engine.hear(UserID("@me:example.org"), RoomID("!chat"), Said(words), lambda: None)
    (due,) = store.due(now, 10)
    body = store.read_row(due, ROW).action.body
    store.finish(due.id)
    assert body == answer.strip(), body
'''


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """The program with the conversation of the page in it."""
    for package in ("peerbot", "storage"):
        shutil.copytree(CHECKOUT / package, tmp_path / package)
    flow, table_test = blocks(PAGE, "python")
    (words,) = blocks(PAGE, "fluent")
    (tmp_path / "peerbot/flows/tour.py").write_text(flow.text)
    (tmp_path / "peerbot/locale/en/tour.ftl").write_text(words.text)
    (tmp_path / "test_tour.py").write_text(table_test.text)
    (tmp_path / "talk.py").write_text(TALK)
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


def test_the_transcript_is_what_is_said(program: Path) -> None:
    (transcript,) = blocks(PAGE, "transcript")
    (program / "tour.txt").write_text(transcript.text)
    run(program, "talk.py", str(CHECKOUT / "config.example.yaml"), "tour.txt")


def test_the_table_test_passes(program: Path) -> None:
    run(program, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_tour.py")


def test_the_example_keeps_the_rules_of_the_house(program: Path) -> None:
    config = str(CHECKOUT / "pyproject.toml")
    new = ("peerbot/flows/tour.py", "test_tour.py")
    run(program, "-m", "ruff", "check", "--quiet", "--no-cache", "--config", config, *new)
    run(program, "-m", "ruff", "format", "--quiet", "--check", "--config", config, *new)
