"""How much was refused, and why: what `status` shows, and nobody is named."""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from peerbot.vocabulary.ports import MustStop, PortFault
from storage import RecordDamaged, StoreError

log = logging.getLogger("peerbot")


class SetAside:
    """Counts of what was refused since the start, by reason. `faults`: those of the program."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self.faults = 0

    def add(self, reason: str) -> None:
        """Count one more. `reason` is a word of ours, never one that came from outside."""
        self._counts[reason] += 1

    def counts(self) -> dict[str, int]:
        """Reason to number."""
        return dict(self._counts)

    @contextmanager
    def apart(self, what: str) -> Iterator[None]:
        """Whatever one part of a sync meets, the other parts are taken in: what nobody foresaw is
        counted here, and named by its class alone. What is about more than this part passes: a
        homeserver that is away, a full disk, whatever must stop the bot."""
        try:
            yield
        except RecordDamaged:
            self.add(f"{what}: damaged record")
        except (PortFault, MustStop, StoreError):
            raise
        except Exception as fault:  # noqa: BLE001 - see above
            self.faults += 1
            self.add(f"{what}: internal error")
            log.error("%s rejected: %s", what, type(fault).__name__)  # noqa: TRY400 - a traceback holds words
