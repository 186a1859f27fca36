"""What comes in: a person's words, the results of effects, and due times.

A result of an effect comes back as an input, so that no decision ever waits.
"""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from peerbot.vocabulary.ids import Mark, RoomID, UserID
from peerbot.vocabulary.notes import Card

NoPlace = Literal["full", "closed", "forbidden"]
"""Why somebody was not let in; forbidden: their account or a server does not take it."""

NoRoom = Literal["limited", "forbidden", "unsafe", "late"]
"""Why no room was made; unsafe: the keeper is not as at setup; late: its time was over."""

Ending = Literal["time", "facilitator", "lost", "unsafe", "uninvited", "stuck"]
"""Why a room closed; uninvited: whoever should hold it could not be invited; stuck: the homeserver
let us not remove everyone."""


class Said(Struct, frozen=True, tag=True):
    """Words a person wrote, already decrypted, verified and capped."""

    text: str


class ThirdPersonCame(Struct, frozen=True, tag=True):
    """Somebody else is in the chat, or invited to it."""


class ChatGone(Struct, frozen=True, tag=True):
    """The chat is over: the person left or removed the voice, or the voice left."""

    chat: RoomID


class Undelivered(Struct, frozen=True, tag=True):
    """An answer got too old to be sent without risking to say it twice."""


class OfferMade(Struct, frozen=True, tag=True):
    """A steward offers a role."""

    role: str
    until: datetime


class RoleRevoked(Struct, frozen=True, tag=True):
    """A steward takes a role, or an offer of it, back."""


class EraseOrdered(Struct, frozen=True, tag=True):
    """A steward erases the person, at their wish made elsewhere."""


class Scrubbed(Struct, frozen=True, tag=True):
    """What was erased is also gone from the file's free space."""


class ScrubDelayed(Struct, frozen=True, tag=True):
    """The file could not be cleaned yet; it is tried again."""


class PlaceGiven(Struct, frozen=True, tag=True):
    """The room let the person in: the invitation is on the homeserver."""

    mark: Mark


class PlaceRefused(Struct, frozen=True, tag=True):
    """The room could not let the person in."""

    mark: Mark
    why: NoPlace


class PlaceFreed(Struct, frozen=True, tag=True):
    """The person's place in a room that goes on is free again.

    `refused`: the homeserver let us not remove them.
    """

    mark: Mark
    refused: bool = False


class RoomClosed(Struct, frozen=True, tag=True):
    """A room is over; `hosted`: it was theirs to hold."""

    mark: Mark
    why: Ending
    hosted: bool = False


class RoomIsOpen(Struct, frozen=True, tag=True):
    """To the facilitator: the room is there, and they are invited."""

    card: Card


class RoomNotOpened(Struct, frozen=True, tag=True):
    """To the facilitator: no room came of it."""

    mark: Mark
    why: NoRoom


PersonInput = (
    Said
    | ThirdPersonCame
    | ChatGone
    | Undelivered
    | OfferMade
    | RoleRevoked
    | EraseOrdered
    | Scrubbed
    | ScrubDelayed
    | PlaceGiven
    | PlaceRefused
    | PlaceFreed
    | RoomClosed
    | RoomIsOpen
    | RoomNotOpened
)


class Open(Struct, frozen=True, tag=True):
    """A facilitator's yes to the summary."""

    card: Card


class LetIn(Struct, frozen=True, tag=True):
    """A member's yes to the card."""

    user: UserID


class LetGo(Struct, frozen=True, tag=True):
    """A member gives their place back."""

    user: UserID


class Close(Struct, frozen=True, tag=True):
    """Close before the time."""

    why: Ending


class Due(Struct, frozen=True, tag=True):
    """A time that the room asked to be woken at. `what`: warning, end."""

    what: str


class Created(Struct, frozen=True, tag=True):
    """The homeserver made the room."""

    room_id: RoomID


class NotCreated(Struct, frozen=True, tag=True):
    """The homeserver would not make the room."""

    why: NoRoom


class Invited(Struct, frozen=True, tag=True):
    """An invitation stands on the homeserver (or the person is in already)."""

    user: UserID


class NotInvited(Struct, frozen=True, tag=True):
    """An invitation was refused."""

    user: UserID
    why: NoPlace


class Removed(Struct, frozen=True, tag=True):
    """The person is neither in the room nor invited, unless that was `refused`."""

    user: UserID
    refused: bool = False


class Silenced(Struct, frozen=True, tag=True):
    """Nobody but the keeper can write in the room any more."""


class Emptied(Struct, frozen=True, tag=True):
    """Nobody but the keeper is in the room or invited to it, unless that was `refused`."""

    refused: bool = False


class Left(Struct, frozen=True, tag=True):
    """The keeper left the room and forgot it."""


RoomInput = (
    Open
    | LetIn
    | LetGo
    | Close
    | Due
    | Created
    | NotCreated
    | Invited
    | NotInvited
    | Removed
    | Silenced
    | Emptied
    | Left
)

Input = PersonInput | RoomInput
