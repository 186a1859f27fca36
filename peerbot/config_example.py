"""Finds leftovers from config.example.yaml: people would be shown them, and rely on them.

Such a config still runs: it is enough for trying things out, and a bot in use must not stay down
because of it. `check` and `status` report it. Paths, kinds and rules of the example may stay.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from peerbot.config_yaml import YamlPath

WORDS: Final = frozenset(
    {
        "The Example Collective",
        "Example Peer Line",
        "01234 567890",
        "Example Youth Line",
        "01234 567891",
        "The number here is 01234",
        "We are peers, not an emergency service, and nobody is on call. We do not call police or "
        "an ambulance without your yes. We cannot promise what other people in a room will do.",
    }
)
"""About the collective, outside services and emergencies: only the collective can write these."""

# RFC 2606, section 3: reserved names, at which nobody can be reached.
_NOWHERE: Final = re.compile(r"(?<![\w-])example\.(?:org|com|net)(?![\w-])", re.IGNORECASE)


def leftovers(value: object, path: YamlPath = ()) -> Iterator[tuple[YamlPath, str, str]]:
    """Each value left from the example: its path, what it is, and what to write."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leftovers(inner, (*path, key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for place, inner in enumerate(value):
            yield from leftovers(inner, (*path, place))
    elif isinstance(value, str):
        words = " ".join(value.split())
        if any(example in words for example in WORDS):
            yield path, "is still the text of the example", "Write your own: people are shown this."
        elif _NOWHERE.search(value):
            yield path, "contains a server name from the example", "Write a real one."
