"""For people in a room: who is there, and how much time is left."""

from peerbot.features.rooms.records import more_minutes, open_cards, place_in
from peerbot.features.rooms.to_person import RoomEnds, RoomNow
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Say
from peerbot.kernel.feature import Flow
from peerbot.kernel.table import Anywhere, State, Step, Transition


def room_now(state: State, message: RoomNow, _context: Context) -> Step:
    args: Args = {
        "title": message.title,
        "people": len(message.people),
        "closes": message.closes,
        "latest": message.latest,
        "more": more_minutes(message.closes, message.latest),
    }
    return Step(state, (Say("room-now", args),))


def room_ends(state: State, message: RoomEnds, context: Context) -> Step:
    place = place_in(context, message.mark)
    card = next((card for card in open_cards(context) if card.mark == message.mark), None)
    args: Args = {"minutes": message.minutes, "more": card.more if card else 0}
    if place and place.hosting:
        text = "room-ends-ten-holder" if message.minutes > 2 else "room-ends-two-holder"
        return Step(state, (Say(text, args, starts=True),))
    wanted = place is not None and place.ten_minutes
    return Step(state, (Say("room-ends-ten", args, starts=True),) if wanted else ())


FLOW = Flow(
    "inside",
    (
        Transition(Anywhere, RoomNow, room_now),
        Transition(Anywhere, RoomEnds, room_ends),
    ),
)
