"""One answer that is not about what was asked, on every endpoint of the story: nobody notices."""

from tests.story.odd import odd_once
from tests.story.scene import Scene

ENDPOINTS = (
    "/sync",
    "/join",
    "/members",
    "/keys/query",
    "/keys/claim",
    "/sendToDevice/",
    "/send/",
    "/createRoom",
    "/capabilities",
    "/invite",
    "/joined_members",
    "/kick",
    "/leave",
    "/forget",
    "/state/",
)


async def test_fault_55_one_odd_answer_on_each_endpoint_changes_nothing(scene: Scene) -> None:
    first = await odd_once(scene, "M_UNRECOGNIZED")
    met = {path for _, _, path in first.known}
    assert [end for end in ENDPOINTS if not any(end in path for path in met)] == []
