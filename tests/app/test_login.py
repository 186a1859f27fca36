"""`setup` at a homeserver where logging in does not work: each way is told in words of its own."""

import datetime as dt
import ipaddress
import re
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from peerbot.app.trouble import Exit
from peerbot.devtools.synapse import Synapse
from peerbot.matrix.homeserver import path
from peerbot.matrix.http.session import Session
from tests.app.installation import Ended, Installation
from tests.proxy import Proxy


class WithoutPasswords(Synapse):
    """People sign in elsewhere. Also at `secure_url`, with a certificate of its own making."""

    def _config(self, key: Path, logging: Path) -> dict[str, Any]:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.secure_url = f"https://localhost:{port}"
        config = super()._config(key, logging)
        config["password_config"] = {"enabled": False}
        config["listeners"].append({**config["listeners"][0], "port": port, "tls": True})
        for name, text in zip(("certificate", "private_key"), self_signed(), strict=True):
            file = self.directory / f"tls_{name}"
            file.write_text(text)
            config[f"tls_{name}_path"] = str(file)
        return config


def self_signed() -> tuple[str, str]:
    """A certificate for localhost that nobody vouches for, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    now, day = dt.datetime.now(dt.UTC), dt.timedelta(days=1)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return certificate.public_bytes(pem).decode(), private.decode()


@pytest.fixture(scope="module")
async def without(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[WithoutPasswords]:
    """A homeserver on which nobody logs in with a password."""
    async with WithoutPasswords(tmp_path_factory.mktemp("without") / "synapse") as synapse:
        yield synapse


def refused(installation: Installation, done: Ended, code: Exit, *words: str) -> None:
    """Setup ended so, before it had made anything."""
    assert (done.code, done.out) == (code, ""), done.err
    for word in words:
        assert word in done.err, done.err
    assert "Traceback" not in done.err
    assert not installation.state.exists()


async def test_no_login_with_a_password(
    installation: Installation, without: WithoutPasswords
) -> None:
    installation.settings["homeserver"]["url"] = without.url
    installation.write()
    done = await installation.set_up()
    words = ("offers no login with a password", "at least until setup is done: password_config")
    refused(installation, done, Exit.INPUT, *words)


async def test_a_certificate_that_nobody_vouches_for(
    installation: Installation, without: WithoutPasswords
) -> None:
    installation.settings["homeserver"]["url"] = without.secure_url
    installation.write()
    words = (
        "cannot reach the homeserver: its certificate is not trusted",
        "Nothing is sent to a server that",
    )
    refused(installation, await installation.set_up(), Exit.SERVER, *words)


async def test_what_does_not_speak_https(installation: Installation, synapse: Synapse) -> None:
    """A proxy says so at once. Synapse itself waits for the end of a line that never comes."""
    async with Proxy(synapse.url) as proxy:
        installation.settings["homeserver"]["url"] = proxy.url.replace("http:", "https:")
        installation.write()
        done = await installation.set_up()
    words = ("the server at this address does not speak https", "Is the port in homeserver.url")
    refused(installation, done, Exit.SERVER, *words)


async def test_a_name_that_does_not_resolve(installation: Installation) -> None:
    installation.settings["homeserver"]["url"] = "https://matrix.invalid"  # RFC 2606
    installation.write()
    # So that a machine without a resolver does not wait for one (resolv.conf(5)).
    done = await installation.run("setup", RES_OPTIONS="timeout:1 attempts:1")
    words = ("its name does not resolve", "letter by letter", "the DNS settings of this")
    refused(installation, done, Exit.SERVER, *words)


async def test_nothing_listens_there(installation: Installation) -> None:
    installation.settings["homeserver"]["url"] = "http://127.0.0.1:9"
    installation.write()
    words = ("nothing is listening at this address", "is homeserver.url correct?")
    refused(installation, await installation.set_up(), Exit.SERVER, *words)


async def test_another_server_than_the_accounts(
    installation: Installation, synapse: Synapse
) -> None:
    """Its homeserver is another one, or goes by another name. No session is left behind."""
    voice, keeper = (
        account.user_id.replace(":localhost", ":example.org")
        for account in (installation.voice, installation.keeper)
    )
    installation.settings["accounts"] = {"voice": voice, "keeper": keeper}
    installation.write()
    done = await installation.set_up()
    assert (done.code, done.out) == (Exit.INPUT, "")
    told = f"differs from accounts.voice: {installation.voice.user_id}."
    assert told in done.err
    assert "write that address" in done.err
    assert "homeserver.url is not the homeserver of example.org." in done.err
    homeserver = Session(synapse.url, installation.voice.token)
    try:
        devices = (await homeserver.request("GET", path("devices")))["devices"]
    finally:
        await homeserver.close()
    assert [device["device_id"] for device in devices] == [installation.voice.device_id]


async def test_others_at_this_address_used_up_the_logins(
    tmp_path: Path, installation: Installation
) -> None:
    """Five at once, and then one in five minutes and a half: Synapse's own limits."""
    async with Synapse(tmp_path / "synapse", default_limits=True) as synapse:
        account = await synapse.register("somebody")
        homeserver = Session(synapse.url)
        for _ in range(5):
            await homeserver.log_in(account.user_id, account.password)
        await homeserver.close()
        installation.settings["homeserver"]["url"] = synapse.url
        installation.write()
        done = await installation.set_up()
    assert (done.code, done.out) == (Exit.SERVER, "")
    assert "there were too many from this address, or for this account." in done.err
    assert re.search(r"Wait [56] minutes, then run the same command again\.", done.err), done.err
