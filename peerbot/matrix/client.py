"""An account with a device: its sync as typed batches, and the requests a signed client makes."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from typing import Final

from peerbot.matrix.crypto.machine import CryptoMachine
from peerbot.matrix.homeserver import Credentials, Homeserver, Json
from peerbot.vocabulary import Clock, EventID, RoomID, UserID
from storage import Store

LEAN_FILTER: Final[Json] = {}
"""Nothing but what a chat needs: no presence, receipts, typing or account data; lazy members."""


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
    source: Json = field(repr=False)

    @property
    def encrypted(self) -> bool:
        """Whether it still has to be opened; any other message came in clear."""
        raise NotImplementedError


@dataclass(frozen=True)
class Membership:
    """One change of who is in a room: `invite`, `join`, `leave`, `ban` or `knock`."""

    user_id: UserID
    membership: str
    sender: UserID
    """Who did it: the same person, or an inviter, or someone who removed them."""


@dataclass(frozen=True)
class Invite:
    """Someone wants us in a room."""

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
    """Changes of membership, from state and timeline, in order."""
    limited: bool
    """There is a gap before `events`; `prev_batch` is where it ends."""
    prev_batch: str | None


@dataclass(frozen=True)
class Batch:
    """One sync response."""

    invites: tuple[Invite, ...]
    joined: tuple[Joined, ...]
    left: tuple[RoomID, ...]
    next_batch: str


@dataclass
class SetAside:
    """How much was refused and why, since the start. Words and counts, nobody's name."""

    counts: dict[str, int] = field(default_factory=dict)

    def add(self, what: str) -> None:
        """Count one more of `what`."""
        raise NotImplementedError


class SignedClient:
    """A client that encrypts: the voice wraps one, the demo's members are ones.

    Public parts: `homeserver`, `machine`, `set_aside`, `credentials`.
    """

    homeserver: Homeserver
    machine: CryptoMachine
    set_aside: SetAside
    credentials: Credentials

    def __init__(
        self,
        homeserver: Homeserver,
        credentials: Credentials,
        store: Store,
        clock: Clock,
        *,
        filter: Json = LEAN_FILTER,
    ) -> None:
        raise NotImplementedError

    async def start(self) -> None:
        """Check the token, start the machine, check our identity, read where the last sync ended.

        Raises UnknownToken, IdentityChanged, StateWentBack, MatrixError.
        """
        raise NotImplementedError

    async def sync_once(self, timeout: float) -> Batch:
        """One sync, waiting up to `timeout` seconds for news; keys and devices are taken in.

        Begins where the last committed batch ended, so an uncommitted batch comes again.
        """
        raise NotImplementedError

    def commit_token(self, batch: Batch) -> None:
        """Remember that a batch is handled; inside the caller's transaction if there is one."""
        raise NotImplementedError

    async def run(self, handle_batch: Callable[[Batch], Awaitable[None]]) -> None:
        """Sync for ever: `handle_batch`, then `commit_token`. Waits and retries when the server or
        the network fails; raises UnknownToken, IdentityChanged, StateWentBack."""
        raise NotImplementedError

    async def send_encrypted(
        self,
        room_id: RoomID,
        recipients: Collection[UserID],
        content: Json,
        txn_id: str,
        type: str = "m.room.message",
    ) -> EventID:
        """Encrypt and send. The same `txn_id` within 24 hours is the same event."""
        raise NotImplementedError

    async def joined_members(self, room_id: RoomID) -> frozenset[UserID]:
        """Who is in the room now, ourselves included."""
        raise NotImplementedError

    async def create_direct_chat(self, user_id: UserID) -> RoomID:
        """A new encrypted room with one person invited."""
        raise NotImplementedError

    async def invite(self, room_id: RoomID, user_id: UserID) -> None:
        """Invite someone."""
        raise NotImplementedError

    async def join(self, room_id: RoomID) -> None:
        """Join a room we are invited to."""
        raise NotImplementedError

    async def leave(self, room_id: RoomID) -> None:
        """Leave, or decline an invitation. Having left already is success."""
        raise NotImplementedError

    async def forget(self, room_id: RoomID) -> None:
        """Let the homeserver forget that we were in a room we left."""
        raise NotImplementedError
