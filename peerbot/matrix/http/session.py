"""An account's requests: matrix-nio's client as their carrier, made strict.

How it works:

- Every request passes `send`, which nio's own calls and ours share. It has one deadline, follows no
  redirection, carries the token in the header alone, takes no more of an answer than the endpoint's
  cap, and raises whatever is no success as one of `peerbot.matrix.errors`. So nio's ways to try
  again, and its errors as values, are never reached.
- Typed calls serve where nio sends all that we do, and reads the answer as strictly. What is asked
  for by path is listed in `docs/matrix.md`, with the reasons.
- nio keeps nothing here: no encryption, no store, no rooms. What it makes of syncs is not used.
"""

import json
import logging
import ssl
from asyncio import Lock, Timeout, get_running_loop, sleep
from asyncio import timeout as within
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from os import PathLike
from typing import Any, Final
from urllib.parse import urlencode

import aiohttp
import nio
from aiohttp_socks import ProxyConnector
from nio.responses import EmptyResponse

from peerbot.kernel.ids import DeviceID, EventID, RoomID, UserID
from peerbot.matrix.answers import USUAL, Cap, Parts, Where, parsed
from peerbot.matrix.errors import (
    AnswerTooLarge,
    AuthRequired,
    MatrixError,
    ServerFault,
    Unreachable,
    from_response,
)
from peerbot.matrix.homeserver import Credentials, Json, Whoami, as_object, is_id, is_token
from peerbot.matrix.http.caps import cap_of
from peerbot.matrix.http.unreachable import PROXY_FAULTS, unreachable

Read = Callable[[aiohttp.ClientResponse, Timeout], Awaitable[object]]
"""Makes of a success what it is worth, within a time that it may set anew."""

# What nio logs of events that it cannot read holds them whole: people's words, their addresses.
logging.getLogger("nio").setLevel(logging.CRITICAL + 1)

_CONFIG: Final = nio.AsyncClientConfig(
    encryption_enabled=False,
    store_sync_tokens=False,
    max_limit_exceeded=0,
    max_timeouts=0,
    request_timeout=0,
)
# The deadline is ours, over the whole exchange; aiohttp's own is off.
_NEVER: Final = aiohttp.ClientTimeout(total=None)
_USUAL_SECONDS: Final = 30.0

_CHUNK: Final = 64 * 1024
# Of an answer that is taken apart less at once: 64 KiB of nothing but brackets take 0.1 seconds
# or more, and nobody else is heard meanwhile.
_SMALL_CHUNK: Final = 16 * 1024
# How many times its deadline an answer may take that is taken apart: forty MB of brackets do.
_AT_WORK: Final = 5


# Answers without content: an empty object, by the specification.
_SAY_NOTHING: Final = (EmptyResponse, nio.RoomForgetResponse, nio.LogoutResponse)

_RAISED: Final = "whatever is no success was raised by `send` or `create_matrix_response`"


@dataclass
class Answer:
    """A success: the JSON value, and the status that it came with."""

    status: int
    value: object = field(repr=False)


class Session(nio.AsyncClient):
    """The requests of one account, or of none before the login."""

    def __init__(
        self,
        url: str,
        token: str | None = None,
        *,
        proxy: str | None = None,
        ca: ssl.SSLContext | None = None,
    ) -> None:
        """`proxy`: a `socks5://host:port` that all of it goes through, names included. `ca`: whom
        to trust in place of whom the system does."""
        self._opened: aiohttp.ClientSession | None = None
        super().__init__(url.rstrip("/"), config=_CONFIG, proxy=proxy)
        self._ca = ca
        self._taking_apart = Lock()
        """One large answer at a time, since each may take a tenth of the memory there is."""
        if token is not None:
            self.access_token = token

    # --- what nio's calls and ours share

    # nio would make one of its own, with other settings, if it found none.
    @property
    def client_session(self) -> aiohttp.ClientSession:
        """The connections. Made with the first request: they belong to the loop that runs then."""
        if self._opened is None:
            connector = ProxyConnector.from_url(self.proxy, rdns=True) if self.proxy else None
            self._opened = aiohttp.ClientSession(connector=connector, timeout=_NEVER)
        return self._opened

    @client_session.setter
    def client_session(self, session: aiohttp.ClientSession | None) -> None:
        self._opened = session

    # nio's own reads the answer later, without a deadline.
    async def send(  # noqa: PLR0917 - nio gives these by place
        self,
        method: str,
        path: str,
        data: str | None = None,
        headers: Mapping[str, str] | None = None,
        trace_context: None = None,
        timeout: float | None = None,
        *,
        read: Read | None = None,
    ) -> Answer:
        """One exchange. `timeout` in seconds; `read` in place of reading it whole, up to the cap.

        Raises MatrixError for whatever is no success, and ValueError for a path that URL
        handling would shorten: nio quotes ids, and lets `..` through.
        """
        del trace_context
        bare = path.partition("?")[0]
        if any(part in (".", "..") for part in bare.split("/")):
            raise ValueError("a path cannot have a dotted part")
        read = read or _whole(cap_of(bare))
        try:
            async with within(timeout or _USUAL_SECONDS) as patience:
                # A redirection is no answer of the client API. Followed, it could take a password
                # along to another server, or leave https.
                async with self.client_session.request(
                    method,
                    self.homeserver + path,
                    data=data,
                    headers=headers,
                    ssl=True if self._ca is None else self._ca,
                    allow_redirects=False,
                ) as response:
                    if response.status != 200:
                        raise await _failure(response)
                    answer = Answer(response.status, await read(response, patience))
        except TimeoutError:
            raise Unreachable("DEADLINE") from None
        except (aiohttp.ClientError, *PROXY_FAULTS, OSError) as error:
            # The causes name hosts and paths, and a path holds room and user ids.
            raise unreachable(error) from None
        if not isinstance(answer.value, dict):
            raise ServerFault("NOT_AN_OBJECT", answer.status)
        return answer

    async def create_matrix_response(  # type: ignore[override]  # of what our `send` returned
        self,
        response_class: type[Any],
        transport_response: Answer,
        data: tuple[object, ...] | None = None,
        save_to: PathLike[Any] | None = None,
    ) -> nio.Response:
        """What nio makes of a success. Raises ServerFault when it does not hold what it should."""
        del save_to
        value = transport_response.value
        if issubclass(response_class, _SAY_NOTHING):
            value = {}  # nio refuses one that says more than it has to
        try:
            response: nio.Response = response_class.from_dict(value, *(data or ()))
        except (KeyError, TypeError, ValueError, AttributeError):
            raise ServerFault("FIELD_MISSING", transport_response.status) from None
        if isinstance(response, nio.ErrorResponse):
            raise ServerFault("FIELD_MISSING", transport_response.status)
        return response

    async def receive_response(self, response: nio.Response) -> None:
        """Nothing is kept of any answer: nio would hold rooms and people."""

    # --- what is asked by path

    async def request(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        query: Mapping[str, str] | None = None,
        timeout: float = _USUAL_SECONDS,
    ) -> Json:
        """Perform one request and return the answer's object. `timeout` is in seconds.

        Raises MatrixError: see `errors` for what each kind means. AnswerTooLarge is one.
        """
        return await self._ask(method, path, body, query=query, seconds=timeout)

    async def request_parts(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        parts: Collection[Where],
        query: Mapping[str, str] | None = None,
        timeout: float = _USUAL_SECONDS,
    ) -> Json:
        """One request whose answer is taken apart, whatever its size: see `answers.Parts`.

        It may take longer than `timeout`, up to `_AT_WORK` times, as long as more of it comes.
        Raises MatrixError: AnswerTooLarge when what stands around the parts is.
        """

        async def read(response: aiohttp.ClientResponse, patience: Timeout) -> object:
            answer, clock = Parts(parts), get_running_loop().time
            end = clock() + _AT_WORK * timeout
            async for chunk in response.content.iter_chunked(_SMALL_CHUNK):
                answer.feed(chunk)
                # Asked for again, it would take as long again.
                patience.reschedule(min(clock() + timeout, end))
                await sleep(0)  # so that everything else goes on meanwhile
            return answer.answer()

        async with self._taking_apart:
            return await self._ask(method, path, body, query=query, seconds=timeout, read=read)

    async def request_large(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        parts: Collection[Where],
        query: Mapping[str, str] | None = None,
    ) -> Json:
        """One request, and once more in parts when the answer is more than its cap: for what
        changes nothing. Raises MatrixError."""
        try:
            return await self.request(method, path, body, query=query)
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

    # --- by nio, with what of its answer we use

    async def create(self, **how: Any) -> RoomID:
        """Make a room: see `nio.AsyncClient.room_create`. Raises MatrixError."""
        response = await self.room_create(**how)
        assert isinstance(response, nio.RoomCreateResponse), _RAISED
        return RoomID(_id(response.room_id))

    async def state(self, room_id: RoomID, event_type: str) -> Json:
        """The content of a piece of a room's state. Raises MatrixError."""
        response = await self.room_get_state_event(room_id, event_type)
        assert isinstance(response, nio.RoomGetStateEventResponse), _RAISED
        return response.content

    async def say(self, room_id: RoomID, event_type: str, content: Json, txn_id: str) -> EventID:
        """Send an event as it is: nothing is encrypted here. Raises MatrixError."""
        response = await self.room_send(room_id, event_type, content, txn_id)
        assert isinstance(response, nio.RoomSendResponse), _RAISED
        return EventID(_id(response.event_id))

    async def rooms_joined(self) -> frozenset[RoomID]:
        """Every room that we are in. Raises MatrixError."""
        response = await self.joined_rooms()
        assert isinstance(response, nio.JoinedRoomsResponse), _RAISED
        return frozenset(RoomID(one) for one in response.rooms if is_id(one))

    # --- who we are

    async def log_in(self, user: str, password: str, device_name: str = "") -> Credentials:
        """Log in with a password on a new device, and use its token from here on.

        `user` is a full user id or its local part. Without `device_name` the device tells nothing
        about itself. Synapse allows few logins: 5 at once, then one in six minutes.
        """
        self.user = user
        response = await self.login(password, device_name)
        assert isinstance(response, nio.LoginResponse), _RAISED
        user_id, device_id = UserID(_id(response.user_id)), DeviceID(_id(response.device_id))
        if not is_token(response.access_token):
            raise ServerFault("FIELD_MISSING")
        self.access_token = response.access_token
        return Credentials(user_id, device_id, response.access_token)

    async def who(self) -> Whoami:
        """Whom our token belongs to. Raises UnknownToken when it no longer works."""
        response = await self.whoami()
        assert isinstance(response, nio.WhoamiResponse), _RAISED
        device = response.device_id
        return Whoami(UserID(_id(response.user_id)), DeviceID(device) if is_id(device) else None)

    async def versions(self, timeout: float = _USUAL_SECONDS) -> Json:
        """What the homeserver says it speaks: `versions` (a list) and `unstable_features`."""
        return await self.request("GET", "/_matrix/client/versions", timeout=timeout)

    async def close(self) -> None:
        """Close every connection."""
        if self._opened is not None:
            await self._opened.close()

    # --- inside

    async def _ask(
        self,
        method: str,
        path: str,
        body: Json | None,
        *,
        query: Mapping[str, str] | None,
        seconds: float,
        read: Read | None = None,
    ) -> Json:
        headers = {"Content-Type": "application/json"}
        if self.access_token:
            headers["Authorization"] = f"Bearer {self.access_token}"
        answer = await self.send(
            method,
            f"{path}?{urlencode(query)}" if query else path,
            None if body is None else json.dumps(body, separators=(",", ":")),
            headers,
            timeout=seconds,
            read=read,
        )
        return as_object(answer.value)


def _id(value: str) -> str:
    if not is_id(value):
        raise ServerFault("FIELD_MISSING")
    return value


def _whole(cap: Cap) -> Read:
    async def read(response: aiohttp.ClientResponse, _patience: Timeout) -> object:
        raw = await _read(response, cap.size)
        if not cap.admits(raw):
            raise AnswerTooLarge
        return parsed(raw)

    return read


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
