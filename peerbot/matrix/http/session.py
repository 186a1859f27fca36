"""An account's requests: matrix-nio's client as their carrier, made strict.

How it works:

- Every request passes `send`, which nio's own calls and ours share. It has one deadline, follows no
  redirection, carries the token in the header alone, takes no more of an answer than the endpoint's
  cap, and raises whatever is no success as one of `peerbot.matrix.errors`. So nio's ways to try
  again, and its errors as values, are never reached.
- Typed calls serve where nio sends all that we do, and reads the answer as strictly. `RAW` lists
  what is asked for by path, with the reason.
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
from peerbot.vocabulary import DeviceID, UserID

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
        super().__init__(url.rstrip("/"), config=_CONFIG, proxy=proxy)
        self._ca = ca
        self._taking_apart = Lock()
        """One large answer at a time, since each may take a tenth of the memory there is."""
        if token is not None:
            self.access_token = token

    # --- what nio's calls and ours share

    # nio gives these arguments by place, and reads the answer later, without a deadline.
    async def send(  # noqa: PLR0917
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
                async with self._connections().request(
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
        try:
            response: nio.Response = response_class.from_dict(
                transport_response.value, *(data or ())
            )
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

    # --- who we are

    async def log_in(self, user: str, password: str, device_name: str = "") -> Credentials:
        """Log in with a password on a new device, and use its token from here on.

        `user` is a full user id or its local part. Without `device_name` the device tells nothing
        about itself. Synapse allows few logins: 5 at once, then one in six minutes.
        """
        self.user = user
        told = await self.login(password, device_name)
        assert isinstance(told, nio.LoginResponse), "anything else was raised"
        ids_hold = is_id(told.user_id) and is_id(told.device_id)
        if not (ids_hold and is_token(told.access_token)):
            raise ServerFault("FIELD_MISSING")
        self.access_token = told.access_token
        return Credentials(UserID(told.user_id), DeviceID(told.device_id), told.access_token)

    async def who(self) -> Whoami:
        """Whom our token belongs to. Raises UnknownToken when it no longer works."""
        told = await self.whoami()
        assert isinstance(told, nio.WhoamiResponse), "anything else was raised"
        if not is_id(told.user_id):
            raise ServerFault("FIELD_MISSING")
        device = told.device_id
        return Whoami(UserID(told.user_id), DeviceID(device) if is_id(device) else None)

    async def versions(self, timeout: float = _USUAL_SECONDS) -> Json:
        """What the homeserver says it speaks: `versions` (a list) and `unstable_features`."""
        return await self.request("GET", "/_matrix/client/versions", timeout=timeout)

    async def close(self) -> None:
        """Close every connection."""
        if self.client_session is not None:
            await self.client_session.close()

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

    def _connections(self) -> aiohttp.ClientSession:
        """Made with the first request: it belongs to the loop that runs then."""
        if self.client_session is None:
            connector = ProxyConnector.from_url(self.proxy, rdns=True) if self.proxy else None
            self.client_session = aiohttp.ClientSession(connector=connector, timeout=_NEVER)
        return self.client_session


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
