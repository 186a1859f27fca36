"""What goes to a homeserver and comes from it: paths, ids, and the values that an answer must have.

Whatever comes from outside passes here before it is kept, sent again or looked up by.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Final, TypeGuard
from urllib.parse import quote

from peerbot.kernel.ids import DeviceID, RoomID, UserID
from peerbot.matrix.errors import ServerFault

Json = dict[str, Any]
"""A JSON object as it came from outside: nothing about its inside is known."""


def as_object(value: object) -> Json:
    """`value` if it is an object, else an empty one: the way into JSON that nobody vouches for."""
    return value if isinstance(value, dict) else {}


def is_text(value: object) -> TypeGuard[str]:
    """Whether a value is a string that can be stored and sent again: JSON can carry half a
    surrogate pair, and Python keeps it."""
    return isinstance(value, str) and not _HALF_A_PAIR.search(value)


_HALF_A_PAIR: Final = re.compile("[\ud800-\udfff]")

# No id of Matrix is longer (spec: appendices, "Identifier Grammar"), nor the name of a type.
_LONGEST_ID: Final = 255
# Synapse's are about a hundred characters, a few more for each of its workers that write; access
# tokens of other servers are a thousand.
_LONGEST_TOKEN: Final = 4096


def is_id(value: object) -> TypeGuard[str]:
    """Whether a value can be an id of any kind, or the name of a type: everything that comes from
    outside and is kept, sent again or looked up by passes here."""
    return isinstance(value, str) and 1 <= len(value) <= _LONGEST_ID and is_text(value)


def is_token(value: object) -> TypeGuard[str]:
    """Whether a value can be a token: where a sync or a page ends, or what proves who we are."""
    return isinstance(value, str) and 1 <= len(value) <= _LONGEST_TOKEN and is_text(value)


CLIENT: Final = "/_matrix/client/v3"


@dataclass(frozen=True)
class Credentials:
    """What logging in gives: who we are, on which device, and the secret that proves it."""

    user_id: UserID
    device_id: DeviceID
    token: str = field(repr=False)


@dataclass(frozen=True)
class Whoami:
    """Whom the homeserver takes our token for. `device_id` is None for a token without a device."""

    user_id: UserID
    device_id: DeviceID | None


def path(*parts: str, prefix: str = CLIENT) -> str:
    """An endpoint's path from its parts, each quoted whole, so that no id can change the endpoint.

    Raises ValueError for a part that URL handling would drop (empty, `.` or `..`).
    """
    if any(part in ("", ".", "..") for part in parts):
        raise ValueError("a path cannot have an empty or dotted part")
    return "/".join([prefix, *(quote(part, safe="") for part in parts)])


def an_id(answer: Json, key: str) -> str:
    """An id that an answer must have. Raises ServerFault when it has none."""
    value = answer.get(key)
    if not is_id(value):
        raise ServerFault("FIELD_MISSING")
    return value


def token(answer: Json, key: str) -> str:
    """A token that an answer must have. Raises ServerFault when it has none."""
    value = answer.get(key)
    if not is_token(value):
        raise ServerFault("FIELD_MISSING")
    return value


def a_list(answer: Json, key: str) -> list[Any]:
    """A list that an answer must have: none at all is no empty one. Raises ServerFault."""
    value = answer.get(key)
    if not isinstance(value, list):
        raise ServerFault("FIELD_MISSING")
    return value


def objects(answer: Json, key: str) -> list[Json]:
    """The objects of a list that an answer must have. Raises ServerFault when it has none."""
    return [one for one in a_list(answer, key) if isinstance(one, dict)]


def room_path(room_id: RoomID, *parts: str) -> str:
    """An endpoint below a room."""
    return path("rooms", room_id, *parts)
