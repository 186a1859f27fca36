"""The extension point of `take back`: what somebody wrote to others, and nobody has read yet."""

from collections.abc import Callable
from dataclasses import dataclass

from peerbot.kernel.context import Context
from peerbot.kernel.effects import Effect, Line


@dataclass(frozen=True)
class TakesBack:
    """Words that a feature passes on for the person: what takes them back, and the line that says
    so. None: there are none."""

    words: Callable[[Context], tuple[Line, tuple[Effect, ...]] | None]
