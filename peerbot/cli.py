"""The program, and those of its commands that every process may carry in memory."""

import logging
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import click

from peerbot.app import control
from peerbot.app.arguments import ROLES, wrong
from peerbot.app.commands import desk_without_bot, unknown_account
from peerbot.app.control import Reply, Request
from peerbot.app.last_run import absent
from peerbot.app.process import run_bot
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
)

READY = "peerbot: ready"
"""What `run` prints once it listens, for whoever started it."""

LOADED_WHEN_ASKED_FOR = {
    "demo": "peerbot.devtools.commands:demo",
    "sandbox": "peerbot.devtools.commands:sandbox",
    "setup": "peerbot.cli_setup:setup",
}
"""What `run` must not carry in memory."""


@click.group(
    cls=Commands,
    elsewhere=LOADED_WHEN_ASKED_FOR,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="peerbot")
def main() -> None:
    """A Matrix bot for peer support that keeps nothing about anyone before their yes."""
    sys.excepthook = fault


@main.command()
@config_option
def check(config_path: Path) -> None:
    """Look for every problem of the config at once, and for what is left of the example.

    Example: peerbot check --config config.yaml
    """
    config = load_config(config_path, finished=True)
    for doubt in doubts(config):
        click.echo(f"Is this meant? {doubt}")
    click.echo("The config is well.")


@main.command()
@config_option
@click.option("--debug", is_flag=True, help="Log more. Never anything about a person.")
def run(config_path: Path, debug: bool) -> None:
    """Run the bot until SIGTERM or SIGINT.

    Example: peerbot run --config config.yaml
    """
    # Only our own words: libraries log what they handle, which would then outlive an erasing.
    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("peerbot").setLevel(logging.DEBUG if debug else logging.INFO)
    config = load_config(config_path)
    carry_out(config, run_bot(config, ask_passphrase, lambda: click.echo(READY)))


def steward(config_path: Path, command: str, *arguments: str) -> None:
    """Put a command to the bot that runs, or carry it out under the state's lock."""
    request = Request(command, arguments)
    if refused := wrong(request):
        _show(refused)
    config = load_config(config_path)
    carry_out(config, _steward(config, request))


async def _steward(config: Config, request: Request) -> None:
    place = Path(config.state.directory) / SOCKET
    reply = await _surely(lambda asked: control.ask(place, asked), request)
    if reply is None and request.command == "status":
        reply = await absent(config)
    elif reply is None:
        with desk_without_bot(config, ask_passphrase) as desk:
            reply = await _surely(desk.answer, request)
    if reply is not None:
        _show(reply)


async def _surely(
    answer: Callable[[Request], Awaitable[Reply | None]], request: Request
) -> Reply | None:
    """The answer; about an account that nobody knows whoever sits at a terminal is asked."""
    reply = await answer(request)
    if reply is None or request.command != "grant" or not sys.stdin.isatty():
        return reply
    doubt = unknown_account(request.arguments[1])
    if reply == doubt and click.confirm(f"{doubt.lines[0]} Offer it all the same?", err=True):
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
@click.option("--yes", is_flag=True, help="Also to an account that the homeserver does not know.")
@config_option
def grant(role: str, user: str, yes: bool, config_path: Path) -> None:
    """Offer a role to a person for 14 days; it begins with their yes in their chat.

    Example: peerbot grant facilitator @robin:example.org
    """
    steward(config_path, "grant", role, user, *(["sure"] if yes else []))


@main.command()
@click.argument("user")
@config_option
def revoke(user: str, config_path: Path) -> None:
    """End a person's role, or an offer of one.

    Example: peerbot revoke @robin:example.org
    """
    steward(config_path, "revoke", user)


@main.command()
@config_option
def roles(config_path: Path) -> None:
    """List who holds a role, or an offer of one.

    Example: peerbot roles
    """
    steward(config_path, "roles")


@main.command()
@click.argument("user")
@config_option
def erase(user: str, config_path: Path) -> None:
    """Destroy what is held of a person, at their wish. They can say `erase` themselves.

    Example: peerbot erase @robin:example.org
    """
    steward(config_path, "erase", user)


@main.command()
@config_option
def sweep(config_path: Path) -> None:
    """Delete what has expired. Works without the key, while the bot does not run.

    Example: peerbot sweep
    """
    config = load_config(config_path)
    carry_out(config, _sweep(config))


async def _sweep(config: Config) -> None:
    reply = await control.ask(Path(config.state.directory) / SOCKET, Request("sweep"))
    if reply is None:
        rows = sweep_without_key(config)
        reply = Reply(Exit.WELL, (f"{rows} expired rows were deleted, and the file was cleaned.",))
    _show(reply)


@main.command()
@config_option
def status(config_path: Path) -> None:
    """Tell whether all is well, what was set aside, and what waits.

    Example: peerbot status
    """
    steward(config_path, "status")


@main.command()
@config_option
def inspect(config_path: Path) -> None:
    """Tell what someone who takes this machine learns, with and without the key.

    Example: peerbot inspect
    """
    steward(config_path, "inspect")


@main.command()
@config_option
def identity(config_path: Path) -> None:
    """Print the voice's public keys, so that people can tell it from one that looks alike.

    Example: peerbot identity
    """
    steward(config_path, "identity")
