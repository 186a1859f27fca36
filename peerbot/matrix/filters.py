"""What a sync is to tell of (spec: Filtering)."""

from peerbot.kernel.ids import UserID
from peerbot.matrix.homeserver import Json, as_object


def lean_filter(user_id: UserID) -> Json:
    """Nothing but what a chat needs: messages and membership; no presence, receipts, typing or
    account data, and none of our own messages; members only where someone speaks."""
    nothing: Json = {"not_types": ["*"]}
    return {
        "presence": nothing,
        "account_data": nothing,
        "room": {
            "account_data": nothing,
            "ephemeral": nothing,
            "state": {
                "lazy_load_members": True,
                "types": ["m.room.member", "m.room.encryption"],
            },
            "timeline": {
                # Synapse's own limit is 10: when twenty people write at once, most would be lost.
                "limit": 100,
                "lazy_load_members": True,
                "not_senders": [user_id],
                # What nobody reads fills an answer as well as anything.
                "types": [
                    "m.room.message",
                    "m.room.encrypted",
                    "m.room.member",
                    "m.room.encryption",
                ],
            },
        },
    }


def with_one_event(chosen: Json) -> Json:
    """The filter, with the last event of each room alone."""
    room = as_object(chosen.get("room"))
    timeline = as_object(room.get("timeline")) | {"limit": 1}
    return chosen | {"room": room | {"timeline": timeline}}
