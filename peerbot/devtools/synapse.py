"""A throwaway Synapse on loopback: what the sandbox, the demo and the tests talk to.

It is a real homeserver with real room versions, rate limits and encryption endpoints; only its
database (SQLite that waits for no disk), its password hashing (fast) and its federation (none, or
with others on this machine alone) are those of a toy. Knows nothing of the bot and speaks to the
homeserver with the standard library alone.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import os
import secrets
import signal
import socket
import urllib.error
import urllib.request
from asyncio.subprocess import DEVNULL, Process
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from peerbot.devtools.bound import bound
from peerbot.devtools.federation import settings, tls_listener
from peerbot.private import PRIVATE_UMASK, open_private

_CHECKOUT = Path(__file__).resolve().parents[2]

PATIENCE = 300.0
"""Seconds that anybody here, and in the demo and the tests, waits for what has to come. What comes
ends the wait, so only what never comes takes as long. A start under load takes a small VPS 20, and
a machine may have other things to do."""

_STOP_DEADLINE = 10.0
"""Seconds between SIGTERM and SIGKILL."""

_LIMITS = (
    "rc_admin_redaction",
    "rc_delayed_event_mgmt",
    "rc_invites.per_issuer",
    "rc_invites.per_room",
    "rc_invites.per_user",
    "rc_joins.local",
    "rc_joins.remote",
    "rc_joins_per_room",
    "rc_key_requests",
    "rc_login.account",
    "rc_login.address",
    "rc_login.failed_attempts",
    "rc_message",
    "rc_presence.per_user",
    "rc_profile",
    "rc_registration",
    "rc_reports",
    "rc_room_creation",
    "rc_user_directory",
)


_UNSYNCED = """
from synapse.storage.engines.sqlite import Sqlite3Engine
opened = Sqlite3Engine.on_new_connection
def unsynced(engine, database):
    opened(engine, database)
    database.execute("PRAGMA synchronous = OFF")
Sqlite3Engine.on_new_connection = unsynced
"""
"""Synapse commits dozens of times for each thing that somebody says, and would wait for the disk
each time; it has no setting for that. What it wrote outlives it all the same, however it ends: only
the machine must not crash."""


class SynapseError(Exception):
    """The throwaway homeserver could not do what was asked."""


class SynapseMissing(SynapseError):
    """No interpreter with Synapse in it was found."""

    def __init__(self) -> None:
        super().__init__(
            "no Synapse here: run `make tools` in the checkout, or set PEERBOT_SYNAPSE_PYTHON "
            "to a Python interpreter that has matrix-synapse"
        )


class SynapseFailed(SynapseError):
    """It ended, or stayed silent past its deadline, before it answered."""

    def __init__(self, exit_code: int | None, log: Path) -> None:
        what = "did not answer in time" if exit_code is None else f"ended with code {exit_code}"
        super().__init__(f"Synapse {what}; its log is {log}")
        self.exit_code = exit_code


class RegistrationRefused(SynapseError):
    """The admin API did not register an account. `errcode` is Synapse's, `M_USER_IN_USE` say."""

    def __init__(self, status: int, errcode: str) -> None:
        super().__init__(f"Synapse refused to register an account: {status} {errcode}")
        self.status = status
        self.errcode = errcode


@dataclass(frozen=True)
class Registered:
    """A fresh account, with the device and token that registering it made."""

    user_id: str
    device_id: str
    token: str = field(repr=False)
    password: str = field(repr=False)


def interpreter() -> Path:
    """The Python that has Synapse: `$PEERBOT_SYNAPSE_PYTHON`, else the checkout's own.

    Raises SynapseMissing.
    """
    given = os.environ.get("PEERBOT_SYNAPSE_PYTHON")
    python = Path(given) if given else _CHECKOUT / ".tools" / "synapse" / "bin" / "python"
    if not python.is_file():
        raise SynapseMissing
    return python


class Synapse:
    """One homeserver in one directory, stopped by `stop()` or when its starter dies.

    `directory` is made if need be and holds everything: configuration, keys, database, media, logs.
    `port` 0 takes a free one, which `restart()` keeps. `default_limits` leaves Synapse's own rate
    limits as a public server has them; otherwise there are none. `federates`: it speaks with other
    servers on this machine, under a name that says where, `localhost:PORT`. As an async context
    manager it is running inside the block.
    """

    def __init__(
        self,
        directory: Path,
        *,
        server_name: str = "localhost",
        port: int = 0,
        default_limits: bool = False,
        federates: bool = False,
    ) -> None:
        self.directory = directory
        self.port = port or _free_port()
        self._federation_port = _free_port() if federates else None
        self.server_name = f"localhost:{self._federation_port}" if federates else server_name
        self.registration_shared_secret = secrets.token_urlsafe(32)
        self._default_limits = default_limits
        self._process: Process | None = None

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """Where it logs, at level INFO."""
        return self.directory / "synapse.log"

    @property
    def database(self) -> Path:
        """Its SQLite file: what the host of a homeserver can read."""
        return self.directory / "homeserver.db"

    @property
    def pid(self) -> int:
        """Its process, which leads a process group of its own. Only while it runs."""
        assert self._process is not None
        return self._process.pid

    async def start(self) -> None:
        """Write the configuration and start; return once it listens.

        Raises SynapseMissing, SynapseFailed.
        """
        python = interpreter()
        config = self._write_config()
        with (
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ready,
            open_private(self.directory / "console.log", "ab") as console,
        ):
            ready.setblocking(False)
            ready.bind("")  # the kernel picks an abstract name: no file, no limit on its length
            self._process = await asyncio.create_subprocess_exec(
                *(str(python), "-c", bound("synapse.app.homeserver", first=_UNSYNCED)),
                *("--config-path", str(config)),
                cwd=self.directory,
                env=os.environ | {"NOTIFY_SOCKET": "@" + ready.getsockname()[1:].decode()},
                stdin=DEVNULL,
                stdout=console,
                stderr=console,
                start_new_session=True,
                umask=PRIVATE_UMASK,
            )
            try:
                await self._ready(self._process, ready)
            except BaseException:  # also when interrupted: no process stays behind
                await self.kill()
                raise

    async def stop(self) -> None:
        """End it: SIGTERM, and SIGKILL when that is not heard. Nothing to do when it is down."""
        if self._process is None:
            return
        self._signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), _STOP_DEADLINE)
        except TimeoutError:
            await self.kill()
        self._process = None

    async def kill(self) -> None:
        """End it in the middle of anything. Nothing to do when it is down."""
        if self._process is None:
            return
        self._signal(signal.SIGKILL)
        await self._process.wait()
        self._process = None

    async def restart(self) -> None:
        """Stop and start again on the same data and port. Raises as `start` does."""
        await self.stop()
        await self.start()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def register(
        self,
        localpart: str,
        password: str | None = None,
        *,
        admin: bool = False,
        device_id: str | None = None,
    ) -> Registered:
        """Register an account; a password is made up when none is given, and so is the device.

        By Synapse's shared-secret admin API, which no rate limit touches. Raises
        RegistrationRefused.
        """
        password = password or secrets.token_urlsafe(16)
        address = f"{self.url}/_synapse/admin/v1/register"
        nonce = (await asyncio.to_thread(_call, address))["nonce"]
        parts = (nonce, localpart, password, "admin" if admin else "notadmin")
        # The scheme is Synapse's: an HMAC-SHA1 over the parts, a zero byte between them.
        mac = hmac.new(
            self.registration_shared_secret.encode(), "\0".join(parts).encode(), hashlib.sha1
        )
        body = {
            "nonce": nonce,
            "username": localpart,
            "password": password,
            "admin": admin,
            "mac": mac.hexdigest(),
        }
        if device_id is not None:
            body["device_id"] = device_id
        answer = await asyncio.to_thread(_call, address, body)
        return Registered(answer["user_id"], answer["device_id"], answer["access_token"], password)

    async def _ready(self, process: Process, ready: socket.socket) -> None:
        """Wait for the word that Synapse gives systemd once it listens (sd_notify(3)).

        Asking the port instead could be answered by whatever else sits there.
        """
        word = asyncio.create_task(asyncio.get_running_loop().sock_recv(ready, 64))
        end = asyncio.create_task(process.wait())
        try:
            await asyncio.wait((word, end), timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
            if not word.done():
                raise SynapseFailed(process.returncode, self.log)
        finally:
            word.cancel()
            end.cancel()

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(number)

    def _write_config(self) -> Path:
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.directory.chmod(0o700)  # also where it was there before
        key = self.directory / "signing.key"
        if not key.exists():
            seed = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
            _write(key, f"ed25519 a_{secrets.token_hex(2)} {seed}\n")
        logging = self.directory / "logging.yaml"
        _write(logging, json.dumps(_logging(self.log)))
        # JSON, which is YAML too: no library is needed to write it.
        config = self.directory / "homeserver.yaml"
        _write(config, json.dumps(self._config(key, logging), indent=1))
        return config

    def _config(self, key: Path, logging: Path) -> dict[str, Any]:
        config: dict[str, Any] = {
            "server_name": self.server_name,
            "public_baseurl": f"{self.url}/",
            "listeners": [
                {
                    "port": self.port,
                    "bind_addresses": ["127.0.0.1"],
                    "type": "http",
                    "resources": [{"names": ["client"]}],
                }
            ],
            "pid_file": str(self.directory / "synapse.pid"),
            "database": {"name": "sqlite3", "args": {"database": str(self.database)}},
            "media_store_path": str(self.directory / "media"),
            "log_config": str(logging),
            "signing_key_path": str(key),
            "registration_shared_secret": self.registration_shared_secret,
            "macaroon_secret_key": secrets.token_urlsafe(32),
            "form_secret": secrets.token_urlsafe(32),
            # It talks to no other server and reports to nobody.
            "federation_domain_whitelist": [],
            "trusted_key_servers": [],
            "suppress_key_server_warning": True,
            "report_stats": False,
            "stats": {"enabled": False},
            "url_preview_enabled": False,
            # The least that bcrypt allows: the accounts are throwaway, the tests many.
            "bcrypt_rounds": 4,
            # Delayed events (MSC4140), which close a room when the bot is dead.
            "max_event_delay_duration": "24h",
            # A room that everyone forgot is purged, but not while a test reads what happened.
            "forget_rooms_on_leave": True,
            "forgotten_room_retention_period": "1h",
        }
        if not self._default_limits:
            for name in _LIMITS:
                _without_limit(config, name)
        if self._federation_port is not None:
            config["listeners"].append(tls_listener(self._federation_port))
            config |= settings(self.directory)
        return config


# No proxy of the environment may come between this machine and itself.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def _call(address: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    data = None if body is None else json.dumps(body).encode()
    try:
        with _OPENER.open(address, data, timeout=PATIENCE) as response:
            answer: dict[str, Any] = json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            refusal = json.load(error)
        raise RegistrationRefused(error.code, refusal["errcode"]) from None
    return answer


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _write(path: Path, text: str) -> None:
    """Write a file that only this user may read: keys and secrets stand in them."""
    with open_private(path, "wb") as file:
        file.write(text.encode())


def _without_limit(config: dict[str, Any], name: str) -> None:
    *groups, last = name.split(".")
    for group in groups:
        config = config.setdefault(group, {})
    config[last] = {"per_second": 1e6, "burst_count": 1_000_000}


def _logging(file: Path) -> dict[str, Any]:
    return {
        "version": 1,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {
            "file": {"class": "logging.FileHandler", "formatter": "line", "filename": str(file)}
        },
        "root": {"level": "INFO", "handlers": ["file"]},
        "disable_existing_loggers": False,
    }
