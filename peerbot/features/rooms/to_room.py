"""What comes in to a room: members' wishes, due times, what the homeserver answered."""

from collections.abc import Mapping
from datetime import datetime

from peerbot.features.rooms.address import Mark
from peerbot.features.rooms.consents import HAND_NOTE, PASS_ON_PROPOSAL
from peerbot.features.rooms.fates import (
    Ending,
    HelpAnswer,
    Looking,
    NoPlace,
    NoRoom,
    Relayed,
    TakeBackFate,
    Written,
)
from peerbot.features.rooms.records import Answer, Card
from peerbot.kernel.consents import Consent
from peerbot.kernel.ids import EventID, RoomID, UserID
from peerbot.kernel.messages import Message, Urgency

CONSENTS: Mapping[Written, Consent] = {"note": HAND_NOTE, "agreement": PASS_ON_PROPOSAL}
"""What somebody says yes to who wants words passed on."""


class Open(Message, frozen=True):
    """A facilitator's yes to the summary."""

    card: Card


class LetIn(Message, frozen=True):
    """A member's yes to the card. `kept`: a place is kept there for them."""

    user: UserID
    kept: bool = False


class LetGo(Message, frozen=True):
    """A member gives their place back."""

    user: UserID


class Close(Message, frozen=True):
    """Close before the time."""

    why: Ending


class Came(Message, frozen=True):
    """Somebody joined the room."""

    user: UserID


class Went(Message, frozen=True):
    """Somebody left the room."""

    user: UserID


class Extend(Message, frozen=True):
    """Whoever holds the room wants `minutes` more, or (`until`) a time that it closes."""

    user: UserID
    minutes: int
    until: datetime | None = None


class Lock(Message, frozen=True):
    """Whoever holds the room lets nobody new in, or (not `locked`) lets people in again."""

    user: UserID
    locked: bool


class CloseSoon(Message, frozen=True):
    """Whoever holds the room closes it in two minutes, so that sentences can be finished."""

    user: UserID


class LookIn(Message, frozen=True):
    """Somebody wants to know who is in."""

    user: UserID
    why: Looking


class StepOut(Message, frozen=True):
    """The facilitator (`by`) ends somebody's place, for this room alone."""

    user: UserID
    why: str
    by: UserID


class AskIn(Message, frozen=True):
    """Whoever holds the room (`by`) says that somebody may have a place in it."""

    user: UserID
    by: UserID


class TakeBack(Message, frozen=True):
    """The facilitator (`by`) wants one message in the room taken back."""

    event_id: EventID
    by: UserID


class HelpWanted(Message, frozen=True):
    """A member asks for the facilitator, privately."""

    user: UserID


class HelpAnswered(Message, frozen=True):
    """Whoever holds the room (`user`) answers a call for help. The rest is as on a card, for the
    room that is opened for the two."""

    user: UserID
    call: Mark
    answer: HelpAnswer
    shown_name: str = ""
    duty: str = ""


class WordsBrought(Message, frozen=True, tag="NoteBrought"):
    """Words for the facilitator, whom the question named: `to`. A note, or (`what`) a proposal,
    which answers to no question."""

    user: UserID
    to: UserID
    title: str
    answers: tuple[Answer, ...]
    until: datetime
    what: Written = "note"

    @property
    def consent(self) -> Consent:
        """See `Message`."""
        return CONSENTS[self.what]

    @property
    def written(self) -> tuple[UserID, datetime]:
        """See `Message`."""
        return self.user, self.until


class WordsTakenBack(Message, frozen=True):
    """Nobody reads any more what `user` wanted passed on and nobody had read. `note`, `agreement`:
    whether one was among it."""

    user: UserID
    note: bool
    agreement: bool = False


class Passed(Message, frozen=True):
    """What `user` wanted passed on is said in the chat of `to`, or cannot be (`done`).

    `since`: when it was asked for.
    """

    what: Relayed
    user: UserID
    to: UserID
    title: str
    since: datetime
    done: bool


class NameSecond(Message, frozen=True):
    """Whoever holds the room (`by`) wants somebody asked whether they hold it in their place."""

    user: UserID
    by: UserID


class SecondAgrees(Message, frozen=True):
    """Another facilitator will hold the room when its own cannot. The rest is as on a card."""

    user: UserID
    shown_name: str = ""
    duty: str = ""


class SecondDeclines(Message, frozen=True):
    """Whom the facilitator named will not be the second."""

    user: UserID


class Holds(Message, frozen=True):
    """The second's answer, whether they hold the room."""

    user: UserID
    yes: bool


class HoldsOn(Message, frozen=True):
    """Whoever holds the room is there and holds it on, or lets the second hold it."""

    user: UserID
    yes: bool


class Seen(Message, frozen=True):
    """Who is in the room, as the homeserver says, keeper aside. `user`: who asked."""

    people: tuple[UserID, ...]
    why: Looking
    user: UserID


class Waiting(Message, frozen=True):
    """The person is not invited yet: nobody who holds the room is in it."""

    user: UserID


class Due(Message, frozen=True):
    """A time that the room set itself. `what`: ten, two, end, check, pass, help, arm,
    kept, locks."""

    urgency = Urgency.ENDING

    what: str


class Created(Message, frozen=True):
    """The homeserver made the room."""

    room_id: RoomID


class Armed(Message, frozen=True):
    """Whether the homeserver silences the room by itself once it closes. `again`: when to look
    whether that is still so."""

    by_itself: bool
    again: datetime | None = None


class NotCreated(Message, frozen=True):
    """The homeserver would not make the room."""

    why: NoRoom


class Invited(Message, frozen=True):
    """An invitation stands on the homeserver (or the person is in already)."""

    user: UserID


class NotInvited(Message, frozen=True):
    """An invitation was refused."""

    user: UserID
    why: NoPlace


Answered = Invited | NotInvited | Waiting
"""What became of an invitation."""


class Removed(Message, frozen=True):
    """The person is neither in the room nor invited, unless that was `refused`.

    `by`: the facilitator who asked them to step out.
    """

    user: UserID
    refused: bool = False
    by: UserID = UserID("")


class TakenBack(Message, frozen=True):
    """What became of a message that `by` wanted taken back."""

    by: UserID
    fate: TakeBackFate


class Silenced(Message, frozen=True):
    """Nobody but the keeper can write in the room any more."""


class Emptied(Message, frozen=True):
    """Nobody but the keeper is in the room or invited to it, unless that was `refused`."""

    refused: bool = False


class Left(Message, frozen=True):
    """The keeper left the room and forgot it, unless it is `refused` that."""

    refused: bool = False
