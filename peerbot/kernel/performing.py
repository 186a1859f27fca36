"""Where actions of features are done: at the edge, once each, with an outcome."""

from dataclasses import dataclass
from typing import Any, Protocol

from peerbot.kernel.actions import Action, Handing
from peerbot.kernel.effects import Args
from peerbot.kernel.ids import Address, Clock
from peerbot.kernel.messages import Message
from peerbot.kernel.ports import Voice

Result = Message | tuple[Handing, ...] | None
"""What became of an action: for the actor that wanted it, or for others to be told."""


class Around(Protocol):
    """What is asked of the engine while something is performed."""

    @property
    def clock(self) -> Clock:
        """The time."""

    def say(self, text: str, args: Args | None = None) -> str:
        """A sentence as it reads now."""

    def is_there(self, key: str) -> bool:
        """Whether an actor is there for people now: see `Listing.ends`."""


@dataclass(frozen=True)
class Accounts:
    """What acts on the homeserver. `keeper`: see `rooms.ports.Keeper`."""

    voice: Voice
    keeper: Any


class Performer(Protocol):
    """Performs the actions of one feature."""

    async def perform(self, entry_id: str, actor: Address, action: Action) -> Result:
        """Do it; what became of it. It may be done twice, so it looks first, or carries the entry's
        id as its transaction id. Raises the faults of the ports."""
