"""A sync response as typed data. Each room and each event is read apart; what does not hold is
rejected and counted, so that no one's malformed event hides another's."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeGuard

from peerbot.kernel.ids import EventID, RoomID, UserID
from peerbot.matrix.answers import weight, whole
from peerbot.matrix.homeserver import Json, as_object, is_id, is_token, token
from peerbot.matrix.rejected import Rejected

# What an event may take in memory. One of the largest, a text in which every character is escaped
# or takes four bytes, is as much; from brackets within brackets Python makes six times that.
_HEAVIEST: Final = 256 * 1024
# What the content of an event is read for, and the longest of it: an event is 64 KiB.
_READ: Final = frozenset(
    {
        *("algorithm", "ciphertext", "session_id", "sender_key", "device_id"),
        *("membership", "msgtype", "body"),
    }
)
_LONGEST: Final = 64 * 1024


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
    passed_over: bool = False
    """What happened did not fit into the answer: all of it is in the gap."""
    came: bool = False
    """We are in the room since this sync, or may be: it did not say enough to know."""
    creator: UserID | None = None
    """Who made the room, where it was told: that is with our coming."""


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
    answer: Json, user_id: UserID, rejected: Rejected, since: str | None = None
) -> Batch:
    """Read the rooms of a sync response. Raises ServerFault when it has no `next_batch`."""
    next_batch = token(answer, "next_batch")
    rooms = as_object(answer.get("rooms"))
    left = tuple(_rooms(rooms, "leave", rejected))
    invites = [
        _read_invite(room_id, as_object(room), user_id)
        for room_id, room in _rooms(rooms, "invite", rejected)
    ]
    for _ in range(invites.count(None)):
        rejected.add("invitation: malformed")
    return Batch(
        invites=tuple(invite for invite in invites if invite is not None),
        joined=tuple(
            _read_joined(room_id, room, user_id, rejected)
            if room is not None
            else _passed_over(room_id, next_batch)
            for room_id, room in _rooms(rooms, "join", rejected)
        ),
        left=tuple(room_id for room_id, _ in left),
        removed_by=dict(_removals(left, user_id)),
        next_batch=next_batch,
        since=since,
    )


def _rooms(
    rooms: Json, membership: str, rejected: Rejected
) -> Iterator[tuple[RoomID, Json | None]]:
    """The rooms of one membership; None for one that did not fit into the answer. What is no room
    id could lead a request of ours elsewhere."""
    for room_id, room in as_object(rooms.get(membership)).items():
        if is_id(room_id) and room_id.startswith("!"):
            yield RoomID(room_id), None if room is None else as_object(whole(room))
        else:
            rejected.add("room: malformed")


def _passed_over(room_id: RoomID, next_batch: str) -> Joined:
    """A room whose part of the answer was too large: its gap reaches to the end of the sync."""
    return Joined(
        room_id=room_id,
        events=(),
        memberships=(),
        limited=True,
        prev_batch=next_batch,
        encryption_changed=False,
        passed_over=True,
        came=True,
    )


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
    left: Iterable[tuple[RoomID, Json | None]], user_id: UserID
) -> Iterator[tuple[RoomID, UserID]]:
    """The rooms that somebody else put us out of, and who it was."""
    for room_id, room in left:
        for part in ("state", "timeline"):
            for event in _objects(as_object(as_object(room).get(part)).get("events")):
                sender = event.get("sender")
                if _is_state(event, "m.room.member", user_id) and _is_user(sender):
                    yield room_id, UserID(sender)


def _read_joined(room_id: RoomID, room: Json, user_id: UserID, rejected: Rejected) -> Joined:
    timeline = as_object(room.get("timeline"))
    events = tuple(read_events(timeline.get("events"), rejected))
    limited = timeline.get("limited") is True
    state = tuple(read_events(as_object(room.get("state")).get("events"), rejected))
    # Without a gap, `state` holds no changes: only members, so that senders can be shown by name.
    changes = (*state, *events) if limited else events
    prev_batch = timeline.get("prev_batch")
    return Joined(
        room_id=room_id,
        events=events,
        memberships=tuple(read_memberships(changes)),
        limited=limited,
        prev_batch=prev_batch if is_token(prev_batch) else None,
        encryption_changed=is_encryption_in((*state, *events)),
        came=any(
            _is_state(event.source, "m.room.member", user_id)
            and event.content.get("membership") == "join"
            and _membership_before(event) != "join"
            for event in (*state, *events)
        ),
        creator=next((e.sender for e in state if _is_state(e.source, "m.room.create", "")), None),
    )


def read_events(events: object, rejected: Rejected) -> Iterator[Event]:
    """The events of a list, those that are malformed counted and left out."""
    for one in events if isinstance(events, list) else ():
        source = whole(one)
        event = _read_event(source) if isinstance(source, dict) else None
        if event is None:
            rejected.add("event: malformed")
        elif weight(event.source) > _HEAVIEST:
            rejected.add("event: too large, truncated")
            yield _cut_down(event)
        else:
            yield event


def _cut_down(event: Event) -> Event:
    """The event with what it is read for and nothing else. It is not left out: who comes into a
    chat would go unseen."""
    content = _short(event.content)
    before = _short(as_object(as_object(event.source.get("unsigned")).get("prev_content")))
    envelope = ("event_id", "sender", "type", "state_key", "origin_server_ts")
    source = {key: event.source[key] for key in envelope if key in event.source}
    source |= {"content": content, "unsigned": {"prev_content": before}}
    return replace(event, content=content, source=source)


def _short(content: Json) -> Json:
    read = {key: content[key] for key in _READ if key in content}
    return {k: v for k, v in read.items() if isinstance(v, str) and len(v) <= _LONGEST}


def _read_event(source: Json) -> Event | None:
    event_id, event_type, sent_at = (
        source.get(key) for key in ("event_id", "type", "origin_server_ts")
    )
    sender, state_key = source.get("sender"), source.get("state_key")
    if not is_id(event_id) or not _is_user(sender) or not is_id(event_type):
        return None
    if not isinstance(sent_at, int) or not (state_key in (None, "") or is_id(state_key)):
        return None
    content = as_object(source.get("content"))
    return Event(EventID(event_id), UserID(sender), event_type, content, state_key, sent_at, source)


def is_encryption_in(events: Iterable[Event]) -> bool:
    """Whether a room's encryption was set in one of these events."""
    return any(_is_state(event.source, "m.room.encryption", "") for event in events)


def read_memberships(events: Iterable[Event]) -> Iterator[Membership]:
    """Changes of membership; a member's new name or picture is none."""
    for event in events:
        membership = event.content.get("membership")
        if event.type != "m.room.member" or not _is_user(event.state_key):
            continue
        if is_id(membership) and membership != _membership_before(event):
            yield Membership(UserID(event.state_key), membership, event.sender)


def _membership_before(event: Event) -> object:
    unsigned = as_object(event.source.get("unsigned"))
    return as_object(unsigned.get("prev_content")).get("membership")


def _is_state(event: Json, event_type: str, state_key: str) -> bool:
    return event.get("type") == event_type and event.get("state_key") == state_key


def _is_user(value: object) -> TypeGuard[str]:
    return is_id(value) and value.startswith("@") and ":" in value


def _objects(value: object) -> list[Json]:
    """The objects of a list that should hold nothing else."""
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []
