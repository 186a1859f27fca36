"""How much was refused, and why: what `status` shows, and nobody is named."""

from collections import Counter


class SetAside:
    """Counts of what was refused since the start, by reason."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, reason: str) -> None:
        """Count one more. `reason` is a word of ours, never one that came from outside."""
        self._counts[reason] += 1

    def counts(self) -> dict[str, int]:
        """Reason to number."""
        return dict(self._counts)
