"""What docs/upgrading.md tells a steward to type, typed: in folders of its own, on a real state."""

import os
import subprocess
from pathlib import Path

import pytest

from peerbot.devtools.synapse import Synapse
from tests.app.installation import Installation, install
from tests.docs.pages import blocks, section, text_of
from tests.storage.support import alter, each

PAGE = "docs/upgrading.md"

FOLDERS = ("/var/lib", "/etc", "/opt", "/root")


def shell(*, having: str, lacking: str = "\0") -> str:
    """The one piece of the page that holds these words."""
    pieces = [block.text for block in blocks(PAGE, "sh")]
    (found,) = [piece for piece in pieces if having in piece and lacking not in piece]
    return found


COPY = shell(having="cp -a /var/lib/peerbot")
BACK = shell(having="cp -a /root/peerbot-before/state")
PROGRAM_BACK = shell(having="cp -a /root/peerbot-before/program", lacking="before/state")


class Machine:
    """A root folder with a bot in the places that the page names, and a systemd that is a log."""

    def __init__(self, root: Path, installation: Installation) -> None:
        self.root = root
        self.bot = installation
        installation.config = root / "etc/peerbot/config.yaml"
        installation.state = root / "var/lib/peerbot"
        installation.key = root / "etc/peerbot/key"
        installation.settings["state"] = {
            "directory": str(installation.state),
            "key": {"file": str(installation.key)},
        }
        for folder in ("etc/peerbot", "var/lib/peerbot", "opt/peerbot", "root", "bin"):
            (root / folder).mkdir(parents=True, mode=0o700)
        self.program = root / "opt/peerbot/version"
        self.program.write_text("old")
        installation.write()
        systemctl = root / "bin/systemctl"
        systemctl.write_text(f'#!/bin/sh\necho "$@" >>{root}/systemctl.log\n')
        systemctl.chmod(0o700)

    def types(self, commands: str) -> list[str]:
        """Type them, each of which has to work; what systemd was told meanwhile."""
        log = self.root / "systemctl.log"
        log.unlink(missing_ok=True)
        for folder in FOLDERS:
            commands = commands.replace(f"{folder}/peerbot", f"{self.root}{folder}/peerbot")
        assert " /" not in commands.replace(f" {self.root}/", " ")
        path = f"{self.root}/bin:{os.environ['PATH']}"
        subprocess.run(["/bin/sh", "-ec", commands], env={**os.environ, "PATH": path}, check=True)
        return log.read_text().splitlines()

    async def runs(self) -> None:
        """The bot starts, and all is well."""
        async with self.bot.running():
            assert (await self.bot.run("status")).out.startswith("All is well.")


@pytest.fixture
async def machine(synapse: Synapse, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """One whose bot has run, and was copied as the page says."""
    place = tmp_path_factory.mktemp("up")  # short: the path of a socket may not be long
    machine = Machine(place / "machine", await install(place, synapse))
    assert (await machine.bot.set_up()).code == 0
    await machine.runs()
    assert machine.types(COPY) == ["stop peerbot-sweep.timer peerbot.service"]
    machine.program.write_text("new")
    return machine


async def test_back_before_the_new_version_ran(machine: Machine) -> None:
    alter(machine.bot.state / "state.db", "meta.schema", each(lambda schema: schema + 1))
    newer = await machine.bot.run("run")
    assert newer.code == 2
    assert "this state was written by a newer version of peerbot; nothing was changed" in newer.err
    told = machine.types(BACK)
    assert told == [
        "stop peerbot-sweep.timer peerbot.service",
        "start peerbot-sweep.timer peerbot.service",
    ]
    assert machine.program.read_text() == "old"
    assert machine.bot.key.stat().st_mode & 0o777 == 0o600
    await machine.runs()


async def test_the_copy_is_no_good_once_the_new_version_ran(machine: Machine) -> None:
    """The state as it is goes on under the older version."""
    await machine.runs()
    machine.types(PROGRAM_BACK)
    assert machine.program.read_text() == "old"
    await machine.runs()
    machine.types(BACK)
    done = await machine.bot.run("run")
    assert done.code == 5
    words = "the state does not match what the homeserver knows about this device"
    assert words in done.err
    assert words in (await machine.bot.run("status")).err
    (machine.root / "root/peerbot-newer").rename(machine.root / "kept")
    machine.bot.state.rename(machine.root / "root/peerbot-newer")
    (machine.root / "kept").rename(machine.bot.state)
    await machine.runs()


def test_the_new_version_is_installed_as_the_first_one_was() -> None:
    here = shell(having="pip install")
    first = next(b.text for b in blocks("docs/stewards.md", "sh") if "pip install" in b.text)
    assert first in here
    units = next(b.text for b in blocks("docs/stewards.md", "sh") if "daemon-reload" in b.text)
    assert units.splitlines()[:2] == shell(having="daemon-reload").splitlines()[:2]


def test_what_an_older_version_says_is_what_it_says() -> None:
    refusals = section(PAGE, "# Upgrading, and going back")
    troubles = text_of("docs/stewards.md")
    for words in (
        "this state was written by a newer version",
        "the state does not match what the homeserver",
    ):
        assert words in refusals
        assert words in troubles
