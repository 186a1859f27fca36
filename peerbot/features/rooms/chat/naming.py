"""Whoever holds a room names another facilitator, who holds it when they cannot: in a room of days
people take turns."""

import re

from peerbot.features.roles.api import away_until
from peerbot.features.rooms.address import Room
from peerbot.features.rooms.asking import facilitator_called
from peerbot.features.rooms.records import Card, open_cards
from peerbot.features.rooms.settings import takes_in
from peerbot.features.rooms.to_person import SecondNamed
from peerbot.features.rooms.to_room import NameSecond
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Line, Say
from peerbot.kernel.feature import Flow
from peerbot.kernel.messages import Send
from peerbot.kernel.parse import Pick
from peerbot.kernel.table import Anywhere, Home, State, Step, Transition

WHO = re.compile(r"(?:with )?(?P<who>\S+)(?: (?P<number>\d+))?")
"""`jo 2`: for the room that is number 2."""


def name_second(_state: State, heard: Pick, context: Context) -> Step:
    rooms = tuple(
        card for card in open_cards(context) if card.facilitator == context.me and not card.for_two
    )
    if not rooms:
        return Step(Home(), (Say("hold-nowhere"),))
    said = WHO.fullmatch(heard.rest)
    if said is None:
        return Step(Home(), (Say("name-second-how"),))
    named = [card for card in rooms if said["number"] in (None, str(card.number))]
    if len(named) != 1:
        return Step(Home(), (Say("name-second-which", also=tuple(map(_line, rooms))),))
    second = facilitator_called(said["who"], context)
    if second is None:
        return Step(Home(), (Say("name-second-unknown"),))
    if not takes_in(context, second):
        return Step(Home(), (Say("name-second-elsewhere", {"server": context.settings.server}),))
    if until := away_until(second, context):
        return Step(Home(), (Say("name-second-away", {"second": second, "until": until}),))
    return Step(Home(), (Send(Room(named[0].mark), NameSecond(second, context.me)),))


def _line(card: Card) -> Line:
    return Line(0, "ask-in-room", {"number": card.number, "title": card.title})


def settled(state: State, message: SecondNamed, _context: Context) -> Step:
    args = {"second": message.user, "title": message.title}
    return Step(state, (Say(f"second-named-{message.fate}", args),))


FLOW = Flow(
    "naming",
    (
        Transition(Anywhere, "name-second", name_second, (Home,), takes_rest=True),
        Transition(Anywhere, SecondNamed, settled),
    ),
)
