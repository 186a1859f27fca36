"""What the keeper's rooms are made of: a version, the state they begin with, and who may do what.

Nobody but the keeper has any power in them. What a member at level 0 can send is messages, and
their own membership; so of all state they can redact their own name and picture, and nothing else.
Where people may speak they also send what puts them into a call.
"""

from typing import Any, Final

from nio import RoomPreset

from peerbot.features.rooms.records import Card
from peerbot.kernel.ids import UserID
from peerbot.matrix.calls import MEMBER_EVENTS
from peerbot.matrix.crypto.account import MEGOLM_ALGORITHM
from peerbot.matrix.errors import ServerFault
from peerbot.matrix.homeserver import Json, as_object, path
from peerbot.matrix.http.session import Session

KEEPER_ONLY: Final = 100

# The presets of Synapse leave these at 50 and above; whoever had that level could put the subject
# of the room into its name, in clear.
_NAMED: Final = (
    "m.room.name",
    "m.room.avatar",
    "m.room.topic",
    "m.room.canonical_alias",
    "m.room.power_levels",
    "m.room.history_visibility",
    "m.room.encryption",
    "m.room.server_acl",
    "m.room.tombstone",
)

# Room version 12: its creator stands above every power level and must not be named in `users`.
_CREATOR_ABOVE_ALL: Final = "12"

# Newest first. Below 11 a redaction of the power levels drops who may invite (room version 11,
# "Redactions"), so that anybody in the room could let others in.
_VERSIONS: Final = (_CREATOR_ABOVE_ALL, "11")

_CLOSED: Final[Json] = {
    "users_default": 0,
    "state_default": KEEPER_ONLY,
    "invite": KEEPER_ONLY,
    "kick": KEEPER_ONLY,
    "ban": KEEPER_ONLY,
    "redact": KEEPER_ONLY,
    "notifications": {"room": KEEPER_ONLY},
}
"""Every right that the specification gives by a level, but writing."""


async def room_version(homeserver: Session) -> str | None:
    """The newest that we trust and the homeserver offers, rather a stable one; None: none is.

    Raises MatrixError, also for an answer that says nothing of room versions.
    """
    answer = await homeserver.request("GET", path("capabilities"))
    offered = as_object(as_object(answer.get("capabilities")).get("m.room_versions"))
    available = as_object(offered.get("available"))
    if not isinstance(offered.get("available"), dict):
        raise ServerFault("FIELD_MISSING")
    stable = (version for version in _VERSIONS if available.get(version) == "stable")
    unstable = (version for version in _VERSIONS if version in available)
    return next(stable, None) or next(unstable, None)


def new_room(card: Card, topic: str, *, federate: bool, version: str, me: UserID) -> Json:
    """What one `createRoom` is given (`Session.create`), in which all of it is set."""
    users = {} if version == _CREATOR_ABOVE_ALL else {me: KEEPER_ONLY}
    levels = speaking({"users": users}, card.text_only)
    return {
        "preset": RoomPreset.private_chat,
        "room_version": version,
        "name": card.name,
        "topic": topic,
        "federate": federate,
        "initial_state": [
            _state("m.room.encryption", algorithm=MEGOLM_ALGORITHM),
            _state("m.room.history_visibility", history_visibility="joined"),
            _state("m.room.guest_access", guest_access="forbidden"),
            _state("m.room.join_rules", join_rule="invite"),
        ],
        "power_level_override": closed(levels, me),
    }


def closed(levels: Json, me: UserID) -> Json:
    """The same power levels, with nobody but the keeper (`me`) able to do more than write.

    Rooms of before gave their facilitator a level of 50.
    """
    users = {user: level for user, level in as_object(levels.get("users")).items() if user == me}
    events = {**as_object(levels.get("events")), **dict.fromkeys(_NAMED, KEEPER_ONLY)}
    return {**levels, **_CLOSED, "users": users, "events": events}


def speaking(levels: Json, text_only: bool) -> Json:
    """The same power levels, with everybody able to write, and to call each other where they may
    speak."""
    calls = dict.fromkeys(MEMBER_EVENTS, KEEPER_ONLY if text_only else 0)
    return {**levels, "events_default": 0, "events": {**as_object(levels.get("events")), **calls}}


def silent(levels: Json, me: UserID) -> Json:
    """The same power levels, with nobody but the keeper able to write either."""
    before = closed(levels, me)
    events: dict[str, Any] = dict.fromkeys(before["events"], KEEPER_ONLY)
    return {**before, "events_default": KEEPER_ONLY, "events": events}


def _state(event_type: str, **content: str) -> Json:
    return {"type": event_type, "state_key": "", "content": content}
