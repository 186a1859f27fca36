"""Answers that are not about what was asked, as a misrouted worker or a proxy gives them."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.proxy import Seen
from tests.story.plot import play
from tests.story.scene import Scene

ODD = {
    "M_UNRECOGNIZED": 404,
    "M_TOO_LARGE": 413,
    "M_UNKNOWN": 400,
}

# What stands in a path for this request alone: ids begin with a sigil, which may be quoted, and
# what follows some words is a transaction's or an event's.
_OWN = re.compile(r"(?<=/)(?:[!$@]|%21|%24|%40)[^/?]*|(?<=/m\.room\.encrypted/)[^/?]+")


@dataclass
class FirstOfEach:
    """Matches the first request of each account to each endpoint."""

    known: set[tuple[str, str, str]] = field(default_factory=set)

    def __call__(self, seen: Seen) -> bool:
        """See `tests.proxy.Predicate`."""
        kind = (seen.token, seen.method, _OWN.sub("*", seen.path.partition("?")[0]))
        first = kind not in self.known
        self.known.add(kind)
        return first


@asynccontextmanager
async def _no_harm(_part: str) -> AsyncIterator[None]:
    yield


async def odd_once(scene: Scene, code: str) -> FirstOfEach:
    """The whole story, and the first answer of every endpoint is an odd one."""
    first = FirstOfEach()
    rule = scene.proxy.answer(first, ODD[code], {"errcode": code, "error": "odd"})
    try:
        await play(scene, _no_harm)
    finally:
        rule.end()
    return first
