"""The extension points of rooms: what other features add, in the `extends` of their manifests.

All of them are pure, and are asked within a step. Whatever one of them says of a room has to hold
for everybody who reads it: a card is read by anyone who asks.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from peerbot.features.rooms.records import Card
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Line, Quoted, Say
from peerbot.kernel.feature import Extensions
from peerbot.kernel.ids import UserID
from peerbot.kernel.messages import Send

Moment = Literal["open", "failed", "closing", "over"]
"""open: members may ask for a place. failed: it never came to that. closing: nobody gets a place
any more. over: nothing is left; it follows closing alone."""


@dataclass(frozen=True)
class CardLine:
    """Lines on a room's card, before what is kept, or (`second_page`) on its second page. None of
    them is a choice."""

    lines: Callable[[Card, Context], Iterable[Line]]
    second_page: bool = False


@dataclass(frozen=True)
class CardChoice:
    """A choice on a room's card: the same as saying `word`, which the feature answers anywhere. The
    state it is said in has the room's `mark`."""

    word: str


@dataclass(frozen=True)
class OpenOption:
    """Something that a room can be opened with: words at the end of `open quiet company 50`.

    `phrases`: those words, folded (see `kernel.parse.plain`). `line`: what the summary and the card
    say of it. A room that was opened with it has its `name` among `Card.options`.
    """

    name: str
    phrases: tuple[str, ...]
    line: str


INVITED_ALONE: Final = "invited"
"""The option of rooms themselves: only whom whoever holds the room invited has a place."""


@dataclass(frozen=True)
class OpenLine:
    """Lines below the summary of a room, before the yes that opens it. None of them is a choice."""

    lines: Callable[[Context], Iterable[Line]]


@dataclass(frozen=True)
class Admission:
    """Whether somebody may have a place: the reason why not, with a next step. It is asked at their
    yes, since what they read may be a while ago; whoever may not come in still reads the card."""

    refuses: Callable[[Card, Context], Say | None]


@dataclass(frozen=True)
class KeptPlace:
    """Whether a place is kept for somebody in the room of this card: then it is not full to them.
    It is asked in their own step, of what is kept of them."""

    has: Callable[[Card, Context], bool]


@dataclass(frozen=True)
class ListLine:
    """Lines above the list of open rooms, also where none is. None of them is a choice."""

    lines: Callable[[Context], Iterable[Line]]


@dataclass(frozen=True)
class ParticipantName:
    """What somebody in a room is called in lists of who is in it; None: by their address."""

    name: Callable[[UserID, Context], Quoted | None]


@dataclass(frozen=True)
class RoomLife:
    """Hears of each moment of each room: what is told to other actors then, in the room's step."""

    hears: Callable[[Moment, Card, Context], Iterable[Send]]


def refusal(extensions: Extensions, card: Card, context: Context) -> Say | None:
    """The first reason why somebody may not ask for a place."""
    reasons = (check.refuses(card, context) for check in extensions.of(Admission))
    return next((reason for reason in reasons if reason), None)


def is_kept(extensions: Extensions, card: Card, context: Context) -> bool:
    """Whether a place there is kept for this person."""
    kept = context.now < card.kept_until if card.kept_until else False
    return kept and any(it.has(card, context) for it in extensions.of(KeptPlace))


def list_lines(extensions: Extensions, context: Context) -> tuple[Line, ...]:
    """What features say above the list of open rooms."""
    return tuple(line for it in extensions.of(ListLine) for line in it.lines(context))


def card_lines(extensions: Extensions, card: Card, context: Context) -> tuple[Line, ...]:
    """What features say on a card: of what the room was opened with, and the rest."""
    opened_with = (it for it in extensions.of(OpenOption) if it.name in card.options)
    return (*(Line(0, option.line) for option in opened_with), *_added(extensions, card, context))


def second_page_lines(extensions: Extensions, card: Card, context: Context) -> tuple[Line, ...]:
    """What features say on the second page of a card."""
    return tuple(_added(extensions, card, context, second_page=True))


def _added(
    extensions: Extensions, card: Card, context: Context, *, second_page: bool = False
) -> Iterator[Line]:
    for extension in extensions.of(CardLine):
        if extension.second_page == second_page:
            yield from extension.lines(card, context)


def called(extensions: Extensions, user: UserID, context: Context) -> str:
    """What to call somebody in a list."""
    names = (it.name(user, context) for it in extensions.of(ParticipantName))
    return next((name for name in names if name), user)
