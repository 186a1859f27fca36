"""For those who hold a room: more time, and taking over as the second."""

from collections.abc import Iterator

from msgspec.structs import replace

from peerbot.feature import Flow, Holding, Shown, nothing
from peerbot.flow import Anywhere, Go, Home, Row, State, Step
from peerbot.kernel.ids import Mark, Room
from peerbot.kernel.parse import Pick
from peerbot.vocabulary.consents import HOST
from peerbot.vocabulary.effects import Args, Effect, Line, Remember, Say, Tell
from peerbot.vocabulary.inputs import (
    Extended,
    HoldAsked,
    HolderNotInvited,
    NowHolding,
    SecondAnswered,
    SecondAsked,
)
from peerbot.vocabulary.notes import CLOSING_TAKES, Card, Place, View
from peerbot.vocabulary.room_inputs import Holds, LetGo, SecondAgrees, SecondDeclines


class SecondOffered(State, frozen=True):
    """Another facilitator asks this one to hold a room when they cannot."""

    mark: Mark


class HoldOffered(State, frozen=True):
    """The facilitator is away; the second is asked to hold the room."""

    mark: Mark


def room_extended(state: State, message: Extended, _view: View) -> Step:
    args: Args = {"title": message.title, "closes": message.closes, "latest": message.latest}
    return Step(state, (Say("extend-refused" if message.refused else "extended", args),))


# --- what the bot asks by itself: where something else is asked, that question stays


def _after_answer(state: State, card: Card) -> State:
    """Home if the answer was to that question; any other question stays open."""
    asked = isinstance(state, HoldOffered | SecondOffered) and state.mark == card.mark
    return Home() if asked else state


def hold_asked(state: State, message: HoldAsked, view: View) -> Step:
    if not view.about.facilitator:  # the role ended after they had agreed
        return Step(state, (Tell(Room(message.mark), Holds(view.me, yes=False)),))
    if state != Home():
        return Step(state, (Say("hold-ask-beside", starts=True),))
    return Step(HoldOffered(message.mark), (Say("hold-ask", ask=True, starts=True),))


def _room_to_hold(state: State, view: View) -> Card | None:
    """The room that the person is asked to hold now."""
    cards = [card for card in view.rooms if card.away and card.second == view.me]
    if isinstance(state, HoldOffered):
        cards = [card for card in cards if card.mark == state.mark]
    return min(cards, key=lambda card: card.closes, default=None)


def accept_hold(state: State, _heard: Pick, view: View) -> Step:
    return _answer_hold(state, view, yes=True)


def decline_hold(state: State, _heard: Pick, view: View) -> Step:
    return _answer_hold(state, view, yes=False)


def _answer_hold(state: State, view: View, *, yes: bool) -> Step:
    card = _room_to_hold(state, view)
    if card is None:
        after = Home() if isinstance(state, HoldOffered) else state
        return Step(after, (Say("hold-not-needed"),))
    answer = Tell(Room(card.mark), Holds(view.me, yes=yes))
    return Step(_after_answer(state, card), (answer, Say("hold-yes" if yes else "hold-no")))


def now_holding(state: State, message: NowHolding, view: View) -> Step:
    card = message.card
    place = view.about.place(card.mark)
    may = view.about.facilitator
    if place is None or not (may and view.about.still_agrees(place, HOST)):
        return Step(state, (Tell(Room(card.mark), LetGo(view.me)),))
    until = card.latest + CLOSING_TAKES
    kept = Remember(replace(place, hosting=True), until, HOST)
    args: Args = {"closes": card.closes, "more": card.more}
    return Step(state, (kept, Say("now-holding", args, starts=True)))


def holder_not_invited(state: State, message: HolderNotInvited, view: View) -> Step:
    card = next((card for card in view.rooms if card.mark == message.mark), None)
    if card is None:
        return Step(state)
    return Step(state, (Say("holder-not-invited", {"number": card.number}, starts=True),))


def _rooms_naming_me(view: View) -> list[Card]:
    """Rooms whose facilitator named this person, if they may hold one, by closing time."""
    may = view.about.facilitator
    named = (card for card in view.rooms if may and card.named == view.me)
    return sorted(named, key=lambda card: card.closes)


def second_asked(state: State, message: SecondAsked, view: View) -> Step:
    card = next((card for card in _rooms_naming_me(view) if card.mark == message.mark), None)
    if (
        card is None or not view.chat
    ):  # do not keep the facilitator waiting for somebody who cannot be asked
        return Step(state, (Tell(Room(message.mark), SecondDeclines(view.me)),))
    if state != Home():
        return Step(state, (Say("second-ask-beside", _second_args(card), starts=True),))
    return _ask_second(card, starts=True)


def _second_args(card: Card) -> Args:
    return {"facilitator": card.facilitator, "title": card.title, "closes": card.closes}


def _ask_second(card: Card, *, starts: bool = False) -> Step:
    said = Say("second-ask", _second_args(card), ask=True, starts=starts)
    return Step(SecondOffered(card.mark), (said,))


def _rooms_in_question(state: State, view: View) -> list[Card]:
    """Rooms that an answer is about; several need another question."""
    cards = _rooms_naming_me(view)
    if isinstance(state, SecondOffered):
        return [card for card in cards if card.mark == state.mark]
    return cards


def _no_longer_named(state: State) -> Step:
    after = Home() if isinstance(state, SecondOffered) else state
    return Step(after, (Say("second-none"),))


def accept_second(state: State, _heard: Pick, view: View) -> Step:
    card, *others = _rooms_in_question(state, view) or (None,)
    role = view.about.role
    if card is None or role is None:
        return _no_longer_named(state)
    if others:
        return _ask_second(card)
    held = view.about.place(card.mark)
    place = held or Place(card.mark, card.title, card.name, card.latest)
    agrees = Tell(Room(card.mark), SecondAgrees(view.me, role.shown_name, role.duty))
    kept = Remember(place, card.latest + CLOSING_TAKES, HOST)
    args: Args = {"keeper": view.settings.keeper, "name": card.name}
    return Step(_after_answer(state, card), (kept, agrees, Say("second-yes", args)))


def decline_second(state: State, _heard: Pick, view: View) -> Step:
    card, *others = _rooms_in_question(state, view) or (None,)
    if card is None:
        return _no_longer_named(state)
    if others:
        return _ask_second(card)
    declines = Tell(Room(card.mark), SecondDeclines(view.me))
    return Step(_after_answer(state, card), (declines, Say("second-no")))


def second_answered(state: State, message: SecondAnswered, _view: View) -> Step:
    args: Args = {"second": message.user, "title": message.title}
    text = "second-agreed" if message.yes else "second-declined"
    return Step(state, (Say(text, args, starts=True),))


def naming_lines(view: View) -> Iterator[Line]:
    """Lines of `me`: rooms whose facilitator named the person, who has not answered yet."""
    for card in view.rooms:
        if card.named == view.me:
            yield Line(0, "me-named", {"title": card.title, "closes": card.latest})


def rooms_to_answer(view: View) -> Iterator[Holding]:
    """Rooms that wait for an answer of theirs."""
    yield from (Holding(card.mark) for card in view.rooms if card.named == view.me)


def decline_crossing_hold(message: HoldAsked, view: View) -> tuple[Effect, ...]:
    return (Tell(Room(message.mark), Holds(view.me, yes=False)),)


def decline_crossing_naming(message: SecondAsked, view: View) -> tuple[Effect, ...]:
    return (Tell(Room(message.mark), SecondDeclines(view.me)),)


def reset_holding(view: View) -> Iterator[Effect]:
    """Rooms that they hold, or would hold as the second, go on without them or close."""
    marks = [place.mark for place in view.about.hosted]
    marks += [card.mark for card in view.rooms if card.second == view.me]
    yield from (Tell(Room(mark), LetGo(view.me)) for mark in dict.fromkeys(marks))
    for card in view.rooms:
        if card.named == view.me:
            yield Tell(Room(card.mark), SecondDeclines(view.me))


FLOW = Flow(
    "holding",
    (
        Row(SecondOffered, "yes", Go("second-yes")),
        Row(SecondOffered, "decline", Go("second-no")),
        Row(HoldOffered, "i-hold", Go("hold")),
        Row(HoldOffered, "decline", Go("hold-no")),
        Row(Anywhere, "hold", accept_hold, (Home,)),
        Row(Anywhere, "hold-no", decline_hold, (Home,)),
        Row(Anywhere, "second-yes", accept_second, (SecondOffered, Home), consent=HOST),
        Row(Anywhere, "second-no", decline_second, (SecondOffered, Home)),
        Row(Anywhere, Extended, room_extended),
        Row(Anywhere, HoldAsked, hold_asked, (HoldOffered,)),
        Row(Anywhere, SecondAsked, second_asked, (SecondOffered,)),
        Row(Anywhere, SecondAnswered, second_answered),
        Row(Anywhere, NowHolding, now_holding),
        Row(Anywhere, HolderNotInvited, holder_not_invited),
    ),
    consents=(HOST,),
    shown=(Shown(20, naming_lines),),
    reset=reset_holding,
    holds=rooms_to_answer,
    declined={
        HoldAsked: decline_crossing_hold,
        SecondAsked: decline_crossing_naming,
        **dict.fromkeys((NowHolding, SecondAnswered, HolderNotInvited), nothing),
    },
)
