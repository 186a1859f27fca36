"""A state that was put back, or copied, does not go on (FAULTS 13); with real processes."""

import asyncio
import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from peerbot.app.trouble import Exit
from peerbot.devtools.synapse import PATIENCE
from tests.faults.conftest import Arrive
from tests.faults.place import HELP, WELCOME, Place, said_by_voice
from tests.proxy import to

WORDS = "the state does not match what the homeserver knows about this device"


@contextmanager
def put_back(place: Place, older: Path) -> Iterator[None]:
    """The state as it was when it was copied to `older`; afterwards the newest one again."""
    newest = place.sandbox.directory / "newest"
    place.sandbox.state.rename(newest)
    shutil.copytree(older, place.sandbox.state)
    try:
        yield
    finally:
        shutil.rmtree(place.sandbox.state)
        newest.rename(place.sandbox.state)


def copied(place: Place, name: str) -> Path:
    """A copy of the state, as a backup has it; the socket is no file."""
    copy = place.sandbox.directory / name
    shutil.copytree(place.sandbox.state, copy, ignore=shutil.ignore_patterns("control.sock"))
    return copy


async def test_fault_13_a_restored_backup_stops_before_it_sends_anything(
    place: Place, arrive: Arrive
) -> None:
    alex = await arrive("alex")
    await place.sandbox.stop_bot()
    backup = copied(place, "backup")
    await place.sandbox.start_bot()
    assert WELCOME in await alex.ask("hi")
    await place.sandbox.at_rest()
    await place.kill()
    await alex.tell(alex.chat, "help")
    with put_back(place, backup):
        moment = len(place.proxy.seen)
        code, said = await place.sandbox.command("run")
        assert (code, WORDS in said) == (Exit.STOPPED, True), said
        assert "create two new accounts" in said
        wrote = place.since(moment, lambda seen: seen.method != "GET")
        assert wrote == [], "not even a key was uploaded"
    assert len(said_by_voice(alex)) == 1
    await place.sandbox.start_bot()
    assert HELP in await alex.hear()
    assert len(said_by_voice(alex)) == 2
    shutil.rmtree(backup)


async def test_fault_13_a_copy_that_starts_elsewhere_ends_the_one_that_runs(
    place: Place, arrive: Arrive
) -> None:
    """Of two on copies of one state, one goes on: the one that came later. Neither sends twice."""
    alex = await arrive("alex")
    running = place.sandbox._bot
    assert running is not None
    clone = copied(place, "clone")
    settings = json.loads(place.sandbox.config.read_text())
    settings["state"]["directory"] = str(clone)
    config = place.sandbox.directory / "clone.yaml"
    config.write_text(json.dumps(settings))
    second = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "peerbot", "run", "--config", str(config)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        assert second.stdout is not None
        assert await second.stdout.readline() == b"peerbot: ready\n"
        await alex.tell(alex.chat, "hi")
        assert await asyncio.wait_for(running.wait(), PATIENCE) == Exit.STOPPED
        assert WELCOME in await alex.hear()
        assert HELP in await alex.ask("help")
        assert len(said_by_voice(alex)) == 2
    finally:
        if second.returncode is None:
            second.terminate()
        await second.wait()
    await place.sandbox.stop_bot()
    # The clone is the newest state now.
    shutil.rmtree(place.sandbox.state)
    clone.rename(place.sandbox.state)
    await place.sandbox.start_bot()
    assert HELP in await alex.ask("help")


async def test_fault_13_killed_around_a_new_mark_it_starts_again(
    place: Place, arrive: Arrive
) -> None:
    alex = await arrive("alex")
    await place.sandbox.at_rest()
    marks = to("PUT", "/account_data/org.peerbot.generation")
    for after in (False, True):
        await place.kill()
        held = place.proxy.hold(marks, after=after)
        starting = asyncio.create_task(place.sandbox.start_bot())
        await held.reached()
        assert place.sandbox._bot is not None
        place.sandbox._bot.kill()
        await asyncio.gather(starting, return_exceptions=True)
        place.proxy.clear()
        await place.sandbox.start_bot()
        assert HELP in await alex.ask("help")
