"""What a config still has of config.example.yaml: people would be shown it, and rely on it.

Such a config can be run, since who tries things out needs no more, and since a bot that runs must
not stay down for it; `check` and `status` say it. Paths, kinds and rules of the example may stay.
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
        "We are peers, not an emergency service, and nobody is on call. We do not call police or "
        "an ambulance without your yes. We cannot promise what other people in a room will do.",
    }
)
"""Of the collective, the places outside, and emergencies: only the collective can say those."""

# RFC 2606, section 3: nobody can be reached there.
_NOWHERE: Final = re.compile(r"(?<![\w-])example\.(?:org|com|net)(?![\w-])", re.IGNORECASE)


def left(value: object, path: YamlPath = ()) -> Iterator[tuple[YamlPath, str, str]]:
    """Each place that is still the example's: its path, what it is, and the mend."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from left(inner, (*path, key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for place, inner in enumerate(value):
            yield from left(inner, (*path, place))
    elif isinstance(value, str):
        if " ".join(value.split()) in WORDS:
            yield path, "is still that of the example", "Write your own: people are shown it."
        elif _NOWHERE.search(value):
            yield path, "names a server of the example", "Write one that is there."
