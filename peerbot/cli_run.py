"""`peerbot run`. Kept apart from `cli`: no other command has to load what this one needs."""

import logging
from pathlib import Path

import click

from peerbot.app.process import run_bot
from peerbot.terminal import Command, ask_passphrase, carry_out, config_option, load_config

READY = "peerbot: ready"
"""Printed once it accepts commands, for whoever started it."""


@click.command(cls=Command)
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
