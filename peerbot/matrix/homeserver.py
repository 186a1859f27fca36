"""Requests to one homeserver: bytes out, a JSON object in, or an exception of `errors`.

The token travels in the Authorization header alone, each request has one deadline, and nothing is
retried.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from typing import Any, Final, TypeGuard
from urllib.parse import quote, urlencode

import aiohttp

from peerbot.matrix.answers import USUAL, Cap, Parts, Where, parsed
from peerbot.matrix.errors import (
    AnswerTooLarge,
    AuthRequired,
    MatrixError,
    ServerFault,
    Unreachable,
    from_response,
)
from peerbot.matrix.unreachable import unreachable
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


class Homeserver:
    """The requests themselves. One instance is one account (or none, before the login)."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self._url = url.rstrip("/")
        self._token = token
        self._session: aiohttp.ClientSession | None = None
        self._taking_apart = asyncio.Lock()
        """One large answer at a time, since each may take a tenth of the memory there is."""

    async def request(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        query: dict[str, str] | None = None,
        timeout: float = 30,
        cap: Cap = USUAL,
    ) -> Json:
        """Perform one request and return the answer's object. `timeout` is in seconds; `cap` is how
        much of an answer is taken.

        Raises MatrixError: see `errors` for what each kind means. AnswerTooLarge is one.
        """

        async def read(response: aiohttp.ClientResponse, _patience: asyncio.Timeout) -> object:
            raw = await _read(response, cap.size)
            if not cap.admits(raw):
                raise AnswerTooLarge
            return parsed(raw)

        return await self._exchange(method, _asking(path, query), body, timeout, read)

    async def request_parts(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        parts: Collection[Where],
        query: dict[str, str] | None = None,
        timeout: float = 30,
    ) -> Json:
        """One request whose answer is taken apart, whatever its size: see `answers.Parts`.

        It may take longer than `timeout`, up to `_AT_WORK` times, as long as more of it comes.
        Raises MatrixError: AnswerTooLarge when what stands around the parts is.
        """

        async def read(response: aiohttp.ClientResponse, patience: asyncio.Timeout) -> object:
            answer, clock = Parts(parts), asyncio.get_running_loop().time
            end = clock() + _AT_WORK * timeout
            async for chunk in response.content.iter_chunked(_SMALL_CHUNK):
                answer.feed(chunk)
                # Asked for again, it would take as long again.
                patience.reschedule(min(clock() + timeout, end))
                await asyncio.sleep(0)  # so that everything else goes on meanwhile
            return answer.answer()

        async with self._taking_apart:
            return await self._exchange(method, _asking(path, query), body, timeout, read)

    async def request_large(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        parts: Collection[Where],
        query: dict[str, str] | None = None,
        cap: Cap,
    ) -> Json:
        """One request, and once more in parts when the answer is more than `cap`: for what changes
        nothing. Raises MatrixError."""
        try:
            return await self.request(method, path, body, query=query, cap=cap)
        except AnswerTooLarge:
            return await self.request_parts(method, path, body, parts=parts, query=query)

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
            UserID(an_id(answer, "user_id")),
            DeviceID(an_id(answer, "device_id")),
            token(answer, "access_token"),
        )
        self._token = credentials.token
        return credentials

    async def whoami(self) -> Whoami:
        """Whom our token belongs to. Raises UnknownToken when it no longer works."""
        answer = await self.request("GET", path("account", "whoami"))
        device = answer.get("device_id")
        return Whoami(
            UserID(an_id(answer, "user_id")),
            DeviceID(device) if is_id(device) else None,
        )

    async def versions(self, timeout: float = 30) -> Json:
        """What the homeserver says it speaks: `versions` (a list) and `unstable_features`."""
        return await self.request("GET", "/_matrix/client/versions", timeout=timeout)

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

    async def _exchange(
        self,
        method: str,
        path: str,
        body: Json | None,
        seconds: float,
        read: Callable[[aiohttp.ClientResponse, asyncio.Timeout], Awaitable[object]],
    ) -> Json:
        """One request; `read` makes of a success what it is worth, within a time that it may set
        anew."""
        headers = {"Content-Type": "application/json"}
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        data = None if body is None else json.dumps(body, separators=(",", ":"))
        try:
            async with asyncio.timeout(seconds) as patience:
                # A redirection is no answer of the client API. Followed, it could take a password
                # along to another server, or leave https.
                async with self._connections().request(
                    method, self._url + path, data=data, headers=headers, allow_redirects=False
                ) as response:
                    if response.status != 200:
                        raise await _failure(response)
                    answer = await read(response, patience)
        except TimeoutError:
            raise Unreachable("DEADLINE") from None
        except (aiohttp.ClientError, OSError) as error:
            # The causes name hosts and paths, and a path holds room and user ids.
            raise unreachable(error) from None
        if not isinstance(answer, dict):
            raise ServerFault("NOT_AN_OBJECT", response.status)
        return answer

    def _connections(self) -> aiohttp.ClientSession:
        """Made with the first request: it belongs to the loop that runs then."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=_NEVER)
        return self._session


# The deadline is ours (`asyncio.timeout`, over the whole exchange); aiohttp's own is off.
_NEVER: Final = aiohttp.ClientTimeout(total=None)


_CHUNK: Final = 64 * 1024
# Of an answer that is taken apart less at once: 64 KiB of nothing but brackets take 0.1 seconds
# or more, and nobody else is heard meanwhile.
_SMALL_CHUNK: Final = 16 * 1024
# How many times its deadline an answer may take that is taken apart: forty MB of brackets do.
_AT_WORK: Final = 5


def _asking(path: str, query: dict[str, str] | None) -> str:
    return f"{path}?{urlencode(query)}" if query else path


async def _failure(response: aiohttp.ClientResponse) -> MatrixError:
    """What an answer says that is not a success; one that is too large says nothing."""
    try:
        raw = await _read(response, USUAL.size)
    except AnswerTooLarge:
        raw = bytearray()
    body = parsed(raw) if USUAL.admits(raw) else None
    return from_response(response.status, dict(response.headers), body)


async def _read(response: aiohttp.ClientResponse, most: int) -> bytearray:
    """The body. The cap holds after decompression too. Raises AnswerTooLarge."""
    raw = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        raw += chunk
        if len(raw) > most:
            raise AnswerTooLarge
    return raw


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
