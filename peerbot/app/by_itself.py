"""What stewards are told of what their homeserver does when the bot is off: nothing of it is wrong,
and each has something that can be done about it."""

from collections.abc import Iterator
from datetime import timedelta

from peerbot.config import Config
from peerbot.matrix.arming import Limits

_HOUR = timedelta(hours=1)


def what_to_mend(limits: Limits | None, config: Config) -> Iterator[str]:
    """One sentence for each. `limits`: what the homeserver said; None: nothing so far."""
    if limits is None:
        return
    needed = f"{-(-timedelta(minutes=config.rooms.longest) // _HOUR) + 1}h"
    if not limits.any:
        yield (
            "max_event_delay_duration: the homeserver silences no room by itself (delayed events, "
            "MSC4140). A room whose time comes while the bot is off closes when the bot is back, "
            f"and its card says so. If it is a Synapse, set it to {needed} or more there."
        )
        return
    longest = limits.longest
    if longest is not None and longest < timedelta(minutes=config.rooms.longest):
        yield (
            "max_event_delay_duration: rooms may last longer (rooms.longest) than the homeserver "
            f"lets anything wait ({_told(longest)}). When the bot is off for about that long, such "
            f"a room falls silent until the bot is back. Set it to {needed} or more in Synapse."
        )
    if limits.most is not None and limits.most < config.rooms.most:
        yield (
            f"rooms.most: the homeserver lets {limits.most} events wait for an account, and there "
            f"may be {config.rooms.most} rooms. When the bot is off, those that end last close "
            "when it is back, and their cards say so. Lower it, or raise "
            "msc4140_max_delayed_events_per_user in Synapse."
        )


def _told(span: timedelta) -> str:
    return f"{span // _HOUR}h" if span >= _HOUR else f"{span // timedelta(seconds=1)}s"
