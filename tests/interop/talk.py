"""A long talk with the bot from Element: everything arrives once, readable, in order."""

from dataclasses import dataclass
from itertools import cycle, islice

from peerbot.devtools.sandbox import Sandbox
from tests.interop.conftest import Guest
from tests.interop.member import Message

WORDS = (
    ("help", "These words work at any time"),
    ("now", "No one here is on call"),
    ("kept", "Of you I keep only"),
)


@dataclass
class Count:
    """What became of a talk, as the member's own client has it."""

    asked: int = 0
    answered: int = 0
    lost: int = 0
    doubled: int = 0
    undecryptable: int = 0


async def talk(sandbox: Sandbox, guest: Guest, messages: int, cuts: str) -> Count:
    """Write so many messages, and read as many answers.

    `cuts`: for each B the bot is killed, for each H the homeserver, spread over the talk, with
    messages and answers on their way. The member reads what there is after each: Element's library
    takes no notice of a gap of over a hundred events that holds a message of its own.
    """
    words = list(islice(cycle(WORDS), messages))
    at = {messages * (number + 1) // (len(cuts) + 1): cut for number, cut in enumerate(cuts)}
    heard: list[str] = []

    async def hear() -> None:
        said_back = await guest.element.wait_message(guest.chat, guest.voice)
        assert said_back.shield == "none"
        heard.append(said_back.body or "")

    for number, (said, _) in enumerate(words):
        if at.get(number) == "B":
            await sandbox.kill_bot()
        if at.get(number) == "H":
            await sandbox.homeserver.kill()
            await sandbox.homeserver.start()
        await guest.element.send(guest.chat, said)
        if at.get(number) == "B":
            await sandbox.start_bot()
        if number in at:
            while len(heard) < number:
                await hear()
    # Answered after all the others, and so are their doubles.
    await guest.element.send(guest.chat, "rooms")
    while not heard or "No room is open" not in heard[-1]:
        await hear()
    timeline = await guest.element.timeline(guest.chat)
    return _counted(words, heard[:-1], timeline)


def _counted(words: list[tuple[str, str]], heard: list[str], timeline: list[Message]) -> Count:
    expected = [answer for _, answer in words]
    kinds = {answer: sum(answer in body for body in heard) for answer in set(expected)}
    asked = {answer: expected.count(answer) for answer in kinds}
    count = Count(
        asked=len(words),
        answered=len(heard),
        lost=sum(max(0, asked[kind] - kinds[kind]) for kind in kinds),
        doubled=sum(max(0, kinds[kind] - asked[kind]) for kind in kinds),
        undecryptable=sum(message.undecryptable is not None for message in timeline),
    )
    in_order = all(answer in body for answer, body in zip(expected, heard, strict=False))
    assert in_order or count.lost or count.doubled, "answers are in order"
    return count
