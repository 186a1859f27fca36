"""A facilitator has a message in their room redacted: its link, and one confirmation. Anybody takes
back what they wrote to those who hold a room, while nobody has read it."""

from typing import ClassVar

from peerbot.features.rooms.address import Mark, Room
from peerbot.features.rooms.asking import take_back_words
from peerbot.features.rooms.links import message_link
from peerbot.features.rooms.records import held_rooms, open_cards
from peerbot.features.rooms.to_person import TakeBackSettled
from peerbot.features.rooms.to_room import TakeBack
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Say
from peerbot.kernel.feature import Choice, Flow
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


def take_back(state: State, heard: Pick, context: Context) -> Step:
    """Without a link, what they wrote themselves and nobody has read."""
    rooms = dict.fromkeys(words.key for words in context.passing if words.key)
    if heard.rest or not rooms:
        return _ask_to_take_back(heard, context)
    gone = (effect for key in rooms for effect in take_back_words(Mark(key), context))
    return Step(state, (*gone, Say("take-back-words")))


def _ask_to_take_back(heard: Pick, context: Context) -> Step:
    held = {card.mark: card for card in open_cards(context) if card.facilitator == context.me}
    if not held:
        return Step(Home(), (Say("take-back-nowhere" if heard.rest else "take-back-nothing"),))
    if not heard.rest:
        return Step(Home(), (Say("take-back-how"),))
    link = message_link(heard.text)  # `rest` is case-folded, and ids are case-sensitive
    if link is None:
        return Step(Home(), (Say("take-back-unread"),))
    room_id, event_id = link
    card = held.get(held_rooms(context).get(room_id, Mark("")))
    if card is None:
        return Step(Home(), (Say("take-back-elsewhere"),))
    asked = Say("take-back-ask", {"title": card.title}, ask=True)
    return Step(TakeBackAsked(card.mark, event_id), (asked,))


def confirm_take_back(state: TakeBackAsked, _heard: Pick, context: Context) -> Step:
    return Step(Home(), (Send(Room(state.mark), TakeBack(state.event_id, context.me)),))


def cancel_take_back(_state: TakeBackAsked, _heard: Pick, _context: Context) -> Step:
    return Step(Home(), (Say("take-back-no"),))


def take_back_settled(state: State, message: TakeBackSettled, _context: Context) -> Step:
    return Step(state, (Say(f"take-back-{message.fate}"),))


FLOW = Flow(
    "taking_back",
    (
        Transition(TakeBackAsked, "take-it-back", confirm_take_back, (Home,)),
        Transition(TakeBackAsked, "no", cancel_take_back, (Home,)),
        Transition(Anywhere, "take-back", take_back, (TakeBackAsked, Home), takes_rest=True),
        Transition(Anywhere, TakeBackSettled, take_back_settled),
    ),
    menu=(
        Choice(
            "take-back",
            60,
            lambda context: any(c.facilitator == context.me for c in open_cards(context)),
        ),
    ),
)
