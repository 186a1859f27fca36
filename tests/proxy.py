"""A proxy of the tests' own before the homeserver: it can hold, cut, change and make up answers.

What no rule touches passes byte for byte. A client that dies takes its request with it, as far as
the homeserver has not had it yet.
"""

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector, web
from yarl import URL

from peerbot.devtools.synapse import PATIENCE

# About one connection, not about the message (RFC 9110, 7.6.1), or no longer true once the body
# was read whole. Without Accept-Encoding an answer comes uncompressed, so that it can be changed.
_NOT_PASSED = frozenset(
    {"accept-encoding", "connection", "content-length", "host", "keep-alive", "transfer-encoding"}
)

Json = dict[str, Any]


@dataclass(frozen=True)
class Seen:
    """A request as it came. `path` is quoted and carries the query, as on the wire."""

    method: str
    path: str
    token: str = field(default="", repr=False)
    body: bytes = field(default=b"", repr=False)

    @property
    def json(self) -> Json:
        """The body's object; an empty one when it is none."""
        try:
            value = json.loads(self.body or b"{}")
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}


Predicate = Callable[[Seen], bool]
Change = Callable[[int, Json], tuple[int, Json]]


def to(method: str, pattern: str) -> Predicate:
    """Requests of this method whose path holds the regular expression."""
    found = re.compile(pattern)
    return lambda seen: seen.method == method and found.search(seen.path) is not None


@dataclass(eq=False)
class Held:
    """The first request that matches stops here; those after it pass."""

    matches: Predicate
    after: bool
    seen: Seen | None = None
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _decided: asyncio.Event = field(default_factory=asyncio.Event)
    _goes_on: bool = False
    _over: bool = False

    @property
    def still_waits(self) -> bool:
        """Whether whoever sent it waits for it yet."""
        return self.seen is not None and not self._over

    async def reached(self) -> Seen:
        """Wait until a request is held. Raises TimeoutError."""
        async with asyncio.timeout(PATIENCE):
            await self._arrived.wait()
        assert self.seen is not None
        return self.seen

    def release(self) -> None:
        """Let it go on as if nothing had been."""
        self._goes_on = True
        self._decided.set()

    def drop(self) -> None:
        """Cut its connection. Held before the homeserver, it never gets there."""
        self._decided.set()

    async def stops(self, seen: Seen) -> bool:
        """Hold a request; whether it has to be cut afterwards."""
        self.seen = seen
        self._arrived.set()
        try:
            await self._decided.wait()
        finally:  # also when they gave it up
            self._over = True
        return not self._goes_on


@dataclass(eq=False)
class Rule:
    """What is done to every request that matches, until `end()` or for so many `times`."""

    matches: Predicate
    _rules: "list[Rule]" = field(repr=False)
    change: Change | None = None
    status: int = 0
    body: bytes = b""
    times: int | None = None

    def use(self) -> None:
        """It is about to be applied once more."""
        if self.times is not None:
            self.times -= 1
            if not self.times:
                self.end()

    def end(self) -> None:
        """From now on requests pass. Nothing to do when it has ended."""
        if self in self._rules:
            self._rules.remove(self)


class Proxy:
    """Listens on a free loopback port inside its `async with`, and passes all on to `upstream`.

    `seen` is every request that came, in order.
    """

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream
        self.url = ""
        self.seen: list[Seen] = []
        self._held: list[Held] = []
        self._all_held: list[Held] = []
        self._rules: list[Rule] = []

    async def __aenter__(self) -> Self:
        self._session = ClientSession(
            connector=TCPConnector(limit=0),
            cookie_jar=DummyCookieJar(),
            auto_decompress=False,
            timeout=ClientTimeout(total=None),
        )
        server = web.Server(self._handle)
        self._runner = web.ServerRunner(server, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        for held in self._all_held:
            held.drop()
        await self._runner.cleanup()
        await self._session.close()

    def hold(self, predicate: Predicate, *, after: bool = False) -> Held:
        """Stop the next matching request before the homeserver has it; with `after`, once the
        homeserver has answered and the client does not know it yet."""
        held = Held(predicate, after)
        self._held.append(held)
        self._all_held.append(held)
        return held

    def rewrite(self, predicate: Predicate, change: Change) -> Rule:
        """Let `change(status, object)` say what matching requests are answered with."""
        return self._rule(Rule(predicate, self._rules, change=change))

    def answer(
        self, predicate: Predicate, status: int, body: Json | bytes, *, times: int | None = None
    ) -> Rule:
        """Answer matching requests; the homeserver never has them. Bytes may be no JSON at all.

        `times`: how many of them; None: all.
        """
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self._rule(Rule(predicate, self._rules, status=status, body=raw, times=times))

    def clear(self) -> None:
        """End every rule, and cut what is held."""
        self._rules.clear()
        self._held.clear()
        for held in self._all_held:
            held.drop()

    def _rule(self, rule: Rule) -> Rule:
        self._rules.append(rule)
        return rule

    async def _handle(self, request: web.BaseRequest) -> web.Response:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        seen = Seen(request.method, request.raw_path, token, await request.content.read())
        self.seen.append(seen)
        held = next((held for held in self._held if held.matches(seen)), None)
        if held is not None:
            self._held.remove(held)
        if held is not None and not held.after and await held.stops(seen):
            return _cut(request)
        try:
            response = await self._respond(request, seen)
        except ClientError:
            return _cut(request)
        if held is not None and held.after and await held.stops(seen):
            return _cut(request)
        return response

    async def _respond(self, request: web.BaseRequest, seen: Seen) -> web.Response:
        made_up = next((r for r in self._rules if r.change is None and r.matches(seen)), None)
        if made_up is not None:
            made_up.use()
            return _json(made_up.status, made_up.body)
        url = URL(self.upstream + seen.path, encoded=True)
        headers = {k: v for k, v in request.headers.items() if k.lower() not in _NOT_PASSED}
        async with self._session.request(
            seen.method,
            url,
            headers=headers,
            data=seen.body or None,
            skip_auto_headers=("Accept-Encoding", "User-Agent", "Content-Type"),
            allow_redirects=False,
        ) as answer:
            raw = await answer.read()
            kept = {k: v for k, v in answer.headers.items() if k.lower() not in _NOT_PASSED}
            # Chosen now, not when a long poll began: a test says how answers are from here on.
            rule = next((r for r in self._rules if r.change and r.matches(seen)), None)
            if rule is None or rule.change is None:
                return web.Response(status=answer.status, body=raw, headers=kept)
            status, changed = rule.change(answer.status, json.loads(raw))
            return _json(status, json.dumps(changed).encode())


def _json(status: int, body: bytes) -> web.Response:
    return web.Response(status=status, body=body, content_type="application/json")


def _cut(request: web.BaseRequest) -> web.Response:
    """Break the connection off; what is returned reaches nobody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
