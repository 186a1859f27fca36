"""The second wants to hold a room whose holder is in it; whoever held it may take it back."""

from typing import ClassVar

from msgspec.structs import replace

from peerbot.features.rooms.address import Mark, Room
from peerbot.features.rooms.consents import HOST
from peerbot.features.rooms.records import CLOSING_TAKES, open_cards, place_in
from peerbot.features.rooms.to_person import (
    HandedOn,
    HandoverAsked,
    HandoverKept,
    HandoverWaits,
)
from peerbot.features.rooms.to_room import HoldsOn, LetGo
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Put, Say
from peerbot.kernel.feature import Flow
from peerbot.kernel.messages import Send
from peerbot.kernel.parse import Pick
from peerbot.kernel.table import Anywhere, Go, Home, State, Step, Transition


class HandoverOffered(State, frozen=True):
    """Whether whoever holds a room is there, or lets the second hold it."""

    asks: ClassVar[str] = "asks-handover"

    mark: Mark


def handover_asked(state: State, message: HandoverAsked, _context: Context) -> Step:
    if state != Home():
        return Step(state, (Say("handover-ask-beside", starts=True),))
    asked = Say("handover-ask", ask=True, starts=True)
    return Step(HandoverOffered(message.mark), (asked,))


def say_here(state: State, _heard: Pick, context: Context) -> Step:
    after = Home() if isinstance(state, HandoverOffered) else state
    held = [card.mark for card in open_cards(context) if card.facilitator == context.me]
    if not held:
        return Step(after, (Say("hold-nowhere"),))
    here = tuple(Send(Room(mark), HoldsOn(context.me, yes=True)) for mark in held)
    return Step(after, (*here, Say("here")))


def let_them_hold(state: HandoverOffered, _heard: Pick, context: Context) -> Step:
    return Step(Home(), (Send(Room(state.mark), HoldsOn(context.me, yes=False)),))


def handover_waits(state: State, message: HandoverWaits, _context: Context) -> Step:
    said = Say("handover-waits", {"facilitator": message.facilitator, "title": message.title})
    return Step(state, (said,))


def handover_kept(state: State, message: HandoverKept, _context: Context) -> Step:
    return Step(state, (Say("handover-kept", {"title": message.title}, starts=True),))


def handed_on(state: State, message: HandedOn, context: Context) -> Step:
    """They keep their place, under the same yes: they would hold it again."""
    card = message.card
    place = place_in(context, card.mark)
    after = Home() if state == HandoverOffered(card.mark) else state
    if place is None or not context.still_agrees(place, HOST):
        return Step(after, (Send(Room(card.mark), LetGo(context.me)),))
    kept = Put(replace(place, hosting=False), card.latest + CLOSING_TAKES, HOST)
    args = {"facilitator": card.facilitator, "title": card.title}
    return Step(after, (kept, Say("handed-on", args, starts=True)))


FLOW = Flow(
    "handover",
    (
        Transition(HandoverOffered, "let-them", let_them_hold, (Home,)),
        Transition(HandoverOffered, "decline", Go("here")),
        Transition(HandoverOffered, "i-am-here", Go("here"), numbered=False),
        Transition(Anywhere, "here", say_here, (Home,), always_heard=True),
        Transition(Anywhere, HandoverAsked, handover_asked, (HandoverOffered,)),
        Transition(Anywhere, HandoverWaits, handover_waits),
        Transition(Anywhere, HandoverKept, handover_kept),
        Transition(Anywhere, HandedOn, handed_on, (Home,)),
    ),
)
