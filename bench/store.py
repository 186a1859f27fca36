"""What the store takes, beside another checkout's; and what building queries each time would.

Run: python -m bench.store CHECKOUT. The two are asked in turn, in a process each, and what is
printed are medians of their ratios.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from storage.files import open_memory
from storage.models import Record
from storage.queries import RECORD

HERE = Path(__file__).parents[1]
ROUNDS = 9

# In memory, where no disk hides the rest, but for `on disk`.
_WORK = """
import resource, sys, time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from storage import Kind, Store

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LATER = NOW + timedelta(days=3)
KIND = Kind("kind", str)

def timed(name, times, work):
    begun = time.perf_counter()
    for number in range(times):
        work(number)
    print(name, (time.perf_counter() - begun) / times, sep=",")

def said(number):
    store.enqueue("person", KIND, "word", queue="l", priority=1, not_before=NOW, until=LATER)
    store.finish(store.due(NOW, 10)[0].id)

store = Store.in_memory(clock=lambda: NOW)
timed("put", 2000, lambda n: store.put("person", KIND, "word", name=str(n % 20), until=LATER))
timed("get", 2000, lambda n: store.get("person", KIND, name=str(n % 20), now=NOW))
timed("list of 20", 300, lambda n: store.list("person", KIND, now=NOW))
timed("row in and out", 1000, said)
timed("erase", 300, lambda n: store.erase(str(n)))
timed("sweep", 300, lambda n: store.sweep(NOW))
kept = Store.open(Path(sys.argv[1]), bytes(32), clock=lambda: NOW)
timed("put on disk", 200, lambda n: kept.put("person", KIND, "word", until=LATER))
print("memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, sep=",")
"""


def measured(checkout: Path) -> dict[str, float]:
    """What each takes, in a process of its own."""
    with tempfile.TemporaryDirectory() as directory:
        done = subprocess.run(  # noqa: S603 - our own words, run on the checkout that was named
            [sys.executable, "-c", _WORK, str(Path(directory) / "state.db")],
            cwd=checkout,
            env=os.environ | {"PYTHONPATH": str(checkout)},
            capture_output=True,
            text=True,
            check=True,
        )
    lines = [line.split(",") for line in done.stdout.splitlines()]
    return {name: float(took) for name, took in lines}


def compare(other: Path) -> None:
    """Print each as a ratio to the other checkout's."""
    rounds = [(measured(HERE), measured(other)) for _ in range(ROUNDS)]
    for name in rounds[0][0]:
        print(f"{name}: {median(here[name] / there[name] for here, there in rounds):.2f}")


def building() -> float:
    """How often as long a query takes that is built each time, of one that was compiled."""
    tables = open_memory(b"check")
    tables.put_record(b"owner", b"record", 1, b"sealed")

    def built() -> None:
        tables.rows(
            Record.select(Record.expires_at, Record.sealed).where(
                Record.owner_tag == b"owner", Record.record_tag == b"record"
            )
        )

    def compiled() -> None:
        tables.rows(RECORD(owner_tag=b"owner", record_tag=b"record"))

    def took(work: Callable[[], None]) -> float:
        begun = time.perf_counter()
        for _ in range(1000):
            work()
        return time.perf_counter() - begun

    return median(took(built) / took(compiled) for _ in range(ROUNDS))


if __name__ == "__main__":
    print(f"built each time, to compiled: {building():.0f}")
    compare(Path(sys.argv[1]))
