"""The program, and those of its commands that every process may carry in memory."""

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import click

from peerbot.app import control
from peerbot.app.arguments import PAUSABLE, ROLES, unknown_account, validation_error
from peerbot.app.control import Reply, Request
from peerbot.app.state import SOCKET, sweep_without_key
from peerbot.app.trouble import Exit
from peerbot.config import Config, doubts
from peerbot.terminal import (
    Commands,
    ask_passphrase,
    carry_out,
    config_option,
    fault,
    load_config,
    loaded,
)

LOADED_WHEN_ASKED_FOR = {
    "demo": "peerbot.devtools.commands:demo",
    "run": "peerbot.cli_run:run",
    "sandbox": "peerbot.devtools.commands:sandbox",
    "setup": "peerbot.cli_setup:setup",
}
"""Apart from one another: a command takes half as long without what `run` needs, and `run` must not
carry in memory what the others do."""

WITHOUT_BOT = "peerbot.app.without_bot:answer"
"""Loaded when nothing listens at the socket."""


@click.group(
    cls=Commands,
    elsewhere=LOADED_WHEN_ASKED_FOR,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="peerbot")
def main() -> None:
    """A Matrix bot for peer support that stores nothing about people without their consent."""
    sys.excepthook = fault


@main.command()
@config_option
def check(config_path: Path) -> None:
    """Report every problem in the config at once, including leftovers from the example.

    Example: peerbot check --config config.yaml
    """
    config = load_config(config_path, finished=True)
    for doubt in doubts(config):
        click.echo(f"Warning: {doubt}")
    click.echo("Configuration is valid.")


def steward(config_path: Path, command: str, *arguments: str) -> None:
    """Send a command to the running bot, or execute it under the state's lock."""
    request = Request(command, arguments)
    if refused := validation_error(request):
        _show(refused)
    config = load_config(config_path)
    carry_out(config, _steward(config, request))


async def _steward(config: Config, request: Request) -> None:
    place = Path(config.state.directory) / SOCKET
    reply = await _answer_confirmed(lambda asked: control.ask(place, asked), request)
    if reply is None:
        without_bot = loaded(WITHOUT_BOT)
        reply = await without_bot(config, request, ask_passphrase, _answer_confirmed)
    if reply is not None:
        _show(reply)


async def _answer_confirmed(
    answer: Callable[[Request], Awaitable[Reply | None]], request: Request
) -> Reply | None:
    """The answer. At a terminal, a grant to an unknown account is repeated after confirmation."""
    reply = await answer(request)
    if reply is None or request.command != "grant" or not sys.stdin.isatty():
        return reply
    doubt = unknown_account(request.arguments[1])
    if reply == doubt and click.confirm(f"{doubt.lines[0]} Offer the role anyway?", err=True):
        return await answer(Request(request.command, (*request.arguments, "sure")))
    return reply


def _show(reply: Reply) -> None:
    for line in reply.lines:
        click.echo(line, err=reply.code != Exit.WELL)
    if reply.code != Exit.WELL:
        sys.exit(reply.code)


@main.command()
@click.argument("role", type=click.Choice(ROLES))
@click.argument("user")
@click.option("--yes", is_flag=True, help="Allow an account that the homeserver does not know.")
@config_option
def grant(role: str, user: str, yes: bool, config_path: Path) -> None:
    """Offer a role to a person for 14 days. It begins when they accept it in their chat.

    ROLE: facilitator opens rooms; complaints reads complaints, and takes two people at least.

    Example: peerbot grant facilitator @robin:example.org
    """
    steward(config_path, "grant", role, user, *(["sure"] if yes else []))


@main.command()
@click.argument("user")
@config_option
def revoke(user: str, config_path: Path) -> None:
    """End a person's role, or withdraw the offer of one.

    Example: peerbot revoke @robin:example.org
    """
    steward(config_path, "revoke", user)


@main.command()
@config_option
def roles(config_path: Path) -> None:
    """List who holds a role or has been offered one.

    Example: peerbot roles
    """
    steward(config_path, "roles")


@main.command()
@click.argument("user")
@config_option
def erase(user: str, config_path: Path) -> None:
    """Erase what is stored about a person, at their request. They can also say `erase` themselves.

    Example: peerbot erase @robin:example.org
    """
    steward(config_path, "erase", user)


@main.command()
@click.argument("what", type=click.Choice(PAUSABLE))
@click.argument("hours", default="12")
@config_option
def pause(what: str, hours: str, config_path: Path) -> None:
    """Let nobody in who has no chat yet, for HOURS: 12 if left out, 168 at most.

    Example: peerbot pause newcomers 24
    """
    steward(config_path, "pause", what, hours)


@main.command()
@click.argument("what", type=click.Choice(PAUSABLE))
@config_option
def resume(what: str, config_path: Path) -> None:
    """Let people in again who have no chat yet, before the pause ends by itself.

    Example: peerbot resume newcomers
    """
    steward(config_path, "resume", what)


@main.command()
@config_option
def sweep(config_path: Path) -> None:
    """Delete expired records. Works without the key while the bot is not running.

    Example: peerbot sweep
    """
    config = load_config(config_path)
    carry_out(config, _sweep(config))


async def _sweep(config: Config) -> None:
    reply = await control.ask(Path(config.state.directory) / SOCKET, Request("sweep"))
    if reply is None:
        rows = sweep_without_key(config)
        reply = Reply(Exit.WELL, (f"Deleted {rows} expired rows and cleaned the file.",))
    _show(reply)


@main.command()
@config_option
def status(config_path: Path) -> None:
    """Show whether everything works, what was rejected, and which actions are pending.

    Example: peerbot status
    """
    steward(config_path, "status")


@main.command()
@config_option
def inspect(config_path: Path) -> None:
    """Show what someone who seizes this machine learns, with and without the key.

    Example: peerbot inspect
    """
    steward(config_path, "inspect")


@main.command()
@config_option
def identity(config_path: Path) -> None:
    """Print the voice's public keys, so that people can tell it from an impostor.

    Example: peerbot identity
    """
    steward(config_path, "identity")
