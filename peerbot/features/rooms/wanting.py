"""What opens a room, whatever it is wanted for: in one line, on a call for help, by a feature."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from peerbot.features.rooms.address import Mark, Room
from peerbot.features.rooms.consents import HOST
from peerbot.features.rooms.names import room_name
from peerbot.features.rooms.records import (
    CLOSING_TAKES,
    Card,
    Named,
    Seat,
    hosted_by,
    room_names,
)
from peerbot.features.rooms.settings import rooms_in, takes_in
from peerbot.features.rooms.to_room import Open
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Effect, Publish, Put, Say
from peerbot.kernel.messages import Send


def reason_not_now(context: Context) -> Say | None:
    """Why this person cannot open a room now. A room counts until nothing of it is left."""
    held, settings = len(hosted_by(context)), rooms_in(context)
    if not takes_in(context, context.me):
        return Say("open-elsewhere", {"server": context.settings.server})
    if held >= settings.most_each:
        return Say("open-most-each", {"held": held})
    if are_as_many_as_may_be(context):
        return Say("open-most", {"rooms": len(room_names(context))})
    return None


def are_as_many_as_may_be(context: Context) -> bool:
    """Whether there can be no other room at the moment, whoever wants it."""
    return len(room_names(context)) >= rooms_in(context).most_rooms


def latest_end(seconds: float, context: Context) -> datetime:
    """Until when a room that lasts so long from now may be made longer. Members are told this
    before they join, so it never changes."""
    longest = max(rooms_in(context).longest_minutes * 60, seconds)
    return context.now + timedelta(
        seconds=min(seconds + rooms_in(context).extend_minutes * 60, longest)
    )


def kept_for_holding(mark: Mark, title: str, name: str, latest: datetime) -> Put:
    """What is kept of whoever holds a room, from the yes to that on. `name`: empty while the room
    has none; they hear it once it is open."""
    place = Seat(mark, title, name, latest, hosting=True)
    return Put(place, latest + CLOSING_TAKES, HOST)


def opened(wanted: Card, context: Context) -> tuple[Card, tuple[Effect, ...]]:
    """The card of a room and what opens it: `wanted`, from now on and under a name of its own,
    whatever name is in it. Whoever asks for it makes its mark."""
    name = room_name(rooms_in(context).names, room_names(context), context.fresh.draws)
    card = replace(wanted, number=0, name=name, opened=context.now)
    named = Publish(Named(card.name), card.over, card.mark)  # nobody else gets it
    return card, (named, Send(Room(card.mark), Open(card)))
