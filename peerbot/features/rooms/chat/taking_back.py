"""A facilitator has a message in their room redacted: its link, and one confirmation. Anybody takes
back what they wrote to those who hold a room, while nobody has read it."""

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from peerbot.features.core.api import TakesBack
from peerbot.features.rooms.address import Mark, Room
from peerbot.features.rooms.asking import marks_of_passing, take_back_words, taken_back
from peerbot.features.rooms.links import message_link
from peerbot.features.rooms.records import held_rooms, holds_a_room, open_cards, seats_of
from peerbot.features.rooms.to_person import TakeBackSettled
from peerbot.features.rooms.to_room import TakeBack
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Effect, Line, Say
from peerbot.kernel.feature import Choice, Extensions, Flow
from peerbot.kernel.ids import EventID
from peerbot.kernel.messages import Send
from peerbot.kernel.parse import Pick
from peerbot.kernel.table import Anywhere, Home, State, Step, Transition


class TakeBackAsked(State, frozen=True):
    """A message in a room that the person holds is named; nothing happens before a yes."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-take-back"

    mark: Mark
    event_id: EventID


Passed = tuple[Line, tuple[Effect, ...]]
"""The line that says what is taken back, and what does it."""


def take_back(extensions: Extensions, state: State, heard: Pick, context: Context) -> Step:
    """A message, by its link. Without one, what they wrote themselves and nobody has read: of those
    who hold a room only if they say more than that, since their menu means a message by it."""
    held = {card.mark: card for card in open_cards(context) if card.facilitator == context.me}
    marks = marks_of_passing(context)
    others = tuple(_of_others(extensions, context))
    own = bool(marks or others)
    link = message_link(heard.text)  # `rest` is case-folded, and ids are case-sensitive
    if link is None and (not held or (heard.rest and own)):
        return _take_back_own(state, marks, others, context)
    if not held:
        return Step(Home(), (Say("take-back-nowhere"),))
    if link is None:
        mine = (Line(0, "take-back-mine"),) if own else ()
        text = "take-back-unread" if heard.rest else "take-back-how"
        return Step(Home(), (Say(text, also=mine),))
    room_id, event_id = link
    card = held.get(held_rooms(context).get(room_id, Mark("")))
    if card is None:
        return Step(Home(), (Say("take-back-elsewhere"),))
    asked = Say("take-back-ask", {"title": card.title}, ask=True)
    return Step(TakeBackAsked(card.mark, event_id), (asked,))


def _of_others(extensions: Extensions, context: Context) -> Iterator[Passed]:
    """What other features pass on for the person."""
    for extension in extensions.of(TakesBack):
        if words := extension.words(context):
            yield words


def _take_back_own(
    state: State, marks: list[Mark], others: tuple[Passed, ...], context: Context
) -> Step:
    """A question that is open is asked once more: a yes to this would be one to that."""
    seats = [place.mark for place in seats_of(context)]
    effects = (
        *take_back_words((*marks, *seats), context),
        *(effect for _, does in others for effect in does),
    )
    nothing = "take-back-call" if seats else "take-back-nothing"
    gone = (*taken_back(marks, context), *(line for line, _ in others)) or (Line(0, nothing),)
    ask = bool(state.question)
    said = Say(gone[0].text, also=(*gone[1:], *state.question), ask=ask)
    return Step(state, (*effects, said))


def confirm_take_back(state: TakeBackAsked, _heard: Pick, context: Context) -> Step:
    return Step(Home(), (Send(Room(state.mark), TakeBack(state.event_id, context.me)),))


def cancel_take_back(_state: TakeBackAsked, _heard: Pick, _context: Context) -> Step:
    return Step(Home(), (Say("take-back-no"),))


def take_back_settled(state: State, message: TakeBackSettled, _context: Context) -> Step:
    return Step(state, (Say(f"take-back-{message.fate}"),))


def flow(extensions: Extensions) -> Flow:
    """Other features pass words on as well."""
    takes = partial(take_back, extensions)
    return Flow(
        "taking_back",
        (
            Transition(TakeBackAsked, "take-it-back", confirm_take_back, (Home,)),
            Transition(TakeBackAsked, "no", cancel_take_back, (Home,)),
            Transition(Anywhere, "take-back", takes, (TakeBackAsked, Home), takes_rest=True),
            Transition(Anywhere, TakeBackSettled, take_back_settled),
        ),
        menu=(Choice("take-back", 60, holds_a_room),),
    )
