"""Every conversation goes as its transcript says, word for word."""

from pathlib import Path

import pytest

from tests.transcripts.tell import FOLDER, NotUnderstood, told

TRANSCRIPTS = sorted(FOLDER.glob("*.txt"))


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=[path.stem for path in TRANSCRIPTS])
def test_it_goes_as_told(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert told(text) == text, "meant so? python -m tests.transcripts.tell writes it anew"


def test_a_line_that_means_nothing_is_named() -> None:
    with pytest.raises(NotUnderstood, match="me hi"):
        told("me hi\n")
