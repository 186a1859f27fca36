"""The manifest."""

from peerbot.features.roles.api import RoleEnds
from peerbot.features.rooms import actions, actor, config, performing, to_room
from peerbot.features.rooms.actor.states import Wanted
from peerbot.features.rooms.address import Room
from peerbot.features.rooms.chat import (
    asking_in,
    choosing,
    closing,
    coming_in,
    handover,
    helping,
    holding,
    inside,
    locking,
    longer,
    naming,
    opening,
    passed_on,
    places,
    stepping_out,
    taking_back,
    wishes,
)
from peerbot.features.rooms.records import (
    CLOSING_TAKES,
    LONGEST,
    Awaited,
    Card,
    Held,
    Named,
    Seat,
    Stuck,
)
from peerbot.features.rooms.releasing import rooms_that_know
from peerbot.kernel.feature import ActorKind, Feature

FEATURE = Feature(
    "rooms",
    needs=("core", "roles"),
    chat=(
        choosing.flow,
        closing.FLOW,
        coming_in.FLOW,
        handover.FLOW,
        helping.FLOW,
        holding.FLOW,
        inside.FLOW,
        locking.FLOW,
        longer.FLOW,
        naming.FLOW,
        opening.flow,
        passed_on.FLOW,
        places.FLOW,
        stepping_out.flow,
        taking_back.flow,
        wishes.FLOW,
        asking_in.FLOW,
    ),
    actors=(
        ActorKind(
            Room,
            Wanted(),
            actor.transitions,
            label="room",
            holds=rooms_that_know,
            release=to_room.LetGo,
            # Nothing may happen in a room from its beginning to its end, and it may close late.
            lasts=LONGEST + CLOSING_TAKES,
        ),
    ),
    inspected="who has a place in an open room, or was asked to step out of one",
    records=(Seat,),
    listings=(Awaited, Card, Named, Held, Stuck),
    actions=(
        actions.CreateRoom,
        actions.Invite,
        actions.Remove,
        actions.SetTopic,
        actions.Look,
        actions.Empower,
        actions.Redact,
        actions.SilenceAt,
        actions.Silence,
        actions.Empty,
        actions.Leave,
        actions.DueTime,
    ),
    performer=performing.performer,
    extends=(RoleEnds(holding.declines_as_second), opening.FOR_INVITED),
    groups=config.GROUPS,
    settings=config.settings,
)
