"""Somebody in a room proposes what to agree on this time; whoever holds it reads that, and no name.

The program cannot speak in the room: whether it is brought up there is up to whoever holds it. How
it reaches them: `rooms/actor/passing.py`.
"""

from typing import ClassVar

from peerbot.features.rooms.api import (
    PASS_ON_PROPOSAL,
    Answer,
    Card,
    Mark,
    Room,
    WordsBrought,
    numbered,
    open_cards,
    places_of,
    seats_of,
)
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Line, Quoted, Say, above
from peerbot.kernel.feature import Flow
from peerbot.kernel.ids import UserID
from peerbot.kernel.messages import Send
from peerbot.kernel.pages import MORE
from peerbot.kernel.parse import Number, Other, Pick
from peerbot.kernel.table import ELSE, NUMBER, WORDS, Anywhere, Home, State, Step, Transition
from peerbot.quoting import looks_like_an_address, on_one_line

LONGEST_PROPOSAL = 120
"""Characters of a proposal: a sentence that somebody else can say in the room."""


class RoomToPropose(State, frozen=True):
    """The rooms that a proposal could be for are shown, each under the number that `join` takes.
    `words`: of it, if they said them already."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-propose-room"

    shown: tuple[tuple[int, Mark], ...]
    words: str = ""

    @property
    def loses(self) -> str:
        """See `State`."""
        return "proposal-dropped" if self.words else ""


class ProposalAsked(State, frozen=True):
    """What they propose, in words that whoever holds the room reads."""

    asks: ClassVar[str] = "asks-propose"

    mark: Mark


class ProposalShown(State, frozen=True):
    """The proposal is read back; it goes nowhere before a yes. `to`: who held the room as it was
    asked."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-proposal"

    mark: Mark
    to: UserID
    words: str

    @property
    def loses(self) -> str:
        """See `State`."""
        return "proposal-dropped"


def rooms_to_propose_in(context: Context) -> tuple[Card, ...]:
    """Open rooms that they were let into. Who holds one says it there; in one for two it would be
    plain whose it is."""
    seats = {place.mark for place in seats_of(context) if not (place.waiting or place.going)}
    return tuple(
        card
        for card in open_cards(context)
        if card.mark in seats and not card.for_two and context.me not in card.holders
    )


def _card(mark: Mark, context: Context) -> Card | None:
    return next((card for card in rooms_to_propose_in(context) if card.mark == mark), None)


def propose(_state: State, heard: Pick, context: Context) -> Step:
    rooms = rooms_to_propose_in(context)
    if len(rooms) == 1:
        return _begin(rooms[0], heard.rest_as_written)
    return _which("which-room", heard.rest_as_written, context)


def _begin(card: Card, words: str) -> Step:
    return _read_back(card, words) if words else _ask(card, "propose")


def _nowhere(context: Context) -> Step:
    holds = any(place.hosting for place in places_of(context))
    return Step(Home(), (Say("propose-own" if holds else "propose-nowhere"),))


def _which(
    text: str, words: str, context: Context, shown: tuple[tuple[int, Mark], ...] = ()
) -> Step:
    """`shown`: numbers already assigned, when the list continues on another page."""
    theirs = rooms_to_propose_in(context)
    rooms = tuple(card for card in theirs if (card.number, card.mark) in shown)
    if not rooms:
        rooms, shown = theirs, tuple((card.number, card.mark) for card in theirs)
    if not rooms:
        return _nowhere(context)
    return Step(RoomToPropose(shown, words), (Say(text, lines=numbered(rooms), ask=True),))


def choose_room(state: RoomToPropose, heard: Number, context: Context) -> Step:
    card = _card(dict(state.shown).get(heard.number, Mark("")), context)
    if card is None:
        return _which("not-understood-here", state.words, context)
    return _begin(card, state.words)


def list_more_rooms(state: RoomToPropose, _heard: object, context: Context) -> Step:
    return _which("which-room", state.words, context, state.shown)


def list_rooms_again(state: RoomToPropose, _heard: object, context: Context) -> Step:
    return _which("not-understood-here", state.words, context)


def _ask(card: Card, text: str) -> Step:
    args: Args = {"title": card.title, "facilitator": card.facilitator, "most": LONGEST_PROPOSAL}
    return Step(ProposalAsked(card.mark), (Say(text, args, ask=True),))


def words_given(state: ProposalAsked, heard: Pick | Number | Other, context: Context) -> Step:
    card = _card(state.mark, context)
    return _read_back(card, heard.text) if card else _nowhere(context)


def _read_back(card: Card, text: str) -> Step:
    """Nothing that could name somebody else, and no more than can be said in a sentence."""
    words = on_one_line(text)
    if not words:
        return _ask(card, "propose")
    if len(words) > LONGEST_PROPOSAL:
        return _ask(card, "propose-shorter")
    if looks_like_an_address(words, colon_alone=False):
        return _ask(card, "propose-nobody")
    args: Args = {
        "title": card.title,
        "facilitator": card.facilitator,
        "words": Quoted(words),
    }
    shown = ProposalShown(card.mark, card.facilitator, words)
    return Step(shown, (Say("propose-shown", args, ask=True),))


def pass_on(state: ProposalShown, _heard: Pick, context: Context) -> Step:
    card = _card(state.mark, context)
    if card is None:
        return _nowhere(context)
    if card.facilitator != state.to:
        again = _read_back(card, state.words)
        return Step(again.state, above((Line(0, "propose-other"),), again.effects))
    words = (Answer("", state.words),)
    brought = WordsBrought(context.me, state.to, card.title, words, card.latest, "agreement")
    return Step(Home(), (Send(Room(card.mark), brought),))


def drop_proposal(_state: State, _heard: Pick, _context: Context) -> Step:
    return Step(Home(), (Say("propose-no"),))


NEXT = (ProposalAsked, ProposalShown, Home)

FLOW = Flow(
    "proposing",
    (
        Transition(RoomToPropose, NUMBER, choose_room, (RoomToPropose, *NEXT)),
        Transition(RoomToPropose, "back", drop_proposal, (Home,)),
        Transition(RoomToPropose, MORE, list_more_rooms, (RoomToPropose, Home), numbered=False),
        Transition(RoomToPropose, ELSE, list_rooms_again, (RoomToPropose, Home)),
        Transition(ProposalAsked, "no", drop_proposal, (Home,)),
        Transition(ProposalAsked, WORDS, words_given, (ProposalShown, Home)),
        Transition(
            ProposalShown, "pass-it-on", pass_on, (ProposalShown, Home), consent=PASS_ON_PROPOSAL
        ),
        Transition(ProposalShown, "no", drop_proposal, (Home,)),
        Transition(Anywhere, "propose", propose, (RoomToPropose, *NEXT), takes_rest=True),
    ),
    consents=(PASS_ON_PROPOSAL,),
)
