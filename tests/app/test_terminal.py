"""No command ends in a traceback, whatever is typed (FAULTS 59)."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from peerbot.app.process import _log_unexpected
from peerbot.cli import main
from peerbot.terminal import fault
from tests.app.installation import every_command

THROWAWAY = {"sandbox", "demo"}

ODD_CONFIGS = {
    "that is not there": None,
    "that is empty": b"",
    "that is no text": bytes(range(256)),
    "that is no YAML": b"a: [",
    "that is a list": b"- 1\n",
    "that is too deep": b"[" * 1_000,
    "that is too long": b"#" * 1_000_000,
}


@pytest.fixture(autouse=True)
def _hook(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a command puts in place of tracebacks is for its own process."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)


def odd_arguments() -> Iterator[tuple[str, ...]]:
    """More, fewer and others than each command takes."""
    for name, command in every_command().items():
        takes = sum(isinstance(parameter, click.Argument) for parameter in command.params)
        for number in range(5):
            if number != takes:
                yield (name, *["x"] * number)
        if takes:
            for odd in ("", "@", "\n", "\x1b[2J", "\udcff", "\N{ROBOT FACE}", "a" * 100_000):
                yield (name, *["facilitator"] * (takes - 1), odd)
        yield (name, "--no-such-option")
        yield (name, "--config")
        yield (name, "--dir")
    yield ("sandbox", "--dir", "x", "--port", "70000")
    yield ("sandbox", "--dir", "x", "--port", "http")
    yield ("no-such-command",)


def test_fault_59_wrong_arguments_are_told_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each ends before anything is looked at: there is no config here."""
    monkeypatch.chdir(tmp_path)
    for words in odd_arguments():
        done = CliRunner().invoke(main, list(words))
        assert isinstance(done.exception, SystemExit), words
        assert (done.exit_code, done.stdout) == (2, ""), words
        assert done.stderr, words
    assert list(tmp_path.iterdir()) == []


RIGHT = {
    "role": "facilitator",
    "user": "@robin:example.org",
    "what": "newcomers",
    "hours": "12",
}
"""What each argument of a command may be."""


@pytest.mark.parametrize("config", ODD_CONFIGS)
def test_fault_59_a_config_that_cannot_be_read_is_told_in_words(
    tmp_path: Path, config: str
) -> None:
    path, content = tmp_path / "config.yaml", ODD_CONFIGS[config]
    if content is not None:
        path.write_bytes(content)
    for name, command in every_command().items():
        if name in THROWAWAY:
            continue
        arguments = (it.name for it in command.params if isinstance(it, click.Argument))
        words = [RIGHT[argument] for argument in arguments if argument]
        done = CliRunner().invoke(main, [name, *words, "--config", str(path)])
        assert isinstance(done.exception, SystemExit), name
        assert (done.exit_code, done.stdout) == (2, ""), name
        assert "the configuration has errors" in done.stderr, name


def test_help_lists_also_what_is_loaded_when_asked_for() -> None:
    listed = CliRunner().invoke(main, ["--help"]).stdout
    for command in THROWAWAY:
        assert f"  {command} " in listed
        assert CliRunner().invoke(main, [command, "--help"]).stdout.startswith("Usage: ")
    assert "Did you mean 'sandbox'?" in CliRunner().invoke(main, ["sandbx"]).stderr


def test_a_directory_in_place_of_a_config(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["check", "--config", str(tmp_path)])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "is a directory" in done.stderr


def test_a_fault_that_nobody_foresaw_is_told_without_what_it_quotes() -> None:
    """The real process, with a fault put into it: there is none that we know of."""
    program = (
        "from peerbot import cli\n"
        "def load_config(path, **_): raise ValueError('@robin:example.org')\n"
        "cli.load_config = load_config\n"
        "cli.main(['check'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (4, "")
    what, mend = done.stderr.splitlines()
    assert what.startswith("peerbot: internal error (ValueError at cli.py ")
    assert mend == "Please report it, including this output."


async def test_what_no_task_waits_for_is_logged_without_what_it_quotes(
    caplog: pytest.LogCaptureFixture,
) -> None:
    loop = asyncio.get_running_loop()
    error = ValueError("@robin:example.org")
    _log_unexpected(loop, {"message": "Unhandled exception", "exception": error})
    assert [record.getMessage() for record in caplog.records] == ["internal error: ValueError"]
    assert caplog.records[0].exc_info is None


def test_whoever_interrupts_sees_what_python_says(capsys: pytest.CaptureFixture[str]) -> None:
    interrupt = KeyboardInterrupt()
    fault(type(interrupt), interrupt, None)
    assert capsys.readouterr().err.strip() == "KeyboardInterrupt"
