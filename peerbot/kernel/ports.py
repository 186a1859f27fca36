"""What the engine asks of Matrix, and how Matrix may fail it.

Matrix never calls up: it implements these and raises these. Every action may be done twice (the
process can be killed between the action and its record), so each looks at the server first, or
carries the entry's id as its transaction id, and "already so" counts as done.
"""

from collections.abc import Callable
from typing import Literal, Protocol

from peerbot.kernel.files import File
from peerbot.kernel.ids import EventID, RoomID, UserID
from peerbot.kernel.messages import Message
from peerbot.kernel.newcomers import NotNow

WORTH_WAITING = 15.0
"""Seconds that somebody is left waiting for a room or a place rather than told to try later."""


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


class ChatLost(PortFault):
    """The chat cannot be written to any more: nobody to say it to."""


class Unread(PortFault):
    """The chat is there, and no device of the person's may read what we say in it."""


class FileRefused(PortFault):
    """The homeserver does not take the file: nothing was said."""


class Listener(Protocol):
    """What the voice hands its news to. Commits before it returns."""

    def invited_to_chat(self, user: UserID, chat: RoomID) -> None:
        """Somebody who may talk to us asks us into a chat."""

    def refuses(self, user: UserID) -> NotNow | None:
        """Why somebody who may talk to us cannot begin a chat now; None when they can."""

    def heard(
        self, user: UserID, chat: RoomID, event: Message, handled: Callable[[], None]
    ) -> None:
        """Something happened in a chat. `handled` marks it, inside the step's transaction."""

    def chat_upgraded(self, user: UserID, chat: RoomID) -> None:
        """The room of the person's chat was upgraded to this one, and we are in it."""

    def chat_left(self, user: UserID, chat: RoomID) -> None:
        """The person left the chat."""

    def chat_of(self, user: UserID) -> RoomID | None:
        """The chat in which a person last wrote; None for a stranger."""


class Sentences(Protocol):
    """What Matrix says without a step, in the collective's language."""

    def say(self, text: str) -> str:
        """A sentence of the catalogues, by its id."""

    def means(self, words: str, word: str) -> bool:
        """Whether somebody said just this, in any form. `word`: its id in the catalogues."""


class Voice(Protocol):
    """The account that talks with people."""

    async def join_chat(self, user: UserID, chat: RoomID) -> None:
        """Join a chat we are invited to; leave again when it is not one that we may talk in."""

    async def turn_away(self, chat: RoomID, why: NotNow) -> None:
        """Decline an invitation to a chat, or leave it, with that sentence as the reason."""

    async def say(
        self,
        user: UserID,
        chat: RoomID,
        body: str,
        *,
        notify: bool,
        txn_id: str,
        thread: EventID | None = None,
        file: File | None = None,
    ) -> None:
        """Send one encrypted message to one person, in the thread of this root if there is one,
        with a file if there is one. Raises `ChatLost`, `Unread`, `FileRefused`, and the shared
        faults."""

    async def leave_chat(self, chat: RoomID) -> None:
        """Leave and forget a chat."""

    async def clear_chat(self, chat: RoomID) -> None:
        """Redact our own messages in a chat, then leave and forget it."""

    def forget(self, user: UserID) -> None:
        """Drop from memory what only served to talk with this person."""
