"""What every test may ask for: a real homeserver, and people on it."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from hypothesis import settings
from xdist.remote import Producer

from peerbot.devtools.synapse import PATIENCE, Registered, Synapse
from tests.units import Units, in_units

# The same examples on every machine; a slow one is no failure. `make soak` looks further.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("soak", deadline=None, max_examples=1_000)
settings.load_profile("steady")

MEASURED = (
    "tests/config/",
    "tests/engine/test_door.py",
    "tests/features/",
    "tests/flows/",
    "tests/kernel/",
    "tests/storage/",
    "tests/texts/test_quoting.py",
    "tests/transcripts/",
)
"""Where every branch is tried of what `make test` measures (pyproject.toml). Measuring makes a test
take two or three times as long, and a branch that only a long story passes would not be shown by
anything. Of the texts, only quoting is among what is measured, and of the engine's the door, which
plays how words are read."""

Register = Callable[..., Awaitable[Registered]]
"""`await register("alice")` gives a fresh account whose localpart begins with `alice`."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure nothing while a test of another folder runs."""
    for item in items:
        if not item.nodeid.startswith(MEASURED):
            item.add_marker("no_cover")


@pytest.hookimpl(optionalhook=True)  # there is none with `-p no:xdist`
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Units | None:
    """Give each worker whole units, the long ones first."""
    return in_units(config, log)


@pytest.fixture(scope="session")
async def synapse(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Synapse]:
    """One homeserver for the whole run, without rate limits. Tests share it, never its accounts."""
    async with Synapse(tmp_path_factory.mktemp("synapse")) as running:
        yield running


@pytest.fixture(scope="session")
def register(synapse: Synapse) -> Register:
    """Registers accounts nobody else has; the name asked for is only how they begin."""

    async def fresh(name: str = "someone", *, admin: bool = False) -> Registered:
        return await synapse.register(f"{name}-{secrets.token_hex(4)}", admin=admin)

    return fresh


async def ended(pid: int) -> None:
    """Wait until a process is gone, whoever started it."""
    try:
        watched = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    loop, gone = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(watched, gone.set)
    try:
        await asyncio.wait_for(gone.wait(), PATIENCE)
    finally:
        loop.remove_reader(watched)
        os.close(watched)
