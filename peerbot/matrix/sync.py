"""A sync response as typed data. Each room and each event is read apart; what does not hold is
set aside and counted, so that no one's malformed event hides another's."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeGuard

from peerbot.matrix.homeserver import Json, as_object, is_id, is_text, text
from peerbot.matrix.set_aside import SetAside
from peerbot.vocabulary import EventID, RoomID, UserID


@dataclass(frozen=True)
class Event:
    """A timeline event as the homeserver gave it, its envelope checked and its content not."""

    event_id: EventID
    sender: UserID
    type: str
    content: Json
    state_key: str | None
    sent_at: int
    """Milliseconds since 1970, as the sender's homeserver says."""
    source: Json = field(repr=False, compare=False)

    @property
    def encrypted(self) -> bool:
        """Whether it still has to be opened. Any other message came in clear."""
        return self.type == "m.room.encrypted" and self.state_key is None


@dataclass(frozen=True)
class Membership:
    """One change of who is in a room: `invite`, `join`, `leave`, `ban` or `knock`."""

    user_id: UserID
    membership: str
    sender: UserID
    """Who did it: the same person, or an inviter, or someone who removed them."""


@dataclass(frozen=True)
class Invite:
    """Someone wants us in a room. All of it is what they and the homeserver say."""

    room_id: RoomID
    inviter: UserID
    is_direct: bool
    encrypted: bool


@dataclass(frozen=True)
class Joined:
    """What happened in one room we are in."""

    room_id: RoomID
    events: tuple[Event, ...]
    """The timeline in order, membership changes included."""
    memberships: tuple[Membership, ...]
    """Changes of membership in order; after a gap, those that the homeserver tells of it."""
    limited: bool
    """The homeserver left a gap before `events`; `prev_batch` is where it ends."""
    prev_batch: str | None
    encryption_changed: bool
    """The room's encryption was turned on or set anew."""


@dataclass(frozen=True)
class Batch:
    """One sync response."""

    invites: tuple[Invite, ...]
    joined: tuple[Joined, ...]
    left: tuple[RoomID, ...]
    """Rooms that others removed us from, or took our invitation back. Synapse is silent on those
    that we left ourselves."""
    next_batch: str
    removed_by: Mapping[RoomID, UserID] = field(default_factory=dict)
    """Who did it, for those of `left` of which it was told."""
    since: str | None = None
    """Where it began; None for an account's first."""


def read_batch(
    answer: Json, user_id: UserID, set_aside: SetAside, since: str | None = None
) -> Batch:
    """Read the rooms of a sync response. Raises ServerFault when it has no `next_batch`."""
    rooms = as_object(answer.get("rooms"))
    left = tuple(_rooms(rooms, "leave", set_aside))
    invites = [
        _read_invite(room_id, room, user_id) for room_id, room in _rooms(rooms, "invite", set_aside)
    ]
    for _ in range(invites.count(None)):
        set_aside.add("invitation: malformed")
    return Batch(
        invites=tuple(invite for invite in invites if invite is not None),
        joined=tuple(
            _read_joined(room_id, room, set_aside)
            for room_id, room in _rooms(rooms, "join", set_aside)
        ),
        left=tuple(room_id for room_id, _ in left),
        removed_by=dict(_removals(left, user_id)),
        next_batch=text(answer, "next_batch"),
        since=since,
    )


def _rooms(rooms: Json, membership: str, set_aside: SetAside) -> Iterator[tuple[RoomID, Json]]:
    """The rooms of one membership. What is no room id could lead a request of ours elsewhere."""
    for room_id, room in as_object(rooms.get(membership)).items():
        if is_id(room_id) and room_id.startswith("!"):
            yield RoomID(room_id), as_object(room)
        else:
            set_aside.add("room: malformed")


def _read_invite(room_id: RoomID, room: Json, user_id: UserID) -> Invite | None:
    """An invitation, told by our own membership in the room's stripped state."""
    events = _objects(as_object(room.get("invite_state")).get("events"))
    ours = next((e for e in events if _is_state(e, "m.room.member", user_id)), {})
    inviter, content = ours.get("sender"), as_object(ours.get("content"))
    if not _is_user(inviter) or content.get("membership") != "invite":
        return None
    return Invite(
        room_id=room_id,
        inviter=UserID(inviter),
        is_direct=content.get("is_direct") is True,
        encrypted=any(_is_state(e, "m.room.encryption", "") for e in events),
    )


def _removals(
    left: Iterable[tuple[RoomID, Json]], user_id: UserID
) -> Iterator[tuple[RoomID, UserID]]:
    """The rooms that somebody else put us out of, and who it was."""
    for room_id, room in left:
        for part in ("state", "timeline"):
            for event in _objects(as_object(room.get(part)).get("events")):
                sender = event.get("sender")
                if _is_state(event, "m.room.member", user_id) and _is_user(sender):
                    yield room_id, UserID(sender)


def _read_joined(room_id: RoomID, room: Json, set_aside: SetAside) -> Joined:
    timeline = as_object(room.get("timeline"))
    events = tuple(read_events(timeline.get("events"), set_aside))
    limited = timeline.get("limited") is True
    state = tuple(read_events(as_object(room.get("state")).get("events"), set_aside))
    # Without a gap, `state` holds no changes: only members, so that senders can be shown by name.
    changes = (*state, *events) if limited else events
    prev_batch = timeline.get("prev_batch")
    return Joined(
        room_id=room_id,
        events=events,
        memberships=tuple(_read_memberships(changes)),
        limited=limited,
        prev_batch=prev_batch if is_text(prev_batch) else None,
        encryption_changed=any(
            _is_state(event.source, "m.room.encryption", "") for event in (*state, *events)
        ),
    )


def read_events(events: object, set_aside: SetAside) -> Iterator[Event]:
    """The events of a list, those that are malformed counted and left out."""
    for source in _objects(events):
        event = _read_event(source)
        if event is None:
            set_aside.add("event: malformed")
        else:
            yield event


def _read_event(source: Json) -> Event | None:
    event_id, event_type, sent_at = (
        source.get(key) for key in ("event_id", "type", "origin_server_ts")
    )
    sender, state_key = source.get("sender"), source.get("state_key")
    if not is_id(event_id) or not _is_user(sender) or not isinstance(event_type, str):
        return None
    if not isinstance(sent_at, int) or not isinstance(state_key, str | None):
        return None
    content = as_object(source.get("content"))
    return Event(EventID(event_id), UserID(sender), event_type, content, state_key, sent_at, source)


def _read_memberships(events: tuple[Event, ...]) -> Iterator[Membership]:
    """Changes of membership; a member's new name or picture is none."""
    for event in events:
        membership = event.content.get("membership")
        before = as_object(as_object(event.source.get("unsigned")).get("prev_content"))
        if event.type != "m.room.member" or not _is_user(event.state_key):
            continue
        if isinstance(membership, str) and membership != before.get("membership"):
            yield Membership(UserID(event.state_key), membership, event.sender)


def _is_state(event: Json, event_type: str, state_key: str) -> bool:
    return event.get("type") == event_type and event.get("state_key") == state_key


def _is_user(value: object) -> TypeGuard[str]:
    return is_id(value) and value.startswith("@") and ":" in value


def _objects(value: object) -> list[Json]:
    """The objects of a list that should hold nothing else."""
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []
