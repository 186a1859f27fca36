"""The extension point of roles: what ends when somebody holds one no more."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from peerbot.kernel.context import Context
from peerbot.kernel.effects import Effect
from peerbot.kernel.feature import Extensions


@dataclass(frozen=True)
class RoleEnds:
    """What a feature does when somebody lays their role down, or a steward takes it back."""

    effects: Callable[[Context], Iterable[Effect]]


def role_ends(extensions: Extensions, context: Context) -> tuple[Effect, ...]:
    """What all of them do."""
    ends = extensions.of(RoleEnds)
    return tuple(effect for extension in ends for effect in extension.effects(context))
