"""What a sync leaves out of a busy room, asked for page by page (spec: "Syncing", `limited`)."""

import asyncio
import json
from dataclasses import dataclass, replace
from typing import Final

from peerbot.kernel.ids import RoomID, UserID
from peerbot.kernel.ports import MustStop
from peerbot.matrix.answers import CHUNK, weight
from peerbot.matrix.errors import (
    AnswerTooLarge,
    Forbidden,
    LimitExceeded,
    MatrixError,
    NotFound,
    ServerFault,
    Unreachable,
)
from peerbot.matrix.homeserver import Json, is_token, room_path
from peerbot.matrix.http.session import Session
from peerbot.matrix.rejected import Rejected
from peerbot.matrix.sync import (
    Batch,
    Event,
    Joined,
    is_encryption_in,
    read_events,
    read_memberships,
)

# Changes of membership come with the sync itself, unless that was too large. Our own coming into
# the room ends the gap, since nobody spoke to us before it.
_FILTER: Final = json.dumps(
    {"types": ["m.room.encrypted", "m.room.message", "m.room.member", "m.room.encryption"]}
)
_PAGE: Final = 100
# An answer that is not about the gap may be a misrouted worker's, and passes; where it stays, the
# homeserver no longer knows its own token. All wait meanwhile, so it is not asked for long.
_ODD_TRIES: Final = 3
_ODD_PAUSE: Final = 0.5
# Where a page was too large, pages come in parts: ten of the largest events are two MiB.
_SMALL_PAGE: Final = 10
# Two thousand messages, beside the hundred of the sync: more than people write to a program while
# it is off, and not so many that one of them could fill the memory of the rest.
_MOST: Final = 2_000
# What the gaps of one sync may take in memory, all together. Six people who wrote a hundred of the
# largest messages each come to 37 MiB; the whole process may take 250 (`systemd/peerbot.service`).
_WEIGHT: Final = 48 * 1024 * 1024


async def filled(batch: Batch, homeserver: Session, user_id: UserID, rejected: Rejected) -> Batch:
    """The batch with the messages that its rooms' timelines were too short for, in order.

    Not on an account's first sync: what was said before is nobody's business. Raises UnknownToken,
    and what may pass: LimitExceeded, ServerFault, Unreachable.
    """
    if batch.since is None:
        return batch
    gaps = _Gaps(homeserver, user_id, rejected, batch.since)
    with_gap = sum(room.limited for room in batch.joined)
    left, rooms = _WEIGHT, list(batch.joined)
    for place, room in enumerate(batch.joined):
        if room.limited and room.prev_batch is not None:
            # An equal share of what is left: what one does not use is there for the next.
            found, taken = await gaps.before(room, room.prev_batch, left // with_gap)
            rooms[place] = _with(room, found)
            left -= taken
        with_gap -= room.limited
    return replace(batch, joined=tuple(rooms))


def _with(room: Joined, found: list[Event]) -> Joined:
    if room.passed_over:
        return replace(
            room,
            events=tuple(found),
            memberships=tuple(read_memberships(found)),
            encryption_changed=is_encryption_in(found),
        )
    messages = (event for event in found if event.state_key is None)
    return replace(room, events=(*messages, *room.events))


@dataclass(frozen=True)
class _Gaps:
    """The gaps of one sync, which reach back to where it began, `since`."""

    homeserver: Session
    user_id: UserID
    rejected: Rejected
    since: str

    async def before(self, room: Joined, start: str, most: int) -> tuple[list[Event], int]:
        """Backwards from `start`, then turned round, and what it weighs. Of too many, or of more
        than `most` bytes, the oldest are left out."""
        known = {event.event_id for event in room.events}
        found: list[Event] = []
        asked, taken, in_parts = 0, 0, False
        following: str | None = start
        while following is not None:
            if asked >= _MOST:
                self.rejected.add("gap: too long")
                break
            try:
                events, following = await self._page(room.room_id, following, in_parts=in_parts)
            except AnswerTooLarge:
                if in_parts:
                    raise
                in_parts = True
                continue
            asked += _PAGE
            for event in events:
                if self._is_our_coming(event):
                    return found[::-1], taken
                if event.event_id in known or event.sender == self.user_id:
                    continue
                taken += weight(event.source)
                if taken > most:
                    self.rejected.add("gap: too long")
                    return found[::-1], taken
                known.add(event.event_id)
                found.append(event)
        return found[::-1], taken

    def _is_our_coming(self, event: Event) -> bool:
        ours = (event.type, event.state_key) == ("m.room.member", self.user_id)
        return ours and event.content.get("membership") == "join"

    async def _page(
        self, room_id: RoomID, start: str, *, in_parts: bool
    ) -> tuple[list[Event], str | None]:
        """Events, the newest first, and where the next page begins, if there is one."""
        query = {
            "dir": "b",
            "from": start,
            "to": self.since,
            "limit": str(_SMALL_PAGE if in_parts else _PAGE),
            "filter": _FILTER,
        }
        endpoint = room_path(room_id, "messages")
        for _ in range(_ODD_TRIES):
            try:
                if in_parts:
                    answer = await self.homeserver.request_parts(
                        "GET", endpoint, parts=CHUNK, query=query
                    )
                else:
                    answer = await self.homeserver.request("GET", endpoint, query=query)
            except (MustStop, LimitExceeded, ServerFault, Unreachable):
                raise
            except (Forbidden, NotFound):  # we were removed meanwhile
                break
            except MatrixError:
                await asyncio.sleep(_ODD_PAUSE)
            else:
                return self._read_page(answer, start)
        self.rejected.add("gap: unreadable")
        return [], None

    def _read_page(self, answer: Json, start: str) -> tuple[list[Event], str | None]:
        following = answer.get("end")
        more = is_token(following) and following != start
        return list(read_events(answer.get("chunk"), self.rejected)), following if more else None
