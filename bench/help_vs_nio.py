"""How soon peerbot answers `help`, as a ratio to a bare nio echo in the same run.

    python -m bench.help_vs_nio [ROUNDS]

One Synapse, one member, two bots asked in turn, so that whatever slows the machine slows both.
What peerbot does more: a flow, a sealed commit, an outbox row. What nio does more: a store that
saves its sync token. Both answers are one encrypted message.
"""

import asyncio
import statistics
import sys
import tempfile
from pathlib import Path

from bench.processes import PEERBOT, cpu, line, process, resident
from bench.talker import talker
from peerbot.matrix.crypto.signing import Identity, own_keys
from peerbot.matrix.homeserver import Homeserver, path
from peerbot.sandbox import Sandbox
from peerbot.synapse import Registered
from peerbot.vocabulary import UserID

_WARM_UP = 5
"""Rounds not counted: sessions are begun in them, and caches filled."""


async def vouch(url: str, account: Registered) -> None:
    """Sign the echo bot's device with an identity: a signed client talks to no other."""
    user_id = UserID(account.user_id)
    homeserver = Homeserver(url, account.token)
    identity = Identity.new(user_id)
    await identity.publish(homeserver, account.password)
    device = (await own_keys(homeserver, user_id)).devices[account.device_id]
    signed = {account.user_id: {account.device_id: identity.vouch_for(device)}}
    await homeserver.request("POST", path("keys", "signatures", "upload"), signed)
    await homeserver.close()


async def main(rounds: int) -> None:
    """Measure, and print the ratios."""
    with tempfile.TemporaryDirectory() as made:
        directory = Path(made)
        echo_store = directory / "echo"
        echo_store.mkdir()
        async with Sandbox(directory / "sandbox", bot=False) as house:
            echo = await house.register("echo")
            member = await house.register("member")
            arguments = (house.homeserver.url, echo.user_id, echo.device_id, echo.token, echo_store)
            async with (
                process(sys.executable, "-m", "bench.nio_echo", *arguments) as nio_bot,
                process(PEERBOT, "run", "--config", house.config) as our_bot,
                talker(house.homeserver.url, member) as person,
            ):
                await line(nio_bot)
                await vouch(house.homeserver.url, echo)
                bots = {
                    "peerbot": (our_bot, UserID(house.voice)),
                    "nio": (nio_bot, UserID(echo.user_id)),
                }
                chats = {name: await person.chat_with(user) for name, (_, user) in bots.items()}
                times: dict[str, list[float]] = {name: [] for name in bots}
                used = dict.fromkeys(bots, 0.0)
                for number in range(_WARM_UP + rounds):
                    for name, (running, user) in bots.items():
                        before = cpu(running)
                        seconds = await person.ask(chats[name], user, "help")
                        if number >= _WARM_UP:
                            times[name].append(seconds)
                            used[name] += cpu(running) - before
                memory = {name: resident(running) for name, (running, _) in bots.items()}

    median = {name: statistics.median(taken) for name, taken in times.items()}
    slow = {name: statistics.quantiles(taken, n=20)[-1] for name, taken in times.items()}
    print(f"peerbot's help to a bare nio echo, {rounds} rounds in turn:")
    for what, of in (("median", median), ("95th of 100", slow), ("CPU", used), ("memory", memory)):
        print(f"  {what:12} {of['peerbot'] / of['nio']:.2f}")
    print(f"memory: peerbot {memory['peerbot']:.0f} MiB, nio {memory['nio']:.0f} MiB")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 50))
