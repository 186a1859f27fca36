"""Requests to one homeserver: bytes out, a JSON object in, or an exception of `errors`.

The token travels in the Authorization header alone, each request has one deadline, and nothing is
retried.
"""

import asyncio
import json
import re
import sys
from dataclasses import dataclass, field
from typing import Any, Final, TypeGuard
from urllib.parse import quote, urlencode

import aiohttp

from peerbot.matrix.errors import (
    AuthRequired,
    ServerFault,
    Unreachable,
    from_response,
)
from peerbot.vocabulary import DeviceID, RoomID, UserID

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

# No id of Matrix is longer (spec: appendices, "Identifier Grammar").
_LONGEST_ID: Final = 255


def is_id(value: object) -> TypeGuard[str]:
    """Whether a value can be an id of any kind."""
    return is_text(value) and 1 <= len(value) <= _LONGEST_ID


CLIENT: Final = "/_matrix/client/v3"


# The largest honest answer is a first sync after a long absence; 64 MiB of it would not fit beside
# the rest of the process on the 1 GB machine that this is made for.
_LARGEST_ANSWER: Final = 32 * 1024 * 1024
# A stranger may send an event nested as deep as a homeserver can itself parse (Synapse: Python's
# own limit of 1000). The sync response wraps it in some layers more, and one event must never make
# the whole response unreadable. 5000 levels of the C parser's stack are well inside 8 MiB.
_PARSER_DEPTH: Final = 5000


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


class Homeserver:
    """The requests themselves. One instance is one account (or none, before the login)."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self._url = url.rstrip("/")
        self._token = token
        self._session: aiohttp.ClientSession | None = None

    async def request(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        query: dict[str, str] | None = None,
        timeout: float = 30,
    ) -> Json:
        """Perform one request and return the answer's object. `timeout` is in seconds.

        Raises MatrixError: see `errors` for what each kind means.
        """
        if query:
            path = f"{path}?{urlencode(query)}"
        status, headers, raw = await self._exchange(method, path, body, timeout)
        answer = _parse(raw)
        if status != 200:
            raise from_response(status, headers, answer)
        if not isinstance(answer, dict):
            raise ServerFault("NOT_AN_OBJECT", status)
        return answer

    async def request_with_password(
        self, method: str, path: str, body: Json, *, user_id: UserID, password: str | None
    ) -> Json:
        """A request that may ask for the account's password (User-Interactive Authentication).

        Raises AuthRequired when it asks and there is no password, or when a password alone does
        not satisfy it; Forbidden when the password is wrong.
        """
        try:
            return await self.request(method, path, body)
        except AuthRequired as asked:
            if password is None:
                raise
            auth = {
                "type": "m.login.password",
                "identifier": {"type": "m.id.user", "user": user_id},
                "password": password,
                "session": asked.session,
            }
        return await self.request(method, path, {**body, "auth": auth})

    async def login(self, user: str, password: str, device_name: str | None = None) -> Credentials:
        """Log in with a password on a new device, and use its token from here on.

        `user` is a full user id or its local part. Without `device_name` the device tells nothing
        about itself. Synapse allows few logins: 5 at once, then one in six minutes.
        """
        body: Json = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": user},
            "password": password,
        }
        if device_name is not None:
            body["initial_device_display_name"] = device_name
        answer = await self.request("POST", path("login"), body)
        credentials = Credentials(
            UserID(text(answer, "user_id")),
            DeviceID(text(answer, "device_id")),
            text(answer, "access_token"),
        )
        self._token = credentials.token
        return credentials

    async def whoami(self) -> Whoami:
        """Whom our token belongs to. Raises UnknownToken when it no longer works."""
        answer = await self.request("GET", path("account", "whoami"))
        device = answer.get("device_id")
        return Whoami(
            UserID(text(answer, "user_id")),
            DeviceID(device) if isinstance(device, str) else None,
        )

    async def versions(self) -> Json:
        """What the homeserver says it speaks: `versions` (a list) and `unstable_features`."""
        return await self.request("GET", "/_matrix/client/versions")

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

    async def _exchange(
        self, method: str, path: str, body: Json | None, seconds: float
    ) -> tuple[int, dict[str, str], bytes]:
        headers = {"Content-Type": "application/json"}
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        data = None if body is None else json.dumps(body, separators=(",", ":"))
        try:
            async with asyncio.timeout(seconds):
                # A redirection is no answer of the client API. Followed, it could take a password
                # along to another server, or leave https.
                async with self._connections().request(
                    method, self._url + path, data=data, headers=headers, allow_redirects=False
                ) as response:
                    return response.status, dict(response.headers), await _read(response)
        except TimeoutError:
            raise Unreachable("DEADLINE") from None
        except (aiohttp.ClientError, OSError):
            # The causes name hosts and paths, and a path holds room and user ids.
            raise Unreachable("NETWORK") from None

    def _connections(self) -> aiohttp.ClientSession:
        """Made with the first request: it belongs to the loop that runs then."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=_NEVER)
        return self._session


# The deadline is ours (`asyncio.timeout`, over the whole exchange); aiohttp's own is off.
_NEVER: Final = aiohttp.ClientTimeout(total=None)


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """The body, up to the cap. The cap holds after decompression too."""
    chunks = bytearray()
    async for chunk in response.content.iter_chunked(64 * 1024):
        chunks += chunk
        if len(chunks) > _LARGEST_ANSWER:
            raise ServerFault("ANSWER_TOO_LARGE", response.status)
    return bytes(chunks)


def _parse(raw: bytes) -> object:
    """The JSON value, or None when it is not JSON.

    The standard parser on purpose: it keeps what it can of an answer in which one event holds half
    a surrogate pair, where stricter ones refuse the whole of it.
    """
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(max(usual, _PARSER_DEPTH))
    try:
        parsed: object = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    finally:
        sys.setrecursionlimit(usual)
    return parsed


def text(answer: Json, key: str) -> str:
    """A string that an answer must have. Raises ServerFault when it has none."""
    value = answer.get(key)
    if not is_text(value):
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
