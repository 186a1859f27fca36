"""Agreeing to hold a room as the second, and taking it over."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec.structs import replace

from peerbot.features.roles.api import is_facilitator, role_of
from peerbot.features.rooms.address import Mark, Room
from peerbot.features.rooms.asking import marks_of_passing, take_back_words
from peerbot.features.rooms.consents import HOST
from peerbot.features.rooms.records import (
    CLOSING_TAKES,
    Card,
    Seat,
    holds_a_room,
    hosted_by,
    open_cards,
    place_in,
)
from peerbot.features.rooms.to_person import (
    HoldAsked,
    HolderNotInvited,
    NowHolding,
    SecondAnswered,
    SecondAsked,
)
from peerbot.features.rooms.to_room import Holds, LetGo, SecondAgrees, SecondDeclines
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Effect, Line, Put, Say
from peerbot.kernel.feature import Flow, Shown
from peerbot.kernel.messages import Send
from peerbot.kernel.parse import Pick
from peerbot.kernel.table import Anywhere, Go, Home, State, Step, Transition


class SecondOffered(State, frozen=True):
    """Another facilitator asks this one to hold a room when they cannot."""

    asks: ClassVar[str] = "asks-second"

    mark: Mark


class HoldOffered(State, frozen=True):
    """The facilitator is away; the second is asked to hold the room."""

    asks: ClassVar[str] = "asks-hold"

    mark: Mark


# --- what the bot asks by itself: where something else is asked, that question stays


def _after_answer(state: State, card: Card) -> State:
    """Home if the answer was to that question; any other question stays open."""
    asked = isinstance(state, HoldOffered | SecondOffered) and state.mark == card.mark
    return Home() if asked else state


def hold_asked(state: State, message: HoldAsked, context: Context) -> Step:
    if not is_facilitator(context):  # the role ended after they had agreed
        return Step(state, (Send(Room(message.mark), Holds(context.me, yes=False)),))
    if state != Home():
        return Step(state, (Say("hold-ask-beside", starts=True),))
    return Step(HoldOffered(message.mark), (Say("hold-ask", ask=True, starts=True),))


def _room_to_hold(state: State, context: Context) -> Card | None:
    """The room that the person is asked to hold now."""
    cards = [card for card in open_cards(context) if card.away and card.second == context.me]
    if isinstance(state, HoldOffered):
        cards = [card for card in cards if card.mark == state.mark]
    return min(cards, key=lambda card: card.closes, default=None)


def accept_hold(state: State, _heard: Pick, context: Context) -> Step:
    return _answer_hold(state, context, yes=True)


def decline_hold(state: State, _heard: Pick, context: Context) -> Step:
    return _answer_hold(state, context, yes=False)


def _answer_hold(state: State, context: Context, *, yes: bool) -> Step:
    card = _room_to_hold(state, context)
    wanted = [] if card or not yes else _rooms_as_second(context)
    if wanted:  # nobody asked them: whoever holds it is asked
        after = Home() if isinstance(state, HoldOffered) else state
        wishes = (Send(Room(card.mark), Holds(context.me, yes=True)) for card in wanted)
        return Step(after, tuple(wishes))
    if card is None:
        after = Home() if isinstance(state, HoldOffered) else state
        holds = yes and holds_a_room(context)
        return Step(after, (Say("hold-already" if holds else "hold-not-needed"),))
    answer = Send(Room(card.mark), Holds(context.me, yes=yes))
    return Step(_after_answer(state, card), (answer, Say("hold-yes" if yes else "hold-no")))


def _rooms_as_second(context: Context) -> list[Card]:
    """Rooms that they hold when the other cannot; with several, the one that closes first."""
    may = is_facilitator(context)
    cards = [card for card in open_cards(context) if may and card.second == context.me]
    return sorted(cards, key=lambda card: card.closes)[:1]


def now_holding(state: State, message: NowHolding, context: Context) -> Step:
    card = message.card
    place = place_in(context, card.mark)
    may = is_facilitator(context)
    if place is None or not (may and context.still_agrees(place, HOST)):
        return Step(state, (Send(Room(card.mark), LetGo(context.me)),))
    until = card.latest + CLOSING_TAKES
    kept = Put(replace(place, hosting=True, waiting=False), until, HOST)
    args: Args = {"closes": card.closes, "more": card.more}
    return Step(state, (kept, Say("now-holding", args, starts=True)))


def holder_not_invited(state: State, message: HolderNotInvited, context: Context) -> Step:
    card = next((card for card in open_cards(context) if card.mark == message.mark), None)
    if card is None:
        return Step(state)
    return Step(state, (Say("holder-not-invited", {"number": card.number}, starts=True),))


def _rooms_naming_me(context: Context) -> list[Card]:
    """Rooms whose facilitator named this person, if they may hold one, by closing time."""
    may = is_facilitator(context)
    named = (card for card in open_cards(context) if may and card.named == context.me)
    return sorted(named, key=lambda card: card.closes)


def second_asked(state: State, message: SecondAsked, context: Context) -> Step:
    card = next((card for card in _rooms_naming_me(context) if card.mark == message.mark), None)
    role = role_of(context)
    away = role is not None and role.away is not None
    if (
        card is None or away or not context.chat
    ):  # do not keep the facilitator waiting for somebody who cannot be asked
        return Step(state, (Send(Room(message.mark), SecondDeclines(context.me)),))
    if state != Home():
        return Step(state, (Say("second-ask-beside", _second_args(card), starts=True),))
    return _ask_second(card, starts=True)


def _second_args(card: Card) -> Args:
    return {"facilitator": card.facilitator, "title": card.title, "closes": card.closes}


def _ask_second(card: Card, *, starts: bool = False) -> Step:
    said = Say("second-ask", _second_args(card), ask=True, starts=starts)
    return Step(SecondOffered(card.mark), (said,))


def _rooms_in_question(state: State, context: Context) -> list[Card]:
    """Rooms that an answer is about; several need another question."""
    cards = _rooms_naming_me(context)
    if isinstance(state, SecondOffered):
        return [card for card in cards if card.mark == state.mark]
    return cards


def _no_longer_named(state: State) -> Step:
    after = Home() if isinstance(state, SecondOffered) else state
    return Step(after, (Say("second-none"),))


def accept_second(state: State, _heard: Pick, context: Context) -> Step:
    card, *others = _rooms_in_question(state, context) or (None,)
    role = role_of(context)
    if card is None or role is None:
        return _no_longer_named(state)
    if others:
        return _ask_second(card)
    held = place_in(context, card.mark)
    place = held or Seat(card.mark, card.title, card.name, card.latest)
    place = replace(place, waiting=False)  # the second is invited at once
    agrees = Send(Room(card.mark), SecondAgrees(context.me, role.shown_name, role.duty))
    kept = Put(place, card.latest + CLOSING_TAKES, HOST)
    args: Args = {"keeper": context.settings.keeper, "name": card.name}
    return Step(_after_answer(state, card), (kept, agrees, Say("second-yes", args)))


def decline_second(state: State, _heard: Pick, context: Context) -> Step:
    card, *others = _rooms_in_question(state, context) or (None,)
    if card is None:
        return _no_longer_named(state)
    if others:
        return _ask_second(card)
    declines = Send(Room(card.mark), SecondDeclines(context.me))
    return Step(_after_answer(state, card), (declines, Say("second-no")))


def second_answered(state: State, message: SecondAnswered, _context: Context) -> Step:
    args: Args = {"second": message.user, "title": message.title}
    text = "second-agreed" if message.yes else "second-declined"
    return Step(state, (Say(text, args, starts=True),))


def naming_lines(context: Context) -> Iterator[Line]:
    """Lines of `me`: rooms whose facilitator named the person, who has not answered yet."""
    for card in open_cards(context):
        if card.named == context.me:
            yield Line(0, "me-named", {"title": card.title, "closes": card.latest})


def declines_as_second(context: Context) -> Iterator[Effect]:
    """Facilitators who named them as the second should not wait for an answer."""
    for card in open_cards(context):
        if card.named == context.me:
            yield Send(Room(card.mark), SecondDeclines(context.me))


def reset_holding(context: Context) -> Iterator[Effect]:
    """Rooms that they hold, or would hold as the second, go on without them or close. What they
    wanted passed on there, and nobody has read, goes."""
    yield from take_back_words(marks_of_passing(context), context)
    marks = [place.mark for place in hosted_by(context)]
    marks += [card.mark for card in open_cards(context) if card.second == context.me]
    yield from (Send(Room(mark), LetGo(context.me)) for mark in dict.fromkeys(marks))
    yield from declines_as_second(context)


FLOW = Flow(
    "holding",
    (
        Transition(SecondOffered, "yes", Go("second-yes")),
        Transition(SecondOffered, "decline", Go("second-no")),
        Transition(HoldOffered, "i-hold", Go("hold")),
        Transition(HoldOffered, "decline", Go("hold-no")),
        Transition(Anywhere, "hold", accept_hold, (Home,), always_heard=True),
        Transition(Anywhere, "hold-no", decline_hold, (Home,), always_heard=True),
        Transition(
            Anywhere,
            "second-yes",
            accept_second,
            (SecondOffered, Home),
            consent=HOST,
            always_heard=True,
        ),
        Transition(Anywhere, "second-no", decline_second, (SecondOffered, Home), always_heard=True),
        Transition(Anywhere, HoldAsked, hold_asked, (HoldOffered,)),
        Transition(Anywhere, SecondAsked, second_asked, (SecondOffered,)),
        Transition(Anywhere, SecondAnswered, second_answered),
        Transition(Anywhere, NowHolding, now_holding),
        Transition(Anywhere, HolderNotInvited, holder_not_invited),
    ),
    consents=(HOST,),
    shown=(Shown(20, naming_lines),),
    reset=reset_holding,
)
