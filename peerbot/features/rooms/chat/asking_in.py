"""Whoever holds a room for invited people alone says who may have a place there."""

import re
from typing import ClassVar
from urllib.parse import unquote

from peerbot.features.rooms.address import Mark, Room
from peerbot.features.rooms.asking import rooms_to_hold
from peerbot.features.rooms.extending import INVITED_ALONE
from peerbot.features.rooms.records import Card
from peerbot.features.rooms.settings import takes_in
from peerbot.features.rooms.to_person import AskInSettled
from peerbot.features.rooms.to_room import AskIn
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Line, Quoted, Say
from peerbot.kernel.feature import Flow
from peerbot.kernel.ids import UserID
from peerbot.kernel.messages import Send
from peerbot.kernel.parse import Pick
from peerbot.kernel.table import Anywhere, Home, State, Step, Transition

ADDRESS = re.compile(
    r"@[A-Za-z0-9._=/+-]+:(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::\d{1,5})?"
)
"""One in what somebody wrote, a link among it. Its name keeps the case: old ones have capitals."""

LONGEST = 255
"""Characters of an address (spec, appendices, "User Identifiers")."""


class AskInAsked(State, frozen=True):
    """Somebody is named, who agreed to nothing; nothing happens before a yes."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-ask-in"

    mark: Mark
    user: UserID


def ask_in(_state: State, heard: Pick, context: Context) -> Step:
    """`ask in @sam:example.org 2`: into the room that is number 2."""
    rooms = tuple(card for card in rooms_to_hold(context) if INVITED_ALONE in card.options)
    if not rooms:
        return Step(Home(), (Say("ask-in-nowhere"),))
    found = ADDRESS.search(unquote(heard.text))  # `rest` is case-folded
    if found is None or len(found[0]) > LONGEST:
        return Step(Home(), (Say("ask-in-how"),))
    number = re.search(r" (\d+)$", heard.rest)
    named = [card for card in rooms if number is None or number[1] == str(card.number)]
    if len(named) != 1:
        return Step(Home(), (Say("ask-in-which", also=tuple(map(_line, rooms))),))
    user, card = UserID(found[0]), named[0]
    if not takes_in(context, user):
        return Step(Home(), (Say("ask-in-elsewhere", {"server": context.settings.server}),))
    asked = Say("ask-in-ask", {"named": Quoted(user), "title": card.title}, ask=True)
    return Step(AskInAsked(card.mark, user), (asked,))


def _line(card: Card) -> Line:
    return Line(0, "ask-in-room", {"number": card.number, "title": card.title})


def confirm(state: AskInAsked, _heard: Pick, context: Context) -> Step:
    return Step(Home(), (Send(Room(state.mark), AskIn(state.user, context.me)),))


def cancel(_state: AskInAsked, _heard: Pick, _context: Context) -> Step:
    return Step(Home(), (Say("ask-in-no"),))


def settled(state: State, message: AskInSettled, _context: Context) -> Step:
    args = {"user": message.user, "title": message.title}
    return Step(state, (Say(f"ask-in-{message.fate}", args),))


FLOW = Flow(
    "asking_in",
    (
        Transition(AskInAsked, "yes", confirm, (Home,)),
        Transition(AskInAsked, "no", cancel, (Home,)),
        Transition(Anywhere, "ask-in", ask_in, (AskInAsked, Home), takes_rest=True),
        Transition(Anywhere, AskInSettled, settled),
    ),
)
