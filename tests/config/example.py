"""The example config as the tests change it."""

from pathlib import Path

from peerbot.config import ConfigProblems, Problem, parse

ROOT = Path(__file__).parents[2]
EXAMPLE = (ROOT / "config.example.yaml").read_text()


def swapped(old: str, new: str) -> str:
    """Swap one passage of the example, which must be there once."""
    assert EXAMPLE.count(old) == 1, old
    return EXAMPLE.replace(old, new)


def problems(text: str | bytes) -> list[Problem]:
    """List what is wrong with a config: nothing when it is right."""
    content = text.encode() if isinstance(text, str) else text
    try:
        parse(content)
    except ConfigProblems as error:
        return list(error.problems)
    return []
