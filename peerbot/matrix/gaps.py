"""What a sync leaves out of a busy room, asked for page by page (spec: "Syncing", `limited`)."""

import json
from dataclasses import dataclass, replace
from typing import Final

from peerbot.matrix.errors import (
    LimitExceeded,
    MatrixError,
    ServerFault,
    UnknownToken,
    Unreachable,
)
from peerbot.matrix.homeserver import Homeserver, is_text, room_path
from peerbot.matrix.set_aside import SetAside
from peerbot.matrix.sync import Batch, Event, Joined, read_events
from peerbot.vocabulary import RoomID, UserID

# Messages and nothing else: changes of membership come with the sync itself. Our own coming into
# the room ends the gap, since nobody spoke to us before it.
_FILTER: Final = json.dumps({"types": ["m.room.encrypted", "m.room.message", "m.room.member"]})
_PAGE: Final = 100
# Two thousand messages, beside the hundred of the sync: more than people write to a program while
# it is off, and not so many that one of them could fill the memory of the rest.
_MOST_PAGES: Final = 20


async def filled(
    batch: Batch, homeserver: Homeserver, user_id: UserID, set_aside: SetAside
) -> Batch:
    """The batch with the messages that its rooms' timelines were too short for, in order.

    Not on an account's first sync: what was said before is nobody's business. Raises UnknownToken,
    and what may pass: LimitExceeded, ServerFault, Unreachable.
    """
    if batch.since is None:
        return batch
    gaps = _Gaps(homeserver, user_id, set_aside, batch.since)
    rooms = [
        replace(room, events=(*await gaps.before(room, room.prev_batch), *room.events))
        if room.limited and room.prev_batch is not None
        else room
        for room in batch.joined
    ]
    return replace(batch, joined=tuple(rooms))


@dataclass(frozen=True)
class _Gaps:
    """The gaps of one sync, which reach back to where it began, `since`."""

    homeserver: Homeserver
    user_id: UserID
    set_aside: SetAside
    since: str

    async def before(self, room: Joined, start: str | None) -> list[Event]:
        """Backwards from `start`, then turned round. Of too many, the oldest are left out."""
        known = {event.event_id for event in room.events}
        found: list[Event] = []
        for _ in range(_MOST_PAGES):
            if start is None:
                return found[::-1]
            events, start = await self._page(room.room_id, start)
            for event in events:
                if event.type == "m.room.member":
                    if (
                        event.state_key == self.user_id
                        and event.content.get("membership") == "join"
                    ):
                        return found[::-1]
                elif event.event_id not in known and event.sender != self.user_id:
                    known.add(event.event_id)
                    found.append(event)
        self.set_aside.add("gap: too long")
        return found[::-1]

    async def _page(self, room_id: RoomID, start: str) -> tuple[list[Event], str | None]:
        """Events, the newest first, and where the next page begins, if there is one."""
        query = {
            "dir": "b",
            "from": start,
            "to": self.since,
            "limit": str(_PAGE),
            "filter": _FILTER,
        }
        endpoint = room_path(room_id, "messages")
        try:
            answer = await self.homeserver.request("GET", endpoint, query=query)
        except (UnknownToken, LimitExceeded, ServerFault, Unreachable):
            raise
        except MatrixError:  # we were removed meanwhile, or the homeserver forgot its own token
            self.set_aside.add("gap: unreadable")
            return [], None
        following = answer.get("end")
        more = is_text(following) and following != start
        return list(read_events(answer.get("chunk"), self.set_aside)), following if more else None
