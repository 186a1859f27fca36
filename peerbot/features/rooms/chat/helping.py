"""Somebody in a room asks for whoever holds it: those answer, and the one who asked hears what.

How they ask: `wishes.py`; a room for two is read of like any other: `choosing.py`.
"""

from typing import ClassVar

from msgspec import Struct

from peerbot.features.roles.api import is_facilitator, role_of
from peerbot.features.rooms.address import Mark, Room
from peerbot.features.rooms.asking import relayed, rooms_to_hold
from peerbot.features.rooms.consents import HOST
from peerbot.features.rooms.fates import HelpAnswer
from peerbot.features.rooms.records import Card, open_cards, place_in
from peerbot.features.rooms.settings import title_for_two
from peerbot.features.rooms.to_person import (
    HelpAnswerSettled,
    HelpAsked,
    HelpOver,
    HelpSettled,
)
from peerbot.features.rooms.to_room import HelpAnswered
from peerbot.features.rooms.wanting import kept_for_holding
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Say
from peerbot.kernel.feature import Flow
from peerbot.kernel.messages import Send
from peerbot.kernel.parse import Pick
from peerbot.kernel.table import Anywhere, Go, Home, State, Step, Transition


class HelpOffered(State, frozen=True):
    """Whether whoever holds a room comes to somebody who asked. It names nobody."""

    asks: ClassVar[str] = "asks-help"

    mark: Mark
    call: Mark


class _Call(Struct, frozen=True):
    card: Card
    key: Mark


def help_asked(state: State, message: HelpAsked, context: Context) -> Step:
    """Who it is, they learn when they come: a lock screen shows what comes by itself."""
    args: Args = {"title": message.title}
    relay = relayed("help", message, message.since, context)
    if state != Home():
        return Step(state, (Say("help-asked-beside", args, starts=True, relay=relay),))
    text = "help-asked-again" if message.again else "help-asked"
    asked = Say(text, args, ask=True, starts=True, relay=relay)
    return Step(HelpOffered(message.mark, message.call), (asked,))


def help_over(state: State, message: HelpOver, _context: Context) -> Step:
    """Whoever was asked something else meanwhile hears so when they answer."""
    if not isinstance(state, HelpOffered) or state.call != message.call:
        return Step(state)
    return Step(Home(), (Say("help-over", starts=True),))


def _call(state: State, context: Context) -> _Call | None:
    """The call that an answer is about: the one that was asked about, or else the oldest."""
    may = is_facilitator(context)
    cards = (card for card in open_cards(context) if may and context.me in card.holders)
    calls = [_Call(card, key) for card in cards for key in card.calls]
    if isinstance(state, HelpOffered):
        calls = [call for call in calls if call.key == state.call]
    return next(iter(calls), None)


def _after(state: State) -> State:
    return Home() if isinstance(state, HelpOffered) else state


def _nobody_waits(state: State, context: Context) -> Step:
    """Whoever holds no room may have meant anything by it."""
    text = "help-answer-over" if rooms_to_hold(context) else "hold-nowhere"
    return Step(_after(state), (Say(text),))


def come(state: State, _heard: Pick, context: Context) -> Step:
    """They hold the room for two, from this yes on; it gets its name when it is made."""
    call, role = _call(state, context), role_of(context)
    if call is None or role is None:
        return _nobody_waits(state, context)
    card = call.card
    if place_in(context, call.key):  # said twice, before the room has answered
        return Step(_after(state), (Say("help-coming"),))
    kept = kept_for_holding(call.key, title_for_two(card.title, context), "", card.latest)
    answer = HelpAnswered(context.me, call.key, "come", role.shown_name, role.duty)
    return Step(_after(state), (kept, Send(Room(card.mark), answer), Say("help-coming")))


def come_later(state: State, _heard: Pick, context: Context) -> Step:
    return _answer(state, "later", context)


def not_free(state: State, _heard: Pick, context: Context) -> Step:
    return _answer(state, "busy", context)


def _answer(state: State, answer: HelpAnswer, context: Context) -> Step:
    """The room says what came of it: somebody else may have answered before."""
    call = _call(state, context)
    if call is None:
        return _nobody_waits(state, context)
    answered = HelpAnswered(context.me, call.key, answer)
    return Step(_after(state), (Send(Room(call.card.mark), answered),))


def answer_settled(state: State, message: HelpAnswerSettled, _context: Context) -> Step:
    return Step(state, (Say(f"help-answer-{message.fate}"),))


def help_settled(state: State, message: HelpSettled, _context: Context) -> Step:
    if message.fate == "no-place":
        return Step(state, (Say("help-here-nowhere"),))
    args: Args = {"title": message.title, "to": ", ".join(message.to)}
    return Step(state, (Say(f"help-{message.fate}", args, starts=message.fate not in AT_ONCE),))


AT_ONCE = ("sent", "soon")
"""What is said to who has just asked."""


FLOW = Flow(
    "helping",
    (
        Transition(HelpOffered, "i-come", Go("come")),
        Transition(HelpOffered, "in-five-minutes", Go("come-later")),
        Transition(HelpOffered, "not-free", Go("busy"), zero=True),
        Transition(Anywhere, "come", come, (Home,), consent=HOST, always_heard=True),
        Transition(Anywhere, "come-later", come_later, (Home,), always_heard=True),
        Transition(Anywhere, "busy", not_free, (Home,), always_heard=True),
        Transition(Anywhere, HelpAsked, help_asked, (HelpOffered,)),
        Transition(Anywhere, HelpOver, help_over, (Home,)),
        Transition(Anywhere, HelpAnswerSettled, answer_settled),
        Transition(Anywhere, HelpSettled, help_settled),
    ),
)
