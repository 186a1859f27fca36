"""What stewards are told of what their homeserver does not do while the bot is off."""

from datetime import timedelta

import pytest

from peerbot.app.by_itself import what_to_mend
from peerbot.config import parse
from peerbot.matrix.arming import NOTHING_WAITS, Limits
from peerbot.matrix.delayed import DelayedLevels
from tests.app.installation import Installation
from tests.app.test_status import desk_of
from tests.config.example import EXAMPLE

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        (None, ()),
        (Limits(), ()),
        (Limits(24 * HOUR, 16), ()),
        (NOTHING_WAITS, ("silences no room by itself", "set it to 4h or more")),
        (Limits(24 * HOUR, 8), ("lets 8 events wait", "there may be 16 rooms")),
    ],
)
def test_each_has_something_that_can_be_done(limits: Limits | None, told: tuple[str, ...]) -> None:
    said = " ".join(what_to_mend(limits, parse(EXAMPLE.encode())))
    assert bool(said) == bool(told)
    assert all(words in said for words in told)


def test_rooms_that_outlast_what_may_wait_are_told_with_both_lengths() -> None:
    config = parse(EXAMPLE.replace("longest: 180", "longest: 10080").encode())
    for longest, told in ((24 * HOUR, "(24h)"), (timedelta(seconds=30), "(30s)")):
        (said,) = what_to_mend(Limits(longest, 100), config)
        assert told in said
        assert "Set it to 169h or more" in said


async def test_status_says_it_and_that_all_is_well(
    ready: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk_of(ready) as desk:
        told = await desk.status()
        assert not any("max_event_delay_duration" in line for line in told.lines)

    async def nothing(levels: DelayedLevels) -> Limits:
        levels.limits = NOTHING_WAITS
        return NOTHING_WAITS

    monkeypatch.setattr(DelayedLevels, "learn", nothing)
    async with desk_of(ready) as desk:
        told = await desk.status()
        assert told.lines[0] == "All is well."
        assert [line for line in told.lines if "Worth a look: max_event_delay_duration" in line]
