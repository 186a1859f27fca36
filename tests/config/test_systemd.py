"""What the units promise: how they restart, what they may touch, what never leaves memory."""

import configparser
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from .example import ROOT

UNITS = ROOT / "systemd"
SERVICES = ["peerbot.service", "peerbot-sweep.service"]
PATHS = r"/opt/peerbot/bin/peerbot (\w+) --config /etc/peerbot/config\.yaml"


def unit(name: str) -> configparser.RawConfigParser:
    parsed = configparser.RawConfigParser(strict=False, delimiters=("=",))
    parsed.optionxform = str  # type: ignore[method-assign,assignment] # the documented way to keep capitals
    parsed.read_string((UNITS / name).read_text())
    return parsed


def test_each_service_runs_its_command() -> None:
    starts = [unit(name)["Service"]["ExecStart"] for name in SERVICES]
    assert [re.sub(PATHS, r"\1", start) for start in starts] == ["run", "sweep"]


@pytest.mark.parametrize("name", SERVICES)
def test_nothing_is_written_outside_the_state_directory(name: str) -> None:
    service = unit(name)["Service"]
    assert (service["User"], service["StateDirectory"]) == ("peerbot", "peerbot")
    assert (service["UMask"], service["StateDirectoryMode"]) == ("0077", "0700")
    assert (service["ProtectSystem"], service["NoNewPrivileges"]) == ("strict", "yes")
    assert service["CapabilityBoundingSet"] == ""
    assert "ReadWritePaths" not in service


@pytest.mark.parametrize("name", SERVICES)
def test_memory_reaches_neither_swap_nor_a_core_file(name: str) -> None:
    service = unit(name)["Service"]
    assert (service["MemorySwapMax"], service["LimitCORE"]) == ("0", "0")


def test_it_starts_again_unless_a_person_has_to_look_first() -> None:
    service = unit("peerbot.service")
    assert service["Service"]["Restart"] == "on-failure"
    assert service["Service"]["RestartPreventExitStatus"].split() == ["2", "5"]
    assert service["Unit"]["StartLimitIntervalSec"] == "0"


def test_the_sweep_has_no_key_and_no_network() -> None:
    service = unit("peerbot-sweep.service")["Service"]
    assert "LoadCredentialEncrypted" not in service
    assert service["PrivateNetwork"] == "yes"
    assert unit("peerbot-sweep.timer")["Timer"]["OnCalendar"] == "daily"


def test_the_paths_are_those_of_the_example_config() -> None:
    example = (ROOT / "config.example.yaml").read_text()
    assert "/etc/peerbot/config.yaml" in example
    assert "directory: /var/lib/peerbot\n" in example
    credential = unit("peerbot.service")["Service"]["LoadCredentialEncrypted"].partition(":")[0]
    assert f"credential: {credential}\n" in example


# A stand-in, for what the real one cannot be made to do here, and for machines without systemd. It
# does what the manual says of the two commands of the recipe.
CREDS = """#!/bin/sh
set -eu
[ "$2" = --name=peerbot-key ]
case $1 in
    encrypt) %(encrypt)s ;;
    decrypt) [ "$4" = - ]; %(decrypt)s ;;
esac
"""
ENCRYPTS = '{ echo sealed; tr 0-9a-f a-f0-9 <"$3"; } >"$4"'
DECRYPTS = 'tail -n +2 "$3" | tr a-f0-9 0-9a-f'
KEY = "0123456789abcdef" * 4 + "\n"

Follow = Callable[[tuple[str, str] | None], int]
"""Follow the recipe with a systemd-creds that encrypts and decrypts so, or with the machine's own;
its exit code."""


def recipe() -> str:
    """The commands of the unit's own page that make a credential of the key, as one takes them."""
    lines = (UNITS / "peerbot.service").read_text().splitlines()
    start = lines.index(next(line for line in lines if "all of this as one command" in line))
    end = lines.index(next(line for line in lines if "then write `key:" in line))
    return "\n".join(line[1:].strip() for line in lines[start + 1 : end])


@pytest.fixture
def follow(tmp_path: Path) -> Follow:
    """Follows it in a folder of its own, where there is a key, and no folder for credentials."""
    tools, key = tmp_path / "bin", tmp_path / "etc/peerbot/key"
    tools.mkdir()
    key.parent.mkdir(parents=True)
    key.write_text(KEY)

    def run(stand_in: tuple[str, str] | None) -> int:
        if stand_in:
            creds = tools / "systemd-creds"
            creds.write_text(CREDS % dict(zip(("encrypt", "decrypt"), stand_in, strict=True)))
            creds.chmod(0o700)
        script = recipe().replace("/etc/", f"{tmp_path}/etc/")
        assert script.count(str(tmp_path)) == 6
        environment = {
            **os.environ,
            "PATH": f"{tools}:{os.environ['PATH']}",
            # So that the real one makes no secret for this machine (systemd, ENVIRONMENT.md).
            "SYSTEMD_CREDENTIAL_SECRET": str(tmp_path / "secret"),
        }
        done = subprocess.run(
            ["/bin/sh", "-c", script], env=environment, capture_output=True, check=False
        )
        return done.returncode

    return run


REAL = [None] if shutil.which("systemd-creds") else []


@pytest.mark.parametrize("creds", [(ENCRYPTS, DECRYPTS), *REAL])
def test_the_recipe_for_a_credential_moves_the_key(
    tmp_path: Path, follow: Follow, creds: tuple[str, str] | None
) -> None:
    assert follow(creds) == 0
    folder = tmp_path / "etc/credstore.encrypted"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert KEY.strip() not in (folder / "peerbot-key").read_text()
    assert not (tmp_path / "etc/peerbot/key").exists()


@pytest.mark.parametrize(
    "creds",
    [
        ("exit 1", DECRYPTS),
        ("true", DECRYPTS),
        (ENCRYPTS, "exit 1"),
        (ENCRYPTS, "true"),
        (ENCRYPTS, 'cat "$3"'),
        ("exit 127", "exit 127"),
    ],
)
def test_the_recipe_never_destroys_the_only_key(
    tmp_path: Path, follow: Follow, creds: tuple[str, str]
) -> None:
    assert follow(creds) != 0
    assert (tmp_path / "etc/peerbot/key").read_text() == KEY


def test_the_key_is_copied_onto_paper_first() -> None:
    text = (UNITS / "peerbot.service").read_text()
    assert "onto paper" in text[: text.index("install -d -m 0700 /etc/credstore.encrypted")]


def test_a_command_is_handed_the_credential_of_the_unit() -> None:
    handed = unit("peerbot.service")["Service"]["LoadCredentialEncrypted"]
    page = (ROOT / "docs" / "stewards.md").read_text()
    assert f"--property=LoadCredentialEncrypted={handed} " in page
