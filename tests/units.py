"""Which files go to one worker, and in what order, when several workers run the tests.

Nothing of what a test shows depends on it: only how long a whole run takes.
"""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

TOGETHER = {
    "every case": ("tests/flows/test_tables.py", "tests/texts/test_catalogue.py"),
    "a pair": ("tests/pair/",),
}
"""Files that share what is worth sharing: a session's fixture is made once for each worker."""

LONGEST_FIRST = (
    "tests/held/test_sagas.py",
    "a pair",
    "tests/faults/test_kills.py",
    "tests/app/test_sandbox.py",
    "tests/app/test_commands.py",
    "every case",
    "tests/faults/test_faulty_homeserver.py",
    "tests/story/",
    "tests/faults/",
    "tests/held/",
    "tests/app/",
    "tests/interop/",
    "tests/storage/test_erase.py",
    "tests/engine/test_life.py",
    "tests/docs/test_upgrading.py",
    "tests/fuzz/test_seeds.py",
)
"""What takes long, or waits for a homeserver, is not left for the end: there one worker would go on
alone. All else comes after it, the files with the most tests first. A list that has grown old costs
seconds, no more."""


class Units(LoadFileScheduling):  # type: ignore[misc] # xdist comes without types
    """File by file, but for those above."""

    def _split_scope(self, nodeid: str) -> str:
        file = str(super()._split_scope(nodeid))
        return next((unit for unit, files in TOGETHER.items() if file.startswith(files)), file)

    def _assign_work_unit(self, node: WorkerController) -> None:
        self.workqueue.move_to_end(min(self.workqueue, key=_place), last=False)
        super()._assign_work_unit(node)


def _place(unit: str) -> int:
    places = (at for at, start in enumerate(LONGEST_FIRST) if unit.startswith(start))
    return next(places, len(LONGEST_FIRST))


def in_units(config: pytest.Config, log: Producer) -> Units | None:
    """The scheduler for `--dist loadfile`; any other way of sharing out is xdist's own."""
    return Units(config, log) if config.getvalue("dist") == "loadfile" else None
