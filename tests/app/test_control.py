"""`control.sock`: whatever comes, or does not come, on either end of it (FAULTS 59)."""

import asyncio
import json
import secrets
import signal
import socket
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from peerbot.app import control
from peerbot.app.arguments import ROLES, TAKES, validation_error
from peerbot.app.control import Reply, Request, ask, listening, parse
from peerbot.app.state import SOCKET, open_state, utc_now
from peerbot.app.trouble import Exit
from peerbot.config import load
from peerbot.engine.listings import Listings
from peerbot.features.roles.records import RoleEntry
from peerbot.kernel.ids import UserID
from tests.app.installation import Ended, Installation

MIB = 1024 * 1024

HANDLED = Reply(Exit.WELL, ("Done.",))


# --- what a request is


LONGEST_NAME = f"@{'a' * 242}:example.org"

ADDRESSES = [
    "@robin:example.org",
    "@Robin_/+=-.!:[::1]:8448",
    "@robin:192.0.2.1:8448",
    LONGEST_NAME,
]

NO_ADDRESSES = [
    "robin",
    "robin:example.org",
    "@robin",
    "@:example.org",
    "@robin:",
    "@robin:example.org\n",
    "\n@robin:example.org",
    "@ro\x1b[2Jbin:example.org",
    "@ro bin:example.org",
    "@robin\N{RIGHT-TO-LEFT OVERRIDE}:example.org",
    "@robin:exam ple.org",
    "@robin:example.org:port",
    "@robin:\udcff",
    "@robin:example.org, @sam:example.org",
    LONGEST_NAME.replace("@", "@a"),
    "@" + "a" * MIB + ":example.org",
    "",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_taken(address: str) -> None:
    for command in ("revoke", "erase"):
        assert validation_error(Request(command, (address,))) is None
    assert validation_error(Request("grant", ("facilitator", address))) is None


@pytest.mark.parametrize("address", NO_ADDRESSES, ids=range(len(NO_ADDRESSES)))
def test_fault_59_what_is_no_address_is_none_to_any_command(address: str) -> None:
    for request in (
        Request("grant", ("facilitator", address)),
        Request("revoke", (address,)),
        Request("erase", (address,)),
    ):
        refused = validation_error(request)
        assert refused is not None
        assert refused.code == Exit.INPUT
        assert refused.lines == (
            "That is not a Matrix address. Write the full address: @name:server.",
        )


ANY_JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(),
    lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner),
)
SHAPED = some.fixed_dictionaries(
    {},
    optional={
        "command": some.sampled_from(sorted(TAKES)) | ANY_JSON,
        "arguments": some.lists(some.sampled_from([*ROLES, *ADDRESSES]) | ANY_JSON) | ANY_JSON,
        "more": ANY_JSON,
    },
)
LINES = (
    some.binary()
    | some.text().map(lambda text: json.dumps({"command": text}).encode()[:-1])
    | SHAPED.map(lambda shaped: json.dumps(shaped).encode())
    | some.integers(1, control.LONGEST_REQUEST).map(lambda depth: b"[" * depth)
    | some.integers(1, 2000).map(lambda depth: b'{"arguments":' * depth)
    | some.binary().map(lambda word: b'{"command":"' + word + b'"}')
)


@given(LINES)
def test_fault_59_any_line_is_a_request_or_is_told_why_it_is_none(line: bytes) -> None:
    request = parse(line)
    if isinstance(request, Reply):
        assert request == control.NO_REQUEST
        return
    assert all(isinstance(argument, str) for argument in request.arguments)
    refused = validation_error(request)
    if refused is None:
        most = len(TAKES[request.command].__struct_fields__)
        assert most - (request.command == "grant") <= len(request.arguments) <= most
    else:
        assert refused.code == Exit.INPUT
        assert all(line.isascii() and line.isprintable() for line in refused.lines)


@given(some.binary() | ANY_JSON.map(lambda value: json.dumps(value).encode()))
def test_fault_59_any_answer_is_one_or_is_called_strange(answer: bytes) -> None:
    reply = control._read(bytearray(answer))
    assert reply.code in Exit
    if reply not in (control.STRANGE, control.CUT_OFF):
        assert json.loads(answer) == {"code": reply.code, "lines": list(reply.lines)}


# --- what a running bot does about it


async def answer_to(place: Path, sent: bytes) -> Reply:
    """What comes back for these bytes. The bot may stop reading before their end."""
    reader, writer = await asyncio.open_unix_connection(place)
    try:
        writer.write(sent)
        return control._read(bytearray(await reader.read()))
    finally:
        writer.transport.abort()


@asynccontextmanager
async def begun(place: Path, sent: bytes = b'{"command": "sta') -> AsyncIterator[None]:
    """Somebody who sends the beginning of a request, and stays."""
    with socket.socket(socket.AF_UNIX) as ours:
        ours.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(ours, str(place))
        await loop.sock_sendall(ours, sent)
        yield


async def answer_to_ten_megabytes(place: Path) -> Reply:
    """What comes back to somebody who sends them until nobody takes more."""
    loop, answer = asyncio.get_running_loop(), bytearray()
    with socket.socket(socket.AF_UNIX) as ours:
        ours.setblocking(False)
        await loop.sock_connect(ours, str(place))
        with pytest.raises(ConnectionError):
            await loop.sock_sendall(ours, b"a" * 10 * MIB)
        with suppress(ConnectionResetError):  # what lies unread there comes back as that
            while piece := await loop.sock_recv(ours, 4096):
                answer += piece
    return control._read(answer)


async def log_of(bot: Process) -> str:
    """All that it said, once it has ended kindly."""
    bot.terminate()
    _, err = await bot.communicate()
    assert bot.returncode == 0
    return err.decode()


def peak_of(bot: Process) -> int:
    """Bytes of memory that it had at most."""
    status = Path(f"/proc/{bot.pid}/status").read_text()
    (peak,) = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
    return int(peak) * 1024


WRONG = [
    ("dance", []),
    ("grant", []),
    ("grant", ["@robin:localhost"]),
    ("grant", ["facilitator", "@robin:localhost", "@sam:localhost"]),
    ("grant", ["steward", "@robin:localhost"]),
    ("grant", ["@robin:localhost", "facilitator"]),
    ("grant", ["facilitator", "@robin:localhost\n"]),
    ("revoke", []),
    ("revoke", ["@ro\x00bin:localhost"]),
    ("erase", ["everybody"]),
    ("erase", ["@a:b", "@c:d"]),
    ("status", ["please"]),
    ("roles", [""]),
    ("__init__", []),
    ("answer", ["x"]),
]

NO_REQUESTS = [
    b"GET / HTTP/1.1\r\n",
    b"\n",
    b"\xff\xfe\n",
    b"[" * 4000 + b"\n",
    b'{"command": ["status"]}\n',
    b'{"command": "status", "arguments": "x"}\n',
    b'{"command": "erase", "arguments": [1]}\n',
    b'{"command": "status", "more": 1}\n',
    b'{"arguments": []}\n',
    b'{"command": "\xff"}\n',
]


async def test_fault_59_wrong_requests_are_told_so_in_words(ready: Installation) -> None:
    place = ready.state / SOCKET
    async with ready.running() as bot:
        for command, arguments in WRONG:
            line = json.dumps({"command": command, "arguments": arguments}).encode()
            reply = await answer_to(place, line + b"\n")
            assert reply.code == Exit.INPUT, line
            assert reply != control.NO_REQUEST, line
        for sent in NO_REQUESTS:
            assert await answer_to(place, sent) == control.NO_REQUEST, sent
        assert "Nobody holds a role" in (await ready.run("roles")).out
        log = await log_of(bot)
    assert "Traceback" not in log
    assert "fault" not in log


async def test_fault_59_half_a_line_holds_up_nobody(ready: Installation) -> None:
    """Not even the end of the bot."""
    place = ready.state / SOCKET
    async with AsyncExitStack() as stack:
        bot = await stack.enter_async_context(ready.running())
        for _ in range(3 * control.MOST_AT_ONCE):
            await stack.enter_async_context(begun(place))
        assert (await ready.run("status")).out.startswith("All is well.")
        assert "Traceback" not in await log_of(bot)


async def test_fault_59_ten_megabytes_are_not_taken_in(ready: Installation) -> None:
    place = ready.state / SOCKET
    async with ready.running() as bot:
        assert (await ready.run("status")).code == 0
        before = peak_of(bot)
        for _ in range(3):
            assert await answer_to_ten_megabytes(place) == control.TOO_LONG
        assert await answer_to(place, b"a" * 10_000 + b"\n") == control.TOO_LONG
        assert peak_of(bot) - before < 4 * MIB
        assert (await ready.run("status")).code == 0
        assert "Traceback" not in await log_of(bot)


MANY = 5_000


async def test_fault_59_a_list_of_thousands_is_shown_to_its_end(spoilt: Installation) -> None:
    until = utc_now() + timedelta(days=10)
    people = [f"@{number:05}{'a' * 237}:example.org" for number in range(MANY)]
    with closing(open_state(load(spoilt.config), lambda: "")) as store, store.transaction():
        for user in people:
            entry = RoleEntry(UserID(user), "facilitator", accepted=False, until=until)
            Listings(store).publish(entry, user, until)
    async with spoilt.running():
        told = await spoilt.run("roles")
    assert (told.code, told.err) == (0, "")
    assert len(told.out) > MIB
    assert sorted(line.split()[0] for line in told.out.splitlines()) == people


async def test_fault_59_grant_takes_only_a_role_that_there_is(ready: Installation) -> None:
    async with ready.running():
        done = await ready.run("grant", "steward", "@robin:localhost")
        assert (done.code, done.out) == (2, "")
        assert "'facilitator'" in done.err
        for role in ("steward", "Facilitator", "", "facilitator\n"):
            reply = await ask(ready.state / SOCKET, Request("grant", (role, "@robin:localhost")))
            assert reply is not None
            assert reply.code == Exit.INPUT
            assert reply.lines == ("Unknown role. Known roles: facilitator, complaints.",)
        reply = await ask(ready.state / SOCKET, Request("roles"))
        assert reply is not None
        assert "Nobody holds a role" in reply.lines[0]


# --- deadlines, with ones of their own: nobody has to wait for the real ones


@asynccontextmanager
async def door(folder: Path, answer: Callable[[Request], Awaitable[Reply]]) -> AsyncIterator[Path]:
    """A door like the bot's."""
    place = folder / SOCKET
    async with listening(place, answer):
        yield place


async def at_once(_request: Request) -> Reply:
    """Every command is carried out."""
    return HANDLED


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short one: the address of a socket holds 107 bytes."""
    return tmp_path_factory.mktemp("door")


async def test_fault_59_half_a_line_has_a_deadline(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control, "REQUEST_TAKES", 0.05)
    async with door(folder, at_once) as place:
        for sent in (b"", b'{"command": "status"'):
            assert await answer_to(place, sent) == control.NOT_WHOLE


async def test_fault_59_who_asked_nothing_yet_makes_room(folder: Path) -> None:
    async with door(folder, at_once) as place, AsyncExitStack() as stack:
        reader, writer = await asyncio.open_unix_connection(place)
        for _ in range(control.MOST_AT_ONCE - 1):
            await stack.enter_async_context(begun(place))
        assert await ask(place, Request("status")) == HANDLED
        assert control._read(bytearray(await reader.read())) == control.NOT_WHOLE
        writer.close()


async def test_fault_59_more_than_can_be_carried_out_is_said(folder: Path) -> None:
    go_on, under_way = asyncio.Event(), asyncio.Semaphore(0)

    async def slowly(_request: Request) -> Reply:
        under_way.release()
        await go_on.wait()
        return HANDLED

    async with door(folder, slowly) as place, asyncio.TaskGroup() as tasks:
        asked = [
            tasks.create_task(ask(place, Request("status"))) for _ in range(control.MOST_AT_ONCE)
        ]
        for _ in asked:
            await under_way.acquire()
        assert await ask(place, Request("status")) == control.TOO_MANY
        go_on.set()
    assert {task.result() for task in asked} == {HANDLED}


async def test_fault_59_an_answer_that_nobody_takes_is_let_go(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control, "ANSWER_LEAVES", 0.05)
    whole = Reply(Exit.WELL, ("a" * MIB,) * 8)
    serving: asyncio.Future[asyncio.Task[None]] = asyncio.get_running_loop().create_future()

    async def long(_request: Request) -> Reply:
        task = asyncio.current_task()
        assert task is not None
        serving.set_result(task)
        return whole

    async with door(folder, long) as place, begun(place, b'{"command": "roles"}\n'):
        await (await serving)


async def test_commands_under_way_end_with_the_bot(folder: Path) -> None:
    under_way = asyncio.Event()

    async def forever(_request: Request) -> Reply:
        under_way.set()
        await asyncio.Event().wait()
        return HANDLED

    async with door(folder, forever) as place:
        asked = asyncio.create_task(ask(place, Request("status")))
        await under_way.wait()
    assert await asked == control.CUT_OFF


# --- what a command does about whatever it finds there


Behave = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def somebody(place: Path, behave: Behave) -> AsyncIterator[None]:
    """Something else that listens there."""
    writers = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        await behave(reader, writer)

    server = await asyncio.start_unix_server(serve, place)
    try:
        yield
    finally:
        for writer in writers:
            writer.transport.abort()
        server.close()


async def nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """It hears, and hangs up."""
    await reader.readline()
    writer.close()


async def silence(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """It stays, without a word."""


async def garbage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """It says something else."""
    await reader.readline()
    writer.write(b'HTTP/1.1 200 OK\r\n\r\n{"code": 0}\x1b[2J\xff')
    writer.close()


async def without_end(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """It never stops."""
    await reader.readline()
    try:
        while True:
            writer.write(b"a" * MIB)
            await writer.drain()
    except ConnectionError:
        pass


@pytest.mark.parametrize(
    ("behave", "expected"),
    [
        (nothing, control.CUT_OFF),
        (silence, control.SILENT),
        (garbage, control.STRANGE),
        (without_end, control.STRANGE),
    ],
)
async def test_fault_59_a_command_tells_what_is_at_the_other_end(
    folder: Path, monkeypatch: pytest.MonkeyPatch, behave: Behave, expected: Reply
) -> None:
    if behave is silence:
        monkeypatch.setattr(control, "ANSWERS_WITHIN", 0.05)
    async with somebody(folder / SOCKET, behave):
        assert await ask(folder / SOCKET, Request("status")) == expected
    assert expected.code == Exit.US


async def test_fault_59_a_frozen_bot_is_not_waited_for(
    ready: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert control.ANSWERS_WITHIN < 10
    monkeypatch.setattr(control, "ANSWERS_WITHIN", 0.05)
    async with ready.running() as bot:
        bot.send_signal(signal.SIGSTOP)
        try:
            assert await ask(ready.state / SOCKET, Request("status")) == control.SILENT
        finally:
            bot.send_signal(signal.SIGCONT)
        assert (await ready.run("status")).code == 0


def is_in_words(done: Ended, code: int, words: str) -> None:
    """A command that ended so, without a traceback."""
    assert (done.code, done.out) == (code, ""), done.err
    assert words in done.err
    assert "Traceback" not in done.err


async def test_fault_59_no_traceback_whatever_is_at_the_socket(ready: Installation) -> None:
    place = ready.state / SOCKET
    for behave, words in ((nothing, "without an answer"), (garbage, "not a bot of this version")):
        async with somebody(place, behave):
            is_in_words(await ready.run("status"), 4, words)
        place.unlink()
    place.mkdir()
    is_in_words(await ready.run("run"), 2, "cannot open a file or directory named in the config")
    place.rmdir()
    place.write_text("a plain file")
    assert (await ready.run("status")).err.startswith("The bot is not running.")
    async with ready.running():
        assert place.is_socket()


async def test_fault_59_no_traceback_whatever_is_at_the_paths(installation: Installation) -> None:
    installation.state.write_text("a plain file")
    is_in_words(await installation.run("status"), 2, "there is no state yet")
    is_in_words(
        await installation.set_up(), 2, "cannot open a file or directory named in the config"
    )
    installation.state.unlink()
    installation.key.mkdir()
    is_in_words(await installation.set_up(), 2, "the key cannot be used")


async def test_fault_59_no_traceback_for_words_that_are_no_text(
    installation: Installation,
) -> None:
    name = secrets.token_bytes(3).hex() + "\udcff"
    is_in_words(await installation.run("erase", f"@{name}:x.org"), 2, "not a Matrix address")
    environment = {**installation.passwords, "PEERBOT_VOICE_PASSWORD": name}
    done = await installation.run("setup", "--no-input", **environment)
    is_in_words(done, 2, "not UTF-8 text")
