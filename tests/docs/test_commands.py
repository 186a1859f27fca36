"""Every command on a page is one that exists, with those options; the same the other way round."""

import re
import shlex
from pathlib import Path
from types import SimpleNamespace

import click
import pytest

from peerbot.app import control, login, passphrase, trouble
from peerbot.app.commands import NOTHING_IN, Desk
from peerbot.app.last_run import STARTING
from peerbot.app.trouble import Exit
from peerbot.config import load
from tests.app.installation import every_command
from tests.docs.pages import CHECKOUT, PAGES, blocks, code_spans, section, tables

STEWARDS = "docs/stewards.md"
COMMANDS = every_command()


def lines_of(page: Path) -> list[str]:
    """Each command line in the page's shell pieces and code spans, continuations joined."""
    shell = "\n".join(block.text for block in blocks(page, "sh")).replace("\\\n", " ")
    spans = (span for span in code_spans(page) if " " in span)
    return [line for line in (*shell.splitlines(), *spans) if line.strip()]


def words_after(line: str, program: str) -> list[str] | None:
    """The arguments given to a program, wherever on the line it is started."""
    words = shlex.split(line)
    for place, word in enumerate(words):
        starts = place == 0 or words[place - 1] == "--"
        if starts and Path(word).name == program:
            return words[place + 1 :]
    return None


def commands(page: Path) -> list[list[str]]:
    """Every `peerbot ...` of a page."""
    found = (words_after(line, "peerbot") for line in lines_of(page))
    return [words for words in found if words]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_command_of_a_page_is_understood(page: Path) -> None:
    for name, *arguments in commands(page):
        assert name in COMMANDS, f"{page}: peerbot {name}"
        command = COMMANDS[name]
        # A command that is only named (`peerbot erase`) lacks its arguments, and that is fine.
        lacking = not arguments and any(isinstance(p, click.Argument) for p in command.params)
        command.make_context(name, list(arguments), resilient_parsing=lacking)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_make_target_of_a_page_is_one(page: Path) -> None:
    makefile = (CHECKOUT / "Makefile").read_text()
    known = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    spans = [span for span in code_spans(page) if span.startswith("make ")]
    for line in (*lines_of(page), *spans):
        words = words_after(line, "make") or []
        named = {word for word in words if not re.search(r"[=/]", word)}
        assert named <= known, f"{page}: {line}"
        for word in words:
            if word.startswith("ARGS=--") and named == {"demo"}:
                COMMANDS["demo"].make_context("demo", [word.removeprefix("ARGS=")])


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_unit_of_a_page_is_shipped(page: Path) -> None:
    for line in lines_of(page):
        for unit in re.findall(r"\bpeerbot[\w-]*\.(?:service|timer)\b", line):
            assert (CHECKOUT / "systemd" / unit).is_file(), f"{page}: {unit}"


def test_stewards_are_told_of_every_command() -> None:
    listed = section(STEWARDS, "## Commands")
    assert set(re.findall(r"^\| `peerbot (\w+)", listed, re.MULTILINE)) == set(COMMANDS)


def test_stewards_are_told_of_every_option() -> None:
    listed = section(STEWARDS, "## Commands")
    for command in COMMANDS.values():
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert f"`{parameter.opts[0]}" in listed or f" {parameter.opts[0]} " in listed


def test_the_exit_codes_are_those_of_the_program() -> None:
    rows = list(tables(section(STEWARDS, "## Commands")))
    codes = {int(row[0]): row[2] for row in rows if row[0].isdecimal()}
    assert set(codes) == {code.value for code in Exit}
    unit = (CHECKOUT / "systemd" / "peerbot.service").read_text()
    ends = re.search(r"^RestartPreventExitStatus=(.*)$", unit, re.MULTILINE)
    assert ends is not None
    never = {0, *(int(code) for code in ends[1].split())}
    assert {code for code, again in codes.items() if again == "no"} == never


def test_every_trouble_is_in_the_table() -> None:
    told = [row[0] for row in tables(section(STEWARDS, "## Troubles"))]
    others = (trouble._NOT_OURS, trouble._NO_FILE, trouble._READ_ONLY, trouble._OUR_FAULT)
    tables_of = (trouble._STATE, trouble._MATRIX, trouble._UNREACHABLE)
    known = [what for table in tables_of for _, what, _ in table.values()]
    known += [what for _, what, _ in others]
    assert [what for what in known if what not in told] == []


def test_every_trouble_of_setup_is_in_the_table() -> None:
    told = [row[0] for row in tables(section(STEWARDS, "## Troubles"))]
    at_login = (login.NO_PASSWORDS, login.ANOTHER_SERVER, login.REFUSED, login.TOO_MANY)
    for what in (*(what for what, _ in at_login), passphrase.SHORT):
        assert any(what.format(name="voice", shown="").startswith(row) for row in told), what


def test_what_status_says_is_in_the_table() -> None:
    said = {row[0]: row[1] for row in tables(section(STEWARDS, "## Commands"))}
    for reply in (control.SILENT, STARTING):
        (code,) = {code for row, code in said.items() if reply.lines[0].startswith(row)}
        assert code == str(reply.code.value)
    assert {"All is well.", "Something is wrong.", "The bot is not running."} <= set(said)


def test_every_way_to_get_no_answer_is_in_the_table() -> None:
    told = [row[0] for row in tables(section(STEWARDS, "## Troubles"))]
    for reply in (*control.UNANSWERED, control.TOO_MANY):
        assert any(reply.lines[0].startswith(row) for row in told), reply


def test_every_trouble_of_a_running_bot_is_in_the_table() -> None:
    told = [row[0] for row in tables(section(STEWARDS, "## Troubles"))]
    for gone in (False, True):
        bot = _everything(keeper_gone=gone)
        for words in (NOTHING_IN, *Desk._troubles(bot, bot)):  # type: ignore[arg-type] # a stand-in
            assert any(words.startswith(row) for row in told), words


def _everything(*, keeper_gone: bool) -> SimpleNamespace:
    """A bot in every kind of trouble at once."""
    health = SimpleNamespace(keeper_changed=True, damaged=1)
    sender = SimpleNamespace(
        unfinished_scrub=True,
        refused=1,
        odd=1,
        unsent="abcd",
    )
    return SimpleNamespace(
        health=health,
        sender=SimpleNamespace(health=sender),
        rooms=SimpleNamespace(no_version=True),
        keeper=SimpleNamespace(gone=keeper_gone, limits=None),
        disk_full=True,
        our_faults=1,
        too_large=True,
        clock_jumped=True,
        config=load(CHECKOUT / "config.example.yaml"),
    )
