"""How commands prompt, print and exit. With the commands, the only place that does."""

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

from peerbot.app.trouble import Exit, Trouble, errors_as_trouble
from peerbot.config import Config, ConfigProblems, load

CODES = """
Exit codes: 0 OK; 2 invalid input (settings, key, arguments); 3 homeserver problem; 4 state, disk or
internal error; 5 stopped for safety, needs a person to look.
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
        self.add_command(loaded(self._elsewhere[name]), name)


def loaded(name: str) -> Any:
    """What "module:attribute" names, loaded now."""
    module, _, attribute = name.partition(":")
    return getattr(import_module(module), attribute)


def fail(trouble: Trouble) -> NoReturn:
    """Print what went wrong, where, and how to fix it, then exit."""
    what, mend = trouble.lines
    click.echo(f"peerbot: {what}", err=True)
    click.echo(mend, err=True)
    sys.exit(trouble.code)


OUR_CODE = ("peerbot", "storage")


def fault(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Replaces tracebacks of unexpected errors: the text of one may quote what people wrote, and
    tells a steward nothing. Where it happened is enough for a report."""
    if not issubclass(kind, Exception):
        sys.__excepthook__(kind, error, trace)
        return
    frames = [(Path(frame.filename), frame.lineno) for frame in traceback.extract_tb(trace)]
    ours = [f"{file.name} {line}" for file, line in frames if {*file.parts} & {*OUR_CODE}]
    what = f"internal error ({kind.__name__} at {', '.join(ours[-5:])})"
    fail(Trouble(Exit.US, what, "Please report it, including this output."))


def load_config(path: Path, *, finished: bool = False) -> Config:
    """The config. If it has errors, print all of them and exit; with `finished`, leftovers from the
    example count as errors."""
    try:
        return load(path, finished=finished)
    except ConfigProblems as problems:
        click.echo(f"peerbot: the configuration has errors ({path}):", err=True)
        for problem in problems.problems:
            click.echo(f"  {problem}", err=True)
        sys.exit(Exit.INPUT)


def carry_out(config: Config, work: Coroutine[Any, Any, None]) -> None:
    """Run `work` to its end; whatever stops it is explained to the steward."""
    try:
        with errors_as_trouble(config):
            asyncio.run(work)
    except Trouble as trouble:
        fail(trouble)


def ask(question: str, *, twice: bool = False) -> str:
    """What a steward types, without echo; without a terminal, the next line of standard input.
    Raises Trouble when it is not text."""
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
    """Text as typed or as found in the environment. Raises Trouble when it is not UTF-8."""
    try:
        return given.decode()
    except UnicodeDecodeError:
        raise Trouble(
            Exit.INPUT,
            "the password or passphrase is not UTF-8 text",
            "Type it in a terminal that uses UTF-8.",
        ) from None


def ask_passphrase(*, new: bool = False) -> str:
    """The passphrase that the master key is derived from; a new one is asked for twice. Raises
    Trouble when none is given."""
    answer = ask("Passphrase of the state", twice=new)
    if not answer:
        raise Trouble(
            Exit.INPUT,
            "no passphrase was given",
            "Type it at a terminal, or pass it as one line on standard input. A bot that has to "
            "start unattended needs a key file or a systemd credential instead.",
            where="state.key.passphrase",
        )
    return answer
