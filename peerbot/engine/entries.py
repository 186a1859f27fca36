"""Entries of the outbox: what is done outside, as committed with the step that decided it.

What a feature does is read by the registry's types. The rest is the engine's own: what is said in a
chat, messages on their way, cleaning the file. Class and field names are on the disk: a class
renamed keeps its tag, and a field its name there.
"""

from datetime import datetime, timedelta
from functools import reduce
from math import inf
from operator import or_
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, field

from peerbot.features import registry
from peerbot.kernel.actions import WAITED_FOR, Action, Handing, WhyNot
from peerbot.kernel.chat import ChatGone
from peerbot.kernel.files import File
from peerbot.kernel.ids import Address, EventID, Owner, Person, RoomID, UserID
from peerbot.kernel.messages import Message, Send, Urgency
from storage import Kind

if TYPE_CHECKING:
    AnyAddress: TypeAlias = Address
    AnyMessage: TypeAlias = Message
else:  # what is read from the disk has to be one of those that there are
    AnyAddress = reduce(or_, (Person, *registry().actors))
    AnyMessage = reduce(or_, registry().messages)

TOLD_WITHIN = timedelta(hours=1)
"""How long words that came too late stay until the next try finds it out, and their writer hears:
the sender never waits longer by itself."""

TOO_OLD = timedelta(hours=20)
"""An answer older than this is not sent blindly: Synapse forgets transaction ids after 24 h."""


class Hand(Handing, frozen=True, tag="Tell"):
    """A message on its way to an actor, in a step of its own."""

    to: AnyAddress = field(name="machine")
    message: AnyMessage = field(name="input")

    @property
    def addressee(self) -> Address:
        """See `Handing`."""
        return self.to

    @property
    def comes_back_as(self) -> Message:
        """It is the addressee's own step."""
        return self.message

    @property
    def priority(self) -> Urgency:
        """As the message says."""
        return self.message.urgency

    @property
    def whose(self) -> UserID | None:
        """Words on their way to somebody else are their writer's."""
        return self.message.written[0] if self.message.written else None

    def queue(self, owner: Owner, /) -> str:
        """As the message says."""
        return self.message.queue(owner)

    def tried_until(self, at: datetime, now: datetime, /) -> datetime:
        """Words are good until their time, and told of until then."""
        if written := self.message.written:
            return max(written[1], now) + TOLD_WITHIN
        return super().tried_until(at, now)


def handed(sent: Send) -> Hand:
    """A message that a step sends, as it waits."""
    return Hand(sent.to, sent.message)


class Bound(Struct, frozen=True):
    """Whose words something is, and what it is bound to: see `kernel.effects.Relay`."""

    of: UserID
    key: str = field(name="mark")
    until: datetime
    done: Hand | None = None
    failed: Hand | None = None
    what: str = ""

    @property
    def unsaid(self) -> tuple[Hand, ...]:
        """Who hears that the words were not passed on."""
        return (self.failed,) if self.failed else ()

    def kept_until(self, now: datetime) -> datetime:
        """Until when they wait for a try that finds out that they came too late."""
        return max(self.until, now) + TOLD_WITHIN


class InChat(Action, frozen=True):
    """Something that the voice does in a person's chat."""

    chat: RoomID

    def queue(self, _owner: Owner, /) -> str:
        """A chat's are in order."""
        return f"chat {self.chat}"


class EndsChat(InChat, frozen=True):
    """Something after which the voice is in the chat no more."""

    urgency = Urgency.ENDING

    def undone(self, _why: WhyNot, /) -> ChatGone:
        """It may be there still, and nobody is served by that."""
        return ChatGone(self.chat)


class SayInChat(InChat, frozen=True, tag="Send"):
    """Say a rendered message in a chat, in the thread of that root if there is one; with `relay`,
    somebody else's. `unsent`: what is said instead where the homeserver takes no `file`."""

    urgency = Urgency.ANSWER
    odd_tries = inf  # until it is too old

    body: str
    notify: bool
    relay: Bound | None = None
    thread: EventID | None = None
    file: File | None = None
    unsent: str = ""

    @property
    def priority(self) -> Urgency:
        """What nobody waits for comes last."""
        return Urgency.ANNOUNCEMENT if self.notify else self.urgency

    @property
    def whose(self) -> UserID | None:
        """Words of somebody else are theirs."""
        return self.relay.of if self.relay else None

    def queue(self, owner: Owner, /) -> str:
        """Words of others each wait by themselves until they are read, whatever else is there to be
        read; what is said at once on their behalf has its place among all else."""
        relay = self.relay
        if relay and not self.notify:
            return f"words {owner} {relay.of} {relay.key} {relay.until.isoformat()}"
        return super().queue(owner)

    def tried_until(self, at: datetime, now: datetime, /) -> datetime:
        """See `Bound`."""
        return self.relay.kept_until(now) if self.relay else super().tried_until(at, now)

    def undone(self, _why: WhyNot, /) -> tuple[Hand, ...] | None:
        """Their writer hears of it."""
        return self.relay.unsaid if self.relay else None


class Knock(InChat, frozen=True):
    """Say in a chat that somebody's words are there to be read; `words` is the entry that waits."""

    urgency = Urgency.ANNOUNCEMENT
    odd_tries = inf  # until it is too old

    body: str
    relay: Bound
    words: str = ""

    @property
    def whose(self) -> UserID:
        """As the words behind it."""
        return self.relay.of

    def tried_until(self, _at: datetime, now: datetime, /) -> datetime:
        """See `Bound`."""
        return self.relay.kept_until(now)

    def undone(self, _why: WhyNot, /) -> tuple[Hand, ...]:
        """Their writer hears of it."""
        return self.relay.unsaid


class Goodbye(EndsChat, frozen=True):
    """Say a rendered last message (none when empty), leave, forget."""

    body: str


class JoinChat(InChat, frozen=True):
    """Accept an invitation to a chat."""

    urgency = Urgency.COMING_IN
    odd_tries = WAITED_FOR


class ClearChat(EndsChat, frozen=True):
    """Redact what the voice said in a chat, leave, forget."""


class Scrub(Action, frozen=True):
    """Clean the file's free space after an erasing."""

    urgency = Urgency.ENDING


OWN: tuple[type[Action], ...] = (JoinChat, SayInChat, Knock, Goodbye, ClearChat, Scrub, Hand)
"""The engine's own actions."""

if TYPE_CHECKING:
    AnyAction: TypeAlias = Action
else:
    AnyAction = reduce(or_, (*OWN, *registry().actions))


class OutboxEntry(Struct, frozen=True):
    """One thing to do outside, and for which actor."""

    actor: AnyAddress = field(name="machine")
    action: AnyAction
    created: datetime


ENTRY = Kind[OutboxEntry]("row", OutboxEntry)
