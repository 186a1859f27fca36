"""Two hundred messages each way with Element, while the bot and the homeserver are killed."""

import pytest

from peerbot.devtools.sandbox import Sandbox
from tests.interop.conftest import Arrive, arrive, elements, sandbox
from tests.interop.talk import Count, talk

__all__ = ["arrive", "elements", "sandbox"]

MESSAGES = 200


@pytest.mark.parametrize("strict", [True, False], ids=["signed devices only", "all devices"])
async def test_nothing_is_lost_or_doubled_or_unreadable(
    sandbox: Sandbox, arrive: Arrive, strict: bool
) -> None:
    guest = await arrive("alex", strict=strict)
    count = await talk(sandbox, guest, MESSAGES, "BHBB")
    assert count == Count(asked=MESSAGES, answered=MESSAGES)
