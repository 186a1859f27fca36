"""How commands ask, tell and end. With the commands, all that prints or exits."""

import asyncio
import os
import sys
import traceback
from collections.abc import Coroutine, Mapping
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

import click

from peerbot.app.trouble import Exit, Trouble, told
from peerbot.config import Config, ConfigProblems, load

CODES = """
Exit codes: 0 well; 2 something to mend in what you gave; 3 the homeserver; 4 the state or the
program; 5 stopped for safety, a person has to look.
"""

config_option = click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path),
    default=Path("/etc/peerbot/config.yaml"),
    show_default=True,
    help="The config file.",
)


class Command(click.Command):
    """A command whose help ends with its exit codes."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Add the exit codes below whatever else there is."""
        super().format_epilog(ctx, formatter)
        formatter.write_paragraph()
        formatter.write_text(CODES.strip())


class Commands(click.Group):
    """Every command of it is one of ours. Those `elsewhere` (by name, as "module:attribute") are
    loaded when they are asked for, so that no other has to carry in memory what they need."""

    command_class = Command

    def __init__(self, *arguments: Any, elsewhere: Mapping[str, str], **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self._elsewhere = elsewhere

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All, for help."""
        for name in self._elsewhere:
            self._load(name)
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The one that is asked for. Where there is none, click proposes any that is close."""
        if cmd_name in self._elsewhere:
            self._load(cmd_name)
        elif cmd_name not in self.commands:
            self.list_commands(ctx)
        return super().get_command(ctx, cmd_name)

    def _load(self, name: str) -> None:
        module, _, attribute = self._elsewhere[name].partition(":")
        self.add_command(getattr(import_module(module), attribute), name)


def fail(trouble: Trouble) -> NoReturn:
    """Say what, where and the mend, and end."""
    what, mend = trouble.lines
    click.echo(f"peerbot: {what}", err=True)
    click.echo(mend, err=True)
    sys.exit(trouble.code)


OUR_CODE = ("peerbot", "storage")


def fault(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """In place of a traceback, for what nobody foresaw: the text of an error may hold words of
    people, and says nothing to a steward. Where it happened is enough for a report."""
    if not issubclass(kind, Exception):
        sys.__excepthook__(kind, error, trace)
        return
    frames = [(Path(frame.filename), frame.lineno) for frame in traceback.extract_tb(trace)]
    ours = [f"{file.name} {line}" for file, line in frames if {*file.parts} & {*OUR_CODE}]
    what = f"there was a fault of the program ({kind.__name__} at {', '.join(ours[-5:])})"
    fail(Trouble(Exit.US, what, "Please report it, with these words."))


def load_config(path: Path, *, finished: bool = False) -> Config:
    """The config, or every problem of it and the end; with `finished` also what is still that of
    the example."""
    try:
        return load(path, finished=finished)
    except ConfigProblems as problems:
        click.echo(f"peerbot: the config has to be mended ({path}):", err=True)
        for problem in problems.problems:
            click.echo(f"  {problem}", err=True)
        sys.exit(Exit.INPUT)


def carry_out(config: Config, work: Coroutine[Any, Any, None]) -> None:
    """Run to the end; whatever stops it is told in a steward's words."""
    try:
        with told(config):
            asyncio.run(work)
    except Trouble as trouble:
        fail(trouble)


def ask(question: str, *, twice: bool = False) -> str:
    """What a steward types, unseen; without a terminal, the next line of standard input. Raises
    Trouble when it is no text."""
    if not sys.stdin.isatty():
        return as_text(sys.stdin.buffer.readline().rstrip(b"\n"))
    answer: str = click.prompt(
        question,
        default="",
        show_default=False,
        hide_input=True,
        confirmation_prompt=twice,
        err=True,
    )
    return as_text(os.fsencode(answer))


def as_text(given: bytes) -> str:
    """Words as typed, or as the environment has them. Raises Trouble when they are no UTF-8."""
    try:
        return given.decode()
    except UnicodeDecodeError:
        raise Trouble(
            Exit.INPUT,
            "the password or passphrase is not UTF-8 text",
            "Type it at a terminal that is set to UTF-8.",
        ) from None


def ask_passphrase(*, new: bool = False) -> str:
    """The passphrase that the master key is made from; a new one is asked for twice. Raises Trouble
    when nobody answers."""
    answer = ask("Passphrase of the state", twice=new)
    if not answer:
        raise Trouble(
            Exit.INPUT,
            "no passphrase was given",
            "Type it at a terminal, or give it as one line of standard input. A bot that has to "
            "start by itself needs a key file or a systemd credential instead.",
            where="state.key.passphrase",
        )
    return answer
