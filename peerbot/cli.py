"""The commands. With `terminal`, the only place that prints or exits."""

import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import click

from peerbot.app import control
from peerbot.app.accounts import Setup
from peerbot.app.arguments import ROLES, validation_error
from peerbot.app.commands import desk_without_bot, unknown_account
from peerbot.app.control import Reply, Request
from peerbot.app.last_run import status_without_bot
from peerbot.app.login import offers_passwords
from peerbot.app.process import run_bot
from peerbot.app.reaching import ignored_proxy_variables, session_of
from peerbot.app.state import (
    SOCKET,
    is_made,
    make_state,
    sweep_without_key,
    utc_now,
)
from peerbot.app.trouble import Exit, Trouble
from peerbot.config import Config, doubts
from peerbot.terminal import (
    Commands,
    as_text,
    ask,
    ask_passphrase,
    carry_out,
    config_option,
    fail,
    fault,
    load_config,
)

READY = "peerbot: ready"
"""Printed by `run` once it accepts commands, for whoever started it."""


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
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


@main.command()
@config_option
@click.option("--no-input", is_flag=True, help="Never prompt; take passwords from the environment.")
def setup(config_path: Path, no_input: bool) -> None:
    """Log both accounts in, publish their identities, and store their credentials encrypted.

    Safe to run again, even after an interruption. Prompts for the passwords, or takes them from
    PEERBOT_VOICE_PASSWORD and PEERBOT_KEEPER_PASSWORD. Afterwards nobody knows the keeper's.

    Example: peerbot setup --config config.yaml
    """
    config = load_config(config_path)
    carry_out(config, _setup(config, may_ask=not no_input))


async def _setup(config: Config, *, may_ask: bool) -> None:
    for line in ignored_proxy_variables(os.environ):
        click.echo(f"{line}.", err=True)
    first = not is_made(config)
    homeserver = session_of(config)
    try:
        await homeserver.versions()
        if first:
            await offers_passwords(homeserver)
    finally:
        await homeserver.close()
    store = make_state(config, lambda: ask_passphrase(new=first))
    with contextlib.closing(store):
        steps = Setup(config, store, utc_now)
        await steps.voice(_password("voice", may_ask))
        click.echo("The voice is ready: its device is signed by its identity.")
        await steps.keeper(_password("keeper", may_ask))
        click.echo("The keeper is ready: it has an identity, no keys, and a password nobody knows.")


def _password(name: str, may_ask: bool) -> str | None:
    """None where it is not known: setup only needs it the first time."""
    typed = os.environb.get(f"PEERBOT_{name.upper()}_PASSWORD".encode())
    given = None if typed is None else as_text(typed)
    if given is None and may_ask:
        given = ask(f"Password of the {name}'s account (leave empty if setup already has it)")
    return given or None


@main.command()
@config_option
@click.option("--debug", is_flag=True, help="Log more, but never anything about a person.")
def run(config_path: Path, debug: bool) -> None:
    """Run the bot until SIGTERM or SIGINT.

    Example: peerbot run --config config.yaml
    """
    # Only our own messages: libraries log the data they handle, which would outlive an erasure.
    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("peerbot").setLevel(logging.DEBUG if debug else logging.INFO)
    config = load_config(config_path)
    carry_out(config, run_bot(config, ask_passphrase, lambda: click.echo(READY)))


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
    if reply is None and request.command == "status":
        reply = await status_without_bot(config)
    elif reply is None:
        with desk_without_bot(config, ask_passphrase) as desk:
            reply = await _answer_confirmed(desk.answer, request)
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


@main.command()
@click.option("--dir", "directory", type=click.Path(path_type=Path), required=True)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    help="Port of the homeserver; 0 picks a free one.",
)
@click.option("--no-bot", is_flag=True, help="Set everything up, but do not start the bot.")
@click.option("--default-limits", is_flag=True, help="Keep Synapse's own rate limits.")
@click.option("--pair", is_flag=True, help="Add a second homeserver that federates with the first.")
def sandbox(directory: Path, port: int, no_bot: bool, default_limits: bool, pair: bool) -> None:
    """Run a throwaway homeserver with the bot on it, until SIGTERM or SIGINT.

    Prints one line of JSON when it is ready. Rooms may last only seconds there.

    Example: peerbot sandbox --dir .sandbox --port 8008
    """
    from peerbot.sandbox import Sandbox  # noqa: PLC0415 - `run` must not carry it in memory
    from peerbot.synapse import SynapseError  # noqa: PLC0415 - `run` must not carry it in memory

    async def until_stopped() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        async with Sandbox(
            directory, port=port, limits=default_limits, bot=not no_bot, pair=pair
        ) as place:
            click.echo(json.dumps(place.told()))
            await stop.wait()

    try:
        asyncio.run(until_stopped())
    except Trouble as trouble:
        fail(trouble)
    except SynapseError as error:
        fail(Trouble(Exit.US, str(error), "See above."))


@main.command()
@click.option(
    "--keep", is_flag=True, help="Leave the sandbox running afterwards, and say how to sign in."
)
@click.option("--dir", "directory", type=click.Path(path_type=Path), default=Path(".demo"))
def demo(keep: bool, directory: Path) -> None:
    """Play the whole story on a throwaway homeserver, with real encryption.

    Example: peerbot demo --keep
    """
    from peerbot.demo.people import Missed  # noqa: PLC0415 - `run` must not carry it in memory
    from peerbot.demo.story import Untrue  # noqa: PLC0415 - `run` must not carry it in memory
    from peerbot.demo.story import demo as play  # noqa: PLC0415 - `run` must not carry it in memory
    from peerbot.synapse import SynapseError  # noqa: PLC0415 - `run` must not carry it in memory

    try:
        asyncio.run(play(directory, keep=keep, tell=click.echo))
    except (Untrue, Missed) as error:
        fail(Trouble(Exit.US, f"the demo failed: {error}", f"Check the files in {directory}."))
    except Trouble as trouble:
        fail(trouble)
    except SynapseError as error:
        fail(Trouble(Exit.US, str(error), "See above."))
    except KeyboardInterrupt:
        click.echo("Stopped.")
