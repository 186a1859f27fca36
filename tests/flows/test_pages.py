"""How a list is cut where a page is all there will be of it."""

import pytest

from peerbot.kernel.effects import Line, Say
from peerbot.kernel.pages import PAGE, in_pages

LONG = tuple(Line(0, "room-line") for _ in range(PAGE + 3))


@pytest.mark.parametrize("ask", [True, False], ids=["it asks", "it only tells"])
def test_what_cannot_be_gone_on_with_says_how_much_more_there_is(ask: bool) -> None:
    (said,), _ = in_pages([Say("rooms", also=LONG, ask=ask)], None, goes_on=False)
    assert isinstance(said, Say)
    assert said.also == (*LONG[:PAGE], Line(0, "list-others", {"count": 3}))
