"""The real locks on the Debian after the oldest that is supported, with its own Python and pip."""

import ast
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.soak.conftest import Told

CHECKOUT = Path(__file__).resolve().parents[2]

RELEASE, PYTHON = "trixie", "3.13"
"""Debian 13, and the Python that comes with it."""

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")

# How a machine reaches its index: pip's own settings, a proxy, whom it trusts.
REACHES = re.compile(r"(?i)^pip_|_proxy$|ssl_cert|ca_bundle")


def run(*command: str | Path) -> str:
    """Run something that must succeed; return what it printed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def mirror() -> str:
    """Where this machine's own apt has Debian from."""
    asked = ("--format", "$(LABEL) $(REPO_URI)", "Created-By: Packages")
    found = re.findall(r"^Debian (\S+)", run("apt-get", "indextargets", *asked), re.MULTILINE)
    assert found, "apt knows no Debian here: add a mirror of Debian to its sources, apt update"
    return str(found[0])


def reaching() -> dict[str, str]:
    """How this machine's pip reaches its index, as environment: variables and files alike."""
    settings = {}
    for line in run(sys.executable, "-m", "pip", "config", "list").splitlines():
        name, _, value = line.partition("=")
        if not name.startswith(":env:"):
            variable = "PIP_" + name.rpartition(".")[2].replace("-", "_").upper()
            settings[variable] = str(ast.literal_eval(value))
    return settings | {name: value for name, value in os.environ.items() if REACHES.search(name)}


class Debian:
    """A Debian in a folder, in which commands run as on a machine of its own."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._environment = reaching()
        words = [word for value in self._environment.values() for word in value.split()]
        # An index in a folder may refer to what lies beside it.
        indexes = {Path(word[7:]).parent for word in words if word.startswith("file:///")}
        named = indexes | {Path(word) for word in words if word.startswith("/")}
        self._carried = sorted(path for path in named if path.exists())
        for path in self._carried:
            there = self._inside(path)
            if path.is_dir():
                there.mkdir(parents=True, exist_ok=True)
            else:
                there.parent.mkdir(parents=True, exist_ok=True)
                there.touch()

    def runs(self, script: str) -> str:
        """A shell script, in the checkout. What is mounted for it goes with it."""
        mounts = [f"mount --bind {path} {self._inside(path)}" for path in self._carried]
        words = [f"{name}={value}" for name, value in self._environment.items()]
        enter = (
            f'exec chroot {self._root} env -i -C /peerbot PATH=/usr/sbin:/usr/bin HOME=/root "$@"'
        )
        outside = "\n".join(("set -e", *mounts, enter))
        return run(
            *("unshare", "--mount", "--fork", "--kill-child", "sh", "-c", outside, "debian"),
            *(*words, "sh", "-e", "-c", script),
        )

    def _inside(self, path: Path) -> Path:
        return self._root / path.relative_to("/")


@pytest.fixture
def debian(tmp_path: Path) -> Iterator[Debian]:
    """A fresh one with what the README asks for, and with this checkout in it, not set up."""
    assert os.geteuid() == 0, "a root of its own takes root: sudo make soak"
    assert shutil.which("debootstrap"), "apt install debootstrap"
    assert KEYRING.exists(), "apt install debian-archive-keyring"
    root = tmp_path / "debian"
    needs = "--include=make,python3,python3-venv,ca-certificates"
    run("debootstrap", "--variant=minbase", needs, "--keyring", KEYRING, RELEASE, root, mirror())
    left_out = shutil.ignore_patterns(".*", "node_modules", "__pycache__")
    shutil.copytree(CHECKOUT, root / "peerbot", ignore=left_out)
    yield Debian(root)
    shutil.rmtree(root)


def test_the_locks_install_as_they_are(debian: Debian, told: Told) -> None:
    """By make for whoever works on it, and word for word as the stewards' page says."""
    began = time.monotonic()
    debian.runs("make .venv/.ready .tools/synapse/.done .tools/pip-oldest/.done")
    told("set up in Debian 13, seconds", round(time.monotonic() - began))
    for environment in (".venv", ".tools/synapse"):
        python = f"{environment}/bin/python"
        assert f"Python {PYTHON}." in debian.runs(f"{python} --version")
        assert "No broken requirements found." in debian.runs(f"{python} -m pip check")
    debian.runs(".venv/bin/python -c 'import peerbot'")
    assert "Usage: peerbot" in debian.runs(".venv/bin/peerbot --help")
    debian.runs(".tools/synapse/bin/python -c 'import synapse.app.homeserver'")
    debian.runs(".tools/pip-oldest/bin/python -m pip check")

    page = (CHECKOUT / "docs" / "stewards.md").read_text()
    commands = page.split("## Installing it\n")[1].split("```sh\n")[1].split("```")[0]
    assert "No broken requirements found." in debian.runs(commands)
    assert "Usage: peerbot" in debian.runs("/opt/peerbot/bin/peerbot --help")
