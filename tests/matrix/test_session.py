"""Requests: to a real homeserver, and to what stands in its place when things go wrong."""

import asyncio
import gzip
import ipaddress
import json
import logging
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

import nio
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from peerbot.devtools.synapse import Synapse
from peerbot.kernel.ids import RoomID
from peerbot.matrix.errors import (
    Forbidden,
    LimitExceeded,
    MatrixError,
    NotFound,
    ServerFault,
    UnknownToken,
    Unreachable,
)
from peerbot.matrix.homeserver import path
from peerbot.matrix.http.session import Session
from tests.conftest import Register
from tests.matrix.people import now, requests
from tests.socks import Socks

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def instead(serve: Serve) -> AsyncIterator[Session]:
    """A client of something that is no homeserver."""
    running = set[asyncio.Future[None]]()

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(serve(reader, writer))
        running.add(task)
        try:
            await task
        finally:
            writer.close()

    server = await asyncio.start_server(served, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    homeserver = Session(f"http://127.0.0.1:{port}", "secret-token")
    try:
        yield homeserver
    finally:
        await homeserver.close()
        await asyncio.gather(*running, return_exceptions=True)
        server.close()
        await server.wait_closed()


def always(status: str, body: bytes, *headers: str, seen: list[str] | None = None) -> Serve:
    """Answers every request so; `seen` receives the requests' heads."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        if seen is not None:
            seen.append(head)
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close"]
        writer.write("\r\n".join([*lines, *headers, "", ""]).encode() + body)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    return serve


@asynccontextmanager
async def behind_tls(serve: Serve, certificate: Path) -> AsyncIterator[int]:
    """The port of something that speaks https, with a certificate that it signed itself."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_own_certificate(certificate))
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    yield server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()


async def test_a_certificate_that_nobody_vouches_for_gets_no_token(tmp_path: Path) -> None:
    seen: list[str] = []
    certificate = tmp_path / "certificate.pem"
    async with behind_tls(always("200 OK", b"{}", seen=seen), certificate) as port:
        homeserver = Session(f"https://127.0.0.1:{port}", "secret-token")
        with pytest.raises(Unreachable):
            await homeserver.who()
        assert seen == []
        await homeserver.close()
        trusting = ssl.create_default_context(cafile=certificate)
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trusting)
        writer.write(b"GET / HTTP/1.1\r\n\r\n")
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")
        writer.close()


def _own_certificate(file: Path) -> Path:
    """For 127.0.0.1, signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "homeserver")])
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(private + certificate.public_bytes(pem))
    return file


async def test_logging_in(synapse: Synapse, register: Register) -> None:
    account = await register("alice")
    homeserver = Session(synapse.url)
    with pytest.raises(Forbidden):
        await homeserver.log_in(account.user_id, "not the password")
    with pytest.raises(UnknownToken):
        await homeserver.who()
    credentials = await homeserver.log_in(account.user_id, account.password)
    me = await homeserver.who()
    assert (me.user_id, me.device_id) == (account.user_id, credentials.device_id)
    assert credentials.token not in repr(credentials)
    assert "v1.12" in (await homeserver.versions())["versions"]
    devices = (await homeserver.request("GET", path("devices")))["devices"]
    [ours] = [device for device in devices if device["device_id"] == credentials.device_id]
    assert ours["display_name"] is None
    await homeserver.request("POST", path("logout"), {})
    with pytest.raises(UnknownToken):
        await homeserver.who()
    await homeserver.close()


async def test_no_id_changes_an_endpoint(synapse: Synapse, register: Register) -> None:
    async with requests(synapse, await register("alice")) as homeserver:
        for room_id in ("!a/../../account/whoami", "!a?b=c", "!a#b", "!a%2F", "!ä ☃"):
            with pytest.raises((NotFound, Forbidden, MatrixError)) as refused:
                await homeserver.request("GET", path("rooms", room_id, "state"))
            assert not isinstance(refused.value, ServerFault)
    assert unquote(path("a/b", "c?")) == "/_matrix/client/v3/a/b/c?"
    assert path("a/b", "c?") == "/_matrix/client/v3/a%2Fb/c%3F"
    for part in ("", ".", ".."):
        with pytest.raises(ValueError, match="dotted"):
            path("rooms", part)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        ("502 Bad Gateway", b"<html>oh</html>", ServerFault),
        ("200 OK", b"<html>hello</html>", ServerFault),
        ("200 OK", b'{"truncated": ', ServerFault),
        ("200 OK", b"[]", ServerFault),
        ("200 OK", b"", ServerFault),
        ("200 OK", b"\xff", ServerFault),
        ("200 OK", b"[" * 200_000, ServerFault),
        ("404 Not Found", b"<html>not here</html>", ServerFault),
        ("429 Too Many Requests", b"slow down", LimitExceeded),
    ],
)
async def test_what_is_not_an_answer(status: str, body: bytes, expected: type[MatrixError]) -> None:
    async with instead(always(status, body)) as homeserver:
        with pytest.raises(expected):
            await homeserver.request("GET", path("sync"))


async def test_the_header_says_how_long_to_wait() -> None:
    async with instead(always("429 Slow", b"{}", "Retry-After: 3")) as homeserver:
        with pytest.raises(LimitExceeded) as refused:
            await homeserver.request("GET", path("sync"))
        assert refused.value.retry_after == 3


async def test_an_answer_that_unpacks_without_end_is_cut_off() -> None:
    bomb = gzip.compress(b" " * (40 * 1024 * 1024))
    async with instead(always("200 OK", bomb, "Content-Encoding: gzip")) as homeserver:
        with pytest.raises(ServerFault, match="ANSWER_TOO_LARGE"):
            await homeserver.request("GET", path("sync"))


async def test_fault_09_a_socket_that_hangs_meets_a_deadline() -> None:
    released = asyncio.Event()

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{")
        await released.wait()
        writer.close()

    async with instead(hang) as homeserver:
        with pytest.raises(Unreachable, match="DEADLINE"):
            await homeserver.request("GET", path("sync"), timeout=0.2)
        released.set()


@pytest.mark.parametrize("typed", [True, False], ids=["by nio", "by path"])
async def test_one_deadline_holds_for_the_whole_exchange(
    monkeypatch: pytest.MonkeyPatch, typed: bool
) -> None:
    """nio's own reads the answer after it let go of the clock."""
    released = asyncio.Event()

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{")
        await released.wait()
        writer.close()

    monkeypatch.setattr("peerbot.matrix.http.session._USUAL_SECONDS", 0.2)
    async with instead(hang) as homeserver:
        with pytest.raises(Unreachable, match="DEADLINE"):
            await (homeserver.who() if typed else homeserver.versions(0.2))
        released.set()


async def test_nobody_there() -> None:
    homeserver = Session("http://127.0.0.1:1")
    with pytest.raises(Unreachable, match="REFUSED"):
        await homeserver.request("GET", path("rooms", "!secret", "state"))
    await homeserver.close()


async def test_the_token_is_in_a_header_and_nowhere_else() -> None:
    seen: list[str] = []
    async with instead(always("200 OK", b"{}", seen=seen)) as homeserver:
        await homeserver.request("GET", path("sync"), query={"since": "s1&access_token=x"})
    [head] = seen
    first, *headers = head.splitlines()
    assert first == "GET /_matrix/client/v3/sync?since=s1%26access_token%3Dx HTTP/1.1"
    assert "Authorization: Bearer secret-token" in headers
    assert head.count("secret-token") == 1


# --- what nio would do otherwise

LONG = json.dumps(dict.fromkeys(("room_id", "event_id", "user_id"), "x" * 300)).encode()

ODD = b'{"room_id": 5, "event_id": [], "user_id": {}}'
ROOM = RoomID("!room:example.org")


@dataclass(frozen=True)
class Typed:
    """Something that nio asks for us, and the path that it asks by."""

    ask: Callable[[Session], Awaitable[object]]
    line: str


TYPED = {
    "by path": Typed(
        lambda s: s.request("POST", path("login"), {}), "POST /_matrix/client/v3/login"
    ),
    "create": Typed(lambda s: s.create(name="n"), "POST /_matrix/client/v3/createRoom"),
    "join": Typed(lambda s: s.join(ROOM), "POST /_matrix/client/v3/join/{room}"),
    "invite": Typed(
        lambda s: s.room_invite(ROOM, "@a:b"), "POST /_matrix/client/v3/rooms/{room}/invite"
    ),
    "forget": Typed(lambda s: s.room_forget(ROOM), "POST /_matrix/client/v3/rooms/{room}/forget"),
    "kick": Typed(
        lambda s: s.room_kick(ROOM, "@a:b", "over"), "POST /_matrix/client/v3/rooms/{room}/kick"
    ),
    "redact": Typed(
        lambda s: s.room_redact(ROOM, "$e", tx_id="t"),
        "PUT /_matrix/client/v3/rooms/{room}/redact/%24e/t",
    ),
    "state": Typed(lambda s: s.state(ROOM, "m.x"), "GET /_matrix/client/v3/rooms/{room}/state/m.x"),
    "set state": Typed(
        lambda s: s.room_put_state(ROOM, "m.x", {"a": 1}),
        "PUT /_matrix/client/v3/rooms/{room}/state/m.x",
    ),
    "say": Typed(
        lambda s: s.say(ROOM, "m.x", {"a": 1}, "t"),
        "PUT /_matrix/client/v3/rooms/{room}/send/m.x/t",
    ),
    "rooms": Typed(lambda s: s.rooms_joined(), "GET /_matrix/client/v3/joined_rooms"),
    "profile": Typed(lambda s: s.get_profile("@a:b"), "GET /_matrix/client/v3/profile/%40a%3Ab"),
    "who": Typed(lambda s: s.who(), "GET /_matrix/client/v3/account/whoami"),
    "log out": Typed(lambda s: s.logout(), "POST /_matrix/client/v3/logout"),
}
each_typed = pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED.keys())


@each_typed
async def test_nio_asks_as_we_do(typed: Typed) -> None:
    """The token goes in the header, and an id cannot lead elsewhere."""
    seen: list[str] = []
    answer = b'{"room_id": "!r", "event_id": "$e", "joined_rooms": [], "user_id": "@a:b"}'
    async with instead(always("200 OK", answer, seen=seen)) as homeserver:
        await typed.ask(homeserver)
        assert homeserver.rooms == {}, "nothing is kept of what was answered"
    [head] = seen
    first, *headers = head.splitlines()
    assert unquote(first) == unquote(typed.line.format(room=ROOM)) + " HTTP/1.1"
    assert "Authorization: Bearer secret-token" in headers
    assert head.count("secret-token") == 1


@each_typed
@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        ("307 Temporary Redirect", b"", ServerFault),
        ("502 Bad Gateway", b"<html>oh</html>", ServerFault),
        ("200 OK", b"[]", ServerFault),
        ("403 Forbidden", b'{"errcode": "M_FORBIDDEN"}', Forbidden),
        ("404 Not Found", b'{"errcode": "M_NOT_FOUND", "error": 5}', NotFound),
        ("401 No", b'{"errcode": "M_UNKNOWN_TOKEN"}', UnknownToken),
    ],
)
async def test_what_is_no_success_is_raised_at_once(
    typed: Typed, status: str, body: bytes, expected: type[MatrixError]
) -> None:
    seen: list[str] = []
    async with instead(always(status, body, "Location: /elsewhere", seen=seen)) as homeserver:
        with pytest.raises(expected):
            await typed.ask(homeserver)
    assert len(seen) == 1


@each_typed
async def test_a_limit_keeps_its_code_and_its_time_and_is_not_waited_for(typed: Typed) -> None:
    """nio drops both where `error` is missing, and tries again by itself."""
    seen: list[str] = []
    told = b'{"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 7000}'
    async with instead(always("429 Slow", told, seen=seen)) as homeserver:
        with pytest.raises(LimitExceeded) as limited:
            await typed.ask(homeserver)
    assert (limited.value.code, limited.value.retry_after) == ("M_LIMIT_EXCEEDED", 7)
    assert len(seen) == 1


LACKING = [
    *((name, b"{}") for name in ("create", "join", "redact", "set state", "say", "rooms", "who")),
    *((name, ODD) for name in ("create", "join", "redact", "set state", "say", "who")),
    *((name, LONG) for name in ("create", "say", "who")),  # of the others it is not used
    ("rooms", b'{"joined_rooms": [5]}'),
]


@pytest.mark.parametrize(("name", "body"), LACKING)
async def test_an_answer_without_what_it_must_have_is_none(name: str, body: bytes) -> None:
    async with instead(always("200 OK", body)) as homeserver:
        with pytest.raises(ServerFault, match="FIELD_MISSING"):
            await TYPED[name].ask(homeserver)


async def test_a_room_id_that_would_shorten_a_path_is_not_asked_for() -> None:
    seen: list[str] = []
    async with instead(always("200 OK", b"{}", seen=seen)) as homeserver:
        for odd in ("..", "."):
            with pytest.raises(ValueError, match="dotted"):
                await homeserver.room_forget(odd)
    assert seen == []


async def test_what_nio_cannot_read_is_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    """Its own loggers hold malformed events whole, at any level that somebody asks for."""
    with caplog.at_level(logging.DEBUG):
        event = {"type": "m.room.message", "content": {"body": "what somebody wrote"}}
        nio.Event.parse_event(event)
        body = json.dumps({"joined_rooms": ["!ours", {"what": "somebody wrote"}]}).encode()
        async with instead(always("200 OK", body)) as homeserver:
            with pytest.raises(ServerFault):
                await homeserver.rooms_joined()
    assert "somebody" not in caplog.text


# --- through a proxy


async def test_all_of_it_goes_through_the_proxy_names_included(
    synapse: Synapse, register: Register
) -> None:
    """The name is one that nobody but the proxy knows."""
    account = await register("alice")
    port = synapse.url.rpartition(":")[2]
    url = f"http://homeserver.invalid:{port}"
    async with Socks() as socks:
        homeserver = Session(url, account.token, proxy=socks.url)
        assert (await homeserver.who()).user_id == account.user_id
        assert "versions" in await homeserver.versions()
        await homeserver.close()
        assert set(socks.asked) == {("homeserver.invalid", int(port))}
    # Gone, it is not gone round.
    homeserver = Session(synapse.url, account.token, proxy=socks.url)
    for ask in (homeserver.who, homeserver.versions):
        with pytest.raises(Unreachable, match="PROXY"):
            await ask()
    await homeserver.close()
    assert len(set(socks.asked)) == 1


@pytest.mark.parametrize("how", ["greeted", "asked", "nonsense"])
async def test_a_proxy_that_breaks_off_is_one_that_does_not_answer(
    how: Literal["greeted", "asked", "nonsense"],
) -> None:
    """As Tor does when it starts again while somebody waits for it."""
    async with Socks(how) as socks:
        homeserver = Session("http://homeserver.invalid", "secret-token", proxy=socks.url)
        with pytest.raises(Unreachable, match="PROXY"):
            await homeserver.versions()
        await homeserver.close()


@pytest.mark.parametrize("proxied", [True, False], ids=["by a proxy", "directly"])
async def test_a_certificate_that_is_not_trusted_is_told_as_that(
    tmp_path: Path, proxied: bool
) -> None:
    serve = always("200 OK", b"{}")
    async with behind_tls(serve, tmp_path / "certificate.pem") as port, Socks() as socks:
        host, proxy = ("homeserver.invalid", socks.url) if proxied else ("127.0.0.1", None)
        homeserver = Session(f"https://{host}:{port}", "secret-token", proxy=proxy)
        with pytest.raises(Unreachable, match="CERTIFICATE"):
            await homeserver.versions()
        await homeserver.close()


async def test_a_certificate_of_ones_own_is_trusted_where_it_is_named(tmp_path: Path) -> None:
    certificate = tmp_path / "certificate.pem"
    async with behind_tls(always("200 OK", b'{"user_id": "@a:b"}'), certificate) as port:
        ca = ssl.create_default_context(cafile=certificate)
        homeserver = Session(f"https://127.0.0.1:{port}", "secret-token", ca=ca)
        assert (await homeserver.who()).user_id == "@a:b"
        await homeserver.close()
