"""What the engine asks of Matrix, and how Matrix may fail it.

Matrix never calls up: it implements these and raises these. Every action may be done twice (the
process can be killed between the deed and its record), so each looks at the server first, or
carries the row's id as its transaction id, and "already so" counts as done.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Literal, Protocol

from peerbot.kernel.ids import EventID, RoomID, UserID
from peerbot.vocabulary.inputs import PersonInput, TakeBackFate
from peerbot.vocabulary.notes import Card


class PortFault(Exception):
    """An action did not happen. Carries no identifier."""


class Limited(PortFault):
    """The homeserver asks to wait. `retry_after`: seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__("the homeserver asks to wait")
        self.retry_after = retry_after


class TryLater(PortFault):
    """The homeserver is away or faulty; the same action may succeed later."""


class Odd(TryLater):
    """The homeserver's answer is not about what was asked, such as `M_UNRECOGNIZED` by a misrouted
    worker: the same action may succeed later. `too_large`: it says that ours was too big."""

    def __init__(self, *, too_large: bool = False) -> None:
        super().__init__("the homeserver's answer is not about this")
        self.too_large = too_large


class MustStop(Exception):
    """What ends the process on purpose, whoever meets it: a token that was revoked, an identity or
    a state that is not ours any more."""


class Refused(PortFault):
    """The homeserver will not do this: it says that it is forbidden, or gone."""

    def __init__(self, why: Literal["full", "forbidden", "blocked", "away"]) -> None:
        super().__init__(why)
        self.why = why


class NoRoomVersion(PortFault):
    """The homeserver offers no room version in which nobody can redact what protects a room."""


class ChatLost(PortFault):
    """The chat cannot be written to any more: nobody to say it to."""


class Unread(PortFault):
    """The chat is there, and no device of the person's may read what we say in it."""


class Listener(Protocol):
    """What the voice hands its news to. Commits before it returns."""

    def invited_to_chat(self, user: UserID, chat: RoomID) -> None:
        """Somebody who may talk to us asks us into a chat."""

    def heard(
        self, user: UserID, chat: RoomID, event: PersonInput, handled: Callable[[], None]
    ) -> None:
        """Something happened in a chat. `handled` marks it, inside the step's transaction."""

    def chat_upgraded(self, user: UserID, chat: RoomID) -> None:
        """The room of the person's chat was upgraded to this one, and we are in it."""

    def chat_left(self, user: UserID, chat: RoomID) -> None:
        """The person left the chat."""

    def chat_of(self, user: UserID) -> RoomID | None:
        """The chat in which a person last wrote; None for a stranger."""


class RoomListener(Protocol):
    """What the keeper hands its news to."""

    def room_lost(self, room_id: RoomID) -> None:
        """The keeper is no longer in a room."""

    def membership_changed(self, room_id: RoomID, user: UserID, came: bool) -> None:
        """Somebody came into a room or left it."""


class Voice(Protocol):
    """The account that talks with people."""

    async def join_chat(self, user: UserID, chat: RoomID) -> None:
        """Join a chat we are invited to; leave again when it is not one that we may talk in."""

    async def say(
        self, user: UserID, chat: RoomID, body: str, *, notify: bool, txn_id: str
    ) -> None:
        """Send one encrypted message to one person. Raises `ChatLost`, `Unread`, and the
        shared faults."""

    async def leave_chat(self, chat: RoomID) -> None:
        """Leave and forget a chat."""

    async def clear_chat(self, chat: RoomID) -> None:
        """Redact our own messages in a chat, then leave and forget it."""

    def forget(self, user: UserID) -> None:
        """Drop from memory what only served to talk with this person."""


class Keeper(Protocol):
    """The account that holds the rooms. Raises `Refused(why)` and the shared faults."""

    async def create(self, card: Card, topic: str, *, federate: bool) -> RoomID:
        """Make the room with nobody invited. Not repeatable: a second call is a second room.

        Nobody but the keeper has any power in it. Raises `NoRoomVersion`.
        Where the homeserver can (MSC4140), it is asked to silence the room by itself at
        `card.closes`, so that the promise holds even when this process is dead.
        """

    async def invite(
        self, room_id: RoomID, user: UserID, *, size: int, holders: Collection[UserID]
    ) -> None:
        """Invite, unless in or invited already; with `holders`, `Refused("full")` when `size`
        people are in or invited beside them."""

    async def look(self, room_id: RoomID) -> tuple[UserID, ...]:
        """Who is in a room, the keeper aside; nobody when it is gone."""

    async def demote(self, room_id: RoomID) -> None:
        """Take from everybody the power that rooms of older versions gave, also where the
        homeserver would give it back when it silences the room by itself."""

    async def take_back(self, room_id: RoomID, event_id: EventID, *, txn_id: str) -> TakeBackFate:
        """Redact a message or a reaction, and nothing else; what is redacted already is done."""

    async def silence_at(self, room_id: RoomID, when: datetime) -> None:
        """Let the homeserver silence the room by itself at another time, where it can."""

    async def remove(self, room_id: RoomID, user: UserID, reason: str) -> None:
        """Remove, or withdraw the invitation of, one person."""

    async def set_topic(self, room_id: RoomID, topic: str) -> None:
        """Say something every homeserver may see."""

    async def silence(self, room_id: RoomID) -> None:
        """Raise what it takes to write above everybody but the keeper."""

    async def empty(self, room_id: RoomID, reason: str) -> None:
        """Remove everyone and withdraw every invitation. Tries all before it raises `Refused`."""

    async def leave(self, room_id: RoomID, reason: str) -> None:
        """Leave and forget; empties first when somebody is still there."""

    async def reconcile(self, known: Collection[RoomID]) -> frozenset[RoomID]:
        """Leave every room that is not known, as it is; give the known ones we are not in."""

    async def trusted(self) -> bool:
        """Whether the identity is the pinned one and the account still has no device keys."""
