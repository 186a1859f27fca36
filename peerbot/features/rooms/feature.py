"""The manifest."""

from peerbot.feature import ActorKind, Feature
from peerbot.features.rooms import actor
from peerbot.features.rooms.actor.states import Wanted
from peerbot.features.rooms.chat import (
    coming_in,
    holding,
    inside,
    opening,
    passed_on,
    places,
    stepping_out,
    taking_back,
    wishes,
)
from peerbot.kernel.ids import Room

FEATURE = Feature(
    "rooms",
    needs=("core", "roles"),
    chat=(
        coming_in.FLOW,
        holding.FLOW,
        inside.FLOW,
        opening.FLOW,
        passed_on.FLOW,
        places.FLOW,
        stepping_out.FLOW,
        taking_back.FLOW,
        wishes.FLOW,
    ),
    actors=(ActorKind(Room, Wanted(), actor.TRANSITIONS),),
)
