"""`peerbot setup`. Kept apart from `cli`, so that `run` need not carry what only this needs."""

import contextlib
import os
from pathlib import Path

import click

from peerbot.app.accounts import Setup
from peerbot.app.login import offers_passwords
from peerbot.app.passphrase import check_strength
from peerbot.app.reaching import ignored_proxy_variables, session_of
from peerbot.app.state import is_made, make_state, utc_now
from peerbot.config import Config
from peerbot.terminal import (
    Command,
    as_text,
    ask,
    ask_passphrase,
    carry_out,
    config_option,
    load_config,
)


@click.command(cls=Command)
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
    store = make_state(config, _new_passphrase if first else ask_passphrase)
    with contextlib.closing(store):
        steps = Setup(config, store, utc_now)
        await steps.voice(_password("voice", may_ask))
        click.echo("The voice is ready: its device is signed by its identity.")
        await steps.keeper(_password("keeper", may_ask))
        click.echo("The keeper is ready: it has an identity, no keys, and a password nobody knows.")
        for line in steps.worth_a_look:
            click.echo(f"Worth a look: {line}")


def _password(name: str, may_ask: bool) -> str | None:
    """None where it is not known: setup only needs it the first time."""
    typed = os.environb.get(f"PEERBOT_{name.upper()}_PASSWORD".encode())
    given = None if typed is None else as_text(typed)
    if given is None and may_ask:
        given = ask(f"Password of the {name}'s account (leave empty if setup already has it)")
    return given or None


def _new_passphrase() -> str:
    """Raises Trouble when it is too short."""
    chosen = ask_passphrase(new=True)
    check_strength(chosen)
    return chosen
