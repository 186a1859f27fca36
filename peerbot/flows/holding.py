"""For those who hold a room: more time, and taking over as the second."""

from msgspec.structs import replace

from peerbot.flow import Anywhere, Flow, Home, Pick, Row, State, Step
from peerbot.vocabulary.consents import HOST
from peerbot.vocabulary.effects import Args, Remember, Say, Tell
from peerbot.vocabulary.ids import Mark, Room
from peerbot.vocabulary.inputs import Extended, HoldAsked, NowHolding, SecondAsked
from peerbot.vocabulary.notes import CLOSING_TAKES, Card, Place, View
from peerbot.vocabulary.room_inputs import Holds, SecondAgrees


class SecondOffered(State, frozen=True):
    """Another facilitator asks this one to hold a room when they cannot."""

    card: Card


class HoldOffered(State, frozen=True):
    """The facilitator is away; the second is asked to hold the room."""

    mark: Mark


def extended(state: State, told: Extended, _view: View) -> Step:
    args: Args = {"title": told.title, "closes": told.closes, "latest": told.latest}
    return Step(state, (Say("extend-refused" if told.refused else "extended", args),))


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
        Row(SecondOffered, "yes", be_second, (Home,), consent=HOST),
        Row(SecondOffered, "no", no, (Home,)),
        Row(HoldOffered, "hold", hold, (Home,)),
        Row(HoldOffered, "no", no_hold, (Home,)),
        Row(Anywhere, Extended, extended),
        Row(Anywhere, HoldAsked, hold_asked, (HoldOffered,)),
        Row(Anywhere, SecondAsked, second_asked, (SecondOffered,)),
        Row(Anywhere, NowHolding, now_holding),
    ),
)
