"""How peerbot compares with a bare nio bot and with raw HTTP, all in one run.

    python -m bench.members [--members 20] [--rounds 10] [--each 30] [--bursts 2]

One Synapse, members who each have a chat with every bot, and bots asked in turn, so that whatever
slows the machine slows all:

- peerbot, as a steward runs it. What it does more: a flow, a sealed commit, an outbox row.
- nio: a bare encrypted echo on matrix-nio with its default store and sync.
- nio, 100: the same with a timeline long enough to lose nothing. In bursts only.
- raw: an unencrypted echo on plain HTTP (send, sync, send, sync), which is the floor.

First each member asks each bot in turn; then all members at once say EACH things to one bot after
the other. Every answer is counted, and peerbot's are compared with the order they are due in.
"""

import asyncio
import itertools
import statistics
import sys
import tempfile
from argparse import ArgumentParser
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.processes import PEERBOT, compile_all, cpu, line, memory, process
from bench.talker import Heard, Talker, talker
from peerbot.devtools.sandbox import Sandbox
from peerbot.devtools.synapse import Registered
from peerbot.kernel.ids import RoomID, UserID
from peerbot.matrix.crypto.signing import Identity, own_keys
from peerbot.matrix.homeserver import path
from peerbot.matrix.http.session import Session

_WARM_UP = 2
"""Rounds not counted: sessions are begun in them, and caches filled."""

_QUIET = 8.0
"""Seconds in which nobody hears anything, after which missing answers are called lost."""

_BEYOND = 2.0
"""Seconds in which to hear answers that there should not be."""

_WORDS = ("help", "kept")
"""Said in turn in a burst: their answers differ, so that order, loss and doubles show."""


@dataclass
class Bot:
    """One bot under measurement."""

    running: Process
    user_id: UserID
    chats: list[RoomID] = field(default_factory=list)
    """With each member, in their order."""
    seconds: list[float] = field(default_factory=list)
    """Of each paced round trip."""
    cpu: float = 0.0
    """Seconds, for all paced messages."""
    rates: list[float] = field(default_factory=list)
    """Answers a second, of each burst."""
    homeserver: list[float] = field(default_factory=list)
    """CPU seconds that the homeserver took for each burst, the members' own requests included."""
    lost: int = 0
    doubled: int = 0


async def vouch(url: str, account: Registered) -> None:
    """Sign the echo bot's device with an identity: a signed client talks to no other."""
    user_id = UserID(account.user_id)
    homeserver = Session(url, account.token)
    identity = Identity.new(user_id)
    await identity.publish(homeserver, account.password)
    device = (await own_keys(homeserver, user_id)).devices[account.device_id]
    signed = {account.user_id: {account.device_id: identity.vouch_for(device)}}
    await homeserver.request("POST", path("keys", "signatures", "upload"), signed)
    await homeserver.close()


@asynccontextmanager
async def nio_bot(house: Sandbox, name: str, *timeline: str) -> AsyncIterator[Bot]:
    """A bare nio echo whose device is signed."""
    account = await house.register(name)
    store = house.directory / name
    store.mkdir()
    url = house.homeserver.url
    arguments = (url, account.user_id, account.device_id, account.token, store, *timeline)
    async with process(sys.executable, "-m", "bench.nio_echo", *arguments) as running:
        await line(running)
        await vouch(url, account)
        yield Bot(running, UserID(account.user_id))


@asynccontextmanager
async def raw_bot(house: Sandbox) -> AsyncIterator[Bot]:
    """An unencrypted echo on plain HTTP."""
    account = await house.register("raw")
    arguments = (house.homeserver.url, account.user_id, account.token)
    async with process(sys.executable, "-m", "bench.raw_echo", *arguments) as running:
        await line(running)
        yield Bot(running, UserID(account.user_id))


@asynccontextmanager
async def our_bot(house: Sandbox) -> AsyncIterator[Bot]:
    """peerbot, as a steward runs it."""
    async with process(PEERBOT, "run", "--config", house.config) as running:
        await line(running)
        yield Bot(running, UserID(house.voice))


async def paced(bots: Sequence[Bot], members: Sequence[Talker], rounds: int) -> None:
    """Each member asks each bot, one question under way at a time, in every order equally often: a
    bot still works a little when it has answered, which slows the next."""
    orders = itertools.cycle(itertools.permutations(bots))
    for number in range(_WARM_UP + rounds):
        if number == _WARM_UP:
            for bot in bots:
                bot.seconds.clear()
                bot.cpu = -cpu(bot.running.pid)
        for place, member in enumerate(members):
            for bot in next(orders):
                bot.seconds.append(await member.ask(bot.chats[place], bot.user_id, "help"))
    for bot in bots:
        bot.cpu += cpu(bot.running.pid)


async def burst(bot: Bot, members: Sequence[Talker], words: list[str], *, echoes: bool) -> None:
    """All members talk at once; every answer is waited for, and looked at."""
    begun = asyncio.get_running_loop().time()
    chats = list(zip(members, bot.chats, strict=True))
    async with asyncio.TaskGroup() as talking:
        for member, chat in chats:
            talking.create_task(member.say_all(chat, bot.user_id, words))
    heard: list[list[Heard]] = [[] for _ in members]
    while await news(chats, heard, len(words)):
        pass
    ended = max(answer.at for answers in heard for answer in answers)
    bot.rates.append(sum(map(len, heard)) / (ended - begun))
    for answers in heard:
        lost, doubled = compare(answers, words if echoes else None, len(words))
        bot.lost += lost
        bot.doubled += doubled


async def news(
    chats: Sequence[tuple[Talker, RoomID]], heard: list[list[Heard]], number: int
) -> bool:
    """Wait a while, unless nothing is missing, and add what was heard; whether there was any.

    A bot that answers one chat after the other leaves some members waiting for long, so what
    counts is whether anybody hears anything.
    """
    complete = all(len(answers) >= number for answers in heard)
    await asyncio.sleep(_BEYOND if complete else _QUIET)
    fresh = [member.heard(chat) for member, chat in chats]
    for answers, more in zip(heard, fresh, strict=True):
        answers.extend(more)
    return any(fresh)


def compare(answers: list[Heard], due: list[str] | None, number: int) -> tuple[int, int]:
    """How many answers are missing, and how many too many. Without `due` the first two differ and
    the rest take turns; then an answer out of turn counts as both."""
    said = [answer.body for answer in answers]
    if due is None:
        assert len(set(said)) == len(_WORDS), "the words of a burst are answered alike"
        turned = sum(body != said[place % len(_WORDS)] for place, body in enumerate(said))
    else:
        turned = 0
    return max(0, number - len(said)) + turned, max(0, len(said) - number) + turned


async def main(members: int, rounds: int, each: int, bursts: int) -> None:
    """Measure, and print the ratios."""
    compile_all()
    async with AsyncExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        house = await stack.enter_async_context(Sandbox(directory / "sandbox", bot=False))
        bots = {
            "peerbot": await stack.enter_async_context(our_bot(house)),
            "nio": await stack.enter_async_context(nio_bot(house, "echo")),
            "nio, 100": await stack.enter_async_context(nio_bot(house, "echo-100", "100")),
            "raw": await stack.enter_async_context(raw_bot(house)),
        }
        people = []
        for number in range(members):
            account = await house.register(f"member-{number}")
            people.append(await stack.enter_async_context(talker(house.homeserver.url, account)))
        for name, bot in bots.items():
            bot.chats = [await p.chat_with(bot.user_id, plain=name == "raw") for p in people]
        await paced([bots[name] for name in ("peerbot", "nio", "raw")], people, rounds)
        before = {name: memory(bots[name].running) for name in ("peerbot", "nio")}
        words = [_WORDS[number % len(_WORDS)] for number in range(each)]
        for _ in range(bursts):
            for name, bot in bots.items():
                begun = cpu(house.homeserver.pid)
                await burst(bot, people, words, echoes=name != "peerbot")
                bot.homeserver.append(cpu(house.homeserver.pid) - begun)
        after = {name: memory(bots[name].running) for name in ("peerbot", "nio")}

        print(f"{members} members, {rounds} paced rounds:")
        median = {name: statistics.median(bot.seconds) for name, bot in bots.items() if bot.seconds}
        for name in ("peerbot", "nio"):
            print(f"  median, {name} to raw   {median[name] / median['raw']:.2f}")
        ours, nio = bots["peerbot"], bots["nio"]
        print(f"  CPU, peerbot to nio   {ours.cpu / nio.cpu:.2f}")
        for when, held in (("after them", before), ("after the bursts", after)):
            resident = held["peerbot"].resident / held["nio"].resident
            own = held["peerbot"].own / held["nio"].own
            mib = f"({held['peerbot'].resident:.1f} to {held['nio'].resident:.1f} MiB)"
            print(f"  memory {when}   {resident:.2f} resident {mib}, {own:.2f} own")
        if not bursts:
            return
        print(f"{members} x {each} messages at once, {bursts} times:")
        rates = {name: statistics.median(bot.rates) for name, bot in bots.items()}
        for name in ("nio", "nio, 100", "raw"):
            print(f"  answers a second, peerbot to {name}   {rates['peerbot'] / rates[name]:.2f}")
        served = {name: statistics.median(bot.homeserver) for name, bot in bots.items()}
        print(f"  the homeserver's CPU, peerbot to raw   {served['peerbot'] / served['raw']:.2f}")
        for name, bot in bots.items():
            print(f"  {name}: {bot.lost} lost, {bot.doubled} doubled")
        print(f"  for scale: a paced answer of peerbot took {median['peerbot'] * 1000:.0f} ms,")
        print("  answers a second " + ", ".join(f"{n} {r:.0f}" for n, r in rates.items()))


if __name__ == "__main__":
    asked = ArgumentParser()
    for option, default in (("members", 20), ("rounds", 10), ("each", 30), ("bursts", 2)):
        asked.add_argument(f"--{option}", type=int, default=default)
    asyncio.run(main(**vars(asked.parse_args())))
