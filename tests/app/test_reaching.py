"""A homeserver that is reached by a proxy, or vouched for by a certificate of its own."""

from pathlib import Path

import pytest

from peerbot.app.trouble import Exit
from peerbot.devtools.demo.people import Member
from peerbot.devtools.synapse import Synapse
from tests.app.installation import Installation, install
from tests.conftest import Register
from tests.socks import Socks


async def behind_tor(directory: Path, synapse: Synapse, proxy: str) -> Installation:
    """A config for a homeserver that has no address but one that only the proxy knows."""
    port = synapse.url.rpartition(":")[2]
    installation = await install(directory, synapse, f"http://homeserver.onion:{port}")
    installation.settings["homeserver"]["proxy"] = proxy
    installation.write()
    return installation


async def test_setup_and_the_bot_reach_a_homeserver_by_the_proxy_alone(
    synapse: Synapse, register: Register, tmp_path: Path
) -> None:
    async with Socks() as socks:
        installation = await behind_tor(tmp_path, synapse, socks.url)
        done = await installation.set_up()
        assert done.code == 0, done.err
        async with installation.running():
            member = Member(synapse.url, await register("alex"), installation.voice.user_id)
            async with member as alex:
                await alex.begin()
                assert "I have no notes about you" in await alex.ask("hi")
        port = int(synapse.url.rpartition(":")[2])
        assert set(socks.asked) == {("homeserver.onion", port)}


async def test_without_its_proxy_nothing_goes_round_it(synapse: Synapse, tmp_path: Path) -> None:
    async with Socks() as socks:
        installation = await behind_tor(tmp_path, synapse, socks.url)
    installation.settings["homeserver"]["url"] = "https://example.org"
    installation.write()
    done = await installation.set_up()
    assert done.code == Exit.SERVER
    assert "the proxy in homeserver.proxy does not connect to it" in done.err
    assert "Traceback" not in done.err


async def test_a_proxy_that_others_use_is_named_as_not_used(
    synapse: Synapse, tmp_path: Path
) -> None:
    installation = await install(tmp_path, synapse)
    done = await installation.run(
        "setup", "--no-input", **installation.passwords, HTTPS_PROXY="http://127.0.0.1:1"
    )
    assert done.code == 0
    assert "HTTPS_PROXY is set but ignored" in done.err
    bot = await installation.begin("run", all_proxy="http://127.0.0.1:1")
    assert bot.stderr is not None
    while b"all_proxy is set but ignored" not in (line := await bot.stderr.readline()):
        assert line
    bot.terminate()
    await bot.communicate()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no certificate", "there is no certificate in the file named by homeserver.ca"),
        (b"", "there is no certificate in the file named by homeserver.ca"),
        (b"\xff", "there is no certificate in the file named by homeserver.ca"),
        (None, "cannot open a file or directory"),
    ],
)
async def test_a_certificate_that_is_none_is_told(
    synapse: Synapse, tmp_path: Path, content: bytes | None, words: str
) -> None:
    installation = await install(tmp_path, synapse)
    file = tmp_path / "certificate.pem"
    if content is not None:
        file.write_bytes(content)
    installation.settings["homeserver"]["ca"] = str(file)
    installation.write()
    done = await installation.set_up()
    assert done.code == Exit.INPUT
    assert words in done.err
    assert "Traceback" not in done.err
