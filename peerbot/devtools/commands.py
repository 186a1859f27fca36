"""`peerbot sandbox` and `peerbot demo`; the program loads them when they are asked for."""

import asyncio
import json
import signal
from pathlib import Path

import click

from peerbot.app.trouble import Exit, Trouble
from peerbot.devtools.demo import story
from peerbot.devtools.demo.people import Missed
from peerbot.devtools.sandbox import Sandbox
from peerbot.devtools.synapse import SynapseError
from peerbot.terminal import Command, fail


@click.command(cls=Command)
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


@click.command(cls=Command)
@click.option(
    "--keep", is_flag=True, help="Leave the sandbox running afterwards, and say how to sign in."
)
@click.option("--dir", "directory", type=click.Path(path_type=Path), default=Path(".demo"))
def demo(keep: bool, directory: Path) -> None:
    """Play the whole story on a throwaway homeserver, with real encryption.

    Example: peerbot demo --keep
    """
    try:
        asyncio.run(story.demo(directory, keep=keep, tell=click.echo))
    except (story.Untrue, Missed) as error:
        fail(Trouble(Exit.US, f"the demo failed: {error}", f"Check the files in {directory}."))
    except Trouble as trouble:
        fail(trouble)
    except SynapseError as error:
        fail(Trouble(Exit.US, str(error), "See above."))
    except KeyboardInterrupt:
        click.echo("Stopped.")
