"""Files are locked before a homeserver gets them, uploaded once, and given up if none are taken."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from nio.crypto.attachments import decrypt_attachment

from peerbot.devtools.demo.search import hits
from peerbot.devtools.synapse import Registered, Synapse
from peerbot.kernel.actions import WAITED_FOR
from peerbot.kernel.files import LARGEST, File
from peerbot.kernel.ids import UserID
from peerbot.kernel.ports import FileRefused, TryLater
from peerbot.matrix.errors import (
    Forbidden,
    LimitExceeded,
    MatrixError,
    NotFound,
    ServerFault,
    TooLarge,
    UnknownToken,
    Unreachable,
    Unrecognized,
)
from peerbot.matrix.files import Files
from peerbot.matrix.homeserver import Json
from peerbot.matrix.http.session import Answer, Session
from tests.conftest import Register

ALEX, KIM = UserID("@alex:example.org"), UserID("@kim:example.org")
SECRET = "what nobody else may read of it"
FILE = File("neutral-name-of-it.ics", "text/calendar", SECRET * 50)


class Watched(Session):
    """A real homeserver, and what it is asked."""

    def __init__(self, synapse: Synapse, account: Registered) -> None:
        super().__init__(synapse.url, account.token)
        self.asked: list[tuple[str, str]] = []

    async def send(self, method: str, path: str, *rest: Any, **more: Any) -> Answer:
        """The request, looked at. nio gives what follows by place: the data, then the headers."""
        self.asked.append((path, rest[1]["Content-Type"]))
        return await super().send(method, path, *rest, **more)


class Fails(Session):
    """A homeserver whose answers to uploads are known."""

    def __init__(self, *answers: MatrixError | Json) -> None:
        super().__init__("http://nowhere.invalid", "token")
        self.answers = list(answers)
        self.uploads = 0

    async def send(self, method: str, path: str, *_: object, **__: object) -> Answer:
        """The next answer; the last one again and again."""
        assert (method, urlsplit(path).path) == ("POST", "/_matrix/media/v3/upload")
        self.uploads += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, MatrixError):
            raise answer
        return Answer(200, answer)


GOOD: Json = {"content_uri": "mxc://example.org/abc"}


async def download(synapse: Synapse, token: str, uri: str) -> bytes:
    """What the homeserver gives whoever is signed in."""
    server, _, media = uri.removeprefix("mxc://").partition("/")
    url = f"{synapse.url}/_matrix/client/v1/media/download/{server}/{media}"
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession() as web, web.get(url, headers=headers) as answer:
        assert answer.status == 200
        assert "filename" not in answer.headers["Content-Disposition"]
        return await answer.read()


async def test_what_is_uploaded_is_locked_and_has_no_name(
    synapse: Synapse, register: Register
) -> None:
    voice, alex = await register("voice"), await register("alex")
    homeserver = Watched(synapse, voice)
    said = await Files(homeserver).attached(ALEX, FILE, "txn")
    await homeserver.close()
    assert homeserver.asked == [("/_matrix/media/v3/upload", "application/octet-stream")]
    assert (said["msgtype"], said["filename"]) == ("m.file", FILE.name)
    assert said["info"] == {"mimetype": "text/calendar", "size": len(FILE.content)}
    locked = said["file"]
    assert (locked["v"], locked["key"]["alg"], locked["key"]["ext"]) == ("v2", "A256CTR", True)
    sealed = await download(synapse, alex.token, locked["url"])
    hashed = locked["hashes"]["sha256"]
    assert decrypt_attachment(sealed, locked["key"]["k"], hashed, locked["iv"]).decode() == (
        FILE.content
    )
    assert not hits([SECRET, FILE.name, locked["key"]["k"]], synapse.directory)


async def test_the_largest_file_goes_up(synapse: Synapse, register: Register) -> None:
    homeserver = Session(synapse.url, (await register("voice")).token)
    said = await Files(homeserver).attached(ALEX, File("a", "text/plain", "x" * LARGEST), "txn")
    await homeserver.close()
    assert said["info"]["size"] == LARGEST


async def test_for_the_next_try_of_its_message_it_is_there_already() -> None:
    homeserver = Fails(GOOD)
    files = Files(homeserver)
    first = await files.attached(ALEX, FILE, "txn")
    assert await files.attached(ALEX, FILE, "txn") == first
    assert homeserver.uploads == 1
    files.sent("txn")
    again = await files.attached(ALEX, FILE, "txn")
    assert homeserver.uploads == 2
    assert again["file"]["key"] != first["file"]["key"]


async def test_whoever_is_forgotten_leaves_no_key_behind() -> None:
    homeserver = Fails(GOOD)
    files = Files(homeserver)
    theirs = await files.attached(ALEX, FILE, "alex")
    others = await files.attached(KIM, FILE, "kim")
    files.forget(ALEX)
    assert await files.attached(KIM, FILE, "kim") == others
    assert await files.attached(ALEX, FILE, "alex") != theirs


@pytest.mark.parametrize(
    "answer",
    [
        TooLarge("M_TOO_LARGE", 413),
        Forbidden("M_FORBIDDEN", 403),
        NotFound("M_NOT_FOUND", 404),
        Unrecognized("M_UNRECOGNIZED", 404),
    ],
    ids=lambda error: error.code,
)
async def test_fault_73_where_it_is_refused_nobody_waits(answer: MatrixError) -> None:
    homeserver = Fails(answer)
    files = Files(homeserver)
    for _ in range(2):
        with pytest.raises(FileRefused):
            await files.attached(ALEX, FILE, "txn")
    assert homeserver.uploads == 1


@pytest.mark.parametrize(
    "answer",
    [
        ServerFault("SERVER_FAULT", 502),
        LimitExceeded("M_LIMIT_EXCEEDED", retry_after=3600),
        MatrixError("M_USER_LIMIT_EXCEEDED", 403),
        Unreachable("DEADLINE"),
        {"content_uri": "https://example.org/abc"},
        {"content_uri": 5},
    ],
    ids=["fault", "limited", "quota", "hangs", "elsewhere", "odd"],
)
async def test_fault_73_after_a_few_tries_it_is_given_up(answer: MatrixError | Json) -> None:
    homeserver = Fails(answer)
    files = Files(homeserver)
    for _ in range(WAITED_FOR - 1):
        with pytest.raises(TryLater):
            await files.attached(ALEX, FILE, "txn")
    for _ in range(2):
        with pytest.raises(FileRefused):
            await files.attached(ALEX, FILE, "txn")
    assert homeserver.uploads == WAITED_FOR


async def test_a_fault_that_passes_costs_a_try_and_no_more() -> None:
    files = Files(Fails(ServerFault("SERVER_FAULT", 502), GOOD))
    with pytest.raises(TryLater):
        await files.attached(ALEX, FILE, "txn")
    assert (await files.attached(ALEX, FILE, "txn"))["file"]["url"] == GOOD["content_uri"]


async def test_a_token_that_was_revoked_is_no_refusal_of_a_file() -> None:
    with pytest.raises(UnknownToken):
        await Files(Fails(UnknownToken("M_UNKNOWN_TOKEN", 401))).attached(ALEX, FILE, "txn")


class Small(Synapse):
    """A homeserver that takes only the smallest of files."""

    def _config(self, key: Path, logging: Path) -> dict[str, Any]:
        return super()._config(key, logging) | {"max_upload_size": 100}


async def test_fault_73_what_is_too_large_for_a_real_homeserver_is_refused(tmp_path: Path) -> None:
    async with Small(tmp_path / "synapse") as synapse:
        homeserver = Session(synapse.url, (await synapse.register("voice", "secret")).token)
        files = Files(homeserver)
        with pytest.raises(FileRefused):
            await files.attached(ALEX, FILE, "txn")
        small = await files.attached(ALEX, File("a", "text/plain", "small"), "other")
        await homeserver.close()
    assert small["info"]["size"] == 5
