"""A facilitator has a message in their room redacted: its link, and one confirmation."""

from typing import ClassVar

from peerbot.feature import Choice, Flow
from peerbot.flow import Anywhere, Home, Row, State, Step
from peerbot.kernel.ids import EventID, Mark, Room
from peerbot.kernel.parse import Pick
from peerbot.vocabulary.effects import Say, Tell
from peerbot.vocabulary.inputs import TakeBackSettled
from peerbot.vocabulary.links import message_link
from peerbot.vocabulary.notes import View
from peerbot.vocabulary.room_inputs import TakeBack


class TakeBackAsked(State, frozen=True):
    """A message in a room that the person holds is named; nothing happens before a yes."""

    memory_only: ClassVar[bool] = True

    mark: Mark
    event_id: EventID


def ask_to_take_back(_state: State, heard: Pick, view: View) -> Step:
    held = {card.mark: card for card in view.rooms if card.facilitator == view.me}
    if not held:
        return Step(Home(), (Say("take-back-nowhere"),))
    if not heard.rest:
        return Step(Home(), (Say("take-back-how"),))
    link = message_link(heard.text)  # `rest` is case-folded, and ids are case-sensitive
    if link is None:
        return Step(Home(), (Say("take-back-unread"),))
    room_id, event_id = link
    card = held.get(dict(view.held).get(room_id, Mark("")))
    if card is None:
        return Step(Home(), (Say("take-back-elsewhere"),))
    asked = Say("take-back-ask", {"title": card.title}, ask=True)
    return Step(TakeBackAsked(card.mark, event_id), (asked,))


def confirm_take_back(state: TakeBackAsked, _heard: Pick, view: View) -> Step:
    return Step(Home(), (Tell(Room(state.mark), TakeBack(state.event_id, view.me)),))


def cancel_take_back(_state: TakeBackAsked, _heard: Pick, _view: View) -> Step:
    return Step(Home(), (Say("take-back-no"),))


def take_back_settled(state: State, message: TakeBackSettled, _view: View) -> Step:
    return Step(state, (Say(f"take-back-{message.fate}"),))


FLOW = Flow(
    "taking_back",
    (
        Row(TakeBackAsked, "take-it-back", confirm_take_back, (Home,)),
        Row(TakeBackAsked, "no", cancel_take_back, (Home,)),
        Row(Anywhere, "take-back", ask_to_take_back, (TakeBackAsked, Home), takes_rest=True),
        Row(Anywhere, TakeBackSettled, take_back_settled),
    ),
    menu=(Choice("take-back", 60, lambda view: any(c.facilitator == view.me for c in view.rooms)),),
)
