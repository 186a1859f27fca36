"""Links to messages, as Matrix clients copy them."""

import re
from urllib.parse import unquote

from peerbot.kernel.ids import EventID, RoomID

MessageLink = tuple[RoomID, EventID]

# matrix.to and what stands for it elsewhere: Element's own address before `#/room/`.
_PERMALINK = re.compile(
    r"https://(?:matrix\.to/#|[^/?#]+(?:/[^?#]*)?/?#/room)/([^/?#]+)/([^/?#]+)(?:\?[^#]*)?"
)

# Spec, appendices, "Matrix URI scheme": the ids stand there without their first characters.
_MATRIX_URI = re.compile(r"matrix:roomid/([^/?#]+)/e/([^/?#]+)(?:\?[^#]*)?")

# Spec, appendices, "Room IDs": with a server name up to version 11, without one from 12 on.
_ROOM_ID = re.compile(r"![^\s:/?#]+(?::[0-9A-Za-z.\-:\[\]]+)?")

_LONGEST_ID = 255

# Room version 4 and all after it: a hash of 256 bits.
_EVENT_ID = re.compile(r"\$[0-9A-Za-z_-]{43}")

_AROUND = re.compile(r"[\s<>()\[\]\"']+")
"""What may stand around a link: apps write one in angle brackets, or as Markdown has it."""


def message_link(text: str) -> MessageLink | None:
    """The one message that a text links to, however often; None for none, and for several."""
    found = {link for word in _AROUND.split(text) if (link := _read(word.rstrip(".,;:!")))}
    return found.pop() if len(found) == 1 else None


def _read(word: str) -> MessageLink | None:
    if there := _PERMALINK.fullmatch(word):
        room_id, event_id = unquote(there[1]), unquote(there[2])
    elif there := _MATRIX_URI.fullmatch(word):
        room_id, event_id = f"!{unquote(there[1])}", f"${unquote(there[2])}"
    else:
        return None
    if len(room_id) > _LONGEST_ID or not _ROOM_ID.fullmatch(room_id):
        return None
    return (RoomID(room_id), EventID(event_id)) if _EVENT_ID.fullmatch(event_id) else None
