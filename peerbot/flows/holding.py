"""For those who hold a room: more time, asking somebody to step out, taking over as the second."""

import re
from typing import ClassVar

from msgspec.structs import replace

from peerbot.flow import (
    ELSE,
    NUMBER,
    WORDS,
    Anywhere,
    Flow,
    Go,
    Home,
    Number,
    Pick,
    Row,
    State,
    Step,
)
from peerbot.vocabulary.consents import HOST
from peerbot.vocabulary.effects import Args, Line, Remember, Say, Tell
from peerbot.vocabulary.ids import Mark, Room, UserID
from peerbot.vocabulary.inputs import Extended, HoldAsked, NowHolding, SecondAsked, WhoIsIn
from peerbot.vocabulary.notes import CLOSING_TAKES, Card, Place, View
from peerbot.vocabulary.room_inputs import Extend, Holds, LookIn, SecondAgrees, StepOut

LONGEST_WHY = 300
"""Characters of the words that somebody who steps out reads."""


class WhoAsked(State, frozen=True):
    """Who is in the room is shown; the one who shall step out is asked for."""

    memory_only: ClassVar[bool] = True
    mark: Mark
    people: tuple[UserID, ...]


class WhyAsked(State, frozen=True):
    """Why they shall step out, in words that they read."""

    memory_only: ClassVar[bool] = True

    mark: Mark
    user: UserID


class SecondOffered(State, frozen=True):
    """Another facilitator asks this one to hold a room when they cannot."""

    card: Card


class HoldOffered(State, frozen=True):
    """The facilitator is away; the second is asked to hold the room."""

    mark: Mark


def _own(view: View) -> Card | None:
    """The room that the person holds; of several, the one that closes first."""
    own = (card for card in view.rooms if view.me == card.facilitator)
    return min(own, key=lambda card: card.closes, default=None)


def extend(_state: State, heard: Pick, view: View) -> Step:
    card = _own(view)
    if card is None:
        return Step(Home(), (Say("extend-none"),))
    minutes = re.match(r"\d{1,3}\b", heard.rest)
    if minutes is None or not int(minutes[0]):
        return Step(Home(), (Say("extend-how"),))
    return Step(Home(), (Tell(Room(card.mark), Extend(view.me, int(minutes[0]))),))


def extended(state: State, told: Extended, _view: View) -> Step:
    args: Args = {"closes": told.closes, "latest": told.latest}
    return Step(state, (Say("extend-refused" if told.refused else "extended", args),))


def step_out(_state: State, _heard: Pick, view: View) -> Step:
    card = _own(view)
    if card is None:
        return Step(Home(), (Say("step-out-none"),))
    return Step(Home(), (Tell(Room(card.mark), LookIn(view.me, "step-out")),))


def who(_state: State, told: WhoIsIn, _view: View) -> Step:
    if not told.people:
        return Step(Home(), (Say("step-out-nobody"),))
    return _who("step-out-which", told.mark, told.people)


def _who(text: str, mark: Mark, people: tuple[UserID, ...]) -> Step:
    lines = tuple(
        Line(number, "step-out-person", {"user": user})
        for number, user in enumerate(people, start=1)
    )
    return Step(WhoAsked(mark, people), (Say(text, lines=lines, ask=True),))


def chosen(state: WhoAsked, heard: Number, _view: View) -> Step:
    if not 1 <= heard.number <= len(state.people):
        return _who("not-understood", state.mark, state.people)
    user = state.people[heard.number - 1]
    return Step(WhyAsked(state.mark, user), (Say("step-out-why", ask=True),))


def who_again(state: WhoAsked, _heard: object, _view: View) -> Step:
    return _who("not-understood", state.mark, state.people)


def why(state: WhyAsked, heard: Pick, view: View) -> Step:
    card = _own(view)
    if card is None or card.mark != state.mark:
        return Step(Home(), (Say("step-out-none"),))
    words = " ".join(heard.text.split())[:LONGEST_WHY]
    out = Tell(Room(state.mark), StepOut(state.user, words))
    return Step(Home(), (out, Say("step-out-done")))


def no(_state: State, _heard: Pick, _view: View) -> Step:
    return Step(Home(), (Say("all-right"),))


def hold_asked(_state: State, told: HoldAsked, _view: View) -> Step:
    return Step(HoldOffered(told.mark), (Say("hold-ask", ask=True, starts=True),))


def hold(state: HoldOffered, _heard: Pick, view: View) -> Step:
    return Step(Home(), (Tell(Room(state.mark), Holds(view.me, yes=True)), Say("hold-yes")))


def no_hold(state: HoldOffered, _heard: Pick, view: View) -> Step:
    return Step(Home(), (Tell(Room(state.mark), Holds(view.me, yes=False)), Say("hold-no")))


def now_holding(state: State, told: NowHolding, view: View) -> Step:
    card = told.card
    place = next((place for place in view.about.places if place.mark == card.mark), None)
    if place is None:
        return Step(state, (Tell(Room(card.mark), Holds(view.me, yes=False)),))
    until = card.latest + CLOSING_TAKES
    kept = Remember(replace(place, hosting=True), until, HOST)
    return Step(state, (kept, Say("now-holding", {"closes": card.closes}, starts=True)))


def second_asked(_state: State, told: SecondAsked, view: View) -> Step:
    card = told.card
    args: Args = {"facilitator": card.facilitator, "title": card.title, "closes": card.closes}
    if not view.about.facilitator:
        return Step(_state)
    return Step(SecondOffered(card), (Say("second-ask", args, ask=True, starts=True),))


def be_second(state: SecondOffered, _heard: Pick, view: View) -> Step:
    card = state.card
    until = card.latest + CLOSING_TAKES
    if until <= view.now:
        return Step(Home(), (Say("room-not-there"),))
    place = Place(card.mark, card.title, card.name, card.latest)
    agrees = Tell(Room(card.mark), SecondAgrees(view.me))
    args: Args = {"keeper": view.settings.keeper, "name": card.name}
    return Step(Home(), (Remember(place, until, HOST), agrees, Say("second-yes", args)))


FLOW = Flow(
    "holding",
    (
        Row(WhoAsked, NUMBER, chosen, (WhyAsked,)),
        Row(WhoAsked, "back", no, (Home,)),
        Row(WhoAsked, ELSE, who_again),
        Row(WhyAsked, "no", no, (Home,)),
        Row(WhyAsked, "stop", Go("stop"), numbered=False),
        Row(WhyAsked, "erase", Go("erase"), numbered=False),
        Row(WhyAsked, "now", Go("now"), numbered=False),
        Row(WhyAsked, "help", Go("help"), numbered=False),
        Row(WhyAsked, "kept", Go("kept"), numbered=False),
        Row(WhyAsked, WORDS, why, (Home,)),
        Row(SecondOffered, "yes", be_second, (Home,), consent=HOST),
        Row(SecondOffered, "no", no, (Home,)),
        Row(HoldOffered, "hold", hold, (Home,)),
        Row(HoldOffered, "no", no_hold, (Home,)),
        Row(Anywhere, "extend", extend, (Home,), takes_rest=True),
        Row(Anywhere, "step-out", step_out, (Home,)),
        Row(Anywhere, Extended, extended),
        Row(Anywhere, WhoIsIn, who, (WhoAsked, Home)),
        Row(Anywhere, HoldAsked, hold_asked, (HoldOffered,)),
        Row(Anywhere, SecondAsked, second_asked, (SecondOffered,)),
        Row(Anywhere, NowHolding, now_holding),
    ),
)
