"""What is done outside after a step is committed, and what the engine has to know of it."""

from datetime import datetime, timedelta
from typing import ClassVar, Literal

from msgspec import Struct

from peerbot.kernel.ids import Address, Owner, UserID
from peerbot.kernel.messages import Message, Urgency

LASTS = timedelta(days=7)
"""How long something is tried: a homeserver can be away."""

WAITED_FOR = 4
"""How often something that somebody waits for is tried while answers are odd: ten seconds or so."""

WhyNot = Literal["forbidden", "limited"]
"""Why something is not done; limited: the homeserver lets nobody do it for a while."""


class Action(Struct, frozen=True, tag=True):
    """Something to do outside; an entry of the outbox until it is done.

    Its class name is its type on the disk. What it overrides here is all that the engine knows of
    it, but for how it is performed.
    """

    urgency: ClassVar[Urgency]
    takes_allowance: ClassVar[bool] = False
    """Synapse takes it out of one account's allowance (`rc_message`), whatever else it counts."""
    odd_tries: ClassVar[float] = 10
    """How often it is tried while the homeserver's answers are not about it, with growing pauses:
    ten times are about five minutes."""

    @property
    def priority(self) -> Urgency:
        """How urgent this very one is."""
        return self.urgency

    @property
    def whose(self) -> UserID | None:
        """Whose erasing takes it along, where that is not the actor who wants it."""
        return None

    def queue(self, owner: Owner, /) -> str:
        """Entries of one queue go in order, each once the one before is done. What must not wait
        for a chat or a homeserver has its own. `owner`: of the actor's records."""
        return f"do {owner}"

    def tried_until(self, at: datetime, _now: datetime, /) -> datetime:
        """Until when it is tried. `at`: not before."""
        return at + LASTS

    @property
    def comes_back_as(self) -> Message | None:
        """What it comes to without anything being done outside: it is a timer."""
        return None

    def undone(self, _why: WhyNot, /) -> "Message | tuple[Handing, ...] | None":
        """What comes of it when it cannot be done: a message to the actor who waits for it, or
        messages to those who do. None: nobody waits."""
        return None


class Handing(Action, frozen=True):
    """A message on its way to an actor."""

    @property
    def addressee(self) -> Address:
        """Whom it is for."""
        raise NotImplementedError
