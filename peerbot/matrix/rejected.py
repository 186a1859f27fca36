"""How much was rejected, and why, for `status`. Nobody is named."""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from peerbot.kernel.ports import MustStop, PortFault
from storage import RecordDamaged, StoreError

log = logging.getLogger("peerbot")


class Rejected:
    """Counts of what was rejected since the start, by reason. `faults`: internal errors."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self.faults = 0

    def add(self, reason: str) -> None:
        """Count one more. `reason` is our own text, never one that came from outside."""
        self._counts[reason] += 1

    def counts(self) -> dict[str, int]:
        """Number by reason."""
        return dict(self._counts)

    @contextmanager
    def apart(self, what: str) -> Iterator[None]:
        """Isolate one part of a sync, so that the other parts are handled even if it fails:
        unexpected exceptions are counted, and only their class is logged. What affects more than
        this part is raised: an absent homeserver, a full disk, whatever must stop the bot."""
        try:
            yield
        except RecordDamaged:
            self.add(f"{what}: damaged record")
        except (PortFault, MustStop, StoreError):
            raise
        except Exception as fault:  # noqa: BLE001 - one fault must not hide the other parts
            self.faults += 1
            self.add(f"{what}: internal error")
            log.error("%s rejected: %s", what, type(fault).__name__)  # noqa: TRY400 - a traceback quotes people
