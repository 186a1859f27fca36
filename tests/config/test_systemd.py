"""What the units promise: how they restart, what they may touch, what never leaves memory."""

import configparser
import re

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
