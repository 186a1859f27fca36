"""Installations on the homeserver of the whole run."""

from pathlib import Path

import pytest

from peerbot.synapse import Synapse
from tests.app.installation import Installation, install


@pytest.fixture
async def installation(synapse: Synapse, tmp_path: Path) -> Installation:
    """A config for two fresh accounts; nothing is set up yet."""
    return await install(tmp_path, synapse)


@pytest.fixture
async def ready(installation: Installation) -> Installation:
    """The same, set up."""
    done = await installation.set_up()
    assert done.code == 0, done.err
    return installation
