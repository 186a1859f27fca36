"""For people in a room: who is there, and how much time is left."""

from peerbot.feature import Flow
from peerbot.flow import Anywhere, Row, State, Step
from peerbot.vocabulary.effects import Args, Say
from peerbot.vocabulary.inputs import RoomEnds, RoomNow
from peerbot.vocabulary.notes import View, more_minutes


def room_now(state: State, message: RoomNow, _view: View) -> Step:
    args: Args = {
        "title": message.title,
        "people": len(message.people),
        "closes": message.closes,
        "latest": message.latest,
        "more": more_minutes(message.closes, message.latest),
    }
    return Step(state, (Say("room-now", args),))


def room_ends(state: State, message: RoomEnds, view: View) -> Step:
    place = view.about.place(message.mark)
    card = next((card for card in view.rooms if card.mark == message.mark), None)
    args: Args = {"minutes": message.minutes, "more": card.more if card else 0}
    if place and place.hosting:
        text = "room-ends-ten-holder" if message.minutes > 2 else "room-ends-two-holder"
        return Step(state, (Say(text, args, starts=True),))
    wanted = place is not None and place.ten_minutes
    return Step(state, (Say("room-ends-ten", args, starts=True),) if wanted else ())


FLOW = Flow(
    "inside",
    (
        Row(Anywhere, RoomNow, room_now),
        Row(Anywhere, RoomEnds, room_ends),
    ),
)
