"""More rooms than one message holds, each with words as long as the config allows; and no more than
there may be."""

import asyncio
from collections.abc import AsyncIterator
from string import ascii_lowercase
from typing import Any

import pytest

from peerbot.devtools.sandbox import Sandbox
from peerbot.kernel.pages import PAGE
from tests.story.scene import Scene, opens, says, staged

ROOMS = PAGE + 1

LONG = "\u8a9e" * 300
"""Three bytes for each character. One of four would be two in JSON, which a sandbox writes, and
YAML would read it so."""


class Wordy(Sandbox):
    """Its collective writes all that fits, and wants one room more than a list shows."""

    def _settings(self) -> dict[str, Any]:
        settings = super()._settings()
        settings["rooms"] |= {"most": ROOMS, "most_each": PAGE}
        settings["rooms"]["kinds"] = {
            word: {"title": LONG, "about": LONG}
            for word in ("quiet company", *ascii_lowercase[:19])
        }
        (place,) = settings["places"]
        settings["places"] = [place | dict.fromkeys(("name", "hours", "contact"), LONG)] * 9
        return settings


@pytest.fixture
async def wordy(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    """A scene of its own: its rooms stay open."""
    async with staged(Wordy(tmp_path_factory.mktemp("wordy") / "sandbox")) as scene:
        yield scene


async def test_fault_53_lists_that_are_full_are_read_in_pages_and_rooms_have_an_end(
    wordy: Scene,
) -> None:
    async with wordy.people("robin", "jo", "kim", "alex") as (robin, jo, kim, alex):
        for member in (robin, jo, kim, alex):
            await member.begin()
        for member in (robin, jo, kim):
            await wordy.makes_facilitator(member)
        for _ in range(PAGE):
            await opens(robin)
        await says(robin, "open", f"You hold {PAGE} rooms already")
        for member in (jo, kim):
            await says(member, "open quiet company", "Shall I open it")
        answers = await asyncio.gather(jo.ask("yes"), kim.ask("yes"))
        assert sum("The room is open, as number 10." in said for said in answers) == 1
        assert sum(f"There are {ROOMS} rooms already" in said for said in answers) == 1

        for restarted in (False, True):
            if restarted:
                await wordy.restart()
            said = await says(alex, "rooms", f"There are {ROOMS} in all.")
            assert said.count(LONG) == 2 * PAGE
            assert f"{ROOMS}. {LONG}" in await says(alex, "more", "these are the last")
            await says(alex, "1", "Please read this first")
            assert (await says(alex, "now", "outside our collective")).count(LONG) == 27
            assert (await says(robin, "close", "Which room?")).count(LONG) == PAGE
        wordy.answers(alex)
        wordy.answers(robin)
