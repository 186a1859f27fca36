"""Both ways while the bot and the homeserver are killed. `tests/soak` has it ten times as long."""

import pytest

from peerbot.devtools.sandbox import Sandbox
from tests.interop.conftest import Arrive
from tests.interop.talk import Count, talk


@pytest.mark.parametrize("strict", [True, False], ids=["signed devices only", "all devices"])
async def test_nothing_is_lost_or_doubled_or_unreadable(
    sandbox: Sandbox, arrive: Arrive, strict: bool
) -> None:
    guest = await arrive("alex", strict=strict)
    count = await talk(sandbox, guest, 20, "BH")
    assert count == Count(asked=20, answered=20)
