"""Installations on the homeserver of the whole run."""

from pathlib import Path

import pytest

from peerbot.devtools.synapse import Synapse
from tests.app.installation import Installation, install


@pytest.fixture
async def installation(synapse: Synapse, tmp_path: Path) -> Installation:
    """A config for two fresh accounts; nothing is set up yet."""
    return await install(tmp_path, synapse)


@pytest.fixture(scope="module")
async def ready(synapse: Synapse, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """One that is set up, for all tests of a file: each leaves it as it was."""
    return await _set_up(await install(tmp_path_factory.mktemp("ready"), synapse))


@pytest.fixture
async def spoilt(installation: Installation) -> Installation:
    """One that is set up, for a test that spoils it."""
    return await _set_up(installation)


async def _set_up(installation: Installation) -> Installation:
    done = await installation.set_up()
    assert done.code == 0, done.err
    return installation
