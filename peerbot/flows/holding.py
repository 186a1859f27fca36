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


def extended(state: State, told: Extended, _view: View) -> Step:
    args: Args = {"title": told.title, "closes": told.closes, "latest": told.latest}
    return Step(state, (Say("extend-refused" if told.refused else "extended", args),))


# --- what the bot asks by itself: where something else is asked, that question stays


def _answered(state: State, card: Card) -> State:
    """Home when that was the question; any other question stays."""
    asked = isinstance(state, HoldOffered | SecondOffered) and state.mark == card.mark
    return Home() if asked else state


def hold_asked(state: State, told: HoldAsked, view: View) -> Step:
    if not view.about.facilitator:  # the role ended after they had agreed
        return Step(state, (Tell(Room(told.mark), Holds(view.me, yes=False)),))
    if state != Home():
        return Step(state, (Say("hold-ask-beside", starts=True),))
    return Step(HoldOffered(told.mark), (Say("hold-ask", ask=True, starts=True),))


def _away(state: State, view: View) -> Card | None:
    """The room that the person is asked to hold now."""
    cards = [card for card in view.rooms if card.away and card.second == view.me]
    if isinstance(state, HoldOffered):
        cards = [card for card in cards if card.mark == state.mark]
    return min(cards, key=lambda card: card.closes, default=None)


def hold(state: State, _heard: Pick, view: View) -> Step:
    return _hold(state, view, yes=True)


def no_hold(state: State, _heard: Pick, view: View) -> Step:
    return _hold(state, view, yes=False)


def _hold(state: State, view: View, *, yes: bool) -> Step:
    card = _away(state, view)
    if card is None:
        after = Home() if isinstance(state, HoldOffered) else state
        return Step(after, (Say("hold-not-needed"),))
    told = Tell(Room(card.mark), Holds(view.me, yes=yes))
    return Step(_answered(state, card), (told, Say("hold-yes" if yes else "hold-no")))


def now_holding(state: State, told: NowHolding, view: View) -> Step:
    card = told.card
    place = view.about.place(card.mark)
    may = view.about.facilitator
    if place is None or not (may and view.about.still_agrees(place, HOST)):
        return Step(state, (Tell(Room(card.mark), LetGo(view.me)),))
    until = card.latest + CLOSING_TAKES
    kept = Remember(replace(place, hosting=True), until, HOST)
    args: Args = {"closes": card.closes, "more": card.more}
    return Step(state, (kept, Say("now-holding", args, starts=True)))


def not_invited(state: State, told: HolderNotInvited, view: View) -> Step:
    card = next((card for card in view.rooms if card.mark == told.mark), None)
    if card is None:
        return Step(state)
    return Step(state, (Say("holder-not-invited", {"number": card.number}, starts=True),))


def _naming(view: View) -> list[Card]:
    """The rooms whose facilitator named the person, if they may hold one; by their ends."""
    may = view.about.facilitator
    named = (card for card in view.rooms if may and card.named == view.me)
    return sorted(named, key=lambda card: card.closes)


def second_asked(state: State, told: SecondAsked, view: View) -> Step:
    card = next((card for card in _naming(view) if card.mark == told.mark), None)
    if card is None or not view.chat:  # nobody is waited for who cannot be asked
        return Step(state, (Tell(Room(told.mark), SecondDeclines(view.me)),))
    if state != Home():
        return Step(state, (Say("second-ask-beside", _asking(card), starts=True),))
    return _ask_second(card, starts=True)


def _asking(card: Card) -> Args:
    return {"facilitator": card.facilitator, "title": card.title, "closes": card.closes}


def _ask_second(card: Card, *, starts: bool = False) -> Step:
    said = Say("second-ask", _asking(card), ask=True, starts=starts)
    return Step(SecondOffered(card.mark), (said,))


def _named_in(state: State, view: View) -> list[Card]:
    """What an answer is about: one room, or several, which takes another question."""
    cards = _naming(view)
    if isinstance(state, SecondOffered):
        return [card for card in cards if card.mark == state.mark]
    return cards


def _no_naming(state: State) -> Step:
    after = Home() if isinstance(state, SecondOffered) else state
    return Step(after, (Say("second-none"),))


def be_second(state: State, _heard: Pick, view: View) -> Step:
    card, *others = _named_in(state, view) or (None,)
    role = view.about.role
    if card is None or role is None:
        return _no_naming(state)
    if others:
        return _ask_second(card)
    held = view.about.place(card.mark)
    place = held or Place(card.mark, card.title, card.name, card.latest)
    agrees = Tell(Room(card.mark), SecondAgrees(view.me, role.shown_name, role.duty))
    kept = Remember(place, card.latest + CLOSING_TAKES, HOST)
    args: Args = {"keeper": view.settings.keeper, "name": card.name}
    return Step(_answered(state, card), (kept, agrees, Say("second-yes", args)))


def not_second(state: State, _heard: Pick, view: View) -> Step:
    card, *others = _named_in(state, view) or (None,)
    if card is None:
        return _no_naming(state)
    if others:
        return _ask_second(card)
    declines = Tell(Room(card.mark), SecondDeclines(view.me))
    return Step(_answered(state, card), (declines, Say("second-no")))


def second_answered(state: State, told: SecondAnswered, _view: View) -> Step:
    args: Args = {"second": told.user, "title": told.title}
    text = "second-agreed" if told.yes else "second-declined"
    return Step(state, (Say(text, args, starts=True),))


def named(view: View) -> Iterator[Line]:
    """Rooms whose facilitator named the person, who has not answered."""
    for card in view.rooms:
        if card.named == view.me:
            yield Line(0, "me-named", {"title": card.title, "closes": card.latest})


def holds(view: View) -> Iterator[Holding]:
    """Rooms that wait for an answer of theirs."""
    yield from (Holding(card.mark) for card in view.rooms if card.named == view.me)


def not_to_hold(message: HoldAsked, view: View) -> tuple[Effect, ...]:
    return (Tell(Room(message.mark), Holds(view.me, yes=False)),)


def no_second(message: SecondAsked, view: View) -> tuple[Effect, ...]:
    return (Tell(Room(message.mark), SecondDeclines(view.me)),)


def reset(view: View) -> Iterator[Effect]:
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
        Row(Anywhere, "hold", hold, (Home,)),
        Row(Anywhere, "hold-no", no_hold, (Home,)),
        Row(Anywhere, "second-yes", be_second, (SecondOffered, Home), consent=HOST),
        Row(Anywhere, "second-no", not_second, (SecondOffered, Home)),
        Row(Anywhere, Extended, extended),
        Row(Anywhere, HoldAsked, hold_asked, (HoldOffered,)),
        Row(Anywhere, SecondAsked, second_asked, (SecondOffered,)),
        Row(Anywhere, SecondAnswered, second_answered),
        Row(Anywhere, NowHolding, now_holding),
        Row(Anywhere, HolderNotInvited, not_invited),
    ),
    consents=(HOST,),
    shown=(Shown(20, named),),
    reset=reset,
    holds=holds,
    declined={
        HoldAsked: not_to_hold,
        SecondAsked: no_second,
        **dict.fromkeys((NowHolding, SecondAnswered, HolderNotInvited), nothing),
    },
)
