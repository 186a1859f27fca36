"""For those in a room: asking for the facilitator, the time that is left, the ten-minute word."""

from peerbot.flow import Anywhere, Flow, Home, Pick, Row, State, Step
from peerbot.vocabulary.effects import Args, Forget, Line, Quoted, Say, Tell
from peerbot.vocabulary.ids import Mark, Room
from peerbot.vocabulary.inputs import HelpAsked, PlaceWaits, RoomEnds, RoomNow, SteppedOut
from peerbot.vocabulary.notes import Card, Place, View
from peerbot.vocabulary.room_inputs import HelpWanted, LookIn


def _first_to_close(view: View) -> Card | None:
    """The room that the person is in or holds; of several, the one that closes first."""
    marks = {place.mark for place in view.about.places}
    mine = [card for card in view.rooms if card.mark in marks]
    return min(mine, key=lambda card: card.closes, default=None)


def help_here(_state: State, _heard: Pick, view: View) -> Step:
    card = _first_to_close(view)
    if card is None or card.facilitator == view.me:
        return Step(Home(), (Say("help-nowhere"),))
    asked = Tell(Room(card.mark), HelpWanted(view.me))
    return Step(Home(), (asked, Say("help-sent", {"facilitator": card.facilitator})))


def help_asked(state: State, told: HelpAsked, _view: View) -> Step:
    return Step(state, (Say("help-asked", {"user": told.user}, starts=True),))


def room(_state: State, _heard: Pick, view: View) -> Step:
    card = _first_to_close(view)
    if card is None:
        return Step(Home(), (Say("room-nowhere"),))
    return Step(Home(), (Tell(Room(card.mark), LookIn(view.me, "room")),))


def room_now(state: State, told: RoomNow, _view: View) -> Step:
    args: Args = {
        "people": len(told.people),
        "closes": told.closes,
        "latest": told.latest,
    }
    return Step(state, (Say("room-now", args),))


def _place(mark: Mark, view: View) -> Place | None:
    return next((place for place in view.about.places if place.mark == mark), None)


def waits(state: State, told: PlaceWaits, view: View) -> Step:
    return Step(state, (Say("place-waits"),) if _place(told.mark, view) else ())


def room_ends(state: State, told: RoomEnds, view: View) -> Step:
    place = _place(told.mark, view)
    args: Args = {"minutes": told.minutes}
    if place and place.hosting:
        text = "room-ends-ten-holder" if told.minutes > 2 else "room-ends-two-holder"
        return Step(state, (Say(text, args, starts=True),))
    wanted = place is not None and place.ten_minutes
    return Step(state, (Say("room-ends-ten", args, starts=True),) if wanted else ())


def stepped_out(state: State, told: SteppedOut, view: View) -> Step:
    place = _place(told.mark, view)
    words = view.settings.complaints
    whom = (Line(0, "stepped-out-complaints", {"complaints": words}),) if words else ()
    said = Say("stepped-out", {"reason": Quoted(told.why)}, also=whom, starts=True)
    about = getattr(state, "mark", None) == told.mark
    return Step(Home() if about else state, (*((Forget(place),) if place else ()), said))


FLOW = Flow(
    "inside",
    (
        Row(Anywhere, "help-here", help_here, (Home,)),
        Row(Anywhere, "room", room, (Home,)),
        Row(Anywhere, HelpAsked, help_asked),
        Row(Anywhere, RoomNow, room_now),
        Row(Anywhere, PlaceWaits, waits),
        Row(Anywhere, RoomEnds, room_ends),
        Row(Anywhere, SteppedOut, stepped_out, (Home,)),
    ),
)
